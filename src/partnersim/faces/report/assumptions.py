"""Which parameters rest on no public source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.reading import load_scenario
from partnersim.scenario.spec import Scenario

ASSUMED = "assumed"
_TEXT_FIELDS = ("name", "title", "description", "sources")


def assumed_parameters(spec: Mapping[str, Any], *, name: str) -> list[dict[str, Any]]:
    """Parameters whose source says that they are assumed, in the order of the scenario.

    A source written in the shipped scenario of that name goes before the one of the parameter's class, as
    long as the value is the shipped one.

    Args:
        spec: the scenario as results keep it (all values, no texts).
        name: name of the scenario.

    Returns:
        Rows with path, value, unit, low, high, source and doc.
    """
    scenario = Scenario.model_validate(dict(spec))
    shipped, sources = _shipped(name)
    rows = []
    for row in parameter_table(scenario):
        path = str(row["path"])
        if (
            path.split(".", maxsplit=1)[0] in _TEXT_FIELDS
            or path.split(".", maxsplit=1)[0] == "run"
            or path.endswith((".name", ".title"))
        ):
            continue
        source = str(row["source"])
        if path not in shipped or shipped[path] == row["value"]:
            source = _written(sources, path) or source
        if source.startswith(ASSUMED) or source == "scenario":
            rows.append({**row, "source": source if source != "scenario" else ASSUMED})
    return rows


def _shipped(name: str) -> tuple[dict[str, Any], Mapping[str, str]]:
    try:
        scenario = load_scenario(name)
    except ScenarioError:
        return {}, {}
    return {str(row["path"]): row["value"] for row in parameter_table(scenario)}, scenario.sources


def _written(sources: Mapping[str, str], path: str) -> str | None:
    """The source written for a path or for the nearest group it belongs to."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        found = sources.get(".".join(parts[:length]))
        if found is not None:
            return found
    return None
