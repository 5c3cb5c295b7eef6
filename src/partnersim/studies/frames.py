"""One run month by month, for a picture that moves: who is poor, who is a member, who trusts and pays whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from partnersim.engine.model import PartnershipModel
from partnersim.measures import Recorder
from partnersim.world.funds import ACTIVE

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

NEAR_POOR_LINES = 1.2
"""Consumption per person in poverty lines below which a household that is not poor is near-poor (assumed)."""


class Welfare(IntEnum):
    """Where a household's consumption of the month lies: below the line, less than a fifth above it, or beyond."""

    POOR = 0
    NEAR_POOR = 1
    OUT = 2


OWNER, MEMBER, IN_ARREARS = 4, 8, 16
"""Bits of a household's state beside its welfare: has an enterprise, is in a group of a working fund, pays late."""


class Partner(NamedTuple):
    """An organization of the place, as pictures name it.

    Attributes:
        name, title, kind: of the scenario. paid_as: the holder of its account in the ledger.
    """

    name: str
    title: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Frames:
    """One run of M months with N simulated households, H hamlets and n organizations.

    Attributes:
        dates: month of each frame, YYYY-MM, (M,).
        ids: numbers of households, (N,). hamlets: hamlet of each, (N,). weights: households each stands for, (N,).
        states: welfare plus bits, (M + 1, N); row 0 is the state before the first month.
        partners: organizations in the scenario's order. at_work: in some agreement, (M, n).
        stages: stage of each agreement by month. trust: mean belief in reliability by believer and other, over
            agreements, NaN where there is none, (M, n, n).
        payments: rupiah of the place by month, payer and receiver.
        series: one mapping per month with every measure. outcomes: end-of-run numbers. diary: dated lines.
    """

    dates: tuple[str, ...]
    ids: NDArray[np.int64]
    hamlets: NDArray[np.int32]
    weights: NDArray[np.float64]
    states: NDArray[np.uint8]
    partners: tuple[Partner, ...]
    at_work: NDArray[np.bool_]
    stages: tuple[dict[str, str], ...]
    trust: NDArray[np.float32]
    payments: tuple[dict[tuple[str, str], float], ...]
    series: tuple[dict[str, Any], ...]
    outcomes: dict[str, float]
    diary: tuple[dict[str, Any], ...]


def record_frames(spec: Scenario, seed: int) -> Frames:
    """Run a scenario once and keep what a moving picture needs; the same numbers as any other run of it.

    Args:
        spec: the scenario.
        seed: seed of every keyed draw.
    """
    model = PartnershipModel(spec, seed)
    recorder = Recorder(model)
    columns = model.households.arrays
    states, dates, series = [household_states(model)], [], []
    at_work, stages, trust = [], [], []
    for month in range(spec.time.months):
        dates.append(model.date)
        model.step()
        series.append({"month": month, "date": dates[-1], **recorder.record()})
        states.append(household_states(model))
        at_work.append(_at_work(model))
        stages.append({agreement.name: str(agreement.stage) for agreement in model.agreements})
        trust.append(_trust(model))
    return Frames(
        dates=tuple(dates), ids=columns.id.copy(), hamlets=columns.hamlet.copy(), weights=columns.weight.copy(),
        states=np.array(states), series=tuple(series), stages=tuple(stages),
        partners=tuple(Partner(o.name, o.title, o.kind) for o in model.organizations),
        at_work=np.array(at_work).reshape(len(dates), -1), trust=np.array(trust, dtype=np.float32),
        payments=_payments(model, len(dates)),
        outcomes={name: float(value) for name, value in recorder.outcomes().items()},
        diary=tuple(model.diary),
    )  # fmt: skip


def household_states(model: PartnershipModel) -> NDArray[np.uint8]:
    """State of each household now: `Welfare` plus the bits `OWNER`, `MEMBER` and `IN_ARREARS`, (N,).

    Before the first month nothing has been consumed; welfare is then read from smoothed income.
    """
    c = model.households.arrays
    eaten = c.consumption if model.month > 0 else c.smoothed_income
    lines = eaten / (model.spec.place.poverty_line_idr * c.size)
    welfare = np.where(
        lines < 1.0, Welfare.POOR, np.where(lines < NEAR_POOR_LINES, Welfare.NEAR_POOR, Welfare.OUT)
    )
    working = model.funds.status[c.hamlet] == ACTIVE
    bits = OWNER * (c.owner != 0) + MEMBER * (working & (c.group >= 0)) + IN_ARREARS * (c.arrears > 0.0)
    return np.asarray(welfare + bits, dtype=np.uint8)


def _at_work(model: PartnershipModel) -> NDArray[np.bool_]:
    """Who is in, awake and still in the place under some agreement at work, (n,)."""
    who = np.zeros(len(model.organizations), dtype=bool)
    for agreement in model.agreements:
        if agreement.working:
            who[agreement.rows[agreement.at_work]] = True
    return who


def _trust(model: PartnershipModel) -> NDArray[np.float64]:
    """Mean belief of each organization in each other's reliability over agreements at work, (n, n)."""
    n = len(model.organizations)
    total, count = np.zeros((n, n)), np.zeros((n, n))
    for agreement in model.agreements:
        if agreement.working:
            rows = agreement.rows[agreement.inside]
            inside = np.flatnonzero(agreement.inside)
            total[np.ix_(rows, rows)] += agreement.trust[np.ix_(inside, inside)]
            count[np.ix_(rows, rows)] += 1.0
    np.fill_diagonal(count, 0.0)
    return np.where(count > 0.0, total / np.maximum(count, 1.0), np.nan)


def _payments(model: PartnershipModel, months: int) -> tuple[dict[tuple[str, str], float], ...]:
    """Rupiah of each month by payer and receiver, moves within a holder left out."""
    rows = model.ledger.flows()
    rows = rows[rows["payer"] != rows["receiver"]]
    sums = rows.groupby(["month", "payer", "receiver"])["amount_idr"].sum()
    by_month: list[dict[tuple[str, str], float]] = [{} for _ in range(months)]
    for (month, payer, receiver), amount in sums.items():
        by_month[month][(str(payer), str(receiver))] = float(amount)
    return tuple(by_month)


def count_of(states: NDArray[np.uint8], weights: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
    """Households of the place by state in one frame: poor, near_poor, out, owners, members, in_arrears.

    Args:
        states: one row of `Frames.states`, (N,).
        weights: households each row stands for, (N,).
    """
    weight, welfare = np.asarray(weights), states & 3
    return {
        "poor": float(weight[welfare == Welfare.POOR].sum()),
        "near_poor": float(weight[welfare == Welfare.NEAR_POOR].sum()),
        "out": float(weight[welfare == Welfare.OUT].sum()),
        "owners": float(weight[(states & OWNER) != 0].sum()),
        "members": float(weight[(states & MEMBER) != 0].sum()),
        "in_arrears": float(weight[(states & IN_ARREARS) != 0].sum()),
    }
