"""The table of a sweep put together on disk: the same as in memory, whatever the parts hold."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import partnersim as ps
from partnersim.faces.cli import main
from partnersim.studies.sweeping import run as sweeping
from partnersim.studies.sweeping.files import read_sweep
from partnersim.studies.sweeping.parts import write_csv, write_runs

FILE = """scenario: toy
factors:
  regulation.forum: [0.0, 1.0]
  agreements.savings_circle.months: {low: 12, high: 13, levels: 2}
replicates: 2
outcomes: [members_mean, queue_end]
"""


@pytest.fixture
def ran(monkeypatch):
    """The outcome is what the forum is worth times the seed; an agreement of thirteen months fails."""

    def outcomes(work, outcomes=None):
        spec, seed = work
        if spec.agreements[0].months == 13:
            raise RuntimeError("thirteen brings no luck")
        return {"runs": [{"seconds": 0.0, "members_mean": spec.regulation.forum * seed, "queue_end": 1.0}]}

    monkeypatch.setattr(sweeping, "outcomes_of_run", outcomes)


def test_the_table_on_disk_is_that_in_memory(ran, tmp_path, capsys):
    file, out = str(tmp_path / "sweep.yaml"), tmp_path / "out"
    Path(file).write_text(FILE)
    assert main(["sweep", file, "--out", str(out), "--workers", "1"]) == 1
    in_memory = ps.sweep(
        ps.load("toy"), read_sweep(file).frame(), outcomes=["members_mean", "queue_end"], workers=1, replicates=2,
        show_progress=False,
    )  # fmt: skip
    assert in_memory["status"].value_counts().to_dict() == {"done": 4, "failed": 4}
    pd.testing.assert_frame_equal(pd.read_parquet(out / "runs.parquet"), in_memory, check_dtype=False)
    again = tmp_path / "again"
    for replicates in ("1", "2"):  # grown
        main(["sweep", file, "--out", str(again), "--workers", "1", "--replicates", replicates])
    assert (again / "runs.parquet").read_bytes() == (out / "runs.parquet").read_bytes()
    assert {path.name for path in out.iterdir()} == {"parts", "points.csv", "runs.parquet", "sweep.json"}
    capsys.readouterr()
    assert main(["status", str(out)]) == 0
    assert "\n  4 runs: RuntimeError: thirteen brings no luck\n" in capsys.readouterr().out


def test_parts_with_the_same_run_and_a_part_without_an_outcome(tmp_path):
    keys = pd.DataFrame({"key": ["a", "b", "c"], "point": [1, 0, 1], "choice": [0, 0, 0], "seed": [2, 1, 1]})
    parts = [tmp_path / "one.parquet", tmp_path / "two.parquet", tmp_path / "three.parquet"]
    pd.DataFrame({"key": ["a"], "x": [1.0], "other": [0]}).to_parquet(parts[0])
    pd.DataFrame({"key": ["b"], "x": [2.0], "y": [5.0]}).to_parquet(parts[2])
    pd.DataFrame({"key": ["b", "z"], "x": [2.0, 9.0], "y": [5.0, 5.0]}).to_parquet(parts[1])
    failures = pd.DataFrame({"key": ["c"], "origin": ["run"], "message": ["it's over"]})
    odd = "it's \"odd\""
    points = pd.DataFrame({"a.b": [0.5, None], odd: ["p", "q"]})
    given = {"plan": keys, "failures": failures, "points": points, "labels": (), "outcomes": ["y", "x", "nowhere"]}
    write_runs(tmp_path / "runs.parquet", parts=parts, **given)
    found = pd.read_parquet(tmp_path / "runs.parquet")
    assert list(found) == ["point", "a.b", odd, "seed", "status", "origin", "message", "y", "x"]
    rows = found[["point", "seed", "status", "message"]].to_numpy().tolist()
    assert rows == [[0, 1, "done", ""], [1, 1, "failed", "it's over"], [1, 2, "done", ""]]
    assert found["x"].tolist()[::2] == [2.0, 1.0] and np.isnan(found["x"][1])
    assert found["y"][0] == 5.0 and np.isnan(found["y"][2])
    assert found["a.b"][0] == 0.5 and np.isnan(found["a.b"][1]) and found[odd].tolist() == ["p", "q", "q"]
    write_runs(tmp_path / "none.parquet", parts=[], **{**given, "labels": ["first"]})
    none = pd.read_parquet(tmp_path / "none.parquet")
    assert len(none) == 3 and set(none["alternative"]) == {"first"} and "x" not in none
    write_csv(tmp_path / "runs.parquet", tmp_path / "runs.csv")
    assert pd.read_csv(tmp_path / "runs.csv")["x"].tolist()[::2] == [2.0, 1.0]
