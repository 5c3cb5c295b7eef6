"""The posterior of household parameters, with a stand-in for the simulation whose right answer is known."""

import math

import pytest

from partnersim.studies.fitting.households import fit_file
from partnersim.studies.fitting.households.aims import household_aims, loss_of, read_aims
from partnersim.studies.fitting.households.bench import Bench
from partnersim.studies.fitting.households.bounds import BOUNDS, point_of
from partnersim.studies.fitting.households.evaluate import Tried
from partnersim.studies.fitting.households.posterior import (
    as_fit,
    document,
    errors_of,
    household_posterior,
    simulated_from,
)
from partnersim.studies.runs.files import yaml_text

AIMS = household_aims(read_aims().items)


def stand_in(parameters, aims, effort):
    """Number k rises with parameter k from the low end of its band (share 0) to ten bands above it (share 1)."""
    point = point_of(parameters)
    values = {
        aim.key: aim.value.low + float(x) * 10.0 * (aim.value.high - aim.value.low)
        for aim, x in zip(aims, point, strict=False)
    }
    return Tried(
        parameters=dict(parameters), values=values, beside={}, loss=loss_of(values, aims), seconds=0.0
    )


@pytest.fixture(scope="module")
def made():
    with pytest.MonkeyPatch.context() as patch:
        tried = lambda self, sets, effort: [stand_in(one, self.aims, effort) for one in sets]  # noqa: E731
        patch.setattr(Bench, "try_all", tried)
        return household_posterior(simulations=800, members=12, trials=40, workers=1, show_progress=False)


def test_bands_are_read_as_95_percent_intervals():
    errors = errors_of(AIMS)
    for aim, error in zip(AIMS, errors, strict=True):
        assert 2 * 1.96 * error == pytest.approx(aim.value.high - aim.value.low)


def test_parameters_with_a_number_of_their_own_become_known_and_others_do_not(made):
    """With 80 accepted in so many dimensions one of the fifteen may hang together with one of the others by chance."""
    own = sorted(made.identified[b.path] for b in BOUNDS[: len(AIMS)])
    others = sorted(made.identified[b.path] for b in BOUNDS[len(AIMS) :])
    assert own[-2] < 0.3 < others[0] and own[-1] < 0.8
    assert others[len(others) // 2] > 0.85
    assert made.found.mean[0] < 0.35  # the target lies in the lowest tenth
    assert min(made.p_values.values()) > 0.001
    assert made.ranks.shape == (len(BOUNDS), 10) and made.facts["accepted"] == 80


def test_members_are_draws_of_the_posterior_simulated_again_best_first(made):
    assert 2 <= len(made.members) <= 12
    losses = [one.loss for one in made.members]
    assert losses == sorted(losses)
    assert max(losses) < max(one.loss for one in made.tried)


def test_the_file_shows_what_prior_and_posterior_give(made):
    content = document(made)
    first = AIMS[0]
    prior, after = (content["numbers"][first.key][name] for name in ("prior_5_50_95", "posterior_5_50_95"))
    width = first.value.high - first.value.low
    assert prior[1] == pytest.approx(first.value.low + 5.0 * width, rel=0.02)  # the middle of ten bands
    assert after[2] - after[0] < prior[2] - prior[0]
    assert set(content["parameters"]) == {bound.path for bound in BOUNDS}
    assert all(sum(row["ranks"]) == 40 for row in content["parameters"].values())


def test_the_members_are_a_fit_that_a_validation_can_read(made, tmp_path):
    path = tmp_path / "members.yaml"
    path.write_text(yaml_text(fit_file.document(as_fit(made))), encoding="utf-8")
    read = fit_file.read_fit(path)
    assert [one["parameters"] for one in read["ensemble"]] == [one.parameters for one in made.members]
    assert read["best"]["parameters"] == made.members[0].parameters
    assert read["provenance"]["made_by"] == "partnersim fit posterior"
    assert read["provenance"]["evaluations"] == 800 + len(made.members)


def test_simulations_without_a_number_are_left_out():
    whole = stand_in({b.path: b.low for b in BOUNDS}, AIMS, None)
    broken = Tried(
        parameters=whole.parameters,
        values={**whole.values, AIMS[0].key: math.nan},
        beside={},
        loss=1.0,
        seconds=0.0,
    )
    simulated, used = simulated_from([broken, whole], AIMS)
    assert used == [whole] and simulated.points.shape == (1, len(BOUNDS))
