"""The model as a plain function of numbers, for programs that look for the best point or draw points of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase
from partnersim.studies.sweeping.design import Factor, factor_of
from partnersim.studies.sweeping.run import run_points

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario


@dataclass(frozen=True, kw_only=True)
class ModelFunction:
    """Outcomes of a scenario as a function of some of its fields: means over the same seeds at every point.

    Attributes:
        base: the scenario. factors: its fields, with their ranges. outcomes: what is given back.
        asked: ``seed``, ``replicates``, ``workers``, ``executor``, ``out`` as in ``partnersim.sweep``.
    """

    base: Scenario
    factors: tuple[Factor, ...]
    outcomes: tuple[str, ...]
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Dotted paths of the fields, in the order of a point's numbers."""
        return [factor.path for factor in self.factors]

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """Low and high of each field."""
        return [(factor.low, factor.high) for factor in self.factors]

    @property
    def problem(self) -> dict[str, Any]:
        """The same as SALib wants it."""
        return {"num_vars": len(self.factors), "names": self.names, "bounds": [list(b) for b in self.bounds]}

    def __call__(self, points: ArrayLike, /) -> Any:
        """Outcomes at one point, or at many.

        Args:
            points: shape (fields,) or (n, fields). A field of whole numbers takes the nearest.

        Returns:
            A number, or with several outcomes shape (outcomes,); at many points with n in front.

        Raises:
            ScenarioError: points have another shape, are no valid scenarios, or a run of theirs fails.
        """
        asked = np.asarray(points, dtype=float)
        if asked.ndim not in (1, 2) or asked.shape[-1] != len(self.factors):
            text = Phrase(
                "points have shape {shape}; wanted are {count} numbers, or rows of so many",
                shape=asked.shape,
                count=len(self.factors),
            )
            raise ScenarioError(Problem(message=text))
        means = self._means(np.atleast_2d(asked))
        answer = means[:, 0] if len(self.outcomes) == 1 else means
        return answer if asked.ndim == 2 else answer[0]

    def by_name(self, **values: float) -> dict[str, float]:
        """Outcomes by name at one point given by field; fields that are left out are as the scenario has them.

        Raises:
            ScenarioError: as for a call; a field is none of the function's.
        """
        for name in values:
            if name not in self.names:
                raise ScenarioError(
                    Problem(
                        field=name,
                        message=Phrase("is none of the fields: {names}", names=", ".join(self.names)),
                    )
                )
        whole = {factor.path for factor in self.factors if factor.whole}
        point = {name: round(value) if name in whole else value for name, value in values.items()}
        means = self._run(pd.DataFrame([point], columns=list(values)))
        return dict(zip(self.outcomes, map(float, means[0]), strict=True))

    def _means(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        columns = {
            factor.path: [round(value) for value in column] if factor.whole else column
            for factor, column in zip(self.factors, points.T, strict=True)
        }
        return self._run(pd.DataFrame(columns))

    def _run(self, points: pd.DataFrame) -> NDArray[np.float64]:
        """Means over seeds by point and outcome."""
        runs = run_points(self.base, points, outcomes=self.outcomes, show_progress=False, **self.asked)
        failed = runs[runs["status"] == "failed"]
        if len(failed):
            raise ScenarioError(
                Problem(
                    message=Phrase(
                        "point {point}: {problem}",
                        point=failed["point"].iloc[0],
                        problem=Phrase.verbatim(failed["message"].iloc[0]),
                    )
                )
            )
        return runs.groupby("point")[list(self.outcomes)].mean().to_numpy(dtype=float)


def function_of(
    base: Scenario, fields: Sequence[str] | Mapping[str, Any], outcomes: Sequence[str], /, **asked: Any
) -> ModelFunction:
    """A scenario as a function of some of its fields.

    Args:
        base: the scenario.
        fields: dotted paths, with their plausible ranges, or ranges by path (low, high), either of which may be left
            out.
        outcomes: names of outcomes.
        asked: as in `ModelFunction`.

    Raises:
        ScenarioError: there is no such field, or it has no range.
    """
    ranges = fields if isinstance(fields, Mapping) else dict.fromkeys(fields)
    factors = [
        factor_of(
            path, dict(zip(("low", "high"), given, strict=True)) if given is not None else None, base=base
        )
        for path, given in ranges.items()
    ]
    return ModelFunction(base=base, factors=tuple(factors), outcomes=tuple(outcomes), asked=asked)
