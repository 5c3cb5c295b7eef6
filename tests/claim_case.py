"""A claim as made up for the purpose, its lives, and the row that comes of them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from partnersim.measures.comparing import links
from partnersim.scenario.experiments.claims import Claim, RegisteredClaim, load_claims
from partnersim.studies.claims.bench import NOTHING
from partnersim.studies.claims.plans import Effort, Plan, plan_claim
from partnersim.studies.runs.needed import Needed
from partnersim.studies.runs.served import Lives

NAN = math.nan


def claim(**fields) -> Claim:
    given = {
        "id": "C9.9", "statement": "s", "kind": "test", "link": "outcome", "why": "w",
        "outcome": "income_idr_mean", "expected": "+", "arms": [{"name": "a"}, {"name": "b"}],
    }  # fmt: skip
    return Claim(**{**given, **fields})


# --- rows of claims from runs made up for the purpose -------------------------------------------------------

FILE = """document: made up
case: toy
scenario: toy
chain: [money_spent_idr_total, loans_disbursed_idr_total, profit_idr_mean, consumption_idr_mean]
claims:
  - id: C9.1
    statement: More does more.
    kind: test
    link: outcome
    why: It speaks of income.
    arms:
      - {name: more, set: {actors.village_ngo.staff: 3.0}}
      - {name: less, set: {actors.village_ngo.staff: 2.0}}
    outcome: income_idr_mean
    also: [savings_idr_mean]
    expected: "+"
    equal_money: true
    headline: true
    uncertain:
      - {path: mechanisms.group_repayment.walk_away, low: 0.0, high: 0.01}
"""
LIVES = {
    # income and consumption per person of households 1, 2, 3, of 10, 30 and 60 persons
    "more": ([True, True, False], [100.0, 200.0, 900.0], [50.0, 90.0, 1.0]),
    "less": ([False, False, True], [40.0, 80.0, 900.0], [10.0, 30.0, 1.0]),
    NOTHING: ([False, False, False], [20.0, 40.0, 900.0], [10.0, 10.0, 1.0]),
}


class MadeUp:
    """Outcomes of runs by arm, in place of runs."""

    def __init__(
        self, plan: Plan, outcomes: dict[str, dict[str, list[float]]], draws: dict[str, list[float]]
    ) -> None:
        self.plan, self.outcomes, self.draws = plan, outcomes, draws
        self.arm_of = {name: arm for arm, names in plan.base.arms.items() for name in names}
        self.arm_of |= {name: NOTHING for name in plan.bench.nothing.arms[NOTHING]}
        self.draw_of = {
            name: (k, arm)
            for k, batch in enumerate(plan.drawn)
            for arm, names in batch.arms.items()
            for name in names
        }
        self.first = plan.base.seeds[0]
        self.failing: set[str] = set()

    def values(self, names, seeds, *, outcome):
        made = []
        for name, seed in zip(names, seeds, strict=True):
            if seed >= self.first + 1_000_000:
                draw, arm = self.draw_of[name]
                made.append(self.draws[arm][draw] if seed % 2 == self.first % 2 else 1.0)
            else:
                made.append(self.outcomes[outcome][self.arm_of[name]][seed - self.first])
        return np.array(made, dtype=float)

    def failure(self, names, seeds):
        return "it stopped" if self.failing & set(names) else ""

    def lives(self, name, seed):
        served, income, eaten = LIVES[self.arm_of[name]]
        luck = 0.0 if self.arm_of[name] == "less" else 3.0 * (seed - self.first)
        persons = np.array([10.0, 30.0, 60.0], dtype=np.float32)
        return Lives(
            id=np.array([1, 2, 3]), persons=persons, weight=persons, served=np.array(served),
            poor=np.ones(3, dtype=bool), income=np.array(income, dtype=np.float32) + np.float32(luck),
            consumption=np.array(eaten, dtype=np.float32),
        )  # fmt: skip


OUTCOMES_MADE = {
    # effects 3, 4, 5: mean 4, s 1; of the whole 10, 10, 10
    "income_idr_mean": {"more": [13.0, 14.0, 15.0], "less": [10.0, 10.0, 10.0], NOTHING: [3.0, 4.0, 5.0]},
    "savings_idr_mean": {"more": [5.0, 7.0, 9.0], "less": [6.0, 6.0, 6.0], NOTHING: [NAN, NAN, NAN]},
    "money_spent_idr_total": {
        "more": [101.0, 101.0, 101.0],
        "less": [100.0, 100.0, 100.0],
        NOTHING: [0.0] * 3,
    },
    "loans_disbursed_idr_total": {"more": [8.0, 8.0, 8.0], "less": [8.0, 8.0, 8.0], NOTHING: [0.0] * 3},
    "consumption_idr_mean": {"more": [1.0, 1.0, 1.0], "less": [2.0, 2.0, 2.0], NOTHING: [1.0, 1.0, 1.0]},
    "served_households": {"more": [40.0, 40.0, 40.0], "less": [60.0, 20.0, 20.0], NOTHING: [0.0] * 3},
}


def registered_claim(tmp_path: Path, old: str = "", new: str = "") -> RegisteredClaim:
    path = tmp_path / "c.yaml"
    assert old in FILE
    path.write_text(FILE.replace(old, new, 1), "utf-8")
    (one,) = load_claims(outcomes=links(), files=[path])
    return one


def planned(one: RegisteredClaim, *, draws: int = 0, draw_replicates: int = 2) -> tuple[Plan, Needed]:
    needed = Needed()
    effort = Effort(replicates=3, draws=draws, draw_replicates=draw_replicates, form_replicates=0, seed=7)
    return plan_claim(one, needed, effort=effort), needed
