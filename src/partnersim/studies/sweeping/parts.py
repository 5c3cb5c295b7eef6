"""The table of a sweep's runs put together from its parts by DuckDB, which works on disk where memory is short."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

RUNS = "runs.parquet"
"""File of a sweep's runs."""

MEMORY = "1GB"
"""What DuckDB may take; beyond, it works on disk."""


def write_runs(
    target: Path,
    /,
    *,
    plan: pd.DataFrame,
    failures: pd.DataFrame,
    points: pd.DataFrame,
    parts: Sequence[Path],
    labels: Sequence[str],
    outcomes: Sequence[str],
) -> None:
    """Write a row for each planned run, by point, choice and seed.

    Args:
        target: Parquet file to write.
        plan: key, point, choice and seed of each run. failures: key, origin and message of each that failed.
        points: a column per field and a row per point. parts: Parquet files with a key and outcomes.
        labels: of the choices; empty if there is one only. outcomes: those that are wanted, as far as parts have them.
    """
    with _connected(target.parent) as base:
        base.register("plan", pa.Table.from_pandas(plan, preserve_index=False))
        base.register("failures", pa.Table.from_pandas(failures, preserve_index=False))
        fields = points.reset_index(drop=True).rename_axis("point").reset_index()
        base.register("fields", pa.Table.from_pandas(fields, preserve_index=False))
        base.register(
            "labels", pa.table({"choice": list(range(len(labels))), "label": pa.array(labels, pa.string())})
        )
        present: list[str] = []
        if parts:
            files = ", ".join(_text(str(part)) for part in parts)
            source = f"read_parquet([{files}], union_by_name = true)"
            known = {row[0] for row in base.execute(f"describe select * from {source}").fetchall()}
            present = [name for name in outcomes if name in known]
            base.execute(f"create view done as select distinct on (key) * from {source}")
        columns = [
            "plan.point", *(f"fields.{_name(str(path))}" for path in points.columns),
            *(["labels.label as alternative"] if labels else []), "plan.seed",
            "case when failures.key is null then 'done' else 'failed' end as status",
            "coalesce(failures.origin, '') as origin", "coalesce(failures.message, '') as message",
            *(f"done.{_name(name)}" for name in present),
        ]  # fmt: skip
        joins = "join fields using (point) left join failures on failures.key = plan.key"
        joins += " left join labels on labels.choice = plan.choice" if labels else ""
        joins += " left join done on done.key = plan.key" if parts else ""
        query = f"select {', '.join(columns)} from plan {joins} order by plan.point, plan.choice, plan.seed"
        base.execute(f"copy ({query}) to {_text(str(target))} (format parquet)")


def write_csv(runs: Path, target: Path, /) -> None:
    """Write a Parquet file as CSV."""
    with _connected(target.parent) as base:
        source = f"read_parquet({_text(str(runs))})"
        base.execute(f"copy (select * from {source}) to {_text(str(target))} (format csv, header)")


def count_rows(runs: Path, /) -> int:
    """Rows of a Parquet file."""
    with duckdb.connect() as base:
        found = base.execute(f"select count(*) from read_parquet({_text(str(runs))})").fetchone()
    return int(found[0]) if found else 0


def failed_messages(runs: Path, /) -> list[tuple[str, int]]:
    """Messages of failed runs and how many have each, the most frequent first."""
    source = f"read_parquet({_text(str(runs))})"
    query = (
        f"select message, count(*) from {source} where status = 'failed' group by message order by 2 desc, 1"
    )
    with duckdb.connect() as base:
        return [(str(message), int(count)) for message, count in base.execute(query).fetchall()]


def _connected(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that works in a folder beyond its limit, with one thread, so that files are equal bytes."""
    base = duckdb.connect()
    base.execute(f"set memory_limit = '{MEMORY}'")
    base.execute(f"set temp_directory = {_text(str(folder / '.duckdb'))}")
    base.execute("set threads = 1")
    return base


def _text(value: str) -> str:
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def _name(value: str) -> str:
    doubled = value.replace('"', '""')
    return f'"{doubled}"'
