"""Measures of community funds: members, loans, capital."""

from __future__ import annotations

import math

from partnersim.measures.declaring import HIGHER, LOWER, NEITHER, Link, monthly
from partnersim.measures.month import Month, of_place, of_working, share
from partnersim.measures.summaries import FLOW, LEVEL, STATE, YEAR
from partnersim.theory.calendar import MONTH
from partnersim.world.funds import ACTIVE, CLOSED


@monthly(
    unit="households", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Members of community funds", id="Anggota dana komunitas", leads=True,
)  # fmt: skip
def members(m: Month) -> float:
    """Households in a group of a working fund."""
    return m.total.members


@monthly(
    unit="share", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Coverage of listed households", id="Cakupan rumah tangga terdaftar", leads=True, spoken=True,
)  # fmt: skip
def coverage_listed(m: Month) -> float:
    """Listed households that are members, over listed households.

    Empty without listed households.
    """
    return share(m.total.listed_members, m.total.listed)


@monthly(
    unit="households", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Borrowers", id="Peminjam",
)  # fmt: skip
def borrowers(m: Month) -> float:
    """Members with a loan."""
    return m.total.borrowers


@monthly(
    unit="IDR", better=NEITHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Loans outstanding", id="Pinjaman beredar",
)  # fmt: skip
def loans_outstanding_idr(m: Month) -> float:
    """Principal lent and neither repaid nor written off, closed units included."""
    return of_place(m.world, m.world.funds.outstanding)


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=FLOW,
    en="Loans disbursed", id="Pinjaman disalurkan",
)  # fmt: skip
def loans_disbursed_idr(m: Month) -> float:
    """Principal lent in the month."""
    return m.year[-1].lent


@monthly(
    unit="households", better=LOWER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Queue for loans", id="Antrean pinjaman", leads=True, spoken=True,
)  # fmt: skip
def queue(m: Month) -> float:
    """Households that wanted a loan this month and got none for want of money or of room."""
    return of_working(m.world, m.world.funds.queue)


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="funds", summaries=LEVEL,
    en="Non-performing loans", id="Pinjaman bermasalah", leads=True, spoken=True,
)  # fmt: skip
def nonperforming_share(m: Month) -> float:
    """Late principal over principal outstanding; empty without loans."""
    funds = m.world.funds
    return share(of_place(m.world, funds.late), of_place(m.world, funds.outstanding))


@monthly(
    unit="share", better=LOWER, link=Link.OUTCOME, group="funds", summaries=STATE,
    en="Loans lost", id="Pinjaman hilang", leads=True,
)  # fmt: skip
def lost_share(m: Month) -> float:
    """Principal written off so far over principal lent so far.

    Empty before the first loan.
    """
    funds = m.world.funds
    return share(of_place(m.world, funds.lost), of_place(m.world, funds.lent))


@monthly(
    unit="units", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Working funds", id="Unit dana aktif", leads=True,
)  # fmt: skip
def units_active(m: Month) -> float:
    """Community funds that work."""
    return float((m.world.hamlets.weight * (m.world.funds.status == ACTIVE)).sum())


@monthly(
    unit="units", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=STATE,
    en="Funds opened", id="Unit dana dibuka",
)  # fmt: skip
def units_opened(m: Month) -> float:
    """Opened since the start of the run."""
    return of_place(m.world, m.world.funds.opened >= 0)


@monthly(
    unit="units", better=LOWER, link=Link.OUTPUT, group="funds", summaries=STATE,
    en="Funds closed", id="Unit dana tutup",
)  # fmt: skip
def units_closed(m: Month) -> float:
    """Closed funds."""
    return of_place(m.world, m.world.funds.status == CLOSED)


@monthly(
    unit="IDR", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Capital of funds", id="Modal dana komunitas", leads=True,
)  # fmt: skip
def fund_capital_idr(m: Month) -> float:
    """Cash, collections and principal outstanding of working funds."""
    return m.year[-1].capital


@monthly(
    unit="IDR", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Own capital of funds", id="Modal sendiri dana komunitas",
)  # fmt: skip
def fund_own_capital_idr(m: Month) -> float:
    """Capital of working funds less what they owe the bank and principal that is late."""
    funds = m.world.funds
    return m.year[-1].capital - of_working(m.world, funds.bank_debt + funds.late)


@monthly(
    unit="IDR", better=NEITHER, link=Link.INPUT, group="funds", summaries=STATE,
    en="Funds' debt to the bank", id="Utang dana kepada bank",
)  # fmt: skip
def bank_debt_idr(m: Month) -> float:
    """Capital borrowed from a bank and not repaid, closed units included."""
    return of_place(m.world, m.world.funds.bank_debt)


@monthly(
    unit="IDR/member", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Capital per member", id="Modal per anggota", leads=True,
)  # fmt: skip
def capital_per_member_idr(m: Month) -> float:
    """Capital of working funds over members; empty without members."""
    return share(m.year[-1].capital, m.total.members)


@monthly(
    unit="turns/year", better=HIGHER, link=Link.OUTPUT, group="funds", summaries=LEVEL,
    en="Turnover of capital", id="Perputaran modal",
)  # fmt: skip
def velocity(m: Month) -> float:
    """Loans put out in the last 12 months over mean capital of those months.

    A year's rate before the 12th month.
    """
    months = len(m.year)
    lent = math.fsum(month.lent for month in m.year)
    capital = math.fsum(month.capital for month in m.year)
    return share(lent * YEAR / months, capital / months)


@monthly(
    unit="IDR/month", better=HIGHER, link=Link.OUTCOME, group="funds", summaries=FLOW,
    en="Surplus of funds", id="Surplus dana komunitas",
)  # fmt: skip
def fund_surplus_idr(m: Month) -> float:
    """Interest received less the costs of the month.

    Costs: running cost, interest paid to the bank and principal written off.
    """
    posted = m.money.month
    lost = of_place(m.world, m.world.funds.lost) / MONTH
    costs = posted["running cost"] + posted["bank interest"] + lost - m.lost_before_idr / MONTH
    return posted["loan interest"] - costs
