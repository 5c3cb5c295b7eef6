"""Finished tasks kept in a folder: written as they come, checked when they are read, never done twice.

A part is a folder with a Parquet file per table and ``part.json``: the keys of its tasks, for each table its number of
rows and the SHA-256 of its file, when and with which libraries it was made, and a seal over all this. It is written
aside and renamed, so it is there whole or not at all. A part that has been cut, emptied or altered since is not used:
its tasks are done again, and a line on the terminal names it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from partnersim.studies.runs.files import cannot_write, check_writable, draft_folder
from partnersim.studies.runs.tasks import Batch, Tables, stacked
from partnersim.theory.kept_files import tell

KEEP_SECONDS = 1.0
"""How long finished tasks may wait in memory until they are written."""

CONTENT = "part.json"


@dataclass(kw_only=True)
class Kept:
    """What a folder holds of the tasks asked for.

    Attributes:
        tables: rows by table. keys: of finished tasks.
        sittings: one mapping for each time and machine at which they were done; see ``sittings_of``.
        files: Parquet files by table, whole parts only, if tables were not asked for.
    """

    tables: Tables = field(default_factory=dict)
    files: dict[str, list[Path]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    sittings: list[dict[str, Any]] = field(default_factory=list)


class Unusable(Exception):
    """A part that is not as it was written."""


class Store:
    """A folder of parts.

    Args:
        folder: results folder; parts lie in ``folder/parts``.

    Raises:
        ResultsError: the folder cannot be written.
    """

    def __init__(self, folder: Path, /) -> None:
        self.folder = folder / "parts"
        check_writable(folder)
        check_writable(self.folder)
        self._waiting: list[Batch] = []
        self._since = 0.0

    def read(self, keys: Collection[str], /, *, tables: bool = True) -> Kept:
        """Everything kept of the tasks with these keys.

        Args:
            keys: of tasks. tables: whether to load tables; if not, parts are checked all the same, and named as files.
        """
        wanted, kept = set(keys), Kept()
        pieces: dict[str, list[pd.DataFrame]] = {}
        facts = []
        for part in sorted(path for path in self.folder.iterdir() if path.is_dir() and path.name[0] != "."):
            try:
                content = _content(part)
                mine = (set(content["keys"]) & wanted) - kept.keys
                checked = _checked(part, content["tables"]) if mine else {}
                loaded = _tables(checked, content["tables"]) if tables else {}
            except Unusable as fault:
                tell(f"'{part}' cannot be used ({fault}): what it held is done again")
                continue
            for name, table in loaded.items():
                pieces.setdefault(name, []).append(table[table["key"].isin(mine)])
            for name in checked if not tables else ():
                kept.files.setdefault(name, []).append(part / f"{name}.parquet")
            if mine:
                kept.keys |= mine
                facts.append({**content["facts"], "tasks": len(mine)})
        kept.tables = {name: stacked(tables) for name, tables in pieces.items()}
        kept.sittings = sittings_of(facts)
        return kept

    def add(self, batch: Batch, /) -> None:
        """Take finished tasks (failures are not kept), and write what has waited for a second.

        Raises:
            ResultsError: the folder cannot be written any more.
        """
        if batch.finished:
            if not self._waiting:
                self._since = time.monotonic()
            self._waiting.append(batch)
        self.write_if_due()

    def write_if_due(self) -> None:
        """Write what has waited for a second; errors as in `add`."""
        if self._waiting and time.monotonic() - self._since >= KEEP_SECONDS:
            self.write()

    def write(self) -> None:
        """Write what waits, one part for each set of libraries it was made with; errors as in `add`."""
        groups: dict[str, list[Batch]] = {}
        for batch in self._waiting:
            groups.setdefault(json.dumps(batch.facts, sort_keys=True), []).append(batch)
        try:
            for batches in groups.values():
                _write_part(self.folder, batches)
                # Only now: an interrupt in the midst of writing leaves them waiting. Written twice, a part is the same.
                self._waiting = [waits for waits in self._waiting if all(waits is not one for one in batches)]
        except OSError as error:
            raise cannot_write(self.folder, error) from error


def sittings_of(facts: Sequence[Mapping[str, Any]], /) -> list[dict[str, Any]]:
    """Facts of batches or parts put together by sitting and machine.

    Returns:
        By start: number of tasks, first start, last end, libraries, Python, platform.
    """
    made: dict[str, dict[str, Any]] = {}
    for one in facts:
        own = {name: value for name, value in one.items() if name not in ("started", "ended", "tasks")}
        entry = made.setdefault(
            json.dumps(own, sort_keys=True),
            {"tasks": 0, "started": one["started"], "ended": one["ended"], **own},
        )
        entry["tasks"] += one["tasks"]
        entry["started"] = min(entry["started"], one["started"])
        entry["ended"] = max(entry["ended"], one["ended"])
    return sorted(made.values(), key=lambda entry: (entry["started"], entry["ended"]))


def facts_of(batch: Batch, /) -> dict[str, Any]:
    """What a part or a manifest says of a batch."""
    return {
        **batch.facts, "tasks": len(batch.finished), "started": batch.started, "ended": batch.ended
    }  # fmt: skip


def _write_part(home: Path, batches: Sequence[Batch]) -> None:
    keys = sorted(key for batch in batches for key in batch.finished)
    (facts,) = sittings_of([facts_of(batch) for batch in batches])
    content: dict[str, Any] = {"keys": keys, "facts": facts, "tables": {}}
    target = home / hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]
    with draft_folder(home) as draft:
        for name in sorted({name for batch in batches for name in batch.tables}):
            table = stacked([batch.tables[name] for batch in batches if name in batch.tables])
            data = table.to_parquet(index=False)
            (draft / f"{name}.parquet").write_bytes(data)
            content["tables"][name] = {"rows": len(table), "sha256": hashlib.sha256(data).hexdigest()}
        text = json.dumps({**content, "seal": _seal(content)}, indent=1)
        (draft / CONTENT).write_text(text + "\n", encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)  # the same tasks, in a part that could not be used
        os.replace(draft, target)


def _seal(content: Mapping[str, Any]) -> str:
    text = json.dumps({name: content[name] for name in ("keys", "facts", "tables")}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _content(part: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((part / CONTENT).read_text(encoding="utf-8"))
        if content["seal"] != _seal(content):
            raise Unusable(f"{CONTENT} has been altered")
    except FileNotFoundError:
        raise Unusable(f"it has no {CONTENT}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Unusable(f"{CONTENT} cannot be read") from None
    return content


def _checked(part: Path, listed: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
    """Files of a part by table, each as it was written."""
    found = {}
    for name, facts in listed.items():
        file = part / f"{name}.parquet"
        try:
            data = file.read_bytes()
        except OSError as error:
            raise Unusable(f"{file.name}: {error.strerror or error}") from None
        if hashlib.sha256(data).hexdigest() != facts["sha256"]:
            raise Unusable(f"{file.name} is not as it was written ({len(data):,} bytes)")
        found[name] = data
    return found


def _tables(files: Mapping[str, bytes], listed: Mapping[str, Mapping[str, Any]]) -> Tables:
    tables = {}
    for name, data in files.items():
        table, rows = pd.read_parquet(io.BytesIO(data)), listed[name]["rows"]
        if len(table) != rows:
            raise Unusable(f"{name}.parquet has {len(table)} rows instead of {rows}")
        tables[name] = table
    return tables
