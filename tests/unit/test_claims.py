"""The claims registry: reading, refusals, verdicts, arithmetic."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from partnersim.measures.comparing import links
from partnersim.measures.declaring import Link
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.claim import ChainLink
from partnersim.scenario.experiments.claims import Claim, Uncertain, chosen, claim_files, load_claims
from partnersim.studies.claims.effects import (
    draw_shares,
    flips,
    hits,
    least_correlation,
    reading,
    seed_effects,
    steps_against,
)
from partnersim.studies.claims.run import registered
from partnersim.studies.estimates import Estimate

NAMES = links()

HEAD = """document: "A text"
case: jember
scenario: toy
claims:
"""
GOOD = """  - id: C0.1
    statement: Together is better.
    kind: test
    link: outcome
    why: It speaks of income.
    arms:
      - {name: together}
      - {name: apart, set: {mechanisms.formation.on: false}}
    outcome: income_idr_mean
    expected: "+"
"""


def problem(tmp_path: Path, old: str = "", new: str = "", *, more: str = "") -> str:
    """The error that a file gives in which one text is replaced by another."""
    assert old in GOOD
    path = tmp_path / "c.yaml"
    path.write_text(HEAD + GOOD.replace(old, new) + more, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_claims(outcomes=NAMES, files=[path])
    return str(caught.value)


def claim(**fields) -> Claim:
    given = {
        "id": "C9.9", "statement": "s", "kind": "test", "link": "outcome", "why": "w",
        "outcome": "income_idr_mean", "expected": "+",
        "arms": [{"name": "a"}, {"name": "b"}],
    }  # fmt: skip
    return Claim(**{**given, **fields})


def test_every_shipped_claim_is_read_with_all_its_arms():
    found = registered()
    assert found[0].robustness.file.forms and found[0].robustness.file.over is not None
    ids = [one.claim.id for one in found]
    assert len(claim_files()) == 6
    wanted = [f"C0.{n}" for n in range(1, 12)] + [f"C1.{n}" for n in range(1, 10)]
    wanted += [f"C2.{n}" for n in range(1, 6)] + [f"C3.{n}" for n in (1, 3, 4, 5, 6, 7, 8)]
    wanted += ["C3.2a", "C3.2b", "C3.2c", "C3.2d"] + [f"C4.{n}" for n in range(1, 29)]
    wanted += [f"X{n}" for n in range(1, 6)]
    assert not set(wanted) - set(ids)
    assert sum(one.claim.headline for one in found) == 12
    for one in found:
        arms = one.arms()
        assert all(spec.sample.households == 2000 for spec in arms.values())
        if one.claim.design != "level":
            assert len({spec.model_dump_json() for spec in arms.values()}) > 1, one.claim.id


def test_every_claim_says_which_link_its_document_speaks_of():
    stands_at = links()
    assert set(get_args(ChainLink)) == {link.value for link in Link}
    for one in registered(check_arms=False):
        assert stands_at[one.claim.outcome] == one.claim.link, one.claim.id
        assert one.claim.why.endswith(".") and one.claim.outcome not in one.claim.also, one.claim.id


def test_a_partnership_is_held_against_the_same_money_apart():
    for one in registered(check_arms=False):
        if [arm.name for arm in one.claim.arms] == ["partnership", "apart"]:
            together, apart = one.arms().values()
            assert together.but(mechanisms__formation__on=False) == apart


def test_beside_every_partnership_held_against_apart_stands_each_by_its_own_plan_under_the_same_contract():
    """What differs from the partnership is who allocates, and nothing else."""
    seen = 0
    for one in registered(check_arms=False):
        claim = one.claim
        last = claim.arm_sets[claim.compared[1]][1]
        if claim.design != "pair" or last != {"mechanisms.formation.on": False}:
            continue
        between = one.in_between()
        assert between is not None, claim.id
        together, ((name, alone),) = one.arms()[claim.compared[0]], between.arms().items()
        assert name == "each_alone" and len(together.agreements) == 1
        terms = {"terms": together.agreements[0].agreed_terms, "pattern": "parallel_collaborative"}
        own = {"terms": alone.agreements[0].agreed_terms, "pattern": "parallel_collaborative"}
        assert own["terms"] == terms["terms"].model_copy(update={"allocation": "each_alone"}), claim.id
        as_signed = [spec.agreements[0].model_copy(update=terms) for spec in (together, alone)]
        assert as_signed[0] == as_signed[1], claim.id
        for part in ("actors", "mechanisms", "programme", "place", "time", "events", "regulation"):
            assert getattr(together, part) == getattr(alone, part), claim.id
        seen += 1
    assert seen >= 8


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("income_idr_mean", "incme_idr_mean", ["c.yaml:13", "incme_idr_mean",
                                               "did you mean 'income_idr_mean'"]),
        ("mechanisms.formation.on", "mechanisms.fromation.on", ["c.yaml:12", "claim C0.1, arm apart",
                                                              "did you mean 'formation'"]),
        ("on: false", "on: 3", ["c.yaml:12", "must be true or false"]),
        ("kind: test", "kind: proof", ["c.yaml:7", "test, check"]),
        ("kind: test", "kind: check", ["c.yaml", "assumed"]),
        ("    kind: test\n", "    kind: test\n    headlin: true\n", ["c.yaml:8", "headline"]),
        ("    kind: test\n", "    kind: test\n    scenario: jembre\n", ["c.yaml:8", "jember"]),
        ("    kind: test\n", "    kind: test\n    effect: [together, aprt]\n", ["c.yaml", "aprt",
                                                                              "did you mean 'apart'"]),
        ("    kind: test\n", "    kind: test\n    design: dose\n", ["three levels"]),
        ("    kind: test\n", "    kind: test\n    headline: true\n", ["c.yaml:5", "nothing is uncertain"]),
        ("    kind: test\n", "    kind: test\n    over: {path: x.y, values: [1]}\n", ["c.yaml:8", "unknown field 'x'"]),
        ('expected: "+"', 'expected: "0"', ["margin"]),
        ('expected: "+"', "expected: up", ["c.yaml:14", "either"]),
        ("id: C0.1", "id: first", ["c.yaml:5"]),
        ("    link: outcome\n", "", ["c.yaml:5", "claims.0.link: is missing", "activity"]),
        ("link: outcome", "link: outcom", ["c.yaml:8", "did you mean 'outcome'"]),
        ("link: outcome", "link: impact", ["c.yaml:8", "claim C0.1", "'impact'", "'income_idr_mean'", "'outcome'"]),
        ("    why: It speaks of income.\n", "", ["c.yaml:5", "claims.0.why: is missing"]),
        ("It speaks of income.", "' '", ["c.yaml", "why is empty"]),
        ("    kind: test\n", "    kind: test\n    between: {name: apart}\n", ["c.yaml", "has the name", "'apart'"]),
        ("    kind: test\n", "    kind: test\n    between: {name: mid, set: {mechanisms.fromation.on: true}}\n",
         ["c.yaml:8", "did you mean 'formation'"]),
        ("    kind: test\n", "    kind: test\n    between: {name: mid, set: {mechanisms.formation.on: 3}}\n",
         ["c.yaml:8", "claim C0.1, arm mid", "must be true or false"]),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_error_with_its_line(tmp_path, old, new, parts):
    text = problem(tmp_path, old, new)
    assert all(part in text for part in parts), text


def test_a_number_used_twice_is_refused(tmp_path):
    assert "C0.1 is defined a second time (first in c.yaml:5)" in problem(tmp_path, more=GOOD)


def test_factors_that_cannot_be_crossed_are_refused():
    arms = [{"name": "a", "set": {"x.y": 1}}, {"name": "b", "set": {"x.y": 2}}]
    with pytest.raises(ValueError, match=r"both factors set 'x\.y'"):
        claim(design="factorial", arms=arms)


@pytest.mark.parametrize(
    ("low", "high", "expected", "came"),
    [
        (0.1, 0.5, "+", "supported"), (0.1, 0.5, "-", "contradicted"), (-0.1, 0.5, "+", "not shown"),
        (-0.5, -0.1, "+", "contradicted"), (-0.5, -0.1, "-", "supported"), (0.0, 0.0, "+", "not shown"),
        (-0.1, 0.2, "0", "supported"), (-0.1, 0.4, "0", "not shown"), (0.31, 0.4, "0", "contradicted"),
        (-0.5, -0.1, "either", "supported"), (-0.1, 0.1, "either", "not shown"),
        (float("nan"), float("nan"), "+", "not shown"),
    ],
)  # fmt: skip
def test_the_verdict_is_where_the_interval_lies(low, high, expected, came):
    found = Estimate(mean=(low + high) / 2, low=low, high=high, n=5)
    assert reading(found, expected=expected, margin=0.3) == came


def test_arithmetic_of_pair_dose_level_and_interaction():
    a, b, c, d = (np.array(v, dtype=float) for v in ([1, 2], [3, 5], [4, 7], [10, 20]))
    assert seed_effects(claim(), {"a": d, "b": a}).tolist() == [9, 18]
    assert seed_effects(claim(effect=("b", "a")), {"a": d, "b": a}).tolist() == [-9, -18]
    crossed = claim(design="factorial", arms=[{"name": "x", "set": {"p": 1}}, {"name": "y", "set": {"q": 1}}])
    values = {"neither": a, "x": b, "y": c, "both": d}
    assert seed_effects(crossed, values).tolist() == [10 - 3 - 4 + 1, 20 - 5 - 7 + 2]
    additive = {**values, "both": b + c - a}
    assert seed_effects(crossed, additive).tolist() == [0, 0]
    dose = claim(design="dose", arms=[{"name": n} for n in "abc"])
    assert seed_effects(dose, {"a": a, "b": b, "c": c}).tolist() == [3, 5]
    level = claim(design="level", arms=[{"name": "a"}], reference=0.5)
    assert seed_effects(level, {"a": a}).tolist() == [0.5, 1.5]


def test_a_dose_that_turns_round_is_found():
    dose = claim(design="dose", arms=[{"name": n} for n in "abc"])
    up, top, down = np.array([1.0, 1.1, 0.9]), np.array([9.0, 9.2, 9.1]), np.array([5.0, 5.1, 5.2])
    assert steps_against(dose, {"a": up, "b": top, "c": down}) == ["b to c"]
    assert steps_against(dose, {"a": up, "b": down, "c": top}) == []


def test_the_factor_arms_are_the_four_combinations():
    one = next(one for one in registered(check_arms=False) if one.claim.id == "C0.4")
    arms = one.arms()
    assert list(arms) == ["neither", "firms_there", "facilitates", "both"]
    on = {name: spec.actors[-1].present for name, spec in arms.items()}
    gaps = {name: spec.actors[0].fills_gaps for name, spec in arms.items()}
    assert on == {"neither": False, "firms_there": True, "facilitates": False, "both": True}
    assert gaps == {"neither": False, "firms_there": False, "facilitates": True, "both": True}


def test_draws_fill_the_ranges_and_the_input_that_flips_a_sign_is_named():
    inputs = [
        Uncertain.model_construct(path=name, low=low, high=high)
        for name, low, high in (("p", 0, 1), ("q", 2, 4))
    ]
    shares = draw_shares(64, ["p", "q"], seed=3)
    assert sorted(np.floor(shares[:, 0] * 64).astype(int)) == list(range(64))
    effects = shares[:, 0] - 0.25
    assert hits(effects, claim(), sign=1) == 48
    (flip,) = flips(effects, shares, inputs, sign=1)
    assert flip.path == "p" and flip.correlation == pytest.approx(1.0)
    assert flip.low_share == pytest.approx(0.5) and flip.high_share == 1.0
    assert flips(effects + 1, shares, inputs, sign=1) == []
    # A path keeps its draws whatever stands beside it, so that claims share settled populations.
    assert (draw_shares(64, ["r", "q"], seed=3)[:, 1] == shares[:, 1]).all()
    assert (shares[:, 0] != shares[:, 1]).any()
    listed = Uncertain.model_construct(path="fit", among=(3, 1, 2))
    assert [listed.value(s) for s in (0.0, 0.34, 0.99, 1.0)] == [3, 1, 2, 2]
    assert flips(effects, shares, [listed, listed], sign=1) == []
    whole = Uncertain.model_construct(path="n", low=0, high=2, whole=True)
    assert [whole.value(s) for s in (0.0, 0.32, 0.34, 0.99, 1.0)] == [0, 0, 1, 2, 2]


def test_of_many_inputs_only_those_beyond_the_chance_of_all_are_named():
    """64 draws: one input alone is held against 1.96 / root 63 = 0.247, twenty against 3.0233 / root 63 = 0.381."""
    assert least_correlation(64, 1) == pytest.approx(1.959964 / 63**0.5)
    assert least_correlation(64, 20) == pytest.approx(3.023341 / 63**0.5)
    inputs = [Uncertain.model_construct(path=f"p{k}", low=0, high=1) for k in range(20)]
    named, fewer = 0, 0
    for seed in range(40):
        shares = draw_shares(64, [one.path for one in inputs], seed=seed)
        effects = np.random.default_rng([seed, 7]).normal(size=64)  # which no input moves
        named += bool(flips(effects, shares, inputs, sign=1))
        fewer += bool(flips(effects, shares[:, :1], inputs[:1], sign=1))
    assert named <= 6 and fewer <= 6  # one in twenty of forty is two; at 0.247 some 26 of 40 would have had one


def test_unknown_numbers_and_cases_are_refused():
    claims = registered(check_arms=False)
    with pytest.raises(ScenarioError, match=r"no claim is numbered 'C0.99'"):
        chosen(claims, ["C0.99"])
    with pytest.raises(ScenarioError, match=r"did you mean 'jember'"):
        chosen(claims, [], case="jembr")
    assert {one.claim.case for one in chosen(claims, [], case="kupang")} == {"kupang"}
