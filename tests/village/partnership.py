"""What the three agreements of the village look like in an early and in a late month, in thousand rupiah.

"jointly" (office, donor, ngo, institute) is still planning early and at work late; the institute has left it by then
and the ngo has fallen asleep at the month's end. "led" (forum, mill; the mill leads) is at work all the time. "over"
(office, forum) has ended in month 0, twenty months after it was signed, and its last figures are still lying about.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from partnersim.world.agreement_books import Benefits
from partnersim.world.agreements import AgreementState
from partnersim.world.beliefs import Evidence
from partnersim.world.contracts import Plan, Stage

if TYPE_CHECKING:
    from tests.village.place import Village

IDR = 1e3
MET_IDR = {"early": 1000.0, "late": 1600.0}


def write_partnership(village: Village, *, early: bool) -> None:
    """Write down the month of all agreements and of those who work apart."""
    jointly, led, over = village.agreements
    village.needs.met_idr = MET_IDR["early" if early else "late"] * IDR
    _jointly(jointly, early)
    _led(led, early)
    _apart(village.apart, early)
    over.life.founded, over.life.ends, over.life.stage = -20, 0, Stage.ENDED
    over.change_contract(signed=-20)
    over.month.promised_idr[0, 0], over.month.delivered_idr[0, 0] = 500 * IDR, 100 * IDR
    _account(over, [0.0, 0.0], [0.0, 0.0], ["both", "both"], [10, 10], [0, 0])


def _beliefs(agreement: AgreementState, trust: list[list[float]]) -> None:
    """Beta beliefs of these means; their strength is 8."""
    alpha = 8.0 * np.array(trust)
    agreement.beliefs = replace(agreement.beliefs, reliability=Evidence(alpha, 8.0 - alpha))


def _account(
    agreement: AgreementState, leaving: list[float], nobody: list[float], harmed: list[str],
    promised: list[float], fulfilled: list[float],
) -> None:  # fmt: skip
    """The last yearly account, of all who are named."""
    n = len(agreement)
    last = replace(
        Benefits.none(n),
        results=np.ones(n), against_leaving=np.array(leaving), against_nobody=np.array(nobody),
        promised_to_idr=IDR * np.array(promised), fulfilled_idr=IDR * np.array(fulfilled),
    )  # fmt: skip
    agreement.accounts = replace(
        agreement.accounts, last=last, harmed=tuple(harmed), judged=np.ones(n, dtype=bool)
    )


def _disputes(agreement: AgreementState, opened: list[tuple[int, int]], still: list[tuple[int, int]]) -> None:
    """Who opened a dispute with whom this month, and which are open."""
    pairs = np.zeros((2, len(agreement), len(agreement)), dtype=bool)
    for flags, them in zip(pairs, (opened, still), strict=True):
        for pair in them:
            flags[pair] = True
    agreement.disputes = replace(agreement.disputes, opened=pairs[0], open=pairs[1])


def _jointly(a: AgreementState, early: bool) -> None:
    """Rows: office, donor, ngo, institute."""
    a.life.stage = Stage.PLANNING if early else Stage.IMPLEMENTATION
    a.life.founded = None if early else 3
    inside = np.array([False] * 4 if early else [True, True, True, False])
    a.change_contract(signed=None if early else 3, inside=inside)
    a.awake = np.array([True, True, False, True])
    _beliefs(a, [[1, 0.5, 0.25, 0], [0.75, 1, 0.8, 0], [0.4, 0.6, 1, 0], [0, 0, 0, 1]])
    _account(
        a, [0.4, -0.2, 0.1, 0.3], [0.1, 0.2, -0.3, -0.5], ["", "promise", "put in", "promise"],
        [100, 50, 40, 10], [80, 60, 40, 4],
    )  # fmt: skip  # the institute left at that very review
    _disputes(a, opened=[] if early else [(0, 1), (2, 1)], still=[] if early else [(0, 1)])
    a.plan = Plan.agreed(
        spends_idr=IDR * np.array([[40, 20, 0, 0, 0], [0, 0, 0, 0, 30], [0, 0, 10, 0, 0], [99, 0, 0, 0, 0]]),
        money_idr=IDR * np.array([50, 30, 20, 100]),
    )
    a.month.promised_idr[:] = IDR * np.array(
        [[50, 20, 0, 0, 5], [0, 5, 0, 0, 25], [10, 0, 15, 0, 0], [0] * 5]
    )
    a.month.delivered_idr[:] = IDR * np.array(
        [[30, 20, 0, 0, 5], [0, 3, 0, 0, 22], [5, 0, 15, 0, 0], [0] * 5]
    )
    a.year.delivered_idr[:] = IDR * np.array(
        [[10, 6, 0, 0, 5], [0, 0, 0, 0, 20], [2, 4, 8, 0, 0], [3, 1, 0, 0, 0]]
    )
    a.month.diverted_idr[:] = IDR * np.array([1, 2, 0, 0])
    a.month.seen_chance = np.array([[0, 0.5, 0.2, 0], [0.4, 0, 0.5, 0], [0.5, 0, 0, 0], [1, 1, 1, 0]])
    a.month.hushed[:] = [0, 0, 0.5, 0]
    a.month.coordination_staff[:], a.month.visit_staff[:] = [2, 1, 0.5, 3], [0.5, 0, 0.5, 1]
    a.month.account_staff[:] = [0.75, 0, 4, 0.5]
    a.shares = np.array([0.4, 0.2, 0.2, 0.2])


def _led(a: AgreementState, early: bool) -> None:
    """Rows: forum, mill."""
    a.life.stage, a.life.founded = Stage.IMPLEMENTATION, -4
    a.change_contract(signed=-4, inside=np.ones(2, dtype=bool))
    a.awake = np.ones(2, dtype=bool)
    _beliefs(a, [[1, 0.5], [0.75, 1]])
    if early:
        _account(a, [-0.1, 0.2], [-0.1, 0.3], ["both", ""], [20, 30], [5, 30])
    else:
        _account(a, [0.05, 0.55], [0.15, 0.45], ["", ""], [20, 30], [18, 27])
    _disputes(a, opened=[(0, 1)], still=[(0, 1), (1, 0)] if early else [])

    def now(first: list, later: list) -> np.ndarray:
        return np.array(first if early else later, dtype=float)

    a.plan = Plan.agreed(
        spends_idr=IDR * now([[20, 0, 0, 0, 0], [40, 20, 0, 0, 0]], [[40, 0, 0, 0, 0], [50, 0, 0, 0, 0]]),
        money_idr=IDR * now([40, 60], [30, 70]),
    )
    a.month.promised_idr[:] = IDR * now(
        [[20, 0, 0, 0, 0], [50, 10, 0, 0, 0]], [[30, 0, 0, 0, 0], [50, 10, 0, 0, 0]]
    )
    a.month.delivered_idr[:] = IDR * now(
        [[12, 8, 0, 0, 0], [30, 10, 0, 0, 0]], [[20, 10, 0, 0, 0], [40, 5, 0, 0, 6]]
    )
    a.year.delivered_idr[:] = IDR * now(
        [[1, 3, 0, 0, 0], [6, 2, 0, 0, 50]], [[2, 4, 0, 0, 0], [3, 5, 0, 0, 9]]
    )
    a.month.diverted_idr[:] = IDR * now([0, 3], [2, 4])
    a.month.seen_chance = now([[0, 0.25], [0.5, 0]], [[0, 0.6], [0.4, 0]])
    a.month.hushed[:] = now([0, 0.2], [0, 0.5])
    needs = now([[0.4, 0.3, 0.1, 0.1, 0.1], [0.2] * 5], [[0.2] * 5, [0.2] * 5])
    a.views = replace(a.views, needs=needs)
    a.month.coordination_staff[:], a.month.visit_staff[:] = now([0.5, 1], [0.4, 1]), [0.1, 0.2]
    a.month.account_staff[:] = now([0.2, 0], [0.1, 0.3])
    a.shares = now([0.3, 0.7], [0.5, 0.5])


def _apart(a: AgreementState, early: bool) -> None:
    """Rows: all organizations; the ngo, the institute and the clinic work alone as well."""
    ngo, institute, clinic = 2, 3, 6
    a.month.promised_idr[:], a.month.delivered_idr[:], a.month.diverted_idr[:] = 0.0, 0.0, 0.0
    a.month.promised_idr[ngo, 2] = (20 if early else 30) * IDR
    a.month.delivered_idr[ngo, 2], a.month.delivered_idr[clinic, 0] = (
        (6 * IDR, 8 * IDR) if early else (2 * IDR, 4 * IDR)
    )
    a.month.delivered_idr[institute, 3] = 0.0 if early else 3 * IDR
    a.month.diverted_idr[ngo], a.month.diverted_idr[institute] = (1 * IDR, 0.0) if early else (0.0, 5 * IDR)
