"""The tool that measures the speed: what it makes of figures, its table, and the two processes it asks."""

from __future__ import annotations

import csv
import math
import subprocess
from pathlib import Path

import pytest

from benchmarks import run, subject
from benchmarks.run import Measure, Row, Version, chosen, judged, measured, row_of, write_table

SECONDS = Measure("speed", "runs a second", "1/s", least=40, per=1.0)


def test_a_row_shows_the_rate_and_the_middle_of_the_ratios() -> None:
    """Turns of 20, 25 and 50 ms against 100, 100 and 150 ms: 5, 4 and 3 times faster."""
    row = judged(SECONDS, 0.025, [(0.020, 0.100), (0.025, 0.100), (0.050, 0.150)])
    assert (row.here, row.older, row.faster) == pytest.approx((40.0, 10.0, 4.0))
    assert row.reached and row.target == "at least 40"
    assert judged(SECONDS, 0.026, []).reached is False


def test_a_bound_from_above_and_a_row_without_any() -> None:
    most = Measure("size", "state", "bytes", most=230)
    assert [judged(most, figure, []).reached for figure in (230.0, 230.5)] == [True, False]
    row = judged(Measure("size", "state", "bytes"), 5.0, [])
    assert row == Row("state", 5.0, None, None, "bytes", "", None, "")


class Told:
    """A version whose figures are told."""

    def __init__(self, *figures: float) -> None:
        self.figures = list(figures)

    def measured(self, measure: Measure) -> float:
        return self.figures.pop(0)


def test_versions_take_turns_and_the_first_turn_is_not_counted() -> None:
    here, older = Told(9.0, 1.0, 2.0, 4.0), Told(9.0, 2.0, 6.0, 16.0)
    row = measured(Measure("size", "state", "s"), here, older)
    assert (row.here, row.older, row.faster) == (2.0, 6.0, 3.0)
    assert not here.figures and not older.figures
    alone = measured(Measure("size", "state", "s", both=False, turns=1), Told(7.0), Told())
    assert (alone.here, alone.older) == (7.0, None)


def test_the_table_is_for_people_and_for_plots(tmp_path: Path) -> None:
    runs = Row("runs", 41.234, 6.2, 6.65, "1/s", "at least 40", True, "one core")
    path = write_table([runs, Row("b", 2e6, None, None, "1", "", None, "")], {"cores": "2"}, tmp_path)
    text = path.read_text()
    assert (
        "| runs | 41.23 | 6.2 | 6.65 | 1/s | at least 40 | yes | one core |\n| b | 2,000,000 |  |  | 1 |"
        in text
    )
    assert "- cores: 2\n" in text
    with path.with_suffix(".csv").open() as file:
        table = list(csv.DictReader(file))
    assert [line["what"] for line in table] == ["runs", "b"] and table[0]["cores"] == "2"


def test_every_place_of_workshop_size_can_be_made() -> None:
    assert subject.workshop(sample__households=200).sample.households == 200
    assert subject.workshop().sample.households == 1300 and subject.workshop().time.months == 60


@pytest.mark.parametrize("power", [1, 2])
def test_a_contour_by_at_most_150_points_lies_within_five_percent_of_a_known_line(power: int) -> None:
    assert 0.0 < subject.map_contour(power) < 5.0


def test_long_rows_are_asked_for() -> None:
    usual = {m.name for m in chosen(None, False)}
    assert {m.name for m in chosen(None, True)} - usual == {"demo", "claims", "validation", "explanation"}
    assert [m.name for m in chosen(["claims"], False)] == ["claims"]
    assert {m.name for m in run.MEASURES} <= set(vars(subject))


def test_a_process_measures_on_demand_and_says_when_it_cannot(tmp_path: Path) -> None:
    version = Version(run.ROOT, tmp_path)
    try:
        assert version.measured(Measure("state", "state", "bytes")) == subject.state()
        row = row_of(Measure("nothing_known", "a thing", "s", most=1), version, None)
        assert (
            math.isnan(row.here) and row.reached is False and row.note == "failed: KeyError: 'nothing_known'"
        )
        assert version.measured(Measure("state", "state", "bytes")) == subject.state()  # it goes on
    finally:
        version.end()


def test_a_commit_that_is_not_there_is_refused(tmp_path: Path) -> None:
    absent = pytest.raises(SystemExit, match=r"commit 0000000 cannot be measured: .*")
    with absent, run.older_tree("0000000", tmp_path):
        pass


def test_an_older_version_is_there_for_a_while(tmp_path: Path) -> None:
    if subprocess.run(
        ["git", "-C", str(run.ROOT), "rev-parse", "HEAD"], capture_output=True, check=False
    ).returncode:
        pytest.skip("not in a repository")
    with run.older_tree("HEAD", tmp_path) as tree:
        assert (tree / "pyproject.toml").is_file()
    assert not tree.exists()
