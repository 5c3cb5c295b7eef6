"""Calibration: the loss, the search, what it may read, and going on after a stop."""

import json
import math
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from partnersim.studies.fitting.households import bench as bench_module
from partnersim.studies.fitting.households.aims import (
    all_inside,
    distance,
    household_aims,
    loss_of,
    read_aims,
    soft_limits,
)
from partnersim.studies.fitting.households.bench import Bench
from partnersim.studies.fitting.households.bounds import BOUNDS, point_of, present_values, values_at
from partnersim.studies.fitting.households.evaluate import Effort, Tried
from partnersim.studies.fitting.households.run import _chosen, _refuse_other_search, calibrate, ensemble_of
from partnersim.studies.runs.files import ResultsError, yaml_text

EFFORT = Effort(rows=400, seeds=(1, 2), trial_scale=0.1)


@pytest.fixture(scope="module")
def aims():
    return household_aims(read_aims().items)


def tried(parameters, loss, values=None):
    return Tried(parameters=parameters, values=values or {}, beside={}, loss=loss, seconds=0.0)


def test_the_loss_is_zero_at_the_targets_and_only_there(aims):
    at = {aim.key: aim.value.target for aim in aims}
    assert loss_of(at, aims) == 0.0
    assert all_inside(at, aims)
    for aim in aims:
        assert loss_of({**at, aim.key: aim.value.target + 0.1 * (aim.value.high - aim.value.low)}, aims) > 0.0


def test_half_a_band_off_costs_one_and_outside_costs_more(aims):
    for aim in aims:
        if aim.value.low < aim.value.target < aim.value.high:
            assert distance(aim.value.high, aim.value) == pytest.approx(1.0)
            assert distance(aim.value.low, aim.value) == pytest.approx(1.0)
            beyond = aim.value.high + 0.5 * (aim.value.high - aim.value.target)
            assert distance(beyond, aim.value) == pytest.approx(1.5**2 + 5 * 0.75)
    assert distance(math.nan, aims[0].value) == 100.0


def test_a_technology_that_most_owners_have_anyhow_costs():
    """A tenth above a limit costs 5: 0.66 of 0.60 on a step, 0.22 of 0.20 on the last one."""
    assert soft_limits({"technology_share": 0.59, "top_step_share": 0.19, "grant_crosses_scale": 0.9}) == 0.0
    assert soft_limits({"technology_share": 0.66, "top_step_share": 0.0}) == pytest.approx(5.0)
    assert soft_limits({"technology_share": 0.0, "top_step_share": 0.22}) == pytest.approx(5.0)
    assert soft_limits({"technology_share": 0.66, "top_step_share": 0.24}) == pytest.approx(5.0 + 20.0)


def test_targets_of_the_partnership_level_are_left_out(aims):
    assert {"T16", "T17"}.isdisjoint(aim.id for aim in aims)
    assert {"T06", "T07", "T11"} <= {aim.id for aim in aims if aim.by == "trial"}


def test_parameters_stay_inside_their_bounds_and_rounding_is_final():
    for point in (np.zeros(len(BOUNDS)), np.ones(len(BOUNDS)), np.full(len(BOUNDS), 1 / 3)):
        values = values_at(point)
        for bound in BOUNDS:
            assert bound.low <= values[bound.path] <= bound.high
        assert values_at(point_of(values)) == values
    assert set(present_values()) == {bound.path for bound in BOUNDS}


def test_a_stopped_calibration_goes_on_where_it_was(tmp_path, monkeypatch, aims):
    asked = []

    def fake(parameters, aims, effort):
        asked.append(parameters)
        return tried(dict(parameters), float(len(asked)))

    monkeypatch.setattr(bench_module, "try_set", fake)
    sets = [{"a": float(k)} for k in range(4)]
    with Bench(aims, workers=1, out=tmp_path) as bench:
        first = bench.try_all(sets[:3], EFFORT)
    with Bench(aims, workers=1, out=tmp_path) as bench:
        second = bench.try_all(sets, EFFORT)
        assert bench.fresh == 1
    assert second[:3] == first
    assert asked == sets
    (part,) = [p for p in (tmp_path / "parts").iterdir() if len(json.loads((p / "part.json").read_text())["keys"]) == 3]
    (part / "numbers.parquet").write_bytes(b"")
    with Bench(aims, workers=1, out=tmp_path) as bench:
        assert bench.try_all(sets, EFFORT)[3] == second[3]
        assert bench.fresh == 3


def test_results_of_another_effort_are_not_taken(tmp_path, monkeypatch, aims):
    monkeypatch.setattr(bench_module, "try_set", lambda p, a, e: tried(dict(p), float(e.rows)))
    with Bench(aims, workers=1, out=tmp_path) as bench:
        bench.try_all([{"a": 1.0}], EFFORT)
    with Bench(aims, workers=1, out=tmp_path) as bench:
        other = Effort(rows=600, seeds=(1, 2), trial_scale=0.1)
        assert bench.try_all([{"a": 1.0}], other)[0].loss == 600.0


