"""Running designs: pure runs, failures as rows, resume, tables independent of who computed them."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import partnersim
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.spec import Scenario
from partnersim.studies.runs import provenance, runner, running
from partnersim.studies.runs.assembly import _in_order
from partnersim.studies.runs.design import PlannedRun, paired_design, seeds_of, tasks_of
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
from partnersim.studies.runs.simulate import flows_between_holders, simulate
from partnersim.world.ledger import Ledger


@pytest.fixture(scope="module")
def toy() -> Scenario:
    return partnersim.load("toy", time__months=3)


def broken(spec: Scenario) -> Scenario:
    """A scenario that got past the checks and cannot be run (its first month is no month)."""
    return spec.model_copy(update={"time": spec.time.model_copy(update={"start": "soon"})})


def design(spec: Scenario, seeds: Any, **arms: Scenario) -> list[PlannedRun]:
    return paired_design({"base": spec, **arms}, seeds=seeds)


def hashes(results: Results) -> dict[str, str]:
    return {name: facts["sha256"] for name, facts in results.table_facts().items()}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seeds that were really simulated."""
    seeds: list[int] = []

    def counting(spec: Scenario, seed: int) -> Any:
        seeds.append(seed)
        return simulate(spec, seed)

    monkeypatch.setattr(runner, "simulate", counting)
    return seeds


def test_a_run_depends_on_its_scenario_and_seed_alone(toy: Scenario) -> None:
    first, again, other = simulate(toy, 1), simulate(toy, 1), simulate(toy, 2)
    assert_frame_equal(pd.DataFrame(first.series), pd.DataFrame(again.series))
    assert_frame_equal(pd.DataFrame(first.flows), pd.DataFrame(again.flows))
    assert pd.Series(first.outcomes).equals(pd.Series(again.outcomes))
    assert not pd.Series(first.outcomes).equals(pd.Series(other.outcomes))
    assert first.series["date"].tolist() == ["2010-01", "2010-02", "2010-03"]
    assert set(first.seconds) == {"build", "run", "measure"}


def test_flows_are_summed_over_the_accounts_of_a_holder() -> None:
    ledger = Ledger()
    purse, chest = (ledger.open(f"b: {name}", holder="b", balance=9.0) for name in ("purse", "chest"))
    other = ledger.open("a: purse", holder="a", balance=50.0)
    empty = flows_between_holders(ledger)
    ledger.post(chest, other, 4.0, "loan")
    ledger.post(other, chest, 2.0, "gift")
    ledger.post(other, purse, 3.0, "gift")
    ledger.post(purse, chest, 7.0, "saved")
    ledger.close_month({})
    ledger.post(other, purse, 1.0, "gift")
    ledger.close_month({})
    ledger.post(other, purse, 11.0, "gift")  # of a month that is not closed
    flows = flows_between_holders(ledger)
    assert list(zip(*(column.tolist() for column in flows.values()), strict=True)) == [
        (0, "a", "b", "gift", 5.0), (0, "b", "a", "loan", 4.0), (0, "b", "b", "saved", 7.0), (1, "a", "b", "gift", 1.0),
    ]  # fmt: skip
    assert list(empty) == list(flows) and all(len(column) == 0 for column in empty.values())


def test_tables_are_identical_for_one_two_and_four_workers(toy: Scenario) -> None:
    plan = design(toy, range(1, 6), more=toy.but({"programme.community_funds.first_loan_idr": 500_000.0}))
    alone = run_design(plan, workers=1)
    assert (alone.runs["status"] == "done").all()
    for workers in (2, 4):
        many = run_design(plan, workers=workers)
        assert hashes(many) == hashes(alone)
        for name in TABLES:
            left, right = (
                getattr(one, name).drop(columns="seconds", errors="ignore") for one in (alone, many)
            )
            assert_frame_equal(left, right)


def test_tables_do_not_depend_on_the_order_of_the_design(toy: Scenario) -> None:
    plan = design(toy, (3, 1, 2))
    results = run_design(plan, workers=1)
    assert results.runs["seed"].tolist() == [1, 2, 3]
    assert hashes(results) == hashes(run_design(plan[::-1], workers=1))


def test_any_executor_serves(toy: Scenario) -> None:
    plan = design(toy, (1, 2, 3))
    with ThreadPoolExecutor(2) as threads:
        assert hashes(run_design(plan, executor=threads)) == hashes(run_design(plan, workers=1))


def test_arms_that_mean_the_same_share_their_runs(toy: Scenario, counted: list[int]) -> None:
    results = run_design(design(toy, (1, 2), same=toy.but(title="Another title")), workers=1)
    assert counted == [1, 2]
    base, same = (results.runs[results.runs["arm"] == arm] for arm in ("base", "same"))
    assert base["headcount_end"].tolist() == same["headcount_end"].tolist()
    assert len(results.series) == 2 * 2 * 3


