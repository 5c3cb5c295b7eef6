"""What claims are tried against: values to run over, arms beside, weights of inputs, shared populations, bad input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from partnersim.engine.population import populations as settled
from partnersim.measures.comparing import links
from partnersim.mechanisms.deciding.firm_fits import firm_choice_sets
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.claims import Uncertain, load_claims
from partnersim.scenario.reading import load_scenario
from partnersim.studies.claims.effects import draw_shares
from partnersim.studies.claims.run import registered
from partnersim.studies.claims.weights import heaviest
from partnersim.studies.runs import needed as claim_runs
from partnersim.studies.runs.needed import Needed, run_needed
from partnersim.studies.runs.running import Finished

NAMES = links()
SMALL = Path(__file__).parent / "claims_small.yaml"
ROBUSTNESS = Path(__file__).parent / "claims_small_robustness.yaml"


def unknown(path: str, **values: object) -> Uncertain:
    """An uncertain input under a name of the test's own, which need be no field of a scenario."""
    return Uncertain.model_construct(path=path, **values)


def test_the_inputs_that_matter_most_are_named_with_sign_and_share():
    inputs = [unknown(p, low=0, high=1) for p in "abcd"] + [unknown("fit", among=(0, 1, 2, 3))]
    shares = draw_shares(64, [u.path for u in inputs], seed=5)
    chance = np.random.default_rng(1).normal(0.0, 0.05, 64)
    group = np.array([0.0, 1.0, -1.0, 0.4])[(shares[:, 4] * 4).astype(int)]
    effects = 3.0 * shares[:, 1] - 2.0 * shares[:, 2] + group + chance
    found, explained = heaviest(effects, shares, inputs)
    assert [one.path for one in found] == ["b", "fit", "c"] and all(one.clear for one in found)
    assert [one.sign for one in found] == [1, 0, -1] and np.isnan(found[1].weight)
    assert found[0].weight > 0.5 and found[2].weight < -0.3 and explained > 0.8
    assert 0.0 < sum(one.share for one in found) <= 1.0
    assert heaviest(np.ones(64), shares, inputs)[0] == []
    alone, _ = heaviest(effects[:12], shares[:12], inputs)  # too few draws to regress on all at once
    assert alone and all(0.0 <= one.share <= 1.0 for one in alone)


def test_pure_chance_is_not_clear():
    inputs = [unknown(p, low=0, high=1) for p in "abcdefgh"]
    shares = draw_shares(64, [u.path for u in inputs], seed=5)
    clear = [
        sum(one.clear for one in heaviest(np.random.default_rng(k).normal(size=64), shares, inputs)[0])
        for k in range(40)
    ]
    assert sum(clear) / (40 * len(inputs)) < 0.1


def test_claims_in_which_firms_decide_run_over_all_fits_and_others_do_not():
    found = {one.claim.id: one for one in registered(check_arms=False)}
    fits = tuple(range(len(firm_choice_sets())))
    for number in ("C0.4", "C0.5", "C0.5b", "C1.6", "C1.8"):
        over = found[number].over(found[number].arms())
        assert over is not None and over.values == fits, number
    for number in ("C0.1", "C0.7", "C4.16"):
        assert found[number].over(found[number].arms()) is None
        assert over.path not in [u.path for u in found[number].inputs(found[number].arms())]
    inputs = found["C0.5"].inputs(found["C0.5"].arms())
    assert [u.among for u in inputs if u.path == over.path] == [fits]


LASTING = (
    "active_members_mean", "active_members_end", "agreements_working_end", "dissolutions", "duration_months_end",
    "lasts_end",
)  # fmt: skip


def test_all_claims_on_how_long_partnerships_last_stand_beside_frozen_beliefs():
    for one in registered(check_arms=False):
        wanted = one.claim.outcome in LASTING
        assert [b.name for b in one.beside()] == (["frozen_beliefs"] if wanted else []), one.claim.id
        for beside in one.beside():
            assert all(not spec.mechanisms.learned_trust.on for spec in one.arms(beside.set).values())


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("group_repayment.contagion", "group_repayment.contagoin", ["_r.yaml:3", "group_repayment.contagion'?"]),
        ("values: [1.0, 2.0]", "values: [1.0, 200.0]", ["_r.yaml:3", "200", "0 to 20"]),
        ("values: [1.0, 2.0]", "values: []", ["_r.yaml", "values"]),
        ("mechanisms.lending.on", "mechanisms.lendin.on", ["_r.yaml", "did you mean 'lending'"]),
        ("mechanisms.lending.on", "mechanisms.lending", ["_r.yaml", "not a switch"]),
        ("kind: government", "kind: goverment", ["_r.yaml:6", "government"]),
        (
            "[consumption_idr_mean]",
            "[consumption_idr_men]",
            ["_r.yaml:11", "did you mean 'consumption_idr_mean'"],
        ),
        ("learned_trust.on: false", "learned_trust.on: 7", ["_r.yaml:10", "true or false"]),
        ("substitution: 0.3", "substitution: 9.3", ["_r.yaml:17", "9.3", "0.3 to 5"]),
        ("name: sharp_firms", "name: complements", ["_r.yaml:18", "second item 'complements'"]),
        ("forms:", "form:", ["_r.yaml:14", "did you mean 'forms'"]),
        ("low: 0.05, ", "", ["_r.yaml", "has only one of low and high"]),
    ],
)
def test_bad_input_on_robustness_is_one_clear_error_with_its_line(tmp_path, old, new, parts):
    text = ROBUSTNESS.read_text("utf-8")
    assert old in text
    (tmp_path / "_r.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_claims(outcomes=NAMES, files=[SMALL], robustness=tmp_path / "_r.yaml")
    assert all(part in str(caught.value) for part in parts), str(caught.value)
    assert len(caught.value.problems) == 1, str(caught.value)


def test_a_claim_that_names_an_unknown_form_is_refused(tmp_path):
    path = tmp_path / "c.yaml"
    text = SMALL.read_text("utf-8")
    path.write_text(
        text.replace("    headline: true", "    headline: true\n    forms: [complement]"), "utf-8"
    )
    with pytest.raises(ScenarioError, match=r"c\.yaml:20.*'complement'.*did you mean 'complements'"):
        load_claims(outcomes=NAMES, files=[path], robustness=ROBUSTNESS)


def test_runs_from_one_settled_population_are_one_group(monkeypatch):
    handed = []

    def note(tasks, do, **options):
        handed.extend(tasks)
        return Finished()

    monkeypatch.setattr(claim_runs, "run_tasks", note)
    needed, toy = Needed(), load_scenario("toy")
    specs = [toy, toy.but({"mechanisms.lending.on": False}), toy.but({"mechanisms.moneylender.rate": 0.06})]
    for spec in specs:
        needed.add(spec, [1, 2])
    run_needed(needed, workers=1, show_progress=False)
    assert len(handed) == 6
    groups = [task.group for task in handed]
    assert groups[:4] == [settled.settled_key(toy)] * 4 and groups[4] == groups[5] != groups[0]
