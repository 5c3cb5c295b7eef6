"""The right value of every monthly measure in each of the fourteen months of the village.

Worked out by hand from what each measure says it is; the numbers that stand here are those of `tests.village.place`
and `tests.village.partnership`. Money is in thousands of rupiah and turned into rupiah by ``idr``. Persons are
weight x size: A 2, B 20, C 55, D 6, E 21, F 78; 182 in all, in 41 households. On the list are A, B, F: 100 persons in
20 households. Members of a working fund are D, E, F early (105 persons, 23 households) and B, C late (75; 16).
"""

from __future__ import annotations

from collections.abc import Callable

Months = list[float]
NAN = float("nan")
IDR = 1e3


def phases(early: float, late: float) -> Months:
    """One value in months 0 to 2, another in months 3 to 13."""
    return [early] * 3 + [late] * 11


def three(first: float, second: float, late: float) -> Months:
    """One value in months 0 and 1, one in month 2, one in months 3 to 13."""
    return [first] * 2 + [second] + [late] * 11


def at(months: dict[int, float]) -> Months:
    """These values in these months, nothing in the others."""
    return [months.get(m, 0.0) for m in range(14)]


def idr(values: Months) -> Months:
    """Thousands of rupiah as rupiah."""
    return [IDR * v for v in values]


def of_windows(f: Callable[[int, int], float]) -> Months:
    """A value of the last twelve months, of which so many were early and so many late."""
    early_and_late = [(1, 0), (2, 0), (3, 0), (3, 1), (3, 2), (3, 3), (3, 4), (3, 5), (3, 6), (3, 7), (3, 8), (3, 9),
                      (2, 10), (1, 11)]  # fmt: skip
    return [f(e, t) for e, t in early_and_late]


def gini(rows: list[tuple[float, float]]) -> float:
    """Gini of (how many, what each has): mean absolute difference of two over twice the mean."""
    number, total = sum(n for n, _ in rows), sum(n * v for n, v in rows)
    return sum(n * m * abs(v - u) for n, v in rows for m, u in rows) / (2.0 * number * total)


HOUSEHOLD_FLOWS = {
    "early": {"loan interest": 21.0, "moneylender interest": 35.0},
    "late": {"loan interest": 50.0, "moneylender interest": 61.0},
}
"""Thousand rupiah that moved in a month, by kind of flow; what is not named did not."""

POVERTY: dict[str, Months] = {
    # below the line: A and D in months 0 and 1 (C stands at it), D and F in month 2 (A stands at it), C and F late
    "headcount": three((2 + 6) / 182, (6 + 78) / 182, (55 + 78) / 182),
    # shortfalls: A 0.5, D 0.25; D 0.25, F 0.5; C 0.75, F 0.125
    "poverty_gap": three(
        (2 * 0.5 + 6 * 0.25) / 182, (6 * 0.25 + 78 * 0.5) / 182, (55 * 0.75 + 78 * 0.125) / 182
    ),
    "poverty_severity": three(
        (2 * 0.25 + 6 * 0.0625) / 182, (6 * 0.0625 + 78 * 0.25) / 182, (55 * 0.5625 + 78 * 0.015625) / 182
    ),
    "headcount_listed": three(2 / 100, 78 / 100, 78 / 100),
    "headcount_members": three(6 / 105, (6 + 78) / 105, 55 / 75),
    # poor before the run: A, C, D, E. C and E leave in month 0, A in 2, D in 3; F enters in 2, C again in 3
    "exits": at({0: 11 + 7, 2: 2, 3: 3}),
    "entries": at({2: 13, 3: 11}),
    "reentries": at({3: 11}),
}

