"""Outcomes of a run: households harmed by the programme, and disputes between partners."""

from __future__ import annotations

from partnersim.measures.catalogue.outcomes import over
from partnersim.measures.declaring import LOWER, Link, outcome
from partnersim.measures.run import Run
from partnersim.measures.summaries import YEAR


@outcome(
    unit="share", better=LOWER, link=Link.OUTCOME, group="funds",
    en="Members whose fund's money was called in", id="Anggota yang dana kelompoknya ditarik kembali",
)  # fmt: skip
def recalled_share(r: Run) -> float:
    """Households that were members of a unit while a bank called in its loan, over those that are or were members.

    Until the bank is paid their unit lends nothing, and it may close; empty without members.
    """
    return over(r.households_of_place(r.harm.recalled), r.households_of_place(r.reached))


@outcome(
    unit="share", better=LOWER, link=Link.OUTCOME, group="enterprise",
    en="Contracts failed with debt left", id="Kontrak gagal dengan sisa utang",
)  # fmt: skip
def contract_failed_share(r: Run) -> float:
    """Households whose contract ended with their scheme while they owed money, over those that were under contract.

    Owed to a fund or a moneylender; who sells aside or closes its enterprise has left by itself. Empty without
    contracts.
    """
    return over(r.households_of_place(r.harm.failed), r.households_of_place(r.harm.contracted))


@outcome(
    unit="share", better=LOWER, link=Link.OUTCOME, group="funds",
    en="Asked in vain, of the listed", id="Mengajukan dengan sia-sia, dari yang terdaftar",
)  # fmt: skip
def never_served_share(r: Run) -> float:
    """Listed households that first asked for a loan a year or more before the end and never had one.

    Over all listed households; empty without any.
    """
    listed = r.households.listed != 0
    return over(r.households_of_place(listed & r.never_served), r.households_of_place(listed))


@outcome(
    unit="share", better=LOWER, link=Link.OUTCOME, group="welfare",
    en="Listed households harmed", id="Rumah tangga terdaftar yang dirugikan", leads=True,
)  # fmt: skip
def harmed_households_share(r: Run) -> float:
    """Listed households harmed by the programme in one of three ways, over all listed households.

    Their fund's money was called in, their contract failed and left them in debt, or they asked in vain
    (recalled_share, contract_failed_share, never_served_share). Shown beside the harm of partners; empty without
    listed households.
    """
    listed = r.households.listed != 0
    harmed = r.harm.recalled | r.harm.failed | r.never_served
    return over(r.households_of_place(listed & harmed), r.households_of_place(listed))


@outcome(
    unit="disputes/year", better=LOWER, link=Link.ACTIVITY, group="partnership",
    en="Disputes a year", id="Perselisihan per tahun", leads=True,
)  # fmt: skip
def disputes_a_year(r: Run) -> float:
    """Disputes opened per year that an agreement was at work; empty where none ever was."""
    return over(r.total("disputes_opened"), r.total("agreements_working") / YEAR)
