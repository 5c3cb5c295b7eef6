"""Writing a trial's results: tidy rows, the summary, the picture, and a manifest of where they come from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from partnersim.studies.runs.files import written_together
from partnersim.studies.runs.provenance import (
    command_line,
    engine_version,
    git_state,
    library_versions,
    machine,
    table_hash,
)
from partnersim.studies.trials.running import TrialResult


def write_result(found: TrialResult, out: Path, /, *, picture: bytes | None = None) -> dict[str, str]:
    """Write rows.csv, rows.parquet, summary.csv, trial.png and manifest.json into a folder, all or none.

    Returns:
        Paths by what they hold.

    Raises:
        ResultsError: the folder cannot be written.
    """
    with written_together(out) as draft:
        found.rows.to_csv(draft / "rows.csv", index=False)
        found.rows.to_parquet(draft / "rows.parquet", index=False)
        found.summary.to_csv(draft / "summary.csv", index=False)
        if picture is not None:
            (draft / "trial.png").write_bytes(picture)
        manifest = {
            "trial": found.trial.model_dump(mode="json"),
            "identity": found.identity,
            "seeds": sorted({int(seed) for seed in found.rows["seed"]}),
            "engine": engine_version("trials"),
            "git": git_state(),
            "libraries": library_versions(),
            "sittings": found.sittings,
            "machine": machine(),
            "command": command_line(),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "rows_sha256": table_hash(found.rows),
        }
        text = json.dumps(manifest, indent=2, ensure_ascii=False, default=str)
        (draft / "manifest.json").write_text(text + "\n", "utf-8")
    return {what: path for what, path in result_files(out).items() if Path(path).exists()}


def result_files(out: Path, /) -> dict[str, str]:
    """Paths of a trial's results in a folder, by what they hold."""
    names = {"rows": "rows.csv", "summary": "summary.csv", "picture": "trial.png", "manifest": "manifest.json"}
    return {what: str(out / name) for what, name in names.items()}