WELFARE: dict[str, Months] = {
    "consumption_idr": idr(three(
        (2 * 200 + 20 * 500 + 55 * 400 + 6 * 300 + 21 * 600 + 78 * 800) / 182,
        (2 * 400 + 20 * 500 + 55 * 400 + 6 * 300 + 21 * 600 + 78 * 200) / 182,
        (2 * 600 + 20 * 700 + 55 * 100 + 6 * 800 + 21 * 1000 + 78 * 350) / 182,
    )),
    "consumption_listed_idr": idr(three(
        (2 * 200 + 20 * 500 + 78 * 800) / 100, (2 * 400 + 20 * 500 + 78 * 200) / 100,
        (2 * 600 + 20 * 700 + 78 * 350) / 100,
    )),
    "consumption_members_idr": idr(three(
        (6 * 300 + 21 * 600 + 78 * 800) / 105, (6 * 300 + 21 * 600 + 78 * 200) / 105, (20 * 700 + 55 * 100) / 75,
    )),
    # smoothed income per person: A 100, D 150, B 200, C 210, E 250, F 400. A fifth of 182 persons is 36.4: A, D and B
    # are 28 persons, with C 83. (By households 8.2 would be full with B.)
    "consumption_poorest_idr": idr(three(
        (2 * 200 + 6 * 300 + 20 * 500 + 55 * 400) / 83, (2 * 400 + 6 * 300 + 20 * 500 + 55 * 400) / 83,
        (2 * 600 + 6 * 800 + 20 * 700 + 55 * 100) / 83,
    )),
    "income_idr": idr(phases(
        (2 * 210 + 20 * 520 + 55 * 430 + 6 * 310 + 21 * 650 + 78 * 700) / 182,
        (2 * 615 + 20 * 715 + 55 * 90 + 6 * 820 + 21 * 1010 + 78 * 330) / 182,
    )),
    "income_listed_idr": idr(phases(
        (2 * 210 + 20 * 520 + 78 * 700) / 100, (2 * 615 + 20 * 715 + 78 * 330) / 100
    )),
    "income_members_idr": idr(phases(
        (6 * 310 + 21 * 650 + 78 * 700) / 105, (20 * 715 + 55 * 90) / 75
    )),
    "savings_idr": idr(phases(
        (2 * 50 + 5 * 200 + 11 * 100 + 3 * 0 + 7 * 300 + 13 * 400) / 41,
        (2 * 80 + 5 * 0 + 11 * 10 + 3 * 150 + 7 * 500 + 13 * 20) / 41,
    )),
    # consumption per person is a multiple of 1/256 line, but for 350, 600, 700 and 1,000: 350 is 224 of 256, 600 is
    # 384, 700 is 448, 1,000 is 640. So all stand at the edge of a class and the Gini has no error.
    "gini_consumption": three(
        gini([(2, 200), (20, 500), (55, 400), (6, 300), (21, 600), (78, 800)]),
        gini([(2, 400), (20, 500), (55, 400), (6, 300), (21, 600), (78, 200)]),
        gini([(2, 600), (20, 700), (55, 100), (6, 800), (21, 1000), (78, 350)]),
    ),
    "readiness": phases((2 * 0.2 + 5 * 0.4 + 13 * 0.6) / 20, (2 * 0.3 + 5 * 0.5 + 13 * 0.7) / 20),
}  # fmt: skip

ENTERPRISE: dict[str, Months] = {
    # owners before the run: A, C, E; early: B, C, E (23 households); late: B, E, F (25)
    "owners_share": phases(23 / 41, 25 / 41),
    "enterprises": phases(5 + 11 + 7, 5 + 7 + 13),
    "enterprise_births": at({0: 5, 3: 13}),
    "enterprise_deaths": at({0: 2, 3: 11}),
    "technology_share": phases(11 / 23, 7 / 25),
    "profit_idr": idr(phases((5 * 100 + 11 * 250 + 7 * 400) / 23, (5 * -50 + 7 * 600 + 13 * 70) / 25)),
    # C and E early, E late, of A, C and E (20 households)
    "profit_owners_at_start_idr": idr(phases((11 * 250 + 7 * 400) / 20, 7 * 600 / 20)),
    "capital_idr": idr(
        phases((5 * 12_000 + 11 * 9_900 + 7 * 25_000) / 23, (5 * 10_000 + 7 * 31_000 + 13 * 5_000) / 25)
    ),
    # hired: B 1 and E 2 early; B 1 (exactly ten million) and E 3 late
    "jobs": phases(23 + 5 * 1 + 7 * 2, 25 + 5 * 1 + 7 * 3),
    # B by order and E by contract early; E by contract and F by both late. A's order early is of one without enterprise
    "orders_share": phases((5 + 7) / 23, (7 + 13) / 25),
    "price": phases((3 * 1.1 + 2 * 0.9) / 5, (3 * 1.2 + 2 * 0.7) / 5),
}

