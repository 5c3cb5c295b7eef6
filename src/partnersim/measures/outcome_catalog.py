"""The outcomes of a run: one number each for the whole of it."""

from __future__ import annotations

from dataclasses import replace

from partnersim.measures.catalog import MEASURES
from partnersim.measures.measure import Better, Measure

AVERAGED: tuple[str, ...] = (
    "headcount",
    "poverty_gap",
    "poverty_severity",
    "headcount_listed",
    "headcount_members",
    "consumption_idr",
    "consumption_listed_idr",
    "consumption_members_idr",
    "consumption_poorest_idr",
    "income_idr",
    "income_listed_idr",
    "income_members_idr",
    "savings_idr",
    "gini_consumption",
    "readiness",
    "owners_share",
    "enterprises",
    "technology_share",
    "profit_idr",
    "capital_idr",
    "jobs",
    "orders_share",
    "price",
    "moneylender_debt_idr",
    "moneylender_share",
    "members",
    "coverage_listed",
    "borrowers",
    "loans_outstanding_idr",
    "queue",
    "nonperforming_share",
    "units_active",
    "fund_capital_idr",
    "fund_own_capital_idr",
    "capital_per_member_idr",
    "velocity",
    "firms_taking_part",
    "firm_participation",
    "firm_probability",
    "trust",
    "active_members",
    "advantage_index",
    "delivery_gap",
    "net_benefit_leaving",
    "net_benefit_nobody",
    "harmed_share",
    "harmed_leaving_share",
    "harmed_nobody_share",
    "partner_worth_idr",
    "coordination_staff_share",
    "mutual_gain",
    "each_benefits",
    "shared_responsibility",
    "local_ownership",
    "equality",
    "equity",
    "transparency",
    "shared_aims",
    "balance_of_workload",
    "fairness",
    "leakage_share",
    "showpiece_share",
)
"""Measures given as ``NAME_end`` (mean of the last 12 months) and ``NAME_mean`` (mean of the run)."""

LAST: tuple[str, ...] = (
    "lost_share",
    "units_opened",
    "units_closed",
    "bank_debt_idr",
    "agreements_working",
    "stage",
    "duration_months",
    "lasts",
)
"""Measures given as ``NAME_end``, the value of the last month."""

SUMMED: tuple[str, ...] = (
    "exits",
    "entries",
    "reentries",
    "enterprise_births",
    "enterprise_deaths",
    "interest_saved_idr",
    "moneylender_interest_idr",
    "loans_disbursed_idr",
    "fund_surplus_idr",
    "firm_contributions_idr",
    "paid_government_idr",
    "paid_donors_idr",
    "paid_ngos_idr",
    "paid_institutes_idr",
    "paid_firms_idr",
    "money_spent_idr",
    "seed_money_idr",
    "partner_income_idr",
)
"""Flows given as ``NAME_total``, their sum over the run."""