def test_the_fit_of_another_search_is_not_overwritten(tmp_path):
    held = {"search": "CMA-ES from 3 starts, 8000 rows, trials at 0.5 of their size", "seeds": [1, 2]}
    (tmp_path / "households.yaml").write_text(yaml_text({"provenance": held}), encoding="utf-8")
    _refuse_other_search(tmp_path, dict(held), force=False)
    for other in ({**held, "seeds": [1, 2, 3]}, {**held, "search": "another"}):
        with pytest.raises(ResultsError, match="holds a finished study of something else"):
            _refuse_other_search(tmp_path, other, force=False)
        _refuse_other_search(tmp_path, other, force=True)


def test_the_ensemble_holds_only_what_fits_as_well(aims):
    at = {aim.key: aim.value.target for aim in aims}
    far = {**at, "T01": 0.9}
    base = present_values()
    idea = base["mechanisms.entry.idea"]
    near = {**base, "mechanisms.entry.idea": idea + 0.001}
    other = {**base, "mechanisms.entry.idea": 0.08 if idea < 0.05 else 0.02}
    sets = [tried(base, 1.0, at), tried(near, 2.0, at), tried(other, 2.5, at), tried(near, 2.5, far),
            tried(other, 9.0, at)]  # fmt: skip
    found = ensemble_of(sets, aims)
    assert [one.loss for one in found] == [1.0, 2.0, 2.5]
    assert [one.loss for one in ensemble_of(sets, aims, most=2)] == [1.0, 2.5]  # the farther one


def test_the_best_set_lies_inside_all_bands_if_any_does(aims):
    at = {aim.key: aim.value.target for aim in aims}
    outside = tried(present_values(), 0.5, {**at, "T08 headcount": 0.2})
    assert ensemble_of([outside, tried(present_values(), 1.0, at)], aims)[0].loss == 1.0
    assert ensemble_of([outside], aims) == [outside]


def test_every_search_sends_sets_to_the_careful_trials():
    base = present_values()

    def search(first, losses):
        return [tried({**base, "mechanisms.entry.idea": first + 0.001 * k}, v) for k, v in enumerate(losses)]

    found = [[tried(base, 9.0)], search(0.02, [1.0, 1.1, 1.2, 1.3]), search(0.05, [1.5, 1.6, 1.7, 99.0])]
    chosen = _chosen(found, 6)
    losses = [one.loss for one in chosen]
    assert len(chosen) == 6 and len({tuple(one.parameters.values()) for one in chosen}) == 6
    assert {1.0, 1.1, 1.5, 1.6} <= set(losses) and 99.0 not in losses


@pytest.mark.parametrize(("seeds", "evaluations"), [((1,), 60), ((1, 3), 60), ((1, 2), 5)])
def test_impossible_settings_are_refused(seeds, evaluations):
    with pytest.raises(ValueError, match=r"seeds|too few"):
        calibrate(evaluations=evaluations, seeds=seeds, starts=1, show_progress=False)


SPY = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    opened = set()
    sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" else None)
    from partnersim.scenario.experiments import targets
    from partnersim.studies.fitting.households import aims, bench, bounds, evaluate, fit_file, picture, run
    only = Path(sys.argv[1])
    targets_folder = lambda: only
    targets.target_folder = aims.target_folder = targets_folder
    found = run.calibrate(evaluations=21, starts=1, workers=1, rows=400, final_rows=400, trial_scale=0.04,
                          out=only / "out", show_progress=False)
    fit_file.write_fit(found, only / "out")
    assert not [name for name in sys.modules if name.startswith("partnersim.studies.validation")]
    print("\\n".join(sorted(path for path in opened if "experiments" in path or str(only) in path or "docs" in path)))
    """
)


def test_calibration_works_without_and_never_opens_other_targets(tmp_path):
    """With judge.yaml and input.yaml gone it runs, and it opens no other file about targets or results."""
    from partnersim.scenario.experiments.targets import target_folder

    (tmp_path / "calibrate.yaml").write_text((target_folder() / "calibrate.yaml").read_text("utf-8"))
    done = subprocess.run(
        [sys.executable, "-c", SPY, str(tmp_path)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    opened = [line for line in done.stdout.splitlines() if line.endswith((".yaml", ".json", ".csv", ".md"))]
    names = {line.rsplit("/", 1)[1] for line in opened if "/out/" not in line}
    assert names == {"calibrate.yaml", "capital_grants.yaml", "graduation.yaml", "joint_liability_loans.yaml"}
    assert (tmp_path / "out" / "households.yaml").exists()
    assert (tmp_path / "out" / "fit.png").stat().st_size > 10_000


def test_no_import_leads_from_calibration_to_judging():
    """What calibration imports, followed to the end, holds no module of validation."""
    code = textwrap.dedent(
        """
        import importlib, pkgutil, sys
        import partnersim.studies.fitting.households as home
        for one in pkgutil.iter_modules(home.__path__, home.__name__ + "."):
            importlib.import_module(one.name)
        bad = [name for name in sys.modules if "validation" in name and name.startswith("partnersim")]
        assert not bad, bad
        """
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
