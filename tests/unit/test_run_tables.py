"""Tables of runs: declared, kept, resumed, and never mixed with those of another study."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import partnersim
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.identity import scenario_hash
from partnersim.scenario.spec import Scenario
from partnersim.studies.runs import provenance
from partnersim.studies.runs import tasks as running_tasks
from partnersim.studies.runs.assembly import _in_order
from partnersim.studies.runs.design import seeds_of, tasks_of
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.runs.provenance import table_hash
from partnersim.studies.runs.results import Results
from partnersim.studies.runs.runner import run_design
from partnersim.studies.runs.schema import (
    COLUMNS,
    TABLES,
    SchemaError,
    check_table,
    empty_table,
    more_columns,
)
from partnersim.studies.runs.simulate import simulate
from tests.run_case import broken, design, hashes


def test_results_come_back_from_their_folder(toy: Scenario, tmp_path: Path) -> None:
    results = run_design(design(toy.but(run__snapshots=(0, 2)), (1, 2)), workers=1)
    results.write(tmp_path)
    found = Results.read(tmp_path)
    for name in TABLES:
        assert_frame_equal(getattr(found, name), getattr(results, name))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["arms"]["base"]["seeds"] == [1, 2]
    assert manifest["arms"]["base"]["hash"] == results.runs["scenario_hash"].iloc[0]
    assert manifest["tables"]["runs"] == {"rows": 2, "sha256": table_hash(results.runs, without=("seconds",))}
    snapshots = results.snapshots
    assert sorted(set(snapshots["month"])) == [0, 2]
    assert len(snapshots) == 2 * 2 * toy.place.households


def test_a_changed_table_is_noticed(toy: Scenario, tmp_path: Path) -> None:
    results = run_design(design(toy, (1,)), workers=1)
    results.write(tmp_path)
    changed = results.series.assign(headcount=results.series["headcount"] + 1e-12)
    changed.to_parquet(tmp_path / "series.parquet", index=False)
    with pytest.raises(ResultsError, match="series"):
        Results.read(tmp_path)
    with pytest.raises(ResultsError, match="no usable results"):
        Results.read(tmp_path / "nowhere")


def test_writing_that_fails_changes_nothing(
    toy: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_design(design(toy, (1,)), workers=1).write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    other = run_design(design(toy, (2,)), workers=1)

    def full(*arguments: Any, **options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(other.diary.__class__, "to_parquet", full)
    with pytest.raises(ResultsError, match="No space left"):
        other.write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_found_out_before_running(
    toy: Scenario, tmp_path: Path, counted: list[int]
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match="cannot write"):
        run_design(design(toy, (1,)), workers=1, out=tmp_path / "file" / "deeper")
    assert counted == []


def test_table_hash_looks_at_content_only(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": [1.0, -0.0, float("nan")], "b": ["x", "", None], "n": [1, 2, 3]})
    table.to_parquet(tmp_path / "cut.parquet", index=False, row_group_size=1)
    assert table_hash(pd.read_parquet(tmp_path / "cut.parquet")) == table_hash(table)
    assert table_hash(table.assign(a=[1.0, 0.0, float("nan")])) == table_hash(table)
    different = [table.iloc[::-1], table.rename(columns={"a": "c"}), table.assign(b=["", "x", None])]
    assert len({table_hash(one) for one in [table, *different]}) == 4


def test_registering_households_changes_no_number(toy: Scenario) -> None:
    plain = run_design(design(toy, (1,)), workers=1)
    registered = run_design(design(toy.but(run__register_households=True), (1,)), workers=1)
    assert hashes(plain) == hashes(registered)
    many = {"place.households": 30_000, "sample.households": 25_000, "run.register_households": True}
    with pytest.raises(ScenarioError, match="20000"):
        run_design(design(toy.but(many), (1,)), workers=1)


def test_seeds_follow_one_another_within_their_range(toy: Scenario) -> None:
    assert seeds_of(toy, seed=7, replicates=3) == [7, 8, 9]
    with pytest.raises(ScenarioError, match="last seed"):
        seeds_of(toy, seed=2**31 - 1, replicates=2)
    with pytest.raises(ScenarioError, match="replicates"):
        seeds_of(toy, replicates=0)


def test_tasks_are_keyed_by_engine_scenario_and_seed(toy: Scenario) -> None:
    plan = design(toy, (1, 2), other=toy.but(time__months=4))
    tasks, keys = tasks_of(plan, version="1")
    assert len({task.key for task in tasks}) == len(keys) == 4
    assert keys != tasks_of(plan, version="2")[1]


def test_a_program_changed_under_way_is_not_mixed_in(toy: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnersim.studies.runs.tasks.engine_version", lambda: "that of a worker")
    row = run_design(design(toy, (1,)), workers=1).runs.iloc[0]
    assert (row["status"], row["origin"]) == ("failed", "build")
    assert "changed while the study ran" in row["message"]


def test_the_engine_version_names_the_release() -> None:
    assert provenance.engine_version().startswith(f"{partnersim.__version__}+")


def test_the_revision_is_that_of_the_program_whatever_repository_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = ["commit", "-q", "--allow-empty", "-m", "x"]
    for command in (["init", "-q"], ["-c", "user.name=a", "-c", "user.email=a@example.org", *commit]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    own = provenance.git_state.__wrapped__()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert provenance.git_state.__wrapped__() == own


def test_every_column_is_declared_with_unit_and_meaning(toy: Scenario) -> None:
    results = run_design(design(toy.but(run__snapshots=(1,)), (1,)), workers=1)
    for name in TABLES:
        known = {column.name: column for column in COLUMNS[name]} | more_columns(name)
        for column in getattr(results, name).columns:
            assert known[column].unit and known[column].meaning
    assert results.flows.columns.tolist()[3:] == ["month", "payer", "receiver", "kind", "amount_idr"]
    assert [empty_table(name).columns.tolist() for name in TABLES] == [
        [c.name for c in COLUMNS[n]] for n in TABLES
    ]


@pytest.mark.parametrize(
    ("table", "change", "complaint"),
    [
        ("flows", lambda t: t.rename(columns={"payer": "from"}), "first columns"),
        (
            "flows",
            lambda t: t.assign(amount_idr=t["amount_idr"].astype("int64")),
            "flows.amount_idr holds int64",
        ),
        ("flows", lambda t: t.assign(payer=1), "flows.payer holds int64 instead of text"),
        ("series", lambda t: t.assign(month=t["month"].astype("float64")), "series.month holds float64"),
        ("series", lambda t: t.assign(luck=1.0), r"unknown columns \['luck'\]"),
        ("series", lambda t: t[[*t.columns[:5], *t.columns[:4:-1]]], "out of their order"),
        ("runs", lambda t: t.drop(columns="seed"), "first columns"),
        ("runs", lambda t: t.assign(headcount_end="0.1"), "runs.headcount_end holds"),
    ],
)
def test_a_table_that_is_not_as_declared_is_refused(
    toy: Scenario, table: str, change: Any, complaint: str
) -> None:
    results = run_design(design(toy, (1,)), workers=1)
    check_table(table, getattr(results, table))
    with pytest.raises(SchemaError, match=complaint):
        check_table(table, change(getattr(results, table)))


def test_a_resumed_study_names_every_sitting(
    toy: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_design(design(toy, (1, 2)), workers=1, out=tmp_path)
    monkeypatch.setattr(running_tasks, "library_versions", lambda: {"numpy": "99.0"})
    later = run_design(design(toy, (1, 2, 3)), workers=1, out=tmp_path)
    first, second = later.manifest["sittings"]
    assert (first["tasks"], second["tasks"]) == (2, 1)
    assert first["libraries"]["numpy"] != "99.0" and second["libraries"] == {"numpy": "99.0"}
    assert first["started"] <= first["ended"] <= second["started"] <= second["ended"]


def test_a_truncated_part_is_done_again_and_the_tables_are_the_same(
    toy: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = run_design(design(toy, (1, 2)), workers=1, out=tmp_path)
    (part,) = (tmp_path / "parts").iterdir()
    runs = part / "runs.parquet"
    runs.write_bytes(runs.read_bytes()[:3000])
    mended = run_design(design(toy, (1, 2)), workers=1, out=tmp_path)
    assert hashes(mended) == hashes(whole) and mended.manifest["runs"]["kept_from_before"] == 0
    assert (
        f"'{part}' cannot be used (runs.parquet is not as it was written (3,000 bytes))"
        in capsys.readouterr().err
    )


def test_what_an_earlier_study_left_is_cleared(toy: Scenario, tmp_path: Path) -> None:
    run_design(design(toy, (1,), bad=broken(toy)), workers=1, out=tmp_path).write(tmp_path)
    assert (tmp_path / "failures" / "bad-1.txt").exists()
    (tmp_path / ".writing-left").mkdir()
    (tmp_path / "failures" / ".writing-left").mkdir()
    good = toy.but(title="Mended")
    run_design(design(toy, (1,), bad=good), workers=1, out=tmp_path, force=True).write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["manifest.json", "parts", *(f"{name}.parquet" for name in TABLES)]
    )


def test_a_finished_study_of_another_scenario_is_not_overwritten(
    toy: Scenario, tmp_path: Path, counted: list[int]
) -> None:
    run_design(design(toy, (1,)), workers=1, out=tmp_path).write(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.glob("*.*")}
    other = toy.but(time__months=2)
    with pytest.raises(ResultsError, match=r"holds a finished study of something else \(base .*--force"):
        run_design(design(other, (1,)), workers=1, out=tmp_path)
    assert counted == [1] and {path: path.read_bytes() for path in tmp_path.glob("*.*")} == before
    run_design(design(toy, (1, 2)), workers=1, out=tmp_path).write(tmp_path)  # more of the same
    run_design(design(toy, (1, 2), more=other), workers=1, out=tmp_path).write(tmp_path)  # and another arm
    with pytest.raises(ResultsError, match="base"):
        run_design(design(other, (1,)), workers=1, out=tmp_path)
    run_design(design(other, (1,)), workers=1, out=tmp_path, force=True).write(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(ResultsError, match=r"a manifest.json that is not of this study"):
        run_design(design(other, (1,)), workers=1, out=tmp_path)


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_not_the_current_folder(
    toy: Scenario, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ResultsError, match="empty"):
        run_design(design(toy, (1,)), workers=1, out=name)
    with pytest.raises(ResultsError, match="empty"):
        run_design(design(toy, (1,)), workers=1).write(name)
    assert not list(tmp_path.iterdir())


def test_rows_bear_the_run_that_they_are_of(toy: Scenario) -> None:
    other = toy.but({"time.months": 4})
    runs = design(toy, (7, 8), other=other)
    results = run_design(runs, workers=1)
    for run in runs:
        alone = simulate(run.spec, run.seed)
        for name, columns, value in (
            ("series", alone.series, "headcount"),
            ("flows", alone.flows, "amount_idr"),
        ):
            table = getattr(results, name)
            mine = table[table["run_id"] == run.run_id]
            assert set(mine["arm"]) == {run.arm} and set(mine["seed"]) == {run.seed}
            assert mine[value].tolist() == columns[value].tolist()
            assert mine["month"].tolist() == columns["month"].tolist()
        assert results.manifest["arms"][run.arm]["hash"] == scenario_hash(run.spec)


def test_rows_stand_in_the_order_of_the_design_whoever_gave_them_first() -> None:
    keys = pd.Series(["b", "a", "b", "c"])
    order, counts = _in_order(pd.Series(["a", "b", "nobody", "b"]), keys)
    assert order.tolist() == [1, 0, 2, 0, 2] and counts.tolist() == [1, 2, 0, 2]
    order, counts = _in_order(pd.Series(["nobody"]), keys)
    assert order.tolist() == [] and counts.tolist() == [0]
