"""Places of a table run over a cluster of dask: a real scheduler, two worker processes, real runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from partnersim.faces.cli import main
from tests.dask_cluster import Cluster

TABLE = """name,population,headcount,poverty_line_idr,source
North,60000,0.05,300000,made up
Middle,150000,0.12,230000,made up
South,300000,0.3,190000,made up
"""
SMALL = ("--households", "60", "--months", "3", "--replicates", "1")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    made = Cluster()
    try:
        made.ready()
        yield made
    finally:
        made.stop()


@pytest.mark.filterwarnings("ignore")  # what a cluster of the day deprecates is its own affair
def test_places_run_over_a_cluster_have_the_numbers_of_one_machine(
    tmp_path: Path, cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE, "utf-8")
    assert main(["regency", str(table), "--out", str(tmp_path / "places")]) == 0
    sweep = ["sweep", str(tmp_path / "places" / "sweep.yaml"), *SMALL]
    over = ["--executor", "dask", "--address", cluster.address]
    assert main([*sweep, "--out", str(tmp_path / "far"), *over]) == 0
    assert "3 runs, 0 failed" in capsys.readouterr().out
    assert main([*sweep, "--out", str(tmp_path / "here"), "--workers", "1"]) == 0
    far, here = (
        pd.read_parquet(tmp_path / name / "runs.parquet").sort_values(
            ["alternative", "seed"], ignore_index=True
        )
        for name in ("far", "here")
    )
    told = [column for column in here.columns if column != "seconds"]
    assert len(here) == 3 and "headcount_end" in told
    pd.testing.assert_frame_equal(far[told], here[told], check_exact=True)
    ended = here.set_index("alternative")["headcount_end"]
    assert ended["North"] < ended["South"]  # places differ as their headcounts do
