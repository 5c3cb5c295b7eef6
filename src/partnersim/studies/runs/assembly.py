"""From the kept results of single runs to the tidy tables of a study."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from partnersim.measures import MEASURES, OUTCOMES
from partnersim.scenario.documents.identity import canonical, scenario_hash
from partnersim.studies.runs.design import PlannedRun
from partnersim.studies.runs.provenance import (
    command_line,
    engine_version,
    git_state,
    library_versions,
    machine,
)
from partnersim.studies.runs.results import RUN_COLUMNS, Results
from partnersim.studies.runs.simulate import DIARY_COLUMNS, FLOW_COLUMNS
from partnersim.studies.runs.work import DONE, Tables

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

_RUN = ["run_id", "arm", "seed"]
_COLUMNS = {
    "series": ["month", "date"],
    "flows": FLOW_COLUMNS,
    "diary": DIARY_COLUMNS,
    "snapshots": ["month"],
}
_WHOLE_NUMBERS = ("seed", "month")


def assemble(
    design: Sequence[PlannedRun], keys: Sequence[str], tables: Tables, /, *, started: datetime, kept: int = 0
) -> Results:
    """Tables in the order of the design, whoever computed the rows and when.

    Args:
        design: the runs; the order of arms is the order of their first run.
        keys: key of each run of the design.
        tables: rows by key; a key may serve several arms.
        started: when the study began.
        kept: runs that were found finished and not done again.
    """
    arms = list(dict.fromkeys(run.arm for run in design))
    places = pd.DataFrame(
        {
            "key": list(keys),
            "run_id": [run.run_id for run in design],
            "arm": [run.arm for run in design],
            "seed": pd.Series([run.seed for run in design], dtype="int64"),
            "scenario": [run.spec.name for run in design],
            "scenario_hash": [scenario_hash(spec) for spec in _specs(design)],
            "_arm": [arms.index(run.arm) for run in design],
        }
    )
    places = places.sort_values(["_arm", "seed"], kind="stable").drop(columns="_arm").reset_index(drop=True)
    runs = _runs(places, tables["runs"])
    failures = {
        row.run_id: row.traceback or row.message
        for row in runs.itertuples()
        if row.status != DONE and isinstance(row.traceback, str)
    }
    rest = {name: _rows(places, tables[name], name=name) for name in _COLUMNS}
    results = Results(
        runs=runs.drop(columns="traceback"),
        failures=failures,
        manifest={},
        **rest,  # type: ignore[arg-type]
    )
    results.manifest.update(_manifest(design, results, started=started, kept=kept))
    return results


def _specs(design: Sequence[PlannedRun]) -> list[Scenario]:
    return [run.spec for run in design]


def _runs(places: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    if found.empty:
        found = pd.DataFrame({"key": pd.Series(dtype="str")})
    runs = places.merge(found, on="key", how="left").drop(columns="key")
    outcomes = sorted_by_measure([name for name in runs.columns if name not in (*RUN_COLUMNS, "traceback")])
    for name in ("status", "origin", "message", "traceback"):
        runs[name] = runs[name].fillna("") if name in runs else ""
    runs.loc[runs["status"] == "", ["status", "origin", "message"]] = ["failed", "run", "was not run"]
    runs["seconds"] = runs["seconds"] if "seconds" in runs else float("nan")
    return _settled(runs[[*RUN_COLUMNS, *outcomes, "traceback"]])


def _rows(places: pd.DataFrame, found: pd.DataFrame, *, name: str) -> pd.DataFrame:
    first = [column for column in _COLUMNS[name] if column not in _RUN]
    if found.empty:
        found = pd.DataFrame({column: pd.Series(dtype="str") for column in ("key", *first)})
        found = found.astype(dict.fromkeys(set(first) & {"month"}, "int64"))
        found = found.astype(dict.fromkeys(set(first) & {"amount_idr"}, "float64"))
    rows = places[["key", *_RUN]].merge(found, on="key", how="inner").drop(columns="key")
    others = [column for column in rows.columns if column not in (*_RUN, *first)]
    if name == "series":
        others = sorted_by_measure(others)
    return _settled(rows[[*_RUN, *first, *others]])


def _settled(table: pd.DataFrame) -> pd.DataFrame:
    """One type per column however the rows were cut into batches: counts whole, measures as floats."""
    whole = {name: "int64" for name in _WHOLE_NUMBERS if name in table}
    return table.astype(whole).reset_index(drop=True)


def sorted_by_measure(names: list[str], /) -> list[str]:
    """Names in the order of the list of measures, others after them by name."""
    order = {measure.name: place for place, measure in enumerate((*MEASURES, *OUTCOMES))}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def _manifest(
    design: Sequence[PlannedRun], results: Results, *, started: datetime, kept: int
) -> dict[str, Any]:
    arms: dict[str, Any] = {}
    for run in design:
        arm = arms.setdefault(run.arm, {"scenario": run.spec.name, "title": run.spec.title, "seeds": []})
        arm["seeds"].append(run.seed)
        if "hash" not in arm:
            arm |= {"hash": scenario_hash(run.spec), "spec": json.loads(canonical(run.spec))}
    return {
        "program": "partnersim",
        "version": engine_version(),
        "command": command_line(),
        "started": _stamp(started),
        "ended": _stamp(datetime.now(UTC)),
        "git": git_state(),
        **machine(),
        "libraries": library_versions(),
        "arms": arms,
        "runs": {
            "done": int((results.runs["status"] == DONE).sum()),
            "failed": int((results.runs["status"] != DONE).sum()),
            "kept_from_before": kept,
        },
        "tables": results.table_facts(),
    }


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
