"""Predictions by site beside rivals, the file of effects, and sealed forecasts."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from partnersim.faces.cli import main
from partnersim.faces.cli.scoring import sentences_of, write_scores
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.sites import read_sites
from partnersim.scenario.experiments.trials import load_trial
from partnersim.studies.observing import sized
from partnersim.studies.scoreboard import run as board_run
from partnersim.studies.scoreboard import sealed
from partnersim.studies.scoreboard.run import Board, board, score

FILE = """\
families:
  - id: cash
    label: Cash, consumption
    label_id: Tunai, konsumsi
    trial: cash_transfers
    outcome: {name: effect, of: consumption, scale: percent}
    unit: percent
    fitted: false
    source: a textbook
    sites:
      - {site: A, effect: 10.0, error: 1.0}
      - {site: B, effect: 0.2, error: 0.1, over: 2.0}
      - {site: C, effect: 12.0, error: 2.0, set: {design.months: 12, design.rounds: [12]}}
"""


def written(folder: Path, text: str = FILE) -> Path:
    path = folder / "effects.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_effects_are_read_in_the_unit_of_the_family(tmp_path: Path) -> None:
    (family,) = read_sites(written(tmp_path))
    assert [site.estimate for site in family.sites] == [(10.0, 1.0), (10.0, 5.0), (12.0, 2.0)]
    trial = family.trial_of(family.sites[2])
    assert trial.design.months == 12 and [one.name for one in trial.outcomes] == ["effect"]
    assert family.trial_of(family.sites[0]).arms == load_trial("cash_transfers").arms


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("trial: cash_transfers", "trial: cash_transfer", 11, "did you mean 'cash_transfers'"),
        ("{site: B,", "{site: A,", 12, "second time"),
        ("design.months: 12", "design.month: 12", 13, "design.month"),
        ("unit: percent", "unit: log", 7, "not the unit of the outcome"),
        ("error: 2.0", "error: 0.0", 13, "error"),
        (FILE.splitlines(keepends=True)[-1], "", 10, "3 or more"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    with pytest.raises(ScenarioError) as error:
        read_sites(written(tmp_path, FILE.replace(old, new)))
    text = str(error.value)
    assert text.startswith(f"effects.yaml:{line}:") and said in text, text


def test_the_model_is_scored_by_the_mean_and_spread_of_its_sets(tmp_path: Path) -> None:
    """Sets say 8 and 12 of A (mean 10, spread 2.83), 9 and 9 of B, 14 and 18 of C (16 against 12)."""
    families = read_sites(written(tmp_path))
    members = pd.DataFrame(
        [("cash", s, f"set {k}", v) for s, pair in zip("ABC", ((8, 12), (9, 9), (14, 18)), strict=True)
         for k, v in enumerate(pair)],
        columns=["family", "site", "set", "effect"],
    )  # fmt: skip
    predictions, scores = board(families, members)
    own = predictions[predictions["predictor"] == "model"].set_index("site")
    assert list(own["predicted"]) == [10.0, 9.0, 16.0]
    assert own.loc["A", "spread"] == pytest.approx(8.0**0.5) and own.loc["B", "spread"] == 0.0
    by = scores.set_index("predictor")
    assert by.loc["model", "mae"] == pytest.approx((0 + 1 + 4) / 3)
    assert by.loc["no_effect", "mae"] == pytest.approx((10 + 10 + 12) / 3)
    others = predictions[predictions["predictor"] == "other_studies"].set_index("site")
    assert others.loc["B", "predicted"] == pytest.approx(
        (10.0 + 12.0 / 4) / (1 + 1 / 4)
    )  # Q of A and C is below 1
    said = sentences_of(scores.to_dict("records"))
    assert said == ["cash: nearest is mean of the other studies (root mean square error "
                    f"{by.loc['other_studies', 'rmse']:.1f}; the model {by.loc['model', 'rmse']:.1f}, no effect "
                    f"{by.loc['no_effect', 'rmse']:.1f})."]  # fmt: skip


def test_sites_of_which_nothing_is_known_share_one_trial(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []

    def counted(trial, /, **given):  # type: ignore[no-untyped-def]
        asked.append((trial.design.months, given["parameters"]))
        return type("Result", (), {"value": staticmethod(lambda name: float(trial.design.months))})

    monkeypatch.setattr(board_run, "run_trial", counted)
    found = score(read_sites(written(tmp_path)), ensemble=False, workers=1, show_progress=False)
    assert asked == [(36, {}), (12, {})]  # A and B as the file has it, C for a year
    assert list(found.members["effect"]) == [36.0, 36.0, 12.0]


def test_an_input_of_a_site_reaches_its_trial_alone(tmp_path: Path) -> None:
    """As the docs say it: worth of the asset of one site of the graduation package."""
    text = FILE.replace("cash_transfers", "graduation").replace(
        "design.months: 12, design.rounds: [12]", "arms.package.0.amount.value: 3.1"
    )
    (family,) = read_sites(written(tmp_path, text))
    worth = [family.trial_of(site).arms["package"][0].amount.value for site in family.sites]
    assert worth == [2.0, 2.0, 3.1]


def test_what_is_published_per_head_is_predicted_per_head() -> None:
    """The label says of what an effect is; small households gain more of an asset per head than large ones."""
    for family in read_sites():
        assert family.outcome.per_head == ("per head" in family.label), family.id
    assert any(family.outcome.per_head for family in read_sites())


def test_a_real_prediction_at_small_size_is_of_the_sites_own_terms() -> None:
    """Dearer and smaller loans in Mexico than in Ethiopia: the sets of terms reach the trial, so the effects differ."""
    (profit,) = [one for one in read_sites() if one.id == "microcredit_profit"]
    mexico, ethiopia = (
        sized(profit.trial_of(site), scale=0.04)
        for site in profit.sites
        if site.site in ("Mexico", "Ethiopia")
    )
    assert mexico.arms["credit"][0].rate.value == 1.0 and ethiopia.arms["credit"][0].size.value == 1.18
    values = [
        board_run.run_trial(trial, replicates=1, field=False).value("effect") for trial in (mexico, ethiopia)
    ]
    assert values[0] != values[1] and all(abs(v) < 500.0 for v in values)


def test_scores_are_written_all_or_none(tmp_path: Path) -> None:
    table = pd.DataFrame({"family": ["cash"], "effect": [1.0]})
    write_scores(
        Board(predictions=table, scores=table, members=table, facts={"replicates": 2}), tmp_path / "out"
    )
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "predictions.csv",
        "scores.csv",
        "scores.json",
    ]
    assert json.loads((tmp_path / "out" / "scores.json").read_text())["members"] == [
        {"family": "cash", "effect": 1.0}
    ]


def test_score_refuses_targets_and_switches(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "T09", "--score"]) == 2
    assert "takes no targets" in capsys.readouterr().err


@pytest.fixture(scope="module")
def forecast() -> dict:  # type: ignore[type-arg]
    """A sealed forecast of a small trial under the defaults alone."""
    trial = sized(load_trial("cash_transfers"), scale=0.05)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "read_fit", lambda fit: None)
        return sealed.seal(trial, replicates=1, show_progress=False)


def test_a_forecast_says_what_every_outcome_will_be_and_is_sealed(forecast: dict, tmp_path: Path) -> None:  # type: ignore[type-arg]
    assert forecast["trial"]["name"] == "cash_transfers" and forecast["sets"] == 1
    assert forecast["sets_sha256"] == hashlib.sha256(b"[{}]").hexdigest()  # one set: the defaults
    names = {outcome["name"] for outcome in forecast["trial"]["outcomes"]}
    assert {name.partition("@")[0] for name in forecast["predictions"]} == names
    path = tmp_path / "f.json"
    path.write_text(json.dumps(forecast), encoding="utf-8")
    assert sealed.opened(path) == forecast
    first = next(iter(forecast["predictions"].values()))
    changed = json.dumps(forecast).replace(str(first["mean"]), str(first["mean"] + 1.0), 1)
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(ScenarioError, match="changed after it was sealed"):
        sealed.opened(path)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ScenarioError, match="no sealed forecast"):
        sealed.opened(path)


def test_results_score_a_forecast(forecast: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[type-arg]
    name, said = next((n, s) for n, s in forecast["predictions"].items() if s["mean"] is not None)
    (tmp_path / "f.json").write_text(json.dumps(forecast), encoding="utf-8")
    results = tmp_path / "r.yaml"
    results.write_text(
        f"source: a paper\nresults:\n  - {{outcome: '{name}', effect: {said['mean'] + 2.0}, error: 1.0}}\n",
        "utf-8",
    )
    assert main(["forecast", "score", str(tmp_path / "f.json"), str(results), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["in_80"] is False and row["in_95"] is False  # two of its errors off: beyond 1.28 and 1.96
    assert row["crps"] == pytest.approx(1.4530, abs=1e-3)  # 2 (2 Phi(2) - 1) + 2 phi(2) - 1 / sqrt(pi)
    results.write_text(
        "source: a paper\nresults:\n  - {outcome: consumptoin, effect: 1.0, error: 1.0}\n", "utf-8"
    )
    assert main(["forecast", "score", str(tmp_path / "f.json"), str(results)]) == 2
    assert "r.yaml:3" in capsys.readouterr().err


def test_points_of_a_share_are_not_taken_for_the_share(forecast: dict, tmp_path: Path) -> None:  # type: ignore[type-arg]
    said = {**forecast, "predictions": {"poor@a": {"unit": "share", "mean": -0.03, "spread": 0.004}}}
    results = tmp_path / "r.yaml"
    text = "source: a paper\nresults:\n  - {outcome: poor@a, effect: -3.5, error: 1.0}\n"
    results.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"r.yaml:3: .*forecast as a share, and -3.5 is none; .* write -0.035"):
        sealed.read_observed(results, forecast=said)
    results.write_text(text.replace("-3.5", "-0.035"), encoding="utf-8")
    assert [one.effect for one in sealed.read_observed(results, forecast=said)] == [-0.035]


def test_every_place_of_a_trial_has_a_forecast_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two places under two sets: 1 and 3 in the one, 10 and 30 in the other, never 1, 10, 3 and 30 in one heap."""
    places = pd.DataFrame({"outcome": "gain", "arm": "cash", "place": ["dry", "wet"], "unit": "percent"})
    sets = iter(([1.0, 10.0], [3.0, 30.0]))

    def run(trial, /, **given):  # type: ignore[no-untyped-def]
        return type("Result", (), {"summary": places.assign(effect=next(sets))})

    monkeypatch.setattr(sealed, "run_trial", run)
    monkeypatch.setattr(sealed, "read_fit", lambda fit: {"ensemble": [{"parameters": {}}, {"parameters": {}}]})
    said = sealed.seal(load_trial("cash_transfers"), show_progress=False)
    assert {name: one["members"] for name, one in said["predictions"].items()} == {
        "gain@cash@dry": [1.0, 3.0],
        "gain@cash@wet": [10.0, 30.0],
    }
    results = tmp_path / "r.yaml"
    text = "source: a paper\nresults:\n  - {outcome: gain@cash, effect: 2.0, error: 1.0}\n"
    results.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="name one of gain@cash@dry, gain@cash@wet"):
        sealed.read_observed(results, forecast=said)
    results.write_text(text.replace("gain@cash", "gain@cash@wet"), encoding="utf-8")
    (row,) = sealed.scored_forecast(said, sealed.read_observed(results, forecast=said))
    assert (row["outcome"], row["predicted"]) == ("gain@cash@wet", 20.0)


def test_who_is_nearest_is_no_tie_of_rounding() -> None:
    rows = [
        {"family": "loans_food", "predictor": who, "rmse": rmse, "fitted": False}
        for who, rmse in (("model", 1.94), ("other_studies", 2.42), ("no_effect", 1.851))
    ]
    assert sentences_of(rows) == [
        "loans food: nearest is no effect (root mean square error 1.85; the model 1.94, mean of the other studies "
        "2.42)."
    ]


def test_a_sealed_file_is_never_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = tmp_path / "f.json"
    there.write_text("mine", encoding="utf-8")
    assert main(["forecast", "seal", "cash_transfers", "--out", str(there)]) == 2
    assert "never replaced" in capsys.readouterr().err and there.read_text() == "mine"
    assert main(["forecast", "seal", "cash_transfers", "--out", str(tmp_path / "no" / "f.json")]) == 2
    assert "no such folder" in capsys.readouterr().err
