"""The results of a study: tidy tables, and a manifest that says where they come from."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from partnersim.measures import leading
from partnersim.scenario.phrases import Phrase
from partnersim.studies.runs.files import ResultsError, clear_drafts, folder_of, written_together
from partnersim.studies.runs.provenance import table_hash
from partnersim.studies.runs.schema import RUN_COLUMNS, TABLES, TIMES, SchemaError, Status, check_table


@dataclass(kw_only=True)
class Results:
    """What the runs of a study gave; columns, types and units stand in `partnersim.studies.runs.schema`.

    Attributes:
        runs: one row per run: identity, status, time and every outcome.
        series: one row per run and month with every measure.
        flows: money by run, month, payer, receiver and kind (rupiah of the whole place).
        diary: what happened, by run and month.
        snapshots: household columns after the months asked for.
        manifest: version, scenarios, seeds, libraries, revision, times, command line; hashes of the tables once
            they are written.
        failures: traceback of each failed run, by run_id.
        own: one row per run and month with own measures (``ps.run(..., measures=...)``), empty without; not written.
    """

    runs: pd.DataFrame
    series: pd.DataFrame
    flows: pd.DataFrame
    diary: pd.DataFrame
    snapshots: pd.DataFrame
    manifest: dict[str, Any]
    failures: dict[str, str] = field(default_factory=dict)
    own: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def arms(self) -> list[str]:
        """Arms in the order of the study."""
        return list(dict.fromkeys(self.runs["arm"]))

    @property
    def done(self) -> pd.DataFrame:
        """The rows of ``runs`` that finished."""
        return self.runs[self.runs["status"] == Status.DONE]

    @property
    def failed(self) -> pd.DataFrame:
        """The rows of ``runs`` that failed."""
        return self.runs[self.runs["status"] != Status.DONE]

    @property
    def outcome_names(self) -> list[str]:
        """Names of the outcomes in ``runs``."""
        return [name for name in self.runs.columns if name not in RUN_COLUMNS]

    def actors(self, arm: str, /) -> dict[str, str]:
        """Names and titles of an arm's organizations."""
        found = self.manifest["arms"][arm]["spec"]["actors"]
        return {actor["name"]: actor["title"] or actor["name"].replace("_", " ") for actor in found}

    def household(self, number: int, /) -> pd.DataFrame:
        """One household in the snapshots: a row per run and month asked for (``run.snapshots``), all its columns.

        Args:
            number: its id, as in the column ``id``.

        Raises:
            KeyError: there are no snapshots, or no household of that number in them.
        """
        if self.snapshots.empty:
            raise KeyError(
                "no snapshots: load the scenario with run__snapshots=[0, 12, 24] (months after which all households "
                "are written out)"
            )
        mine = self.snapshots[self.snapshots["id"] == number]
        if mine.empty:
            last = int(self.snapshots["id"].max())
            raise KeyError(
                f"no household {number} in the snapshots; they are numbered 0 to {last}, not all simulated"
            )
        return mine.reset_index(drop=True)

    def __str__(self) -> str:
        done = len(self.done)
        arms = ", ".join(self.arms)
        failed = f", {len(self.failed)} failed" if len(self.failed) else ""
        return f"Results of {done} runs{failed}: {arms}; tables runs, series, flows, diary, snapshots"

    def _repr_html_(self) -> str:
        from partnersim.studies.compare import summary
        from partnersim.studies.words.texts import Texts

        texts, found = Texts(), summary(self)
        rows = [
            f"<tr><td>{escape(row['arm'])}</td><td>{escape(row['label'])}</td>"
            f"<td>{texts.value(row['mean'], row['outcome'])}</td></tr>"
            for row in found[found["outcome"].isin(list(leading()))].to_dict("records")
        ]
        return f"<p>{escape(str(self))}</p><table>{''.join(rows)}</table>"

    def check(self) -> None:
        """Hold every table against its declaration.

        Raises:
            SchemaError: a table is not as declared.
        """
        for name, table in self._tables().items():
            check_table(name, table)

    def table_facts(self) -> dict[str, dict[str, Any]]:
        """Rows and content hash (SHA-256) of each table, wall times left out."""
        return {
            name: {"rows": len(table), "sha256": table_hash(table, without=TIMES)}
            for name, table in self._tables().items()
        }

    def write(self, folder: str | os.PathLike[str], /) -> Path:
        """Write every table as Parquet, the manifest as JSON, and the tracebacks of failed runs as texts.

        The files replace older ones together at the end; the manifest comes last. Tracebacks of an earlier study are
        removed.

        Raises:
            ResultsError: the folder cannot be written; nothing has changed then.
        """
        home = folder_of(folder)
        with written_together(home) as draft:
            for name, table in self._tables().items():
                table.to_parquet(draft / f"{name}.parquet", index=False)
            self.manifest["tables"] = self.table_facts()
            (draft / "manifest.json").write_text(json.dumps(self.manifest, indent=2) + "\n", "utf-8")
        failed = {f"{_file_name(run_id)}.txt": text for run_id, text in self.failures.items()}
        if failed:
            with written_together(home / "failures") as draft:
                for name, text in failed.items():
                    (draft / name).write_text(text, "utf-8")
        _clear_failures(home / "failures", besides=set(failed))
        return home

    @classmethod
    def read(cls, folder: str | os.PathLike[str], /) -> Results:
        """Read results from a folder, and hold the tables against the manifest.

        Raises:
            ResultsError: a file is missing or unreadable, or a table is not the one the manifest describes.
        """
        home = Path(folder)
        try:
            manifest = json.loads((home / "manifest.json").read_text("utf-8"))
            tables = {name: pd.read_parquet(home / f"{name}.parquet") for name in TABLES}
            expected = {name: manifest["tables"][name]["sha256"] for name in TABLES}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ResultsError(
                Phrase("no usable results in '{home}': {error}", home=home, error=error)
            ) from error
        found = cls(**tables, manifest=manifest)
        try:
            found.check()
        except SchemaError as error:
            raise ResultsError(
                Phrase("'{home}' does not hold tables of this program: {error}", home=home, error=error)
            ) from None
        for name, table in tables.items():
            if table_hash(table, without=TIMES) != expected[name]:
                raise ResultsError(
                    Phrase("'{home}.parquet' is not the table that manifest.json describes", home=home / name)
                )
        for run_id in found.failed["run_id"]:
            text = home / "failures" / f"{_file_name(run_id)}.txt"
            if text.exists():
                found.failures[run_id] = text.read_text("utf-8")
        return found

    def _tables(self) -> dict[str, pd.DataFrame]:
        return {name: getattr(self, name) for name in TABLES}


def _file_name(run_id: str) -> str:
    """A run's name as a file name: anything unusual becomes a dash."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in run_id)[:150]


def _clear_failures(folder: Path, *, besides: set[str]) -> None:
    """Remove tracebacks of an earlier study, and the folder if nothing is left in it."""
    if not folder.is_dir():
        return
    clear_drafts(folder)
    for file in folder.glob("*.txt"):
        if file.name not in besides:
            file.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()
