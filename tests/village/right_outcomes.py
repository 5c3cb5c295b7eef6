"""The right value of every outcome of the village's run, from its fourteen months in `tests.village.right_months`.

Means and sums over months are written as what their names say; which measures have them stands with the months. Where
an outcome is more than that, it is worked out here by hand.
"""

from __future__ import annotations

import math

from tests.village.right_months import AVERAGED, RIGHT_MONTHS, SUMMED, gini

IDR = 1e3
LAST_MONTH: dict[str, float] = {
    "lost_share_end": (3 * 20 + 2 * 180) / (3 * 700 + 2 * 2400),
    "units_opened_end": 3,
    "units_closed_end": 2,
    "units_closed_peak": 2,
    "bank_debt_idr_end": IDR * (3 * 250 + 2 * 350),
    "agreements_working_end": 2,
    "stage_end": 4,
    # 18 months since "led" was signed, 20 in "over", 11 since "jointly" was; of 24, 40 and 6
    "duration_months_end": (18 + 20 + 11) / 3,
    "lasts_end": (18 / 24 + 20 / 40 + 1) / 3,
}

SPENT = IDR * (3 * 481 + 11 * 713)

OF_THE_RUN: dict[str, float] = {
    # fewer than 24 months: month 13 less month 0, in points over 13 months
    "headcount_change": 100 * (133 / 182 - 8 / 182) * 12 / 13,
    # ended: C and E, the month before the run; A, that month and two; D, that month and three
    "spell_months": (11 * 1 + 7 * 1 + 2 * 3 + 3 * 4) / (11 + 7 + 2 + 3),
    # A (out since month 2, twelve months) and E (since month 0); D is out for eleven months; B never was poor
    "lasting_exits": 2 + 7,
    "lasting_exits_listed": 2,
    "lasting_exits_members": 7,
    # E alone: A never was a member, B owes a moneylender, D is out for eleven months, C and F are poor
    "independent_households": 7,
    # B, C and D are in a group (D's fund has closed), E has taken a loan, F is barred
    "independence_share": 7 / (5 + 11 + 3 + 7 + 13),
    # the bank called in its loan early: D, E and F, of B, C, D, E and F
    "recalled_share": (3 + 7 + 13) / (5 + 11 + 3 + 7 + 13),
    # D, of D and E early and F late
    "contract_failed_share": 3 / (3 + 7 + 13),
    # A alone asked a year ago and had no loan, of A, B and F
    "never_served_share": 2 / 20,
    # A waited in vain, F's fund was called in; D is not listed
    "harmed_households_share": (2 + 13) / 20,
    # one a month in "led", two in "jointly" late; one agreement at work for 3 months and two for 11
    "disputes_a_year": (3 * 1 + 11 * 3) * 12 / (3 * 1 + 11 * 2),
    "gini_income_end": gini([(2, 615), (20, 715), (55, 90), (6, 820), (21, 1010), (78, 330)]),
    # A 80 + 40,000; B 10,000 - 400; C 10 - 700 - 250, so nothing; D 150 - 60; E 500 + 31,000; F 20 + 5,000 - 100
    "gini_assets_end": gini([(2, 40_080), (5, 9_600), (11, 0), (3, 90), (7, 31_500), (13, 4_920)]),
    # 2 + 11 closed in 14 months, of 23 in three months and 25 in eleven
    "enterprise_death_rate": 13 * 12 / 14 / ((3 * 23 + 11 * 25) / 14),
    "dissolutions": 1,
    "leaked_idr_total": IDR * (3 * (5 + 1) + 11 * (9 + 2)),
    "showpiece_idr_total": IDR * (3 * (12 + 6) + 11 * (18 + 8)),
    "coordination_idr_total": IDR * (3 * 10 + 11 * 15),
    "cost_per_lasting_exit_idr": SPENT / 9,
    "cost_per_member_idr": SPENT / 16,
}

RIGHT_OUTCOMES: dict[str, float] = {
    **{f"{name}_end": math.fsum(RIGHT_MONTHS[name][2:14]) / 12 for name in AVERAGED},
    **{f"{name}_mean": math.fsum(RIGHT_MONTHS[name]) / 14 for name in AVERAGED},
    **{f"{name}_total": math.fsum(RIGHT_MONTHS[name]) for name in SUMMED},
    **LAST_MONTH,
    **OF_THE_RUN,
}
"""By outcome, its value after fourteen months."""
