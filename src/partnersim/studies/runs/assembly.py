"""From the results of single runs to the tidy tables of a study."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.scenario.documents.identity import canonical, scenario_hash
from partnersim.studies.runs.design import PlannedRun
from partnersim.studies.runs.provenance import (
    command_line,
    engine_version,
    git_state,
    library_versions,
    machine,
)
from partnersim.studies.runs.results import Results
from partnersim.studies.runs.running import Finished
from partnersim.studies.runs.schema import COLUMNS, RUN_COLUMNS, TABLES, Status, empty_table, more_columns

_RUN = ["run_id", "arm", "seed"]


def assemble(
    design: Sequence[PlannedRun], keys: Sequence[str], found: Finished, /, *, started: datetime
) -> Results:
    """Tables in the order of the design, whoever computed the rows and when.

    Args:
        design: the runs; the order of arms is the order of their first run.
        keys: key of each run of the design.
        found: what became of the tasks with these keys; a key may serve several arms.
        started: when the study began.
    """
    places = _places(design, keys)
    runs = _runs(places, found)
    failed = runs["status"] != Status.DONE
    tracebacks = {key: failure.traceback or failure.message for key, failure in found.failures.items()}
    failures = {
        row.run_id: tracebacks[row.key] for row in places[failed].itertuples() if row.key in tracebacks
    }
    results = Results(
        runs=runs,
        failures=failures,
        manifest={},
        **{name: _rows(places, found.tables.get(name), name) for name in TABLES if name != "runs"},  # type: ignore[arg-type]
    )
    results.check()
    hashes = dict(zip(places["run_id"], places["scenario_hash"], strict=True))
    results.manifest.update(_manifest(design, keys, hashes, results, found, started=started))
    return results


def _places(design: Sequence[PlannedRun], keys: Sequence[str]) -> pd.DataFrame:
    """The runs of the design in the order of arms and seeds, with their keys."""
    arms = list(dict.fromkeys(run.arm for run in design))
    hashes = {id(run.spec): run.spec for run in design}
    named = {number: scenario_hash(spec) for number, spec in hashes.items()}
    places = pd.DataFrame(
        {
            "key": list(keys),
            "run_id": [run.run_id for run in design],
            "arm": [run.arm for run in design],
            "scenario": [run.spec.name for run in design],
            "scenario_hash": [named[id(run.spec)] for run in design],
            "seed": pd.Series([run.seed for run in design], dtype="int64"),
            "_arm": [arms.index(run.arm) for run in design],
        }
    )
    return places.sort_values(["_arm", "seed"], kind="stable").drop(columns="_arm").reset_index(drop=True)


def _runs(places: pd.DataFrame, found: Finished) -> pd.DataFrame:
    done = found.tables.get("runs")
    if done is None:
        done = pd.DataFrame({"key": pd.Series(dtype="str"), "seconds": pd.Series(dtype="float64")})
    finished = set(done["key"])
    failures = [found.failures.get(key) for key in places["key"]]
    rows = places.assign(
        status=[Status.DONE.value if key in finished else Status.FAILED.value for key in places["key"]],
        origin=[failure.origin if failure else "" for failure in failures],
        message=[failure.message if failure else "" for failure in failures],
    )
    lost = (rows["status"] != Status.DONE) & (rows["origin"] == "")
    rows.loc[lost, ["origin", "message"]] = ["run", "was not run"]
    runs = rows.merge(done, on="key", how="left")
    outcomes = [name for name in more_columns("runs") if name in runs]
    return runs[[*RUN_COLUMNS, *outcomes]].reset_index(drop=True)


def _rows(places: pd.DataFrame, found: pd.DataFrame | None, name: str) -> pd.DataFrame:
    if found is None or found.empty:
        return empty_table(name)
    order, counts = _in_order(places["key"], found["key"])
    first = [column.name for column in COLUMNS[name] if column.name not in _RUN]
    more = [column for column in more_columns(name) if column in found]
    rows = found[[*first, *more]]
    if not np.array_equal(order, np.arange(len(found))):
        rows = rows.take(order)
    rows = rows.reset_index(drop=True)
    for place, column in enumerate(_RUN):
        rows.insert(place, column, places[column].repeat(counts).array)
    other = {column: "int64" for column in ("seed", "month") if rows[column].dtype != np.int64}
    return rows.astype(other) if other else rows


def _in_order(wanted: pd.Series, keys: pd.Series) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows by key, each key's rows in their order.

    Args:
        wanted: keys in the order wanted; one may come twice, or have no row. keys: key of each row.

    Returns:
        Places of rows; how many each wanted key has.
    """
    numbers, distinct = pd.factorize(keys)
    by_key = np.split(np.argsort(numbers, kind="stable"), np.cumsum(np.bincount(numbers))[:-1])
    rows_of = dict(zip(distinct, by_key, strict=True))
    none = np.zeros(0, dtype=np.int64)
    places = [rows_of.get(key, none) for key in wanted]
    return np.concatenate([none, *places]), np.array([len(rows) for rows in places], dtype=np.int64)


def _manifest(
    design: Sequence[PlannedRun], keys: Sequence[str], hashes: Mapping[str, str], results: Results,
    found: Finished, *, started: datetime,
) -> dict[str, Any]:  # fmt: skip
    """What a manifest says of a study; ``hashes`` of the scenarios by run_id."""
    arms: dict[str, Any] = {}
    for run in design:
        arm = arms.setdefault(run.arm, {"scenario": run.spec.name, "title": run.spec.title, "seeds": []})
        arm["seeds"].append(run.seed)
        if "hash" not in arm:
            arm |= {"hash": hashes[run.run_id], "spec": json.loads(canonical(run.spec))}
    done = results.runs["status"] == Status.DONE
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
            "done": int(done.sum()),
            "failed": int((~done).sum()),
            "kept_from_before": sum(key in found.kept for key in keys),
        },
        "sittings": found.sittings,
    }


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
