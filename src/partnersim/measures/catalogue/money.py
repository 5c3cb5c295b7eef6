"""Measures of who paid, and of what the money went for."""

from __future__ import annotations

from partnersim.measures.declaring import HIGHER, LOWER, NEITHER, Link, monthly
from partnersim.measures.months import Floats, Months
from partnersim.measures.summaries import FLOW, LEVEL


@monthly(
    unit="IDR/month", better=NEITHER, link=Link.INPUT, group="money", summaries=FLOW,
    en="Paid by government", id="Dibayar pemerintah", leads=True, signed=True,
)  # fmt: skip
def paid_government_idr(m: Months) -> Floats:
    """Spent from own cash, transfers to partners included, less transfers received.

    Returned money is not spent.
    """
    return m.paid_by("government")


@monthly(
    unit="IDR/month", better=NEITHER, link=Link.INPUT, group="money", summaries=FLOW,
    en="Paid by donors", id="Dibayar donor", leads=True, signed=True,
)  # fmt: skip
def paid_donors_idr(m: Months) -> Floats:
    """As paid_government_idr."""
    return m.paid_by("donors")


@monthly(
    unit="IDR/month", better=NEITHER, link=Link.INPUT, group="money", summaries=FLOW,
    en="Paid by NGOs", id="Dibayar LSM", leads=True, signed=True,
)  # fmt: skip
def paid_ngos_idr(m: Months) -> Floats:
    """As paid_government_idr."""
    return m.paid_by("ngos")


@monthly(
    unit="IDR/month", better=NEITHER, link=Link.INPUT, group="money", summaries=FLOW,
    en="Paid by training institutes", id="Dibayar lembaga pelatihan", leads=True, signed=True,
)  # fmt: skip
def paid_institutes_idr(m: Months) -> Floats:
    """As paid_government_idr."""
    return m.paid_by("institutes")


@monthly(
    unit="IDR/month", better=NEITHER, link=Link.INPUT, group="money", summaries=FLOW,
    en="Paid by firms", id="Dibayar perusahaan", leads=True, signed=True,
)  # fmt: skip
def paid_firms_idr(m: Months) -> Floats:
    """As paid_government_idr, of the forum of firms that give and of single firms."""
    return m.paid_by("firms")


@monthly(
    unit="IDR/month", better=NEITHER, link=Link.INPUT, group="money", summaries=FLOW,
    en="Money spent by partners", id="Uang yang dibelanjakan mitra", leads=True, spoken=True,
)  # fmt: skip
def money_spent_idr(m: Months) -> Floats:
    """Sum of what all organizations paid.

    It covers work, seed money, support, co-ordination, showpieces and theft.
    """
    return m.spent


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.ACTIVITY, group="money", summaries=FLOW,
    en="Seed money", id="Modal awal untuk dana komunitas", leads=True,
)  # fmt: skip
def seed_money_idr(m: Months) -> Floats:
    """Money handed over for community funds in the month."""
    return m.money.month["funds"]


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="money", summaries=LEVEL,
    en="Diverted to showpieces", id="Dialihkan ke proyek pamer",
)  # fmt: skip
def showpiece_share(m: Months) -> Floats:
    """Spent on showpieces over money spent in the month; empty without spending."""
    return m.spent_share("showpiece")


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="money", summaries=LEVEL,
    en="Stolen", id="Kebocoran",
)  # fmt: skip
def leakage_share(m: Months) -> Floats:
    """Taken by officials over money spent in the month; empty without spending."""
    return m.spent_share("leakage")


@monthly(
    unit="share", better=LOWER, link=Link.ACTIVITY, group="money", summaries=(),
    en="Spent on co-ordination", id="Biaya koordinasi",
)  # fmt: skip
def coordination_cost_share(m: Months) -> Floats:
    """Spent on preparing, writing and meeting over money spent in the month.

    Empty without spending.
    """
    return m.spent_share("coordination")


@monthly(
    unit="IDR/month", better=NEITHER, link=Link.OUTCOME, group="money", summaries=FLOW,
    en="Partners' own income", id="Pendapatan mitra sendiri",
)  # fmt: skip
def partner_income_idr(m: Months) -> Floats:
    """Rival benefits that partners earned for themselves in the month."""
    return m.money.month["rival benefits"]