def test_a_failed_run_is_a_row_and_the_others_go_on(toy: Scenario, tmp_path: Path) -> None:
    plan = design(toy, (1, 2), bad=broken(toy))
    results = run_design(plan, workers=2, out=tmp_path)
    assert results.runs["status"].tolist() == ["done", "done", "failed", "failed"]
    row = results.failed.iloc[0]
    assert (row["arm"], row["origin"]) in (("bad", "build"), ("bad", "run"))
    assert row["message"].startswith("ValueError: ")
    assert set(results.series["arm"]) == {"base"}
    results.write(tmp_path)
    assert "Traceback" in (tmp_path / "failures" / "bad-1.txt").read_text()
    assert Results.read(tmp_path).failures == results.failures


def test_the_origin_of_a_failure_is_named(toy: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    from partnersim.engine.model import PartnershipModel
    from partnersim.measures import Recorder

    def fail(*arguments: Any) -> None:
        raise RuntimeError("first line\nsecond line")

    for origin, (owner, name) in {
        "build": (PartnershipModel, "__init__"),
        "run": (PartnershipModel, "step"),
        "measure": (Recorder, "note"),
    }.items():
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, fail)
            row = run_design(design(toy, (1,)), workers=1).runs.iloc[0]
            assert (row["origin"], row["message"]) == (origin, "RuntimeError: first line")


def test_finished_runs_are_not_done_again(toy: Scenario, tmp_path: Path, counted: list[int]) -> None:
    run_design(design(toy, (1, 2, 3)), workers=1, out=tmp_path)
    assert counted == [1, 2, 3]
    resumed = run_design(design(toy, range(1, 6)), workers=1, out=tmp_path)
    assert counted == [1, 2, 3, 4, 5]
    assert resumed.manifest["runs"]["kept_from_before"] == 3
    assert hashes(resumed) == hashes(run_design(design(toy, range(1, 6)), workers=1))


def test_failed_runs_are_tried_again_and_a_good_result_replaces_them(
    toy: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_on_two(spec: Scenario, seed: int) -> Any:
        return simulate(broken(spec) if seed == 2 else spec, seed)

    with monkeypatch.context() as patch:
        patch.setattr(runner, "simulate", fails_on_two)
        first = run_design(design(toy, (1, 2, 3)), workers=1, out=tmp_path)
    assert first.failed["seed"].tolist() == [2]
    second = run_design(design(toy, (1, 2, 3)), workers=1, out=tmp_path)
    assert second.failed.empty
    assert hashes(second) == hashes(run_design(design(toy, (1, 2, 3)), workers=1))


def test_another_engine_or_scenario_is_not_taken_for_this_one(
    toy: Scenario, tmp_path: Path, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_design(design(toy, (1,)), workers=1, out=tmp_path)
    run_design(design(toy.but(time__months=4), (1,)), workers=1, out=tmp_path)
    run_design(design(toy.but(run__snapshots=(2,)), (1,)), workers=1, out=tmp_path)
    assert counted == [1, 1, 1]
    for module in (runner, running, "partnersim.studies.runs.tasks"):
        name = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{name}.engine_version", lambda: "another")
    run_design(design(toy, (1,)), workers=1, out=tmp_path)
    assert counted == [1, 1, 1, 1]


def test_an_interrupt_keeps_what_is_finished(
    toy: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[int]
) -> None:
    counting = runner.simulate

    def interrupted(spec: Scenario, seed: int) -> Any:
        if seed == 3:
            raise KeyboardInterrupt
        return counting(spec, seed)

    with monkeypatch.context() as patch:
        patch.setattr(runner, "simulate", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run_design(design(toy, range(1, 5)), workers=1, out=tmp_path)
    assert counted == [1, 2]
    results = run_design(design(toy, range(1, 5)), workers=1, out=tmp_path)
    assert counted == [1, 2, 3, 4]
    assert (results.runs["status"] == "done").all()


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
    monkeypatch.setattr("partnersim.studies.runs.tasks.library_versions", lambda: {"numpy": "99.0"})
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


def test_rows_stand_in_the_order_of_the_design_whoever_gave_them_first() -> None:
    keys = pd.Series(["b", "a", "b", "c"])
    order, counts = _in_order(pd.Series(["a", "b", "nobody", "b"]), keys)
    assert order.tolist() == [1, 0, 2, 0, 2] and counts.tolist() == [1, 2, 0, 2]
    order, counts = _in_order(pd.Series(["nobody"]), keys)
    assert order.tolist() == [] and counts.tolist() == [0]
