"""Two lives of one household held side by side: what happened in each, and where and by what they part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.studies.tracing.record import SURROUNDINGS, Everybody

SAME = 1e-9
"""Relative difference up to which two numbers are the same."""

MORE = 0.05
"""Change of the last year's consumption from which a household counts as harmed or as gaining, as in comparisons."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a household.

    Attributes:
        month: row of the life, 1 for the first month. kind: what. amount: rupiah, months or 0 where it has none.
    """

    month: int
    kind: str
    amount: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Parting:
    """Where two lives part.

    Attributes:
        month: first row in which the household's own columns differ. field: the column nearest to the cause.
        base, other: its value in each. cause: which part of its surroundings that column answers to.
        around: what differed in its hamlet in that month or before, by name: the first row of a difference, and both
            values there; what belongs to the cause first.
    """

    month: int
    field: str
    base: float
    other: float
    cause: str
    around: dict[str, tuple[int, float, float]]


CAUSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("membership", ("group",)),
    ("loan", ("loans_taken", "last_loan", "loan", "instalment", "grace", "waiting", "barred", "walked")),
    ("course", ("trained_ago", "skill")),
    ("visits", ("practice", "indiscipline")),
    ("support", ("transfer",)),
    ("contract", ("contract", "order_months")),
    ("equipment", ("technology", "capital")),
    ("socialisation", ("readiness", "bond")),
    ("enterprise", ("owner", "idea", "enterprise_age")),
    ("moneylender", ("moneylender_debt", "owed")),
    ("market", ("profit", "income", "smoothed_income", "consumption", "savings", "account")),
)
"""What a household's columns answer to, the nearest to a cause outside first."""

_BELONGS = {
    "membership": ("fund_works", "meeting_rate", "socialised", "promised_ratio"),
    "loan": ("fund_works", "meeting_rate", "socialised", "promised_ratio"),
    "course": ("training_places",), "visits": ("mentor_visits",), "support": ("support_places",),
    "contract": ("contract_places", "order_places"), "equipment": ("asset_packages",),
    "socialisation": ("socialised", "promised_ratio", "meeting_rate"), "enterprise": ("training_places", "price"),
    "moneylender": (), "market": ("price", "shock"),
}  # fmt: skip
"""Which of the surroundings each cause comes through."""


def parting_of(base: pd.DataFrame, other: pd.DataFrame, /) -> Parting | None:
    """Where two lives of a household part; None where they are the same to the end.

    Args:
        base, other: lives as `partnersim.studies.tracing.record.life_of` gives them, of the same months.
    """
    own = [name for _, names in CAUSES for name in names]
    differs = pd.DataFrame({name: _differs(base[name], other[name]) for name in own})
    months = np.flatnonzero(differs.any(axis=1))
    if not len(months):
        return None
    month = int(months[0])
    cause, field = next((c, name) for c, names in CAUSES for name in names if differs[name].iloc[month])
    around = {}
    for name in SURROUNDINGS:
        rows = np.flatnonzero(_differs(base[name], other[name])[: month + 1])
        if len(rows):
            first = int(rows[0])
            around[name] = (first, float(base[name].iloc[first]), float(other[name].iloc[first]))
    mine = [name for name in _BELONGS[cause] if name in around]
    return Parting(
        month=month, field=field, base=float(base[field].iloc[month]), other=float(other[field].iloc[month]),
        cause=cause, around={name: around[name] for name in (*mine, *(n for n in around if n not in mine))},
    )  # fmt: skip


def _differs(one: pd.Series[Any], two: pd.Series[Any]) -> NDArray[np.bool_]:
    a, b = one.to_numpy(dtype=float), two.to_numpy(dtype=float)
    return np.asarray(np.abs(a - b) > SAME * np.maximum(1.0, np.maximum(np.abs(a), np.abs(b))))


def events_of(life: pd.DataFrame, /) -> list[Event]:
    """What happened to a household, in the order of months.

    Args:
        life: as `partnersim.studies.tracing.record.life_of` gives it.
    """
    found: list[Event] = []
    for month in range(1, len(life)):
        found += _events(month, life.iloc[month - 1], life.iloc[month])
    return found


