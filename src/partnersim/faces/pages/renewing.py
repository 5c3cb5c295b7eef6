"""A table of claims of which some were run again: their rows replace the old ones and say when they are of."""

from __future__ import annotations

from typing import Any

from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase

SAME = ("first_seed", "draws", "draw_replicates", "form_replicates")
"""What a table and rows that replace some of it must have in common."""


def renewed(kept: dict[str, Any], newer: dict[str, Any], /) -> dict[str, Any]:
    """The kept table with the rows of a newer one in place of its own.

    A newer table that has every claim of the kept one replaces it whole. Otherwise its rows carry the date and version
    of their run, and the table a remark that lists them; what was remarked before falls away.

    Raises:
        ScenarioError: the two were run with other seeds or draws.
    """
    ids = {row["id"] for row in newer["claims"]}
    if ids >= {row["id"] for row in kept["claims"]}:
        return newer
    for name in SAME:
        if kept[name] != newer[name]:
            text = f"was run with {name} {newer[name]}, the kept table with {kept[name]}"
            raise ScenarioError(
                Problem(file="claims.json", message=Phrase.verbatim(f"{text}: their rows do not compare"))
            )
    run = {"date": newer["date"], "version": newer["version"]}
    rows = [row for row in kept["claims"] if row["id"] not in ids]
    rows += [{**row, "run_again": run} for row in newer["claims"]]
    return {**kept, "claims": rows, "remark": _remark(rows)}


def _remark(rows: list[dict[str, Any]]) -> str:
    """Which rows are of a later run, by run."""
    runs: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if "run_again" in row:
            runs.setdefault((row["run_again"]["date"], row["run_again"]["version"]), []).append(row["id"])
    said = [
        f"{', '.join(sorted(ids))} on {date} with version {version}"
        for (date, version), ids in sorted(runs.items())
    ]
    return f"**Run again since, with the same seeds:** {'; '.join(said)}."
