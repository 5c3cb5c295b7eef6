"""The declared measures and outcomes as tables: in order, by number or by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from partnersim.measures.declaring import GROUPS, MONTHLY, OUTCOME, Measure, MonthlyMeasure, RunOutcome
from partnersim.measures.summaries import FLOW, LEVEL, STATE

_STANDS_AFTER = {
    "leakage_share": "fairness",
    "showpiece_share": "leakage_share",
    "stage": "agreements_working",
    "moneylender_interest_idr": "interest_saved_idr",
}
"""Measures whose outcomes stand behind those of another measure, where tables already written have them."""


class Catalogue(Sequence[Measure]):
    """Measures in table order; what is declared or withdrawn later shows at once.

    Args:
        read: gives the measures by name, in order.
    """

    def __init__(self, read: Callable[[], dict[str, Measure]]) -> None:
        self._read_all = read
        self._declared: list[MonthlyMeasure | RunOutcome] = []
        self._found: dict[str, Measure] = {}

    def _read(self) -> dict[str, Measure]:
        declared: list[MonthlyMeasure | RunOutcome] = [*MONTHLY.values(), *OUTCOME.values()]
        if declared != self._declared:
            self._declared, self._found = declared, self._read_all()
        return self._found

    @overload
    def __getitem__(self, place: int) -> Measure: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Measure, ...]: ...
    def __getitem__(self, place: int | slice) -> Measure | tuple[Measure, ...]:
        return tuple(self._read().values())[place]

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[Measure]:
        return iter(tuple(self._read().values()))

    def get(self, name: str, /) -> Measure | None:
        """The measure of that name, or None."""
        return self._read().get(name)

    def named(self, name: str, /) -> Measure:
        """The measure of that name.

        Raises:
            KeyError: there is none.
        """
        return self._read()[name]


def monthly_in_order() -> list[MonthlyMeasure]:
    """Declared monthly measures by family, as declared within each."""
    return sorted(MONTHLY.values(), key=lambda entry: GROUPS.index(entry.measure.group))


def _measures() -> dict[str, Measure]:
    return {entry.measure.name: entry.measure for entry in monthly_in_order()}


def _outcomes() -> dict[str, Measure]:
    entries = {entry.measure.name: entry for entry in monthly_in_order()}
    for name, before in _STANDS_AFTER.items():
        if name in entries and before in entries:
            entries = _moved(entries, name, before)
    made = {name: declared.measure for name, declared in OUTCOME.items()}
    usual = (LEVEL, STATE, FLOW)
    kinds = {entry.summaries: None for entry in entries.values()}
    for summaries in dict.fromkeys((*usual, *kinds)):
        for entry in entries.values():
            if entry.summaries == summaries:
                made |= {name: measure for name, (measure, _) in entry.outcomes().items()}
    return made


def _moved(entries: dict[str, MonthlyMeasure], name: str, before: str) -> dict[str, MonthlyMeasure]:
    names = [other for other in entries if other != name]
    names.insert(names.index(before) + 1, name)
    return {other: entries[other] for other in names}


MEASURES = Catalogue(_measures)
"""All monthly measures; empty means NaN.

Weights: persons (weight x size) in poverty rates and per-person means, households (weight) elsewhere."""

OUTCOMES = Catalogue(_outcomes)
"""All outcomes of a run, those of their own first; empty means NaN."""


def _marked(mark: Callable[[Measure], bool]) -> tuple[str, ...]:
    chosen = [m for m in OUTCOMES if mark(m)]
    # by family, what is summed up month by month before what is told of the whole run
    own = [m.name in OUTCOME for m in chosen]
    ranked = sorted(zip(chosen, own, strict=True), key=lambda pair: (GROUPS.index(pair[0].group), pair[1]))
    return tuple(m.name for m, _ in ranked)


def leading() -> tuple[str, ...]:
    """The outcomes that a first look needs, in reading order; every other one is in the tables."""
    return _marked(lambda m: m.leads)


def spoken() -> tuple[str, ...]:
    """The outcomes that a comparison puts into words, in reading order."""
    return _marked(lambda m: m.spoken)
