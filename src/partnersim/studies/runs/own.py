"""Runs with rules, measures and a hook of one's own: what a researcher tries without changing the package."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from partnersim.measures import MEASURES, OUTCOMES
from partnersim.mechanisms import MONTH, Mechanism
from partnersim.studies.runs.runner import tables_of
from partnersim.studies.runs.simulate import simulate
from partnersim.studies.runs.tasks import Rows

if TYPE_CHECKING:
    from partnersim.engine.model import PartnershipModel
    from partnersim.scenario.spec import Scenario

TABLE = "own"
"""Name of the table of own measures."""

Measured = Callable[["PartnershipModel"], float]
Hook = Callable[["PartnershipModel"], None]


@dataclass(frozen=True)
class OwnRules:
    """Rules, measures and a hook that are no part of the model.

    Attributes:
        mechanisms: rules, each of which acts at the end of its phase.
        measures: numbers by name, read off the model at the end of each month.
        each_month: called with the model at the end of each month; it may only read.

    Raises:
        TypeError: a rule is no `Mechanism`, or a measure or the hook cannot be called.
        ValueError: a name is that of a rule or measure of the model, is used twice, or is not of the form of names.
    """

    mechanisms: Sequence[Mechanism] = ()
    measures: Mapping[str, Measured] = field(default_factory=dict)
    each_month: Hook | None = None

    def __post_init__(self) -> None:
        for rule in self.mechanisms:
            if not isinstance(rule, Mechanism):
                raise TypeError(
                    f"{rule!r} is no mechanism: derive its class from partnersim.Mechanism, and make one"
                )
        callables = [*self.measures.items(), *([("each_month", self.each_month)] if self.each_month else [])]
        for name, function in callables:
            if not callable(function):
                raise TypeError(f"{name} = {function!r} cannot be called; it is a function of the model")
        _check_names([rule.name for rule in self.mechanisms], {rule.name for rule in MONTH}, "rule")
        taken = {measure.name for measure in (*MEASURES, *OUTCOMES)}
        _check_names(list(self.measures), taken, "measure")

    def __bool__(self) -> bool:
        return bool(self.mechanisms or self.measures or self.each_month)

    def tables(self, work: tuple[Scenario, int]) -> Mapping[str, Rows]:
        """All tables of one run, with a row of own measures for each month.

        Args:
            work: scenario and seed.
        """
        spec, seed = work
        rows: list[dict[str, Any]] = []

        def watch(model: PartnershipModel) -> None:
            if model.month == 0:  # before the first month there is nothing to measure
                return
            if self.each_month is not None:
                self.each_month(model)
            if self.measures:
                found = {name: float(measured(model)) for name, measured in self.measures.items()}
                rows.append({"month": model.month - 1, **found})

        outcome = simulate(spec, seed, watch=watch, mechanisms=self.mechanisms)
        tables = dict(tables_of(outcome))
        if rows:
            tables[TABLE] = rows
        return tables


def _check_names(names: Sequence[str], taken: set[str], what: str) -> None:
    for name in names:
        if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) is None:
            raise ValueError(
                f"a {what} is named {name!r}; allowed are small letters, digits and _, at most 40"
            )
        if name in taken:
            raise ValueError(f"a {what} is named {name!r}, as one of the model is; give it another name")
        if list(names).count(name) > 1:
            raise ValueError(f"two {what}s are named {name!r}")