DEBT: dict[str, Months] = {
    "moneylender_debt_idr": idr(phases(2 * 500 + 3 * 300, 5 * 400 + 11 * 700)),
    "moneylender_interest_idr": idr(phases(35, 61)),
    "moneylender_share": phases((2 + 3) / 41, (5 + 11) / 41),
    # owed to funds: 2 x 900; 3 x 600 + 2 x 300; at 8 percent a month, less interest paid
    "interest_saved_idr": idr(phases(1800 * 0.08 - 21, 2400 * 0.08 - 50)),
}

FUNDS: dict[str, Months] = {
    "members": phases(3 + 7 + 13, 5 + 11),
    "coverage_listed": phases(13 / 20, 5 / 20),  # F; B
    "borrowers": phases(3 + 13, 11),  # D and F; C. A, C early and D, F late have loans and no working fund
    "loans_outstanding_idr": idr(phases(2 * 900, 3 * 600 + 2 * 300)),
    "loans_disbursed_idr": idr(phases(2 * 120, 3 * 200)),
    "queue": phases(2 * 4, 3 * 6),  # what still stands in the closed unit is no queue
    "nonperforming_share": phases(90 / 900, (3 * 30 + 2 * 200) / 2400),
    "lost_share": phases(130 / 2000, (3 * 20 + 2 * 180) / (3 * 700 + 2 * 2400)),
    "units_active": phases(2, 3),
    "units_opened": phases(0, 3),
    "units_closed": phases(0, 2),
    "fund_capital_idr": idr(phases(2 * (500 + 70 + 900), 3 * (800 + 100 + 600))),
    "fund_own_capital_idr": idr(phases(2 * (1470 - 400 - 90), 3 * (1500 - 250 - 30))),
    "bank_debt_idr": idr(phases(2 * 400, 3 * 250 + 2 * 350)),
    "capital_per_member_idr": idr(phases(2940 / 23, 4500 / 16)),
    # lent 240 and 600 a month, capital 2,940 and 4,500: the year's rate over the mean
    "velocity": of_windows(lambda e, t: 12 * (240 * e + 600 * t) / (2940 * e + 4500 * t)),
    # interest 21 and 50, running cost 5 and 8, bank 2 and 3; written off 2 x 30 in month 0, 3 x 20 + 2 x 50 in month 3
    "fund_surplus_idr": idr(
        [21 - 5 - 2 - 60] + [21 - 5 - 2] * 2 + [50 - 8 - 3 - (60 + 100)] + [50 - 8 - 3] * 10
    ),
}

FIRMS: dict[str, Months] = {
    # of the forum's four firms; the mill, which gives for itself, is none of them
    "firms_taking_part": phases(1, 3),
    "firm_participation": phases(1 / 4, 3 / 4),
    "firm_probability": phases((0.1 + 0.2 + 0.3 + 0.6) / 4, (0.5 + 0.6 + 0.8 + 0.9) / 4),
    "firm_contributions_idr": idr(phases(70 + 55, 90 + 65)),
}

