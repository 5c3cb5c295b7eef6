"""Discovering boxes in the runs of a finished sweep."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.phrases import Phrase
from partnersim.studies.discovering.boxes import Box, alike, boxes_of, fit_of
from partnersim.studies.discovering.regret import NAMES, robustness_intervals
from partnersim.studies.discovering.result import Discovery, Question
from partnersim.studies.sweeping.files import kept_sweep
from partnersim.studies.sweeping.parts import RUNS
from partnersim.studies.sweeping.run import ALTERNATIVE, RUN_COLUMNS

RESAMPLES = 100
"""How often points and seeds are drawn again."""

FEWEST = 20
"""Points below which a box would be chance."""

FIRST_SHARE = 0.25
"""Share of the points that are of interest where nobody says what is: the best quarter."""

COMES_BACK = 0.5
"""Share of points that two boxes have in common from which one is taken for the other again."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def discovery_in(folder: str | os.PathLike[str], /, **asked: Any) -> Discovery:
    """Discover boxes in the finished sweep of a folder.

    Args:
        folder: of the sweep. asked: as in `discovery_of`.

    Raises:
        ResultsError: there is no finished sweep in the folder. ScenarioError: as in `discovery_of`.
    """
    place = Path(folder)
    document = kept_sweep(place, finished=True)
    return discovery_of(pd.read_parquet(place / RUNS), document["study"]["fields"], **asked)


def discovery_of(
    runs: pd.DataFrame,
    factors: Sequence[str],
    /,
    *,
    outcome: str,
    above: float | None = None,
    below: float | None = None,
    alternative: str | None = None,
    density: float | None = None,
    most_boxes: int = 2,
    resamples: int = RESAMPLES,
) -> Discovery:
    """Boxes of factors in which an outcome is of interest, and how alternatives stand.

    Of interest are points whose mean over seeds is at least ``above``, or at most ``below``. If neither is given, those
    where the alternative is the best of all; in a sweep without alternatives, the best quarter of points.

    Args:
        runs: a row per point, alternative and seed, as `run_points` gives them. factors: columns that are varied.
        outcome: the outcome. above, below: threshold, in its unit.
        alternative: whose points; the one with the smallest largest regret if not given, of several such the one with
            the smallest mean.
        density: least density of a box; if not given, the best balance of coverage and density.
        most_boxes: how many boxes at most. resamples: how often points and seeds are drawn again.

    Raises:
        ScenarioError: the outcome or the alternative is unknown; both thresholds are given; a factor is left empty;
            too few points; none of them, or all, are of interest.
    """
    _check(runs, factors, outcome, above, below, density, most_boxes)
    table, dropped = _whole_points(runs, outcome)
    labels = list(dict.fromkeys(table[ALTERNATIVE])) if ALTERNATIVE in table else [""]
    results = _results(table, outcome, labels)
    higher = _higher_is_better(outcome)
    threshold = above if above is not None else below
    alternatives = _alternatives(results, labels, higher, threshold, above is not None, resamples)
    one = _chosen_alternative(alternative, labels, alternatives)
    question = _question(outcome, one, labels, results, above, below, higher)
    asked = _Asked(question=question, place=labels.index(one), higher=higher)
    coded = _coded(table.drop_duplicates("point")[list(factors)])
    interest = asked.interest(results)
    if not 0 < interest.sum() < len(interest):
        word = "none" if not interest.any() else "each"
        raise _fault(
            Phrase(
                "{word} of the {count} points is of interest, so there is nothing to tell apart",
                word=word,
                count=len(interest),
            )
        )
    boxes = boxes_of(coded.values, interest, most=most_boxes, density=density)
    again = _Again(boxes=boxes, coded=coded, results=results, asked=asked, density=density, most=most_boxes)
    again.draw(resamples)
    return Discovery(
        question=question, rate=float(interest.mean()), boxes=_box_rows(again, interest), sides=_side_rows(again),
        alternatives=alternatives, points=_point_rows(table, factors, outcome, asked, results, again), dropped=dropped,
        seeds=results.shape[2], resamples=resamples,
    )  # fmt: skip


def _fault(message: Phrase, *, field: str = "", value: str = "", suggestion: str = "") -> ScenarioError:
    return ScenarioError(Problem(field=field, value=value, message=message, suggestion=suggestion))


def _check(
    runs: pd.DataFrame, factors: Sequence[str], outcome: str, above: float | None, below: float | None,
    density: float | None, most_boxes: int,
) -> None:  # fmt: skip
    known = [
        str(name) for name in runs.columns
        if name not in (*factors, *RUN_COLUMNS, ALTERNATIVE) and pd.api.types.is_numeric_dtype(runs[name])
    ]  # fmt: skip
    if outcome not in known:
        near = nearest(outcome, among=known)
        raise _fault(
            Phrase("is no outcome of this sweep"), field="--outcome", value=outcome[:60], suggestion=near
        )
    if above is not None and below is not None:
        raise _fault(Phrase("give --above or --below, and not both"))
    for name, value in (("--above", above), ("--below", below)):
        if value is not None and not math.isfinite(value):
            raise _fault(Phrase("is no number"), field=name, value=str(value))
    if density is not None and not 0.0 < density <= 1.0:
        raise _fault(Phrase("is out of range; allowed above 0 to 1"), field="--density", value=f"{density:g}")
    if most_boxes < 1:
        raise _fault(Phrase("is too few; allowed 1 or more"), field="--boxes", value=str(most_boxes))
    for path in factors:
        if runs[path].isna().any():
            point = runs.loc[runs[path].isna(), "point"].iloc[0]
            raise _fault(
                Phrase("is left empty at point {point}; boxes want a value at every point", point=point),
                field=path,
            )


