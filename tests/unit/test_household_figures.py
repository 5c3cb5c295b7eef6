"""The tool that measures what pages tell in words of the fit: what it counts, and that it asks the trials it names."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from partnersim.scenario.experiments.trials import Trial
from partnersim.studies.observing import trial_values
from partnersim.studies.trials import run_trial
from tools import household_figures
from tools.household_figures import (
    AFTER,
    PARTS,
    after_crisis,
    credit,
    difference,
    main,
    of_trial,
    shown,
    tenths,
)

CASES = {"package": 3, "grants": 6, "schemes": 1, "cash": 2, "sign": 2, "rules": 7}


def said(lines: Any) -> dict[tuple[str, str], str]:
    """What a part says, by case and figure."""
    return {(case, figure): found for case, figure, found in lines}


def test_tenths_go_by_well_being_from_the_lowest() -> None:
    assert tenths(np.array([0.3, 0.1, 2.0, 0.2])).tolist() == [5, 0, 7, 2]
    assert tenths(np.arange(20.0)[::-1]).tolist() == [9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0]


def test_a_difference_is_of_who_is_poor_with_the_crisis_less_without_in_points_and_in_rupiah() -> None:
    """Of four households with a line of 100 the first falls below it, the second rises, the third is poor in both."""
    def record(consumption: list[float], income: list[float], savings: list[float]) -> Any:
        owed = [0.0, 0.0, 0.0, 8.0 if savings[0] else 0.0]
        columns = {"consumption": consumption, "income": income, "savings": savings, "moneylender_debt": owed}
        return SimpleNamespace(columns={name: np.array(values) for name, values in columns.items()})

    crisis = record([90.0, 110.0, 50.0, 300.0], [99.0, 99.0, 99.0, 100.0], [1.0, 2.0, 3.0, 4.0])
    calm = record([100.0, 90.0, 60.0, 304.0], [100.0, 100.0, 99.0, 100.0], [0.0, 0.0, 30.0, 0.0])
    found = difference(crisis, calm, np.full(4, 100.0), np.array([0, 0, 0, 9]))
    assert found == {
        "poor, points": 0.0, "poor by income, points": 50.0, "poor of tenth 1, points": 0.0,
        "poor of tenth 10, points": 0.0, "consumption, IDR": -1.0, "savings, IDR": -5.0, "moneylender_debt, IDR": 2.0,
    }  # fmt: skip
    found = difference(crisis, calm, np.array([100.0, 80.0, 100.0, 100.0]), np.array([0, 1, 1, 9]))
    assert (found["poor, points"], found["poor of tenth 1, points"]) == (25.0, 100.0)


def test_a_crisis_is_what_a_trial_of_the_same_shock_finds_after_it_is_over() -> None:
    rounds = [6 + after for after in AFTER]
    trial = Trial.model_validate({
        "name": "shock", "population": {"who": "whole_village", "households": 480, "clusters": 12},
        "design": {"unit": "cluster", "months": rounds[-1], "rounds": rounds},
        "arms": {"shock": [{"kind": "income_shock", "start": 1, "factor": 0.4, "months": 6}]},
        "outcomes": [
            {"name": f"{of}_{month}", "of": of, "round": month} for of in ("poverty", "savings") for month in rounds
        ],
    })  # fmt: skip
    by_trial = run_trial(trial, replicates=3, field=False)
    found = said(after_crisis("deep", {}, 3, 0.08, 0.4, 6))
    for figure, of, factor in (("poor, points", "poverty", 100.0), ("savings, IDR", "savings", 1.0)):
        means = [float(part.split(" (")[0].replace(",", "")) for part in found["deep", figure].split("; ")]
        wanted = [factor * by_trial.value(f"{of}_{month}") for month in rounds]
        assert means == pytest.approx(wanted, rel=0.006, abs=1e-9), figure
    assert any(value != 0.0 for value in means)


def test_work_that_pays_as_before_is_no_crisis() -> None:
    found = said(after_crisis("none", {}, 2, 0.02, 1.0, 6))
    assert set(found.values()) == {"; ".join(["0 (0 to 0)"] * len(AFTER))}


def test_a_figure_of_a_trial_is_the_trials_own_and_what_is_set_reaches_it() -> None:
    asked = [{"name": "owners", "of": "take_up", "sample": "prior_owners"}]
    wanted = ("take_up", "owners", "consumption_14@credit")
    found = said(of_trial("microcredit", "as it is", {}, 2, 0.04, wanted, asked))
    own = trial_values("microcredit", {}, seeds=[1, 2], outcomes=["take_up", "consumption_14"], scale=0.04)
    assert float(found["as it is", "take_up, share"].split(" ")[0]) == pytest.approx(np.mean(own["take_up"]), rel=0.006)
    other = float(found["as it is", "consumption_14@credit, percent"].split(" ")[0])
    assert other == pytest.approx(np.mean(own["consumption_14"]), rel=0.006)
    assert float(found["as it is", "owners, share"].split(" ")[0]) > np.mean(own["take_up"])
    rates = said(credit({}, 2, 0.04))
    by_rate = [float(text.split(" ")[0]) for (_, figure), text in rates.items() if "take_up" in figure]
    assert by_rate == sorted(by_rate, reverse=True) and by_rate[0] > 2 * by_rate[-1]
    assert by_rate[1] == pytest.approx(np.mean(own["take_up"]), rel=0.006), "24 percent is the file's own rate"


def test_numbers_are_shown_to_three_digits_and_amounts_in_full() -> None:
    assert shown(0.13433, -0.09064, 12.345) == "0.134 (-0.0906 to 12.3)"
    assert shown(-12_741.0, -12_996.0, 154_990.4) == "-12,740 (-13,000 to 154,990)"
    assert shown(-2.2e-18, 999.6, float("nan")) == "0 (1,000 to nan)"


def test_each_part_says_its_cases_and_the_command_hands_on_what_it_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Parts are asked in turn with the values of a set and what is said on top; crises have 25 seeds, others 10."""
    told = []

    def part(name: str) -> Any:
        def one(given: Any, seeds: int, scale: float) -> Any:
            told.append((name, dict(given), seeds, scale))
            yield "a case", "a figure", "1 (0 to 2)"

        return one

    monkeypatch.setattr(household_figures, "PARTS", {name: part(name) for name in PARTS})
    assert main([]) == 0
    crises = ("crisis", "sign", "rules")
    assert [(name, seeds) for name, _, seeds, _ in told] == [(name, 25 if name in crises else 10) for name in PARTS]
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("of crises 6, 12, 18, 24 months after the end |")
    assert lines[2:] == [f"| {name} | a case | a figure | 1 (0 to 2) |" for name in PARTS]
    told.clear()
    main(["cash", "--sets", "--seeds", "3", "--scale", "0.5", "--set", "mechanisms.exit.on=false"])
    assert {(name, seeds, scale) for name, _, seeds, scale in told} == {("cash", 3, 0.5)}
    assert len(told) >= 2 and all(given["mechanisms.exit.on"] is False for _, given, _, _ in told)
    assert len({given["mechanisms.exit.base"] for _, given, _, _ in told}) == len(told), "each set is asked once"
    assert f"| cash | set {len(told)}, a case |" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["weather"])
    assert "no part is called weather" in capsys.readouterr().err


@pytest.mark.parametrize("part", CASES)
def test_the_smallest_form_of_a_part_gives_a_number_for_each_case(part: str) -> None:
    found = said(PARTS[part]({}, 1, 0.02))
    assert len({case for case, _ in found}) == CASES[part]
    assert not [key for key, text in found.items() if text.startswith("nan")]
