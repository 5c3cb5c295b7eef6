"""The forecast that ships: of the design beside it, sealed as the docs say, and scored by made-up results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from partnersim.faces.cli import main
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.trials import load_trial
from partnersim.studies.scoreboard.sealed import SEAL, fingerprint, opened

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "experiments" / "forecasts"
SEALED = FOLDER / "assets-and-funds-in-jember.json"
DESIGN = FOLDER / "assets-and-funds-in-jember.yaml"


def test_it_is_of_the_design_beside_it_by_every_fitted_set() -> None:
    forecast = opened(SEALED)
    assert forecast["trial"] == json.loads(load_trial(str(DESIGN)).model_dump_json())
    assert (forecast["sets"], forecast["scale"], forecast["made"]) == (12, 1.0, "2026-11-27")
    named = {name.partition("@")[0] for name in forecast["predictions"]}
    assert named == {outcome["name"] for outcome in forecast["trial"]["outcomes"]}
    for said in forecast["predictions"].values():
        members = said["members"]
        assert len(members) == 12 and said["mean"] == pytest.approx(sum(members) / 12)
        assert min(members) <= said["low_10"] <= said["high_90"] <= max(members)


def test_its_hash_stands_in_the_docs_so_that_it_cannot_be_sealed_anew() -> None:
    forecast = json.loads(SEALED.read_text("utf-8"))
    assert forecast[SEAL] == fingerprint(forecast)
    assert forecast[SEAL] in (ROOT / "docs" / "trials.md").read_text("utf-8")


def test_no_letter_or_figure_of_it_can_be_changed(tmp_path: Path) -> None:
    """Every forty-first letter or figure in turn: the file is no forecast any more, or its seal is broken."""
    text = SEALED.read_text("utf-8")
    places = [place for place, sign in enumerate(text) if sign.isalnum()][::41]
    assert len(places) > 150
    for place in places:
        path = tmp_path / "changed.json"
        path.write_text(text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :], "utf-8")
        with pytest.raises(ScenarioError, match=r"changed after it was sealed|cannot be read|is no sealed forecast"):
            opened(path)


def test_made_up_results_score_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One result just as was said, one ten errors off: in all intervals and in none."""
    said = opened(SEALED)["predictions"]
    right, wrong = said["consumption_24@package"], said["poverty_24@asset"]
    error = 10.0 * wrong["spread"]
    results = tmp_path / "made_up.yaml"
    results.write_text(
        "source: made up for a test\nresults:\n"
        f"  - {{outcome: consumption_24@package, effect: {right['mean']!r}, error: 1.0}}\n"
        f"  - {{outcome: poverty_24@asset, effect: {wrong['mean'] - 10.0 * error!r}, error: {error!r}}}\n",
        "utf-8",
    )
    assert main(["forecast", "score", str(SEALED), str(results), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["in_80"], first["in_95"], second["in_80"], second["in_95"]) == (True, True, False, False)
    # a normal prediction that is just right scores s (2 phi(0) - 1 / sqrt(pi)) = 0.23369 s, s with the own error
    assert first["crps"] == pytest.approx(0.23369498 * (right["spread"] ** 2 + 1.0) ** 0.5, rel=1e-6)
    assert second["crps_no_effect"] != second["crps"]
    assert main(["forecast", "score", str(SEALED), str(results)]) == 0
    told = capsys.readouterr().out
    assert "The seal holds: made on 2026-11-27" in told
    assert told.rstrip().endswith(f"published then:\nsha256 {json.loads(SEALED.read_text('utf-8'))[SEAL]}")