def _events(month: int, before: pd.Series[Any], now: pd.Series[Any]) -> Iterator[Event]:
    def turned(name: str) -> int:
        return int(now[name] > 0) - int(before[name] > 0)

    joined = int(now["group"] >= 0 and now["fund_works"]) - int(before["group"] >= 0 and before["fund_works"])
    if joined:
        yield Event(month, "joins a fund" if joined > 0 else "is no member any more")
    if now["loans_taken"] > before["loans_taken"]:
        yield Event(month, "takes a loan", float(now["last_loan"]))
    if before["loan"] > 0.0 and now["loan"] <= 0.0 and not now["barred"]:
        yield Event(month, "has paid back its loan")
    if turned("arrears"):
        yield Event(
            month,
            "falls into arrears" if turned("arrears") > 0 else "is out of arrears",
            float(now["arrears"]),
        )
    for name, text in (("walked", "walks away from its loan"), ("barred", "is barred from new loans")):
        if turned(name) > 0:
            yield Event(month, text, float(before["loan"]))
    if now["trained_ago"] == 0 or now["trained_ago"] < before["trained_ago"]:
        yield Event(month, "takes a course")
    if turned("owner"):
        yield Event(
            month,
            "starts an enterprise" if turned("owner") > 0 else "closes its enterprise",
            float(now["capital"]),
        )
    if turned("technology") > 0:
        yield Event(month, "turns to the better technology")
    if turned("contract"):
        yield Event(month, "is taken under contract" if turned("contract") > 0 else "loses its contract")
    if turned("order_months") > 0:
        yield Event(month, "gets a buyer's order", float(now["order_months"]))
    if turned("moneylender_debt"):
        text = (
            "borrows from a moneylender"
            if turned("moneylender_debt") > 0
            else "owes the moneylender nothing more"
        )
        yield Event(month, text, float(now["moneylender_debt"]))


def first_apart(base: list[Event], other: list[Event], /) -> tuple[Event | None, Event | None]:
    """The first thing that happens in one life and not, in that month, in the other.

    Returns:
        The event of each life in that month; None where nothing of the other's kind happens to it then. Both are None
        where the same happens in both lives.
    """
    mine, theirs = ({(e.month, e.kind): e for e in events} for events in (base, other))
    apart = sorted(set(mine) ^ set(theirs))
    if not apart:
        return None, None
    month = apart[0][0]
    return (
        next((mine[key] for key in apart if key[0] == month and key in mine), None),
        next((theirs[key] for key in apart if key[0] == month and key in theirs), None),
    )


PICKS: dict[str, Callable[[Everybody, Everybody], Any]] = {
    "escaped-only-under-B": lambda a, b: _poor_at_first(a) & _poor_at_last(a) & ~_poor_at_last(b),
    "escaped-only-under-A": lambda a, b: _poor_at_first(a) & ~_poor_at_last(a) & _poor_at_last(b),
    "harmed": lambda a, b: b.last_year < (1.0 - MORE) * a.last_year,
    "gained": lambda a, b: b.last_year > (1.0 + MORE) * a.last_year,
    "member-only-under-B": lambda a, b: b.member.any(axis=0) & ~a.member.any(axis=0),
    "member-only-under-A": lambda a, b: a.member.any(axis=0) & ~b.member.any(axis=0),
    "late-only-under-B": lambda a, b: b.late.any(axis=0) & ~a.late.any(axis=0),
    "late-only-under-A": lambda a, b: a.late.any(axis=0) & ~b.late.any(axis=0),
}
"""Kinds of households that can be picked: who is meant, by all households under A and under B."""


def _poor_at_first(of: Everybody) -> NDArray[np.bool_]:
    return np.asarray(of.consumption[:12].astype(float).mean(axis=0) < of.line_idr)


def _poor_at_last(of: Everybody) -> NDArray[np.bool_]:
    return np.asarray(of.last_year < of.line_idr)


def picked(kind: str, base: Everybody, other: Everybody, /) -> tuple[int | None, int, float]:
    """The household of a kind that is the middle one by how its last year's consumption differs.

    Args:
        kind: one of `PICKS`. base, other: all households under each.

    Returns:
        Its number (None if there is no such household), how many simulated ones there are, and how many households of
        the place they stand for.
    """
    meant = PICKS[kind](base, other)
    if not meant.any():
        return None, 0, 0.0
    rows = np.flatnonzero(meant)
    change = (other.last_year - base.last_year)[rows]
    middle = rows[np.argsort(change, kind="stable")[(len(rows) - 1) // 2]]
    return int(base.id[middle]), len(rows), float(base.weight[rows].sum())