MONEY: dict[str, Months] = {
    # office 100 + 40 + 10 + 5 less 25 received, clinic 14; late 150 + 60 + 15 + 9 less 35, clinic 22
    "paid_government_idr": idr(phases(130 + 14, 199 + 22)),
    "paid_donors_idr": idr(phases(200 + 25 + 12, 300 + 35 + 18)),
    "paid_ngos_idr": idr(phases(50 + 11 + 3 - 40, 75 + 13 + 4 - 60)),
    "paid_institutes_idr": idr(phases(21, 33)),
    "paid_firms_idr": idr(phases((17 + 1) + (31 + 6), (27 + 2) + (37 + 8))),
    "money_spent_idr": idr(phases(144 + 237 + 24 + 21 + 55, 221 + 353 + 32 + 33 + 74)),  # 481; 713
    "seed_money_idr": idr(phases(200, 300)),
    "showpiece_share": phases((12 + 6) / 481, (18 + 8) / 713),
    "leakage_share": phases((5 + 1) / 481, (9 + 2) / 713),
    "coordination_cost_share": phases(10 / 481, 15 / 713),
    "partner_income_idr": idr(phases(16 + 4, 9 + 12)),
}

PARTNERSHIP: dict[str, Months] = {
    # "led": (0.5 + 0.75) / 2; "jointly", late: six beliefs among office, donor and ngo
    "trust": phases(0.625, (0.625 + (0.5 + 0.25 + 0.75 + 0.8 + 0.4 + 0.6) / 6) / 2),
    "stage": phases(2, 4),
    "agreements_working": phases(1, 2),
    "dormant_share": phases(0, (0 + 1) / 2),  # of "jointly" the ngo sleeps
    "active_members": phases(2, 2 + 2),  # forum and mill; office and donor, while the ngo sleeps
    # in units of ln 4 / 8, "led": the mill is 3 above in its programme and 1 below elsewhere, the forum the reverse.
    # In units of ln 4 / 16, "jointly": the office 9 above in its programme and 3 below elsewhere, the others 3 below
    # and 1 above. Money for funds is left out.
    "advantage_index": phases(
        (6 * 3 - 2 * 1 - 1 * 3 + 3 * 1) / (8 * 3 + 4 * 1),
        (
            (3 * 3 - 5 * 1 - 2 * 3 + 4 * 1) / (8 * 3 + 6 * 1)
            + ((10 * 9 - 6 * 3) + (-2 * 3 + 12 * 1) + (-3 * 3 + 1 * 1)) / (16 * 9 + 14 * 1 + 4 * 1)
        )
        / 2,
    ),
    # promised 80 + 20 and 130 + 90 + 30 a month, arrived 60 + 14 and 100 + 81 + 9
    "delivery_gap": of_windows(lambda e, t: 1 - (74 * e + 190 * t) / (100 * e + 250 * t)),
    "net_benefit_leaving": phases((-0.1 + 0.2) / 2, (0.05 + 0.55 + 0.4 - 0.2 + 0.1 + 0.3) / 6),
    "net_benefit_nobody": phases((-0.1 + 0.3) / 2, (0.15 + 0.45 + 0.1 + 0.2 - 0.3 - 0.5) / 6),
    "harmed_share": phases(1 / 2, (0 / 2 + 3 / 4) / 2),
    "harmed_promise_share": phases(1 / 2, (0 / 2 + 2 / 4) / 2),
    "harmed_input_share": phases(1 / 2, (0 / 2 + 1 / 4) / 2),
    # forum 15 of the 50 promised in "led", then 2 and the mill 3; in "jointly" office 20 and institute 6 of 200, while
    # the donor got more than was promised to it
    "promise_loss_share": phases(15 / 50, (5 / 50 + 26 / 200) / 2),
    "promise_loss_idr": idr(phases(15 / 2, (5 / 2 + 26 / 4) / 2)),
    "disputes_opened": phases(1, 1 + 2),
    "in_dispute_share": phases(1, (0 + 1) / 2),
    "harmed_leaving_share": phases(1 / 2, (0 / 2 + 1 / 4) / 2),
    "harmed_nobody_share": phases(1 / 2, (0 / 2 + 2 / 4) / 2),
    # weight of welfare g + (1 - g) 0.6 s: office 0.86, donor 0.56, ngo 0.906, institute 0.672, forum 0.52, mill 0.392,
    # 3.91 in all. Shown, times (1 - g) 0.4: early ngo 6 + 1, forum 12, mill (which leads) 8 + 10 + 3; late office
    # 30 + 1, donor 3 + 2, ngo 15 + 2, institute 3 + 5, forum 20 + 2, mill 10 + 5 + 4. The clinic is named nowhere.
    "partner_worth_idr": idr(phases(
        (3.91 * 1000 + 0.04 * 7 + 0.3 * 12 + 0.32 * 21) / 6,
        (3.91 * 1600 + 0.08 * 31 + 0.2 * 5 + 0.04 * 17 + 0.16 * 8 + 0.3 * 22 + 0.32 * 19) / 6,
    )),
    # of members at work: 0.5 + 1 of 6 + 4; 0.4 + 1 of 10, and 2 + 1 of 10 + 5 in "jointly"
    "coordination_staff_share": phases(1.5 / 10, (1.4 / 10 + 3 / 15) / 2),
    # of the same: 0.2 of 10; 0.4 of 10, and the office's 0.75 of 15, since the ngo sleeps and the institute has left
    "account_staff_share": phases(0.2 / 10, (0.4 / 10 + 0.75 / 15) / 2),
}  # fmt: skip