_OWN: tuple[tuple[str, str, Better, str, str, str, str], ...] = (
    (
        "headcount_change",
        "points/year",
        "lower",
        "poverty",
        "Change of the headcount",
        "Perubahan tingkat kemiskinan",
        "Mean of the last 12 months less mean of the first 12, in percentage points per year between their "
        "middles; with fewer than 24 months, last month less first month.",
    ),
    (
        "spell_months",
        "months",
        "lower",
        "poverty",
        "Length of a spell of poverty",
        "Lama masa miskin",
        "Mean length of the spells that ended, counted from the start of the run at the earliest.",
    ),
    (
        "lasting_exits",
        "households",
        "higher",
        "poverty",
        "Lasting exits",
        "Keluar dari kemiskinan secara tetap",
        "Households below the line when the run began and in none of its last 12 months.",
    ),
    (
        "lasting_exits_listed",
        "households",
        "higher",
        "poverty",
        "Lasting exits, listed",
        "Keluar secara tetap, terdaftar",
        "Lasting exits of listed households.",
    ),
    (
        "lasting_exits_members",
        "households",
        "higher",
        "poverty",
        "Lasting exits, members",
        "Keluar secara tetap, anggota",
        "Lasting exits of households that are or were members of a fund.",
    ),
    (
        "independent_households",
        "households",
        "higher",
        "poverty",
        "Independent households",
        "Rumah tangga mandiri",
        "Past or present members not below the line in the last 12 months that owe neither a fund nor a "
        "moneylender and live without a buyer's order from the programme: by wage or own enterprise.",
    ),
    (
        "independence_share",
        "share",
        "higher",
        "poverty",
        "Independent, of those reached",
        "Bagian yang mandiri",
        "Independent households over households that are or were members; empty without any.",
    ),
    (
        "gini_income_end",
        "0 to 1",
        "lower",
        "welfare",
        "Gini of income, end",
        "Gini pendapatan, akhir",
        "Over people, income per person of the last month.",
    ),
    (
        "gini_assets_end",
        "0 to 1",
        "lower",
        "welfare",
        "Gini of assets, end",
        "Gini aset, akhir",
        "Over households, savings and enterprise capital less debts, debts beyond assets counted as none.",
    ),
    (
        "enterprise_death_rate",
        "1/year",
        "lower",
        "enterprise",
        "Enterprises closing",
        "Tingkat penutupan usaha",
        "Closures over mean number of enterprises, per year.",
    ),
    (
        "dissolutions",
        "agreements",
        "lower",
        "partnership",
        "Agreements ended",
        "Perjanjian berakhir",
        "Agreements that ended in the run.",
    ),
    ("leaked_idr_total", "IDR", "lower", "money", "Stolen in all", "Total kebocoran", "Taken by officials."),
    (
        "showpiece_idr_total",
        "IDR",
        "lower",
        "money",
        "Showpieces in all",
        "Total proyek pamer",
        "Spent on showpieces.",
    ),
    (
        "coordination_idr_total",
        "IDR",
        "neither",
        "money",
        "Co-ordination in all",
        "Total biaya koordinasi",
        "Spent on preparing, writing and meeting.",
    ),
    (
        "cost_per_lasting_exit_idr",
        "IDR/household",
        "lower",
        "money",
        "Money spent per lasting exit",
        "Biaya per rumah tangga yang keluar tetap",
        "Money spent over lasting exits, gross: most of these would have happened anyway; a comparison "
        "takes the difference of both between two arms. Empty without exits or in a run of less than a "
        "year.",
    ),
    (
        "cost_per_member_idr",
        "IDR/household",
        "lower",
        "money",
        "Money spent per member",
        "Biaya per anggota",
        "Money spent over members at the end; empty without members.",
    ),
)

_BY_NAME = {m.name: m for m in MEASURES}


def _outcomes() -> tuple[Measure, ...]:
    made = [Measure(*row) for row in _OWN]
    for name in AVERAGED:
        m = _BY_NAME[name]
        made.append(
            replace(
                m,
                name=f"{name}_end",
                label=f"{m.label}, end",
                label_id=f"{m.label_id}, akhir",
                doc=f"{m.doc} Mean of the last 12 months.",
            )
        )
        made.append(
            replace(
                m,
                name=f"{name}_mean",
                label=f"{m.label}, mean",
                label_id=f"{m.label_id}, rata-rata",
                doc=f"{m.doc} Mean of the run.",
            )
        )
    for name in LAST:
        m = _BY_NAME[name]
        made.append(replace(m, name=f"{name}_end", label=f"{m.label}, end", label_id=f"{m.label_id}, akhir"))
    for name in SUMMED:
        m = _BY_NAME[name]
        made.append(
            replace(
                m,
                name=f"{name}_total",
                unit=m.unit.removesuffix("/month"),
                label=f"{m.label}, in all",
                label_id=f"{m.label_id}, total",
                doc=f"{m.doc} Sum over the run.",
            )
        )
    return tuple(made)


OUTCOMES: tuple[Measure, ...] = _outcomes()
"""All outcomes of a run; empty means NaN."""
