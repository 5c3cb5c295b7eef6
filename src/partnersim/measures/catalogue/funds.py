"""Measures of community funds: members, loans, capital."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from partnersim.measures.declaring import HIGHER, LOWER, NEITHER, Link, monthly
from partnersim.measures.months import (
    Floats,
    Months,
    months_of_last_year,
    of_last_year,
    of_the_month_before,
    share,
)
from partnersim.measures.noting import noted_from
from partnersim.measures.summaries import FLOW, LAST, LEVEL, PEAK, STATE, YEAR
from partnersim.theory.calendar import MONTH
from partnersim.world.funds import ACTIVE, CLOSED

if TYPE_CHECKING:
    from partnersim.world.world import World


class FundSums(NamedTuple):
    """Sums over the community funds of the place, columns over months; rupiah unless said otherwise.

    Attributes:
        outstanding, late, lost, lent, lent_month, bank_debt: as in `Funds`, over all units, closed ones included.
        capital: cash, collections and principal outstanding of working funds.
        not_own: what working funds owe the bank, and principal of theirs that is late.
        queue: households waiting at working funds. working, opened, closed: units.
    """

    outstanding: Any
    late: Any
    lost: Any
    lent: Any
    lent_month: Any
    bank_debt: Any
    capital: Any
    not_own: Any
    queue: Any
    working: Any
    opened: Any
    closed: Any


class _KeptFunds(NamedTuple):
    """Columns of `Funds` at the end of a month, (H,) each, and households of the place that a hamlet stands for."""

    all_units: Floats
    status: Any
    opened: Any
    outstanding: Floats
    late: Floats
    lost: Floats
    lent: Floats
    lent_month: Floats
    bank_debt: Floats
    cash: Floats
    banked: Floats
    queue: Floats


_copied = attrgetter(*_KeptFunds._fields[1:])


def _funds_kept(world: World) -> _KeptFunds:
    return _KeptFunds(world.hamlets.weight, *[column.copy() for column in _copied(world.funds)])


@noted_from(_funds_kept)
def funds_of_place(f: _KeptFunds) -> FundSums:
    """Sums over funds at the end of the month."""
    working = f.all_units * (f.status == ACTIVE)
    place, at_work = f.all_units.dot, working.dot
    return FundSums(
        outstanding=place(f.outstanding),
        late=place(f.late),
        lost=place(f.lost),
        lent=place(f.lent),
        lent_month=place(f.lent_month),
        bank_debt=place(f.bank_debt),
        capital=at_work(f.cash + f.banked + f.outstanding),
        not_own=at_work(f.bank_debt + f.late),
        queue=at_work(f.queue),
        working=working.sum(),
        opened=place(f.opened >= 0),
        closed=place(f.status == CLOSED),
    )


@monthly(
    unit="households", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Members of community funds", id="Anggota dana komunitas", leads=True,
)  # fmt: skip
def members(m: Months) -> Floats:
    """Households in a group of a working fund."""
    return m.total.members


@monthly(
    unit="share", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Coverage of listed households", id="Cakupan rumah tangga terdaftar", leads=True, spoken=True,
)  # fmt: skip
def coverage_listed(m: Months) -> Floats:
    """Listed households that are members, over listed households.

    Empty without listed households.
    """
    return share(m.total.listed_members, m.total.listed)


@monthly(
    unit="households", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Borrowers", id="Peminjam",
)  # fmt: skip
def borrowers(m: Months) -> Floats:
    """Members with a loan."""
    return m.total.borrowers


@monthly(
    unit="IDR", better=NEITHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Loans outstanding", id="Pinjaman beredar",
)  # fmt: skip
def loans_outstanding_idr(m: Months) -> Floats:
    """Principal lent and neither repaid nor written off, closed units included."""
    return funds_of_place(m).outstanding


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=FLOW,
    en="Loans disbursed", id="Pinjaman disalurkan",
)  # fmt: skip
def loans_disbursed_idr(m: Months) -> Floats:
    """Principal lent in the month."""
    return funds_of_place(m).lent_month


@monthly(
    unit="households", better=LOWER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Queue for loans", id="Antrean pinjaman", leads=True, spoken=True,
)  # fmt: skip
def queue(m: Months) -> Floats:
    """Households that wanted a loan this month and got none for want of money or of room."""
    return funds_of_place(m).queue


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="funds", summaries=LEVEL,
    en="Non-performing loans", id="Pinjaman bermasalah", leads=True, spoken=True,
)  # fmt: skip
def nonperforming_share(m: Months) -> Floats:
    """Late principal over principal outstanding; empty without loans."""
    funds = funds_of_place(m)
    return share(funds.late, funds.outstanding)


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="funds", summaries=STATE,
    en="Loans lost", id="Pinjaman hilang", leads=True,
)  # fmt: skip
def lost_share(m: Months) -> Floats:
    """Principal written off so far over principal lent so far.

    Empty before the first loan.
    """
    funds = funds_of_place(m)
    return share(funds.lost, funds.lent)


@monthly(
    unit="units", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Working funds", id="Unit dana aktif", leads=True,
)  # fmt: skip
def units_active(m: Months) -> Floats:
    """Community funds that work."""
    return funds_of_place(m).working


@monthly(
    unit="units", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=STATE,
    en="Funds opened", id="Unit dana dibuka",
)  # fmt: skip
def units_opened(m: Months) -> Floats:
    """Opened since the start of the run."""
    return funds_of_place(m).opened


@monthly(
    unit="units", better=LOWER, link=Link.OUTPUT, group="funds", summaries=(LAST, PEAK),
    en="Funds closed", id="Unit dana tutup",
)  # fmt: skip
def units_closed(m: Months) -> Floats:
    """Closed funds."""
    return funds_of_place(m).closed


@monthly(
    unit="IDR", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Capital of funds", id="Modal dana komunitas", leads=True,
)  # fmt: skip
def fund_capital_idr(m: Months) -> Floats:
    """Cash, collections and principal outstanding of working funds."""
    return funds_of_place(m).capital


@monthly(
    unit="IDR", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Own capital of funds", id="Modal sendiri dana komunitas", signed=True,
)  # fmt: skip
def fund_own_capital_idr(m: Months) -> Floats:
    """Capital of working funds less what they owe the bank and principal that is late."""
    funds = funds_of_place(m)
    return funds.capital - funds.not_own


@monthly(
    unit="IDR", better=NEITHER, link=Link.INPUT, group="funds", summaries=STATE,
    en="Funds' debt to the bank", id="Utang dana kepada bank",
)  # fmt: skip
def bank_debt_idr(m: Months) -> Floats:
    """Capital borrowed from a bank and not repaid, closed units included."""
    return funds_of_place(m).bank_debt


@monthly(
    unit="IDR/member", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Capital per member", id="Modal per anggota", leads=True,
)  # fmt: skip
def capital_per_member_idr(m: Months) -> Floats:
    """Capital of working funds over members; empty without members."""
    return share(funds_of_place(m).capital, m.total.members)


@monthly(
    unit="turns/year", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Turnover of capital", id="Perputaran modal",
)  # fmt: skip
def velocity(m: Months) -> Floats:
    """Loans put out in the last 12 months over mean capital of those months.

    A year's rate before the 12th month.
    """
    funds, months = funds_of_place(m), months_of_last_year(m.count)
    return share(of_last_year(funds.lent_month) * YEAR / months, of_last_year(funds.capital) / months)


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.OUTCOME, group="funds", summaries=FLOW,
    en="Surplus of funds", id="Surplus dana komunitas", signed=True,
)  # fmt: skip
def fund_surplus_idr(m: Months) -> Floats:
    """Interest received less the costs of the month.

    Costs: running cost, interest paid to the bank and principal written off.
    """
    posted = m.money.month
    lost = funds_of_place(m).lost
    before = of_the_month_before(lost, m.lost_before_idr)
    costs = posted["running cost"] + posted["bank interest"] + lost / MONTH - before / MONTH
    return posted["loan interest"] - costs
