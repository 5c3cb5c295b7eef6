"""Outcomes of a whole run that no single monthly measure sums up to."""

from __future__ import annotations

import math

import numpy as np

from partnersim.measures.declaring import HIGHER, LOWER, NEITHER, Link, outcome
from partnersim.measures.run import NAN, Run
from partnersim.measures.summaries import YEAR
from partnersim.theory.poverty import gini


@outcome(
    unit="points/year", better=LOWER, link=Link.IMPACT, group="poverty",
    en="Change of the headcount", id="Perubahan tingkat kemiskinan", leads=True, signed=True,
)  # fmt: skip
def headcount_change(r: Run) -> float:
    """Mean of the last 12 months less mean of the first 12, in percentage points a year.

    Per year between their middles; with fewer than 24 months, last month less first month.
    """
    headcount = r.series("headcount")
    if r.months < 2:
        return NAN
    if r.months < 2 * YEAR:
        return float(headcount[-1] - headcount[0]) * 100.0 * YEAR / (r.months - 1)
    rise = float(headcount[-YEAR:].mean() - headcount[:YEAR].mean())
    return rise * 100.0 * YEAR / (r.months - YEAR)


@outcome(
    unit="months", better=LOWER, link=Link.IMPACT, group="poverty",
    en="Length of a spell of poverty", id="Lama masa miskin",
)  # fmt: skip
def spell_months(r: Run) -> float:
    """Mean length of the spells of poverty that ended.

    Counted from the start of the run at the earliest.
    """
    return over(r.spell_months, r.total("exits"))


@outcome(
    unit="households", better=HIGHER, link=Link.IMPACT, group="poverty",
    en="Lasting exits", id="Keluar dari kemiskinan secara tetap",
)  # fmt: skip
def lasting_exits(r: Run) -> float:
    """Households below the line when the run began and in none of its last 12 months."""
    return r.after_a_year(r.left_for_good)


@outcome(
    unit="households", better=HIGHER, link=Link.IMPACT, group="poverty",
    en="Lasting exits, listed", id="Keluar tetap, terdaftar", leads=True, spoken=True,
)  # fmt: skip
def lasting_exits_listed(r: Run) -> float:
    """Lasting exits of listed households."""
    return r.after_a_year(r.left_for_good & (r.households.listed != 0))


@outcome(
    unit="households", better=HIGHER, link=Link.IMPACT, group="poverty",
    en="Lasting exits, members", id="Keluar tetap, anggota",
)  # fmt: skip
def lasting_exits_members(r: Run) -> float:
    """Lasting exits of households that are or were members of a fund."""
    return r.after_a_year(r.left_for_good & r.reached)


@outcome(
    unit="households", better=HIGHER, link=Link.IMPACT, group="poverty",
    en="Independent households", id="Rumah tangga mandiri",
)  # fmt: skip
def independent_households(r: Run) -> float:
    """Past or present members out of poverty for 12 months that owe nobody and need no order.

    Not below the line in the last 12 months, owing neither a fund nor a moneylender, and living without a buyer's
    order from the programme: by wage or own enterprise.
    """
    c = r.households
    free = (c.loan <= 0.0) & (c.moneylender_debt <= 0.0) & (c.order_months == 0)
    return r.after_a_year(r.reached & free & r.out_for_a_year)


@outcome(
    unit="share", better=HIGHER, link=Link.IMPACT, group="poverty",
    en="Independent, of those reached", id="Bagian yang mandiri",
)  # fmt: skip
def independence_share(r: Run) -> float:
    """Independent households over households that are or were members.

    Empty without any.
    """
    return over(independent_households(r), r.households_of_place(r.reached))


@outcome(
    unit="0 to 1", better=LOWER, link=Link.OUTCOME, group="welfare",
    en="Gini of income, last month", id="Gini pendapatan, bulan terakhir",
)  # fmt: skip
def gini_income_end(r: Run) -> float:
    """Gini over people of income per person of the last month."""
    c = r.households
    size = c.size.astype(np.float64)
    return float(gini(c.income / size, c.weight * size))


@outcome(
    unit="0 to 1", better=LOWER, link=Link.OUTCOME, group="welfare",
    en="Gini of assets, last month", id="Gini aset, bulan terakhir",
)  # fmt: skip
def gini_assets_end(r: Run) -> float:
    """Over households, savings and enterprise capital less debts.

    Debts beyond assets are counted as none.
    """
    c = r.households
    assets = np.maximum(0.0, c.savings + c.capital - c.moneylender_debt - c.loan)
    return float(gini(assets, c.weight))


@outcome(
    unit="1/year", better=LOWER, link=Link.OUTCOME, group="enterprise",
    en="Enterprises closing", id="Tingkat penutupan usaha",
)  # fmt: skip
def enterprise_death_rate(r: Run) -> float:
    """Closures over mean number of enterprises, per year."""
    a_year = r.total("enterprise_deaths") / (r.months / YEAR)
    return over(a_year, r.mean("enterprises"))


@outcome(
    unit="agreements", better=LOWER, link=Link.ACTIVITY, group="partnership",
    en="Agreements ended", id="Perjanjian berakhir",
)  # fmt: skip
def dissolutions(r: Run) -> float:
    """Agreements that ended in the run."""
    return float(sum(a.stage == "ended" for a in r.world.agreements))


@outcome(
    unit="IDR", better=LOWER, link=Link.ACTIVITY, group="money",
    en="Stolen in all", id="Total kebocoran", leads=True,
)  # fmt: skip
def leaked_idr_total(r: Run) -> float:
    """Taken by officials."""
    return r.money.spent_on("leakage")


@outcome(
    unit="IDR", better=LOWER, link=Link.ACTIVITY, group="money",
    en="Showpieces in all", id="Total proyek pamer",
)  # fmt: skip
def showpiece_idr_total(r: Run) -> float:
    """Spent on showpieces."""
    return r.money.spent_on("showpiece")


@outcome(
    unit="IDR", better=NEITHER, link=Link.ACTIVITY, group="money",
    en="Co-ordination in all", id="Total biaya koordinasi", leads=True,
)  # fmt: skip
def coordination_idr_total(r: Run) -> float:
    """Spent on preparing, writing and meeting."""
    return r.money.spent_on("coordination")


@outcome(
    unit="IDR/household", better=LOWER, link=Link.IMPACT, group="money",
    en="Money spent per lasting exit", id="Biaya per rumah tangga yang keluar tetap",
)  # fmt: skip
def cost_per_lasting_exit_idr(r: Run) -> float:
    """Money spent over lasting exits, gross.

    Most of these would have happened anyway; a comparison takes the difference of both between two arms. Empty
    without exits or in a run of less than a year.
    """
    return over(r.total("money_spent_idr"), lasting_exits(r))


@outcome(
    unit="IDR/household", better=LOWER, link=Link.OUTPUT, group="money",
    en="Money spent per member", id="Biaya per anggota",
)  # fmt: skip
def cost_per_member_idr(r: Run) -> float:
    """Money spent over members at the end; empty without members."""
    return over(r.total("money_spent_idr"), float(r.series("members")[-1]))


def over(part: float, whole: float) -> float:
    """Part over whole; NaN where there is no whole, or the part is unknown."""
    return part / whole if whole > 0.0 and not math.isnan(part) else NAN