ATTRIBUTES: dict[str, Months] = {
    # "led" early; then mean of "led" and "jointly", of which office, donor and ngo are in
    "mutual_gain": phases(1 / 2, (1 + 1 / 3) / 2),
    "each_benefits": phases(0, (1 + 0) / 2),
    "shared_responsibility": phases(
        1 - gini([(1, 20), (1, 60)]),
        (1 - gini([(1, 40), (1, 50)]) + 1 - gini([(1, 60), (1, 30), (1, 10)])) / 2,
    ),
    # the mill leads "led" and is of the place; in "jointly" votes go by money: 50, 30 of the donor, 20
    "local_ownership": phases(1, (1 + 70 / 100) / 2),
    "equality": phases(1 - gini([(1, 0), (1, 1)]), (0.5 + 1 - gini([(1, 50), (1, 30), (1, 20)])) / 2),
    "equity": phases(
        1 - gini([(1, 0), (1, 0.2)]),
        (1 - gini([(1, 0.05), (1, 0.55)]) + 1 - gini([(1, 0.4), (1, 0), (1, 0.1)])) / 2,
    ),
    # seen by another and told: the forum's 20 by 0.5, the mill's 40 by 0.25 x 0.8; late the forum's 30 by 0.4, the
    # mill's 51 by 0.6 x 0.5. "jointly": office 55 by 1 - 0.6 x 0.5, donor 25 by 0.5, ngo 20 by (1 - 0.8 x 0.5) x 0.5
    "transparency": phases(
        (20 * 0.5 + 40 * 0.2) / 60, ((30 * 0.4 + 51 * 0.3) / 81 + (55 * 0.7 + 25 * 0.5 + 20 * 0.3) / 100) / 2
    ),
    # forum (0.85, 0.075, 0.025 x 3) or late (0.8, 0.05 x 4), mill (0.04, 0.84, 0.04 x 3); office (0.36, 0.16 x 4),
    # donor (0.1, 0.6, 0.1 x 3), ngo (0.18, 0.18, 0.28, 0.18, 0.18): distances 0.44, 0.18, 0.42
    "shared_aims": phases(
        1 - (0.81 + 0.765 + 3 * 0.015) / 2,
        (1 - (0.76 + 0.79 + 3 * 0.01) / 2 + 1 - (0.44 + 0.18 + 0.42) / 3) / 2,
    ),
    # busy: forum (0.5 + 0.1 + 0.2 + 20 x 12 / 240) of 6, mill (1 + 0.2 + 40 x 12 / 480) of 4; late 2.0 + 0.1 of 6 and
    # 2.475 + 0.3 of 4; office (2 + 0.5 + 0.75 + 1) of 10, donor 1 of 5, ngo (0.5 + 0.5 + 4 + 1) of 5
    "balance_of_workload": phases(
        1 - gini([(1, 1.8 / 6), (1, 2.2 / 4)]),
        (1 - gini([(1, 2.1 / 6), (1, 2.775 / 4)]) + 1 - gini([(1, 0.425), (1, 0.2), (1, 1.2)])) / 2,
    ),
    # shares 0.3 and 0.7 against money 0.4 and 0.6; 0.5 each against 0.3 and 0.7; of 0.4, 0.2, 0.2 the parts 0.5, 0.25,
    # 0.25 against 0.5, 0.3, 0.2
    "fairness": phases(1 - (0.1 + 0.1) / 2, (1 - (0.2 + 0.2) / 2 + 1 - (0 + 0.05 + 0.05) / 2) / 2),
    # at the end of month m: m + 1 + 4 since "led" was signed, 20 in "over", m + 1 - 3 since "jointly" was
    "duration_months": [(m + 5 + 20) / 2 for m in range(3)]
    + [(m + 5 + 20 + m - 2) / 3 for m in range(3, 14)],
    # of 24, of 40 and of 6 months, at most all of them
    "lasts": [((m + 5) / 24 + 20 / 40) / 2 for m in range(3)]
    + [((m + 5) / 24 + 20 / 40 + min(m - 2, 6) / 6) / 3 for m in range(3, 14)],
}

