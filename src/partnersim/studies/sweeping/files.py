"""A sweep as it is written down: a scenario, factors, a design, and how often each point is run."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from partnersim.scenario.documents.document import Tree, read_document
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest
from partnersim.scenario.documents.package import data_places
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import load_scenario
from partnersim.scenario.spec import Scenario
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.sweeping.design import Design, Factor, count_of_points, factor_of, points_of

DOCUMENT, POINTS = "sweep.json", "points.csv"
"""Files in the folder of a sweep beside its runs: what it is and how far, its points."""

KEYS = ("scenario", "factors", "design", "points", "table", "replicates", "seed", "outcomes", "alternatives")
MOST_POINTS = 100_000
"""Most points that are run without being asked twice."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """A sweep of a file.

    Attributes:
        scenario: name or path. factors: what is varied; none with a table, nor where alternatives run as
            they are. design: how points are chosen.
        points: how many are sampled. table: CSV file of points. replicates, seed: of each point and of the sample; None
            for the scenario's. outcomes: those that are kept; empty for all.
        alternatives: choices that are each run at every point, by label: the name or path of a scenario, or fields that
            are set in ``scenario``.
    """

    scenario: str
    factors: tuple[Factor, ...] = ()
    design: Design = Design.grid
    points: int = 0
    table: Path | None = None
    replicates: int | None = None
    seed: int | None = None
    outcomes: tuple[str, ...] = ()
    alternatives: dict[str, str | dict[str, Any]] = field(default_factory=dict)

    def choices(self, read: Callable[[str], Scenario], base: Scenario, /) -> dict[str, Scenario]:
        """Scenarios of the alternatives by label.

        Args:
            read: reads a scenario by name or path, with whatever is changed in all. base: the sweep's own, read so.

        Raises:
            ScenarioError: an alternative is no scenario, or its fields are wrong.
        """
        found = {}
        for label, given in self.alternatives.items():
            try:
                found[label] = read(given) if isinstance(given, str) else base.but(given)
            except ScenarioError as error:
                raise ScenarioError(
                    Problem(
                        message=Phrase(
                            "alternative {label}: {problem}", label=label, problem=error.problems[0]
                        )
                    )
                ) from None
        return found

    @property
    def ranges(self) -> dict[str, list[float]]:
        """Low and high of each factor that has a range, by dotted path, in order."""
        return {f.path: [f.low, f.high] for f in self.factors if not math.isnan(f.low)}

    def frame(self, *, sure: bool = False) -> pd.DataFrame:
        """The points, a column per field.

        Args:
            sure: whether more than a hundred thousand points are meant.

        Raises:
            ScenarioError: there are too many points, or the table cannot be read.
        """
        if self.table is not None:
            return _table(self.table)
        if not self.factors:
            return pd.DataFrame(index=[0])  # one point: alternatives as they are
        count = count_of_points(self.factors, self.design, self.points)
        if count > MOST_POINTS and not sure:
            text = Phrase(
                "the sweep has {count:,} points, more than {most:,}; say --yes if that is meant",
                count=count,
                most=MOST_POINTS,
            )
            raise ScenarioError(Problem(message=text))
        return points_of(
            self.factors, self.design, points=self.points, seed=1 if self.seed is None else self.seed
        )


def kept_sweep(folder: Path, /, *, finished: bool = False) -> dict[str, Any]:
    """What is written in a sweep's folder about it.

    Raises:
        ResultsError: it is no folder of a sweep; it is not finished although that is asked for.
    """
    try:
        document: dict[str, Any] = json.loads((folder / DOCUMENT).read_text("utf-8"))
        _ = document["state"], document["points"], document["replicates"], document["study"]["scenario"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ResultsError(Phrase("'{folder}' is no folder of a sweep", folder=folder)) from None
    if finished and document["state"] != "finished":
        raise ResultsError(
            Phrase(
                "the sweep in '{folder}' is not finished; `partnersim status` says how far it is",
                folder=folder,
            )
        )
    return document


def sweep_files() -> dict[str, Path]:
    """Files of the shipped sweeps by name, in the order of their names."""
    for folder in data_places("experiments/sweeps"):
        if folder.is_dir():
            return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    return {}


def _file_of(source: str) -> str:
    """The file of a shipped sweep, or the path that was given.

    Raises:
        ScenarioError: neither a sweep of that name nor such a file is there.
    """
    shipped = sweep_files()
    if source in shipped:
        return str(shipped[source])
    if not source.endswith((".yaml", ".yml")) and os.sep not in source and not Path(source).exists():
        near = nearest(source, among=list(shipped))
        listed = "" if near else Phrase("; shipped: {names}", names=", ".join(shipped))
        text = Phrase(
            "no sweep is named '{source}', and no such file exists{listed}", source=source[:80], listed=listed
        )
        raise ScenarioError(Problem(message=text, suggestion=near))
    return source


def read_sweep(file: str | os.PathLike[str], /) -> Sweep:
    """Read a sweep from a YAML file, or a shipped one by its name.

    Raises:
        ScenarioError: the file or a value is not right, with file, line and field.
    """
    label = _file_of(os.fspath(file))
    tree = read_document(Path(label), label=label)
    problems = [
        tree.keys[key].problem(Phrase("is unknown"), field=key, suggestion=nearest(key, among=KEYS))
        for key in tree.content if key not in KEYS
    ]  # fmt: skip
    given = {key: item.plain() for key, item in tree.content.items()}

    def wrong(key: str, message: Phrase, **details: Any) -> None:
        problems.append(tree.keys.get(key, tree.mark).problem(message, field=key, **details))

    if not isinstance(given.get("scenario"), str):
        wrong("scenario", Phrase("must name a scenario"))
    for key, least in (("points", 1), ("replicates", 1), ("seed", 0)):
        value = given.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < least):
            wrong(key, Phrase("must be a whole number, {least} or more", least=least), value=str(value)[:60])
    if str(given.get("design", "grid")) not in list(Design):
        wrong("design", Phrase("is unknown"), value=str(given["design"])[:60], allowed=", ".join(Design))
    asked = ("table" in given) + ("factors" in given)
    if asked != 1 and not (asked == 0 and "alternatives" in given):
        wrong("factors", Phrase("must be given, or a table of points, and not both"))
    if "outcomes" in given and not (isinstance(given["outcomes"], list) and given["outcomes"]):
        wrong("outcomes", Phrase("must be a list of outcomes"))
    alternatives = _alternatives(given.get("alternatives"), set(given.get("factors") or {}), label, wrong)
    if problems:
        raise ScenarioError(problems)
    factors = _factors(tree, load_scenario(_beside(given["scenario"], label)), problems)
    if problems:
        raise ScenarioError(problems)
    return Sweep(
        scenario=_beside(given["scenario"], label), factors=tuple(factors), design=Design(given.get("design", "grid")),
        points=given.get("points", 0), table=Path(label).parent / str(given["table"]) if "table" in given else None,
        replicates=given.get("replicates"), seed=given.get("seed"), outcomes=tuple(map(str, given.get("outcomes", ()))),
        alternatives=alternatives,
    )  # fmt: skip


def _alternatives(
    given: Any, factors: set[str], label: str, wrong: Callable[..., None]
) -> dict[str, str | dict[str, Any]]:
    if given is None:
        return {}
    if not isinstance(given, dict) or len(given) < 2:
        wrong(
            "alternatives", Phrase("must be two or more, by label: a scenario, or fields with their values")
        )
        return {}
    found: dict[str, str | dict[str, Any]] = {}
    for name, choice in given.items():
        if isinstance(choice, str):
            found[str(name)] = _beside(choice, label)
        elif isinstance(choice, dict) and choice:
            for path in sorted(set(map(str, choice)) & factors):
                wrong(
                    "alternatives", Phrase("{name} sets {path}, which the factors vary", name=name, path=path)
                )
            found[str(name)] = {str(path): value for path, value in choice.items()}
        else:
            wrong("alternatives", Phrase("{name} must be a scenario, or fields with their values", name=name))
    return found


def _factors(tree: Tree, base: Scenario, problems: list[Problem]) -> list[Factor]:
    listed = tree.content.get("factors")
    if listed is None:
        return []
    if not isinstance(listed.content, dict) or not listed.content:
        problems.append(
            listed.mark.problem(
                Phrase("must give ranges or lists of values by dotted field"), field="factors"
            )
        )
        return []
    factors = []
    for path, item in listed.content.items():
        value: Any = item.plain()
        mark = listed.keys.get(path, item.mark)
        if not isinstance(value, list | dict | None):
            problems.append(
                mark.problem(Phrase("must be a list of values, or a range (low, high, levels)"), field=path)
            )
            continue
        try:
            factors.append(factor_of(path, value, base=base))
        except ScenarioError as error:
            problems += [
                mark.problem(one.message, field=one.field, suggestion=one.suggestion)
                for one in error.problems
            ]
    return factors


def _beside(scenario: str, label: str) -> str:
    """A path of a scenario is seen from the sweep's file."""
    return str(Path(label).parent / scenario) if scenario.endswith((".yaml", ".yml")) else scenario


def _table(file: Path) -> pd.DataFrame:
    try:
        points = pd.read_csv(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise ScenarioError(
            Problem(file=str(file), message=Phrase("cannot be read as CSV: {reason}", reason=reason))
        ) from None
    if points.empty:
        raise ScenarioError(Problem(file=str(file), message=Phrase("has no point")))
    for path in points.columns:
        factor_of(str(path), [0], where=str(file))
    return points
