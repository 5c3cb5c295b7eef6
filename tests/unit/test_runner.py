"""Running designs: pure runs, failures as rows, tables independent of who computed them; resume."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from partnersim.scenario.spec import Scenario
from partnersim.studies.runs import runner, running
from partnersim.studies.runs.results import Results
from partnersim.studies.runs.runner import run_design
from partnersim.studies.runs.schema import (
    TABLES,
)
from partnersim.studies.runs.simulate import flows_between_holders, simulate
from partnersim.world.ledger import Ledger
from tests.run_case import broken, design, hashes


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


def test_tables_are_identical_for_one_worker_and_for_three(toy: Scenario) -> None:
    plan = design(toy, range(1, 6), more=toy.but({"programme.community_funds.first_loan_idr": 500_000.0}))
    alone = run_design(plan, workers=1)
    assert (alone.runs["status"] == "done").all()
    many = run_design(plan, workers=3)
    assert hashes(many) == hashes(alone)
    for name in TABLES:
        left, right = (getattr(one, name).drop(columns="seconds", errors="ignore") for one in (alone, many))
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

    def fail(*arguments: Any, **named: Any) -> None:
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