def _whole_points(runs: pd.DataFrame, outcome: str) -> tuple[pd.DataFrame, int]:
    """Runs of points at which every run has the outcome, and how many points were left out."""
    failed = set(runs.loc[runs[outcome].isna(), "point"])
    table = runs[~runs["point"].isin(failed)]
    count = table["point"].nunique()
    if count < FEWEST:
        raise _fault(
            Phrase(
                "the sweep has {count} points with all their runs; {least} or more are needed",
                count=count,
                least=FEWEST,
            )
        )
    keys = ["point", ALTERNATIVE] if ALTERNATIVE in table else ["point"]
    return table.sort_values([*keys, "seed"], kind="stable"), len(failed)


def _results(table: pd.DataFrame, outcome: str, labels: Sequence[str]) -> Floats:
    """The outcome by point, alternative and seed."""
    points, seeds = table["point"].nunique(), table["seed"].nunique()
    if len(table) != points * len(labels) * seeds:
        raise _fault(
            Phrase(
                "the sweep is not whole: {count} runs of {points} points and {seeds} seeds",
                count=len(table),
                points=points,
                seeds=seeds,
            )
        )
    parts = [table[table[ALTERNATIVE] == label] for label in labels] if labels != [""] else [table]
    columns = [part[outcome].to_numpy(dtype=np.float64).reshape(points, seeds) for part in parts]
    return np.stack(columns, axis=1)


def _higher_is_better(outcome: str) -> bool:
    known = OUTCOMES.get(outcome)
    return known is None or known.better != "lower"


def _alternatives(
    results: Floats, labels: Sequence[str], higher: bool, threshold: float | None, above: bool, resamples: int
) -> pd.DataFrame:
    if labels == [""]:
        return pd.DataFrame()
    found, low, high = robustness_intervals(
        results, higher_is_better=higher, threshold=threshold, above=above, resamples=max(1, resamples)
    )
    rows = []
    for place, label in enumerate(labels):
        row: dict[str, Any] = {"alternative": label}
        for number, name in enumerate(NAMES):
            ends = {f"{name}_low": low[number, place], f"{name}_high": high[number, place]}
            row |= {name: getattr(found, name)[place], **ends}
        rows.append(row)
    return pd.DataFrame(rows).sort_values(
        ["most_regret", "mean_regret"], kind="stable", ignore_index=True
    )


def _chosen_alternative(asked: str | None, labels: Sequence[str], alternatives: pd.DataFrame) -> str:
    if (asked is not None and asked not in labels) or asked == "":
        if labels == [""]:
            raise _fault(
                Phrase("the sweep has no alternatives"), field="--alternative", value=str(asked)[:60]
            )
        near = nearest(str(asked), among=labels)
        raise _fault(
            Phrase("is no alternative of this sweep"),
            field="--alternative",
            value=str(asked)[:60],
            suggestion=near,
        )
    if asked is not None:
        return asked
    return "" if labels == [""] else str(alternatives["alternative"].iloc[0])


def _question(
    outcome: str, alternative: str, labels: Sequence[str], results: Floats, above: float | None,
    below: float | None, higher: bool,
) -> Question:  # fmt: skip
    if above is not None:
        return Question(outcome=outcome, alternative=alternative, kind="above", threshold=above)
    if below is not None:
        return Question(outcome=outcome, alternative=alternative, kind="below", threshold=below)
    if len(labels) > 1:
        return Question(outcome=outcome, alternative=alternative, kind="best", threshold=math.nan)
    means = results[:, labels.index(alternative)].mean(axis=1)
    threshold = float(np.quantile(means, 1.0 - FIRST_SHARE if higher else FIRST_SHARE))
    kind = "above" if higher else "below"
    return Question(outcome=outcome, alternative=alternative, kind=kind, threshold=threshold, chosen=True)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """The question, and which column of the results it is about."""

    question: Question
    place: int
    higher: bool

    def interest(self, results: Floats) -> Flags:
        """Which points are of interest, from results by point, alternative and seed."""
        means = results.mean(axis=2)
        mine = means[:, self.place]
        if self.question.kind == "best":
            others = np.delete(means, self.place, axis=1)
            ahead = mine > others.max(axis=1) if self.higher else mine < others.min(axis=1)
            return np.asarray(ahead)
        limit = self.question.threshold
        return np.asarray(mine >= limit if self.question.kind == "above" else mine <= limit)


