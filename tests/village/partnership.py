"""What the three agreements of the village look like in an early and in a late month, in thousand rupiah.

"jointly" (office, donor, ngo, institute) is still planning early and at work late; the institute has left it by then
and the ngo has fallen asleep at the month's end. "led" (forum, mill; the mill leads) is at work all the time. "over"
(office, forum) has ended in month 0, twenty months after it was signed, and its last figures are still lying about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.world.agreements import AgreementState, Stage

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
    over.founded, over.signed, over.ends, over.stage = -20, -20, 0, Stage.ENDED
    over.promised_idr[0, 0], over.delivered_idr[0, 0] = 500 * IDR, 100 * IDR
    over.judged[:], over.year.results[:], over.harmed = True, 1.0, ["both", "both"]


def _beliefs(agreement: AgreementState, trust: list[list[float]]) -> None:
    """Beta beliefs of these means; their strength is 8."""
    agreement.alpha = 8.0 * np.array(trust)
    agreement.beta = 8.0 - agreement.alpha


def _account(agreement: AgreementState, leaving: list[float], nobody: list[float], harmed: list[str]) -> None:
    """The last yearly account, of all who are named."""
    agreement.judged[:], agreement.year.results[:] = True, 1.0
    agreement.year.against_leaving[:], agreement.year.against_nobody[:] = leaving, nobody
    agreement.harmed = harmed


def _jointly(a: AgreementState, early: bool) -> None:
    """Rows: office, donor, ngo, institute."""
    a.stage = Stage.PLANNING if early else Stage.IMPLEMENTATION
    a.founded = a.signed = None if early else 3
    a.inside[:] = [False] * 4 if early else [True, True, True, False]
    a.awake[:] = [True, True, False, True]
    _beliefs(a, [[1, 0.5, 0.25, 0], [0.75, 1, 0.8, 0], [0.4, 0.6, 1, 0], [0, 0, 0, 1]])
    _account(
        a, [0.4, -0.2, 0.1, 0.3], [0.1, 0.2, -0.3, -0.5], ["", "leaving", "nobody", "nobody"]
    )  # the institute left at that very review
    a.plan_idr[:] = IDR * np.array([[40, 20, 0, 0, 0], [0, 0, 0, 0, 30], [0, 0, 10, 0, 0], [99, 0, 0, 0, 0]])
    a.budget_idr[:] = IDR * np.array([50, 30, 20, 100])
    a.promised_idr[:] = IDR * np.array([[50, 20, 0, 0, 5], [0, 5, 0, 0, 25], [10, 0, 15, 0, 0], [0] * 5])
    a.delivered_idr[:] = IDR * np.array([[30, 20, 0, 0, 5], [0, 3, 0, 0, 22], [5, 0, 15, 0, 0], [0] * 5])
    a.delivered_year[:] = IDR * np.array(
        [[10, 6, 0, 0, 5], [0, 0, 0, 0, 20], [2, 4, 8, 0, 0], [3, 1, 0, 0, 0]]
    )
    a.diverted_idr[:] = IDR * np.array([1, 2, 0, 0])
    a.seen_chance = np.array([[0, 0.5, 0.2, 0], [0.4, 0, 0.5, 0], [0.5, 0, 0, 0], [1, 1, 1, 0]])
    a.hushed[:] = [0, 0, 0.5, 0]
    a.coordination_staff[:], a.visit_staff[:] = [2, 1, 0.5, 3], [0.5, 0, 0.5, 1]
    a.shares[:] = [0.4, 0.2, 0.2, 0.2]


def _led(a: AgreementState, early: bool) -> None:
    """Rows: forum, mill."""
    a.stage, a.founded, a.signed = Stage.IMPLEMENTATION, -4, -4
    a.inside[:] = a.awake[:] = True
    _beliefs(a, [[1, 0.5], [0.75, 1]])
    if early:
        _account(a, [-0.1, 0.2], [-0.1, 0.3], ["both", ""])
    else:
        _account(a, [0.05, 0.55], [0.15, 0.45], ["", ""])

    def now(first: list, later: list) -> np.ndarray:
        return np.array(first if early else later, dtype=float)

    a.plan_idr[:] = IDR * now([[20, 0, 0, 0, 0], [40, 20, 0, 0, 0]], [[40, 0, 0, 0, 0], [50, 0, 0, 0, 0]])
    a.budget_idr[:] = IDR * now([40, 60], [30, 70])
    a.promised_idr[:] = IDR * now(
        [[20, 0, 0, 0, 0], [50, 10, 0, 0, 0]], [[30, 0, 0, 0, 0], [50, 10, 0, 0, 0]]
    )
    a.delivered_idr[:] = IDR * now(
        [[12, 8, 0, 0, 0], [30, 10, 0, 0, 0]], [[20, 10, 0, 0, 0], [40, 5, 0, 0, 6]]
    )
    a.delivered_year[:] = IDR * now([[1, 3, 0, 0, 0], [6, 2, 0, 0, 50]], [[2, 4, 0, 0, 0], [3, 5, 0, 0, 9]])
    a.diverted_idr[:] = IDR * now([0, 3], [2, 4])
    a.seen_chance = now([[0, 0.25], [0.5, 0]], [[0, 0.6], [0.4, 0]])
    a.hushed[:] = now([0, 0.2], [0, 0.5])
    a.seen_needs[:] = now([[0.4, 0.3, 0.1, 0.1, 0.1], [0.2] * 5], [[0.2] * 5, [0.2] * 5])
    a.coordination_staff[:], a.visit_staff[:] = now([0.5, 1], [0.4, 1]), [0.1, 0.2]
    a.shares[:] = now([0.3, 0.7], [0.5, 0.5])


def _apart(a: AgreementState, early: bool) -> None:
    """Rows: all organizations; the ngo, the institute and the clinic work alone as well."""
    ngo, institute, clinic = 2, 3, 6
    a.promised_idr[:], a.delivered_idr[:], a.diverted_idr[:] = 0.0, 0.0, 0.0
    a.promised_idr[ngo, 2] = (20 if early else 30) * IDR
    a.delivered_idr[ngo, 2], a.delivered_idr[clinic, 0] = (6 * IDR, 8 * IDR) if early else (2 * IDR, 4 * IDR)
    a.delivered_idr[institute, 3] = 0.0 if early else 3 * IDR
    a.diverted_idr[ngo], a.diverted_idr[institute] = (1 * IDR, 0.0) if early else (0.0, 5 * IDR)
