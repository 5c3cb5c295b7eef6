"""The claims registry: reading, refusals, verdicts, arithmetic, and a small run of the whole chain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from partnersim.faces.cli import main
from partnersim.faces.cli.claiming import write
from partnersim.faces.cli.tables import to_json
from partnersim.faces.pages import claims as claims_page
from partnersim.measures.comparing import links
from partnersim.measures.declaring import Link
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.claim import ChainLink
from partnersim.scenario.experiments.claims import Claim, Uncertain, chosen, claim_files, load_claims
from partnersim.studies.claims.effects import (
    draw_shares,
    flips,
    hits,
    reading,
    seed_effects,
    steps_against,
)
from partnersim.studies.claims.run import registered, run_claims
from partnersim.studies.claims.verdicts import ORDER
from partnersim.studies.estimates import Estimate, estimate
from partnersim.studies.runs.simulate import simulate

NAMES = links()
SMALL = Path(__file__).parent / "claims_small.yaml"
ROBUSTNESS = Path(__file__).parent / "claims_small_robustness.yaml"
CONTAGION = "mechanisms.group_repayment.contagion"
LITTLE = {"replicates": 2, "draws": 4, "draw_replicates": 2, "form_replicates": 2, "workers": 1,
          "show_progress": False}  # fmt: skip

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


def test_unknown_numbers_and_cases_are_refused():
    claims = registered(check_arms=False)
    with pytest.raises(ScenarioError, match=r"no claim is numbered 'C0.99'"):
        chosen(claims, ["C0.99"])
    with pytest.raises(ScenarioError, match=r"did you mean 'jember'"):
        chosen(claims, [], case="jembr")
    assert {one.claim.case for one in chosen(claims, [], case="kupang")} == {"kupang"}


@pytest.fixture(scope="module")
def small_run():
    claims = load_claims(outcomes=NAMES, files=[SMALL], robustness=ROBUSTNESS)
    return claims, run_claims(claims, **LITTLE)


def test_a_small_run_gives_a_row_for_each_claim(small_run):
    claims, found = small_run
    assert [row.id for row in found.rows] == [one.claim.id for one in claims] and not found.failed
    for row in found.rows:
        assert row.n == 2 and row.verdict in ORDER
    pair, crossed, dose = found.rows
    assert pair.cohort_of == "lent" and pair.cohort_households > 0.0 and pair.measured["cohort_income_idr"].n == 2
    assert pair.whole == pytest.approx(pair.arms["lent"]) and crossed.cohort_of == ""  # nothing is lent without one
    assert dose.measured["cohort_income_idr"].n == 2
    assert pair.effect == pytest.approx(pair.arms["lent"] - pair.arms["not_lent"])
    assert pair.effect > 0 and pair.robustness == 1.0 and pair.draws == 4
    for row in found.rows:
        if row.expected == "+" and not row.against:
            assert row.verdict.startswith("supported") == (row.low > 0 and row.reason != "coarse")
    a = crossed.arms
    assert crossed.effect == pytest.approx(a["both"] - a["lending"] - a["partnership"] + a["neither"])
    assert np.isnan(dose.robustness) and dose.draws == 0


def test_equal_arms_are_run_once(small_run):
    # Of 2 + 4 + 3 arms with 2 seeds three are others again: "both" and "two" are "lent", "partnership" is
    # "not_lent". To these come, of the first claim, 4 draws and one form of 2 arms with 2 seeds, and the three
    # arms of the dose with nobody learning.
    _, found = small_run
    # All three without programme are one arm again.
    # The arm between is run for itself.
    assert found.facts["runs"] == (2 + 4 + 3 - 3) * 2 + 4 * 2 * 2 + 2 * 2 + 3 * 2 + 2 + 2


def test_replicates_run_over_the_values_in_turn_with_the_same_value_in_all_arms(small_run):
    claims, found = small_run
    row, outcome = found.rows[0], claims[0].claim.outcome
    differences = [
        float(
            np.subtract(*[simulate(spec, seed).outcomes[outcome] for spec in claims[0].arms(values).values()])
        )
        for seed, values in ((2009, {CONTAGION: 1.0}), (2010, {CONTAGION: 2.0}))
    ]
    assert row.over.path == CONTAGION and row.over.count == 2 and row.over.holds == 2
    assert [(v["value"], v["effect"], v["n"]) for v in row.over.values] == [
        (1.0, differences[0], 1), (2.0, differences[1], 1)
    ]  # fmt: skip
    assert (row.over.low, row.over.high) == (min(differences), max(differences))
    wanted = estimate(np.array(differences))
    assert (row.effect, row.low, row.high) == (wanted.mean, wanted.low, wanted.high)


def test_an_arm_between_is_shown_by_its_distance_from_either(small_run):
    claims, found = small_run
    pair, crossed, dose = found.rows
    assert crossed.between is None and dose.between is None
    (alone,) = {claims[0].in_between().claim.arms[0].name}
    assert (pair.between.arm, pair.between.more, pair.between.less) == (alone, "lent", "not_lent")
    values = []
    for seed, contagion in ((2009, 1.0), (2010, 2.0)):
        spec = claims[0].in_between().arms({CONTAGION: contagion})[alone]
        assert spec.agreements[0].agreed_terms.allocation == "each_alone"
        values.append(simulate(spec, seed).outcomes)
    loans = np.mean([run["loans_disbursed_idr_total"] for run in values])
    above, below = (way[pair.outcome] for way in (pair.between.above, pair.between.below))
    assert above.effect == pytest.approx(pair.arms["lent"] - loans) and above.n == 2
    assert below.effect == pytest.approx(loans - pair.arms["not_lent"]) and below.effect > 0.0
    assert pair.between.spent == pytest.approx(np.mean([run["money_spent_idr_total"] for run in values]))


def test_frozen_beliefs_stand_beside_without_a_verdict(small_run):
    claims, found = small_run
    pair, crossed, dose = found.rows
    assert not pair.beside and not crossed.beside
    arms = claims[2].arms({CONTAGION: 1.0, "mechanisms.learned_trust.on": False})
    first = [simulate(arms[name], 2009).outcomes["consumption_idr_mean"] for name in ("four", "one")]
    assert dose.beside["frozen_beliefs"].n == 2
    again = run_claims(claims[2:], **{**LITTLE, "replicates": 2, "draws": 0}).rows[0]
    assert again.beside == dose.beside
    arms = claims[2].arms({CONTAGION: 2.0, "mechanisms.learned_trust.on": False})
    second = [simulate(arms[name], 2010).outcomes["consumption_idr_mean"] for name in ("four", "one")]
    assert dose.beside["frozen_beliefs"].effect == pytest.approx(
        (first[0] - first[1] + second[0] - second[1]) / 2
    )


def test_forms_are_tried_where_they_matter_and_held_against_the_same_seeds(small_run):
    _, found = small_run
    pair, crossed, _ = found.rows
    assert [form.name for form in pair.forms] == ["complements"] and not crossed.forms
    assert pair.reference is not None and pair.reference.effect == pair.effect and pair.reference.n == 2
    assert pair.forms_survived == sum(form.verdict == pair.reference.verdict for form in pair.forms)
    assert all(form.same_sign == (np.sign(form.effect) == np.sign(pair.effect)) for form in pair.forms)
    assert len(pair.assumptions) <= 3


def test_the_page_shows_it_all_contradictions_first(small_run, tmp_path):
    _, found = small_run
    write(found, tmp_path)
    document = json.loads((tmp_path / "claims.json").read_text("utf-8"))
    text = claims_page.page(document, kept="Kept words.")
    verdicts = [found.rows[k].verdict for k in range(3)]
    titles = [claims_page.TITLES[v] for v in ORDER if v in verdicts]
    places = [text.index(f"\n## {title} (") for title in titles]
    assert places == sorted(places) and "Kept words." in text
    forms = text[text.index("## Does the verdict survive") :]
    assert "Aspects hardly replace each other." in forms and "| C9.1 |" in forms
    assert "2 of 2 (" in text  # the sign over the two values
    chain = text[text.index("## At every link of the chain") : text.index("## Which assumptions matter most")]
    line = next(line for line in chain.splitlines() if line.startswith("| C9.1 | output |"))
    assert "`loans_disbursed_idr_total` +Rp" in line and "; `cohort_consumption_idr` " in line
    added = text[text.index("## What a common plan adds") : text.index("## Which assumptions matter most")]
    line = next(line for line in added.splitlines() if line.startswith("| C9.1 | `loans_disbursed_idr_total` |"))
    assert "| not lent to each alone to lent | " in line and line.count("Rp") == 2
    assert "judged at the link output. It speaks of what funds put out." in text
    assert "This table is of an earlier version" not in text
    older = {k: v for k, v in document["claims"][0].items() if k not in claims_page.OLDER}
    before = claims_page.page({**document, "claims": [claims_page.OLDER | older]}, kept="")
    assert "No other forms were tried" in before and "This table is of an earlier version" in before
    assert "The table was made before outcomes were told apart by link." in before


def test_what_differs_clearly_is_bold_and_the_claims_own_outcome_stands_for_its_link():
    def one(link: str, low: float, share: float) -> dict:
        return {"link": link, "unit": "IDR", "effect": 2e9, "low": low, "high": 3e9, "share": share}

    measured = {"b": one("output", 1e9, 0.04), "a": one("output", 1e9, 0.5), "c": one("impact", -1e9, 2.0)}
    row = {"id": "C9.1", "link": "output", "measured": {**measured, "cohort_income_idr": one("outcome", 1e9, 0.1)}}
    line = claims_page.chain_table([row]).splitlines()[-1]
    assert line == (
        "| C9.1 | output |  |  | `b` **+Rp2.00 billion** (4.00 %) |  | `c` +Rp2.00 billion (200 %) | "
        "`cohort_income_idr` **+Rp2.00 billion** (10.0 %) |"
    )


def test_the_same_run_again_is_the_same_to_the_last_digit(small_run):
    claims, found = small_run
    again = run_claims(claims[:1], **LITTLE)
    assert to_json(again.rows[0].record()) == to_json(found.rows[0].record())


def test_a_claim_that_fails_is_a_row_with_its_message(small_run, monkeypatch):
    from partnersim.studies.runs import served
    from partnersim.studies.runs.failures import RunFailed

    def fail(spec, seed, **options):
        raise RunFailed("run", ValueError("the model stopped"))

    monkeypatch.setattr(served, "simulate", fail)
    found = run_claims(small_run[0][:1], replicates=2, draws=0, workers=1, show_progress=False)
    assert found.failed and "the model stopped" in found.rows[0].message and found.rows[0].verdict == ""


def test_the_command_refuses_what_it_does_not_know(capsys):
    assert main(["claims", "C7.7"]) == 2
    assert "no claim is numbered 'C7.7'" in capsys.readouterr().err
    assert main(["claims", "--case", "jembr"]) == 2
    assert main(["claims", "C0.1", "--replicates", "1"]) == 2


def test_seeds_beyond_the_largest_are_refused_before_anything_runs(small_run):
    # the last draw of four has the seeds 1,000,006 and 1,000,007 beyond the first
    with pytest.raises(ScenarioError, match=r"the last seed would be 2147483648; allowed 0 to 2147483647"):
        run_claims(small_run[0][:1], **LITTLE, seed=2**31 - 1_000_007)


def test_the_command_prints_rows_as_json(capsys, tmp_path, monkeypatch):
    claims = load_claims(outcomes=NAMES, files=[SMALL])
    monkeypatch.setattr("partnersim.studies.claims.run.registered", lambda: claims)
    asked = [
        "claims",
        "C9.3",
        "--replicates",
        "2",
        "--draws",
        "0",
        "--form-replicates",
        "0",
        "--workers",
        "1",
    ]
    assert main([*asked, "--json", "--out", str(tmp_path)]) == 0
    (row,) = rows = json.loads(capsys.readouterr().out)
    assert row["id"] == "C9.3" and row["low"] <= row["effect"] <= row["high"] and row["robustness"] is None
    document = json.loads((tmp_path / "claims.json").read_text("utf-8"))
    assert document["claims"] == rows
    assert document["version"] and document["date"]


def test_a_stopped_table_goes_on_and_gives_the_same(small_run, tmp_path):
    claims, found = small_run
    run_claims(claims[:1], **LITTLE, out=tmp_path)
    kept = len(list((tmp_path / "parts").iterdir()))
    again = run_claims(claims, **LITTLE, out=tmp_path)
    assert [to_json(row.record()) for row in again.rows] == [to_json(row.record()) for row in found.rows]
    assert len(list((tmp_path / "parts").iterdir())) > kept
    assert again.facts["run_seconds"] > 0.0
