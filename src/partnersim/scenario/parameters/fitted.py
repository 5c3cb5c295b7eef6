"""Fitted values: the layer under every scenario, read from the files of the fits and written nowhere else.

A new fit is adopted by replacing the file with what ``partnersim calibrate`` or ``partnersim fit dyads`` wrote.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from partnersim.scenario.documents.document import Tree, parse_text, read_text
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest, shown
from partnersim.scenario.documents.fields import Role, quantity
from partnersim.scenario.documents.plausible import Stated
from partnersim.scenario.documents.shipped import shipped_folders
from partnersim.scenario.phrases import Phrase, UnitName

FIT_FILE = "fits/households.yaml"
SOURCE = f"fitted to the targets marked calibrate (scenarios/{FIT_FILE}, docs/validation.md)"
_SET = "best"


@dataclass(frozen=True)
class FitFile:
    """A file of a fit, and what in it every scenario starts from.

    Attributes:
        file: its path among the shipped scenarios. group: name, below the best set, of the numbers adopted.
        written_by: command that writes it. source: what fields say of their default.
        names: name in the file by dotted path, where the file has names of its own.
    """

    file: str
    group: str
    written_by: str
    source: str
    names: tuple[tuple[str, str], ...] = ()


HOUSEHOLDS = FitFile(FIT_FILE, "parameters", "partnersim calibrate", SOURCE)
DYADS = FitFile(
    "fits/dyads.yaml",
    "setting",
    "partnersim fit dyads",
    "fitted to T16, the lives of partnerships of two (scenarios/fits/dyads.yaml, docs/results/dyads.md)",
    (
        ("mechanisms.partner_review.chi", "chi"),
        ("mechanisms.partner_review.alternative", "alternative"),
        ("mechanisms.partner_review.fixed_cost", "fixed_cost"),
        ("mechanisms.learned_trust.prior_mean", "prior_mean"),
        ("mechanisms.learned_trust.prior_strength", "prior_strength"),
        ("mechanisms.office_change.hazard", "office_hazard"),
    ),
)
"""What leaving costs and founding trust is worth. Numbers of the fit that are of one partnership or one partner (months
of preparing, visits, reliability) are facts of each case."""


def fitted(
    name: str,
    /,
    *,
    fit: FitFile = HOUSEHOLDS,
    unit: str,
    low: float,
    high: float,
    plausible: Stated | None = None,
    role: Role = "uncertainty",
    doc: str,
) -> Any:
    """Declare a number whose default is that of the fit; see ``quantity``.

    Args:
        name: mechanism and parameter, such as ``exit.base``. fit: file that has it.
        unit: unit text. low, high: inclusive range. plausible: range that studies vary it over.
        role: who moves it in a study. doc: what the number means.

    Raises:
        ScenarioError: The fit has no such number, or it lies outside the range.
    """
    path = f"mechanisms.{name}"
    trees = fitted_trees(fit)
    tree = trees.get(path)
    if tree is None:
        near = nearest(path, among=tuple(trees))
        text = Phrase("holds no fitted value of {path}", path=path)
        field = f"{_SET}.{fit.group}"
        raise ScenarioError(Problem(file=fit.file, field=field, message=text, suggestion=near))
    value = tree.content
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ScenarioError(
            tree.mark.problem(Phrase("must be a number, not {value}", value=shown(value)), field=path)
        )
    if not low <= value <= high:
        text = Phrase(
            "is {value:g}, outside {low:g} to {high:g} {unit}",
            value=value,
            low=low,
            high=high,
            unit=UnitName(unit),
        )
        raise ScenarioError(tree.mark.problem(text, field=path))
    return quantity(
        float(value),
        unit=unit,
        low=low,
        high=high,
        source=fit.source,
        role=role,
        plausible=plausible,
        doc=doc,
    )


@cache
def fitted_trees(fit: FitFile = HOUSEHOLDS, /) -> dict[str, Tree]:
    """The adopted set of a shipped fit: value and place by dotted path.

    Raises:
        ScenarioError: The file is missing or holds no such set.
    """
    tree = parse_text(_adopted_part(read_text(fit_file(fit), label=fit.file)), label=fit.file)
    content = tree.content if isinstance(tree.content, dict) else {}
    adopted = content[_SET].content if _SET in content else None
    numbers = adopted.get(fit.group) if isinstance(adopted, dict) else None
    if numbers is None or not isinstance(numbers.content, dict):
        text = Phrase(
            "holds no '{set}.{group}'; a fit is written by {written_by}",
            set=_SET,
            group=fit.group,
            written_by=fit.written_by,
        )
        raise ScenarioError(Problem(file=fit.file, message=text))
    return _by_path(numbers.content, fit.names)


def _by_path(numbers: dict[str, Tree], names: tuple[tuple[str, str], ...]) -> dict[str, Tree]:
    """Numbers of a file by dotted path; those without a path of their own are left out."""
    return {path: numbers[name] for path, name in names if name in numbers} if names else numbers


def fit_file(fit: FitFile = HOUSEHOLDS, /) -> Path:
    """The file of a shipped fit.

    Raises:
        ScenarioError: There is none.
    """
    for folder in shipped_folders():
        if (folder / fit.file).is_file():
            return folder / fit.file
    text = Phrase("is missing, and with it values that every scenario starts from; install the package again")
    raise ScenarioError(Problem(file=fit.file, message=text))


def _adopted_part(text: str) -> str:
    """The block of the adopted set on its own lines: the whole file takes ten times as long to read."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if line[:1] not in ("", " ", "#", "-"):
            inside = line.startswith(f"{_SET}:")
        lines.append(line if inside else "")
    return "\n".join(lines)
