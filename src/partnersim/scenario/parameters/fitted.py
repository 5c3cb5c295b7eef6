"""Fitted values: the layer under every scenario, read from the file of the fit and written nowhere else.

A new fit is adopted by replacing the file with what ``partnersim calibrate`` wrote.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

from partnersim.scenario.documents.document import Tree, parse_text, read_text
from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest, shown
from partnersim.scenario.documents.fields import Role, quantity
from partnersim.scenario.documents.plausible import Stated
from partnersim.scenario.documents.shipped import shipped_folders

FIT_FILE = "fits/households.yaml"
SOURCE = f"fitted to the targets marked calibrate (scenarios/{FIT_FILE}, docs/validation.md)"
_SET = "best"


def fitted(
    name: str,
    /,
    *,
    unit: str,
    low: float,
    high: float,
    plausible: Stated | None = None,
    role: Role = "uncertainty",
    doc: str,
) -> Any:
    """Declare a number whose default is that of the fit; see ``quantity``.

    Args:
        name: mechanism and parameter, such as ``exit.base``.
        unit: unit text. low, high: inclusive range. plausible: range that studies vary it over.
        role: who moves it in a study. doc: what the number means.

    Raises:
        ScenarioError: The fit has no such number, or it lies outside the range.
    """
    path = f"mechanisms.{name}"
    tree = fitted_trees().get(path)
    if tree is None:
        near = nearest(path, among=tuple(fitted_trees()))
        text = f"holds no fitted value of {path}"
        raise ScenarioError(Problem(file=FIT_FILE, field=f"{_SET}.parameters", message=text, suggestion=near))
    value = tree.content
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ScenarioError(tree.mark.problem(f"must be a number, not {shown(value)}", field=path))
    if not low <= value <= high:
        text = f"is {value:g}, outside {low:g} to {high:g} {unit}"
        raise ScenarioError(tree.mark.problem(text, field=path))
    return quantity(
        float(value), unit=unit, low=low, high=high, source=SOURCE, role=role, plausible=plausible, doc=doc
    )


@cache
def fitted_trees() -> dict[str, Tree]:
    """The adopted set of the shipped fit: value and place by dotted path.

    Raises:
        ScenarioError: The file is missing or holds no such set.
    """
    file = fit_file()
    tree = parse_text(_adopted_part(read_text(file, label=FIT_FILE)), label=FIT_FILE)
    content = tree.content if isinstance(tree.content, dict) else {}
    adopted = content[_SET].content if _SET in content else None
    parameters = adopted.get("parameters") if isinstance(adopted, dict) else None
    if parameters is None or not isinstance(parameters.content, dict):
        text = f"holds no '{_SET}.parameters'; a fit is written by partnersim calibrate"
        raise ScenarioError(Problem(file=FIT_FILE, message=text))
    return parameters.content


def fit_file() -> Path:
    """The file of the shipped fit.

    Raises:
        ScenarioError: There is none.
    """
    for folder in shipped_folders():
        if (folder / FIT_FILE).is_file():
            return folder / FIT_FILE
    text = "is missing, and with it the values of the household mechanisms; install the package again"
    raise ScenarioError(Problem(file=FIT_FILE, message=text))


def _adopted_part(text: str) -> str:
    """The block of the adopted set on its own lines: the whole file takes ten times as long to read."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if line[:1] not in ("", " ", "#", "-"):
            inside = line.startswith(f"{_SET}:")
        lines.append(line if inside else "")
    return "\n".join(lines)