RIGHT_MONTHS: dict[str, Months] = {
    **POVERTY, **WELFARE, **ENTERPRISE, **DEBT, **FUNDS, **FIRMS, **MONEY, **PARTNERSHIP, **ATTRIBUTES,
}  # fmt: skip
"""By measure, its value in each month."""

# which of them a run sums up, and how
AVERAGED = (
    "headcount", "poverty_gap", "poverty_severity", "headcount_listed", "headcount_members",
    "consumption_idr", "consumption_listed_idr", "consumption_members_idr", "consumption_poorest_idr",
    "income_idr", "income_listed_idr", "income_members_idr", "savings_idr", "gini_consumption", "readiness",
    "owners_share", "enterprises", "technology_share", "profit_idr", "profit_owners_at_start_idr", "capital_idr",
    "jobs", "orders_share", "price", "moneylender_debt_idr", "moneylender_share",
    "members", "coverage_listed", "borrowers", "loans_outstanding_idr", "queue", "nonperforming_share", "units_active",
    "fund_capital_idr", "fund_own_capital_idr", "capital_per_member_idr", "velocity",
    "firms_taking_part", "firm_participation", "firm_probability",
    "trust", "active_members", "dormant_share", "advantage_index", "delivery_gap",
    "net_benefit_leaving", "net_benefit_nobody",
    "harmed_share", "harmed_promise_share", "harmed_input_share", "promise_loss_share", "promise_loss_idr",
    "in_dispute_share", "harmed_leaving_share", "harmed_nobody_share", "partner_worth_idr", "coordination_staff_share",
    "account_staff_share",
    "mutual_gain", "each_benefits", "shared_responsibility", "local_ownership", "equality", "equity", "transparency",
    "shared_aims", "balance_of_workload", "fairness", "leakage_share", "showpiece_share",
)  # fmt: skip
"""Measures that have a mean over the last twelve months and one over the run."""

SUMMED = (
    "exits", "entries", "reentries", "enterprise_births", "enterprise_deaths",
    "interest_saved_idr", "moneylender_interest_idr", "loans_disbursed_idr", "fund_surplus_idr",
    "firm_contributions_idr", "paid_government_idr", "paid_donors_idr", "paid_ngos_idr", "paid_institutes_idr",
    "paid_firms_idr", "disputes_opened", "money_spent_idr", "seed_money_idr", "partner_income_idr",
)  # fmt: skip
"""Measures that are added up over the run."""
