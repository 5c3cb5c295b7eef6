"""The setting of partnerships of two: its file, its bounds and its loss."""

import numpy as np
import pytest
import yaml

from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.shipped import shipped_folders
from partnersim.studies.fitting.dyads import FINAL, SEARCH, around, drawn
from partnersim.studies.partnerships.dyad_loss import Found, summed
from partnersim.studies.partnerships.dyad_setting import BOUNDS, FITS_FILE, Setting, fitted, read_settings
from partnersim.studies.partnerships.dyads import Life, dyad

MIDDLE = {name: (bound.low + bound.high) / 2.0 for name, bound in BOUNDS.items()}


def file_with(tmp_path, **changes):
    setting = {name: value for name, value in {**MIDDLE, **changes}.items() if value is not None}
    path = tmp_path / "dyads.yaml"
    path.write_text(yaml.safe_dump({"best": {"setting": setting}, "ensemble": [{"setting": MIDDLE}]}))
    return path


def test_dyads_live_in_the_shipped_best_setting():
    best, ensemble = fitted()
    assert best == ensemble[0]
    spec = dyad(7)
    assert spec.mechanisms.partner_review.chi == best.chi
    assert spec.mechanisms.partner_review.alternative == best.alternative
    assert spec.mechanisms.partner_review.fixed_cost == best.fixed_cost
    assert spec.mechanisms.learned_trust.prior_mean == best.prior_mean
    assert spec.mechanisms.learned_trust.prior_strength == best.prior_strength
    assert spec.mechanisms.office_change.hazard == best.office_hazard
    assert spec.agreements[0].stages.planning_months == best.preparing_months
    assert spec.agreements[0].practices.visits_per_month == best.visits_per_month


def test_reliability_follows_the_setting():
    middle = Setting.of(MIDDLE).plain()
    same = Setting.model_construct(**{**middle, "reliability_mean": 0.6, "reliability_sd": 0.0})
    assert [actor.keeps_promises for actor in dyad(3, setting=same).actors] == [0.6, 0.6]


def test_what_is_written_is_read(tmp_path):
    best, ensemble = read_settings(file_with(tmp_path, chi=0.125, preparing_months=3))
    assert (best.chi, best.preparing_months) == (0.125, 3)
    assert ensemble == (Setting.of(MIDDLE),)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"chi": 0.9},
            r"dyads\.yaml:\d+: best\.setting\.chi = 0\.9 is out of range; allowed 0\.05 to 0\.3 share",
        ),
        ({"office_hazard": "often"}, "office_hazard = 'often' must be a number"),
        ({"prior_mean": True}, "prior_mean = true must be a number"),
        ({"chii": 0.1}, "unknown field 'best.setting.chii' .did you mean 'chi'"),
        ({"visits_per_month": None}, "best.setting.visits_per_month: is missing"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(tmp_path, changes, said):
    with pytest.raises(ScenarioError, match=said):
        read_settings(file_with(tmp_path, **changes))


@pytest.mark.parametrize("content", [{"best": {}}, {"best": {"setting": MIDDLE}, "ensemble": []}])
def test_a_file_without_settings_is_refused(tmp_path, content):
    path = tmp_path / "dyads.yaml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(ScenarioError, match=r"dyads\.yaml"):
        read_settings(path)


def test_no_dyad_of_the_fit_is_one_of_the_last_round_or_of_the_tables():
    assert not set(SEARCH) & set(FINAL)
    assert min(*SEARCH, *FINAL) > 10_000


def test_a_draw_stays_inside_its_corners_and_can_be_repeated():
    low, high = ([bound[side] for bound in BOUNDS.values()] for side in (0, 1))
    corners = {"low": np.array(low), "high": np.array(high)}
    once, again = (drawn(12, **corners, seed=5) for _ in range(2))
    assert once == again
    for setting in once:
        assert all(bound.low <= setting.plain()[name] <= bound.high for name, bound in BOUNDS.items())


def test_settings_around_the_best_are_near_it_and_inside_the_bounds():
    corner = Setting.of({name: bound.low for name, bound in BOUNDS.items()})
    for setting in around(corner, 8):
        for name, (low, high, _) in BOUNDS.items():
            rounding = 0.5 if name == "preparing_months" else 1e-2
            assert low <= setting.plain()[name] <= low + 0.1 * (high - low) + rounding


def test_the_loss_is_zero_at_the_facts_and_counts_each_distance():
    def loss(share=55.0, hazard=(0.05, 0.1, 0.2, 0.1, 0.1, 0.1, 0.1), signed=80.0):
        return Found(signed=signed, share=share, hazard=list(hazard), linked=0.4).loss

    assert loss() == 0.0
    assert loss(share=67.5) == pytest.approx(1.0)
    assert loss(hazard=(0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)) == pytest.approx(2.0)
    assert loss(hazard=(0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2)) == pytest.approx(1.0)
    assert loss(signed=40.0) == float("inf")


def test_lives_are_summed_over_those_that_were_signed():
    lives = [Life(2, 0.5), Life(2, 0.5), Life(7, 0.7), Life(None, 0.8), None] * 4
    found = summed(lives, years=8)
    assert (found.signed, found.share, found.peak) == (80.0, 50.0, 2)
    assert found.linked > 0.9


def test_the_shipped_file_says_how_it_was_found_and_shows_frozen_beliefs():
    path = next(folder / FITS_FILE for folder in shipped_folders() if (folder / FITS_FILE).is_file())
    content = yaml.safe_load(path.read_text("utf-8"))
    assert {name: tuple(given) for name, given in content["bounds"].items()} == dict(BOUNDS)
    assert content["provenance"]["settings_tried"] >= 60
    for entry in content["ensemble"]:
        assert "dissolved_five_years_percent" in entry["frozen_beliefs"]