@dataclass(frozen=True, kw_only=True)
class _Coded:
    """Factors as numbers: a factor of numbers is a column, one of other values has a column of 0 and 1 for each.

    Attributes:
        values: shape (points, columns). names: factor of each column. texts: value that a column stands for; empty for
            numbers.
    """

    values: Floats
    names: list[str]
    texts: list[str]


def _coded(points: pd.DataFrame) -> _Coded:
    columns, names, texts = [], [], []
    for path in points:
        column = points[path]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            columns.append(column.to_numpy(dtype=np.float64))
            names.append(str(path))
            texts.append("")
            continue
        options = sorted(column.astype(str).unique())
        for option in options[1:] if len(options) == 2 else options:  # of two, one says it all
            columns.append((column.astype(str) == option).to_numpy(dtype=np.float64))
            names.append(str(path))
            texts.append(option)
    return _Coded(values=np.column_stack(columns), names=names, texts=texts)


class _Again:
    """Boxes, and what becomes of them when points and seeds are drawn again."""

    def __init__(
        self, *, boxes: list[Box], coded: _Coded, results: Floats, asked: _Asked, density: float | None, most: int
    ) -> None:  # fmt: skip
        self.boxes, self.coded, self.results, self.asked = boxes, coded, results, asked
        self._options = {"density": density, "most": most}
        self.likeness: list[list[float]] = [[] for _ in boxes]
        self.same: list[list[Box]] = [[] for _ in boxes]
        self.unused: list[list[tuple[float, float]]] = [[] for _ in boxes]

    def draw(self, resamples: int) -> None:
        """Draw points and seeds together, look for boxes, and match them with the first ones."""
        chance, values = np.random.default_rng(1), self.coded.values
        count, _, seeds = self.results.shape
        whole = self.asked.interest(self.results)
        for _ in range(resamples if self.boxes else 0):
            drawn = chance.integers(count, size=count)
            of_seeds = chance.integers(seeds, size=seeds)
            interest = self.asked.interest(self.results[drawn][:, :, of_seeds])
            found = boxes_of(values[drawn], interest, **self._options)  # type: ignore[arg-type]
            left_out = np.setdiff1d(np.arange(count), drawn)
            for place, box in enumerate(self.boxes):
                near = max(found, key=lambda one: alike(one, box, values), default=None)
                likeness = 0.0 if near is None else alike(near, box, values)
                self.likeness[place].append(likeness)
                if near is not None and likeness >= COMES_BACK:
                    self.same[place].append(near)
                    fit = fit_of(near, values[left_out], whole[left_out])
                    self.unused[place].append((fit.coverage, fit.density))


def _box_rows(again: _Again, interest: Flags) -> pd.DataFrame:
    rows, left = [], np.ones(len(interest), dtype=bool)
    for place, box in enumerate(again.boxes):
        inside = box.holds(again.coded.values) & left
        unused = np.array(again.unused[place], dtype=np.float64).reshape(-1, 2)
        means = [float(np.nanmean(column)) if np.isfinite(column).any() else math.nan for column in unused.T]
        likeness = again.likeness[place]
        rows.append({
            "box": place + 1, "points": int(inside.sum()), "mass": float(inside.mean()),
            "coverage": float((inside & interest).sum() / interest.sum()), "density": float(interest[inside].mean()),
            "rate": float(interest[left].mean()),
            "comes_back": float(np.mean(np.array(likeness) >= COMES_BACK)) if likeness else math.nan,
            "coverage_unused": means[0], "density_unused": means[1],
        })  # fmt: skip
        left &= ~inside
    names = (
        "box",
        "points",
        "mass",
        "coverage",
        "density",
        "rate",
        "comes_back",
        "coverage_unused",
        "density_unused",
    )
    return pd.DataFrame(rows, columns=list(names))


def _side_rows(again: _Again) -> pd.DataFrame:
    rows = []
    for place, box in enumerate(again.boxes):
        for column, end in box.sides:
            drawn = np.array([getattr(one, end)[column] for one in again.same[place]])
            asked = drawn[np.isfinite(drawn)]
            low, high = np.percentile(asked, (2.5, 97.5)) if len(asked) else (math.nan, math.nan)
            rows.append({
                "box": place + 1, "factor": again.coded.names[column], "end": end, "value": getattr(box, end)[column],
                "low": low, "high": high, "again": len(asked) / len(drawn) if len(drawn) else math.nan,
                "is_value": again.coded.texts[column],
            })  # fmt: skip
    return pd.DataFrame(rows, columns=["box", "factor", "end", "value", "low", "high", "again", "is_value"])


def _point_rows(
    table: pd.DataFrame, factors: Sequence[str], outcome: str, asked: _Asked, results: Floats, again: _Again
) -> pd.DataFrame:
    points = table.drop_duplicates("point")[["point", *factors]].reset_index(drop=True)
    points[outcome] = results[:, asked.place].mean(axis=1)
    points["of_interest"] = asked.interest(results)
    number = np.zeros(len(points), dtype=np.int64)
    for place, box in enumerate(again.boxes):
        number[(number == 0) & box.holds(again.coded.values)] = place + 1
    points["box"] = number
    return points
