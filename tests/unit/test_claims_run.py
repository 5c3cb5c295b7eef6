"""A small run of claims, from its rows to the page and the command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from partnersim.faces.cli import main
from partnersim.faces.cli.claiming import claims_table, write
from partnersim.faces.cli.tables import to_json
from partnersim.faces.pages import claims as claims_page
from partnersim.measures.comparing import links
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.claims import load_claims
from partnersim.studies.claims.run import run_claims
from partnersim.studies.claims.verdicts import ORDER
from partnersim.studies.estimates import estimate
from partnersim.studies.runs.simulate import simulate
from partnersim.studies.words.claims import claim_text
from partnersim.studies.words.texts import Texts

NAMES = links()
SMALL = Path(__file__).parent / "claims_small.yaml"
ROBUSTNESS = Path(__file__).parent / "claims_small_robustness.yaml"
CONTAGION = "mechanisms.group_repayment.contagion"
LITTLE = {"replicates": 2, "draws": 4, "draw_replicates": 2, "form_replicates": 2, "workers": 1,
          "show_progress": False}  # fmt: skip


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
    assert (
        pair.cohort_of == "lent"
        and pair.cohort_households > 0.0
        and pair.measured["cohort_income_idr"].n == 2
    )
    assert (
        pair.whole == pytest.approx(pair.arms["lent"]) and crossed.cohort_of == ""
    )  # nothing is lent without one
    assert dose.measured["cohort_income_idr"].n == 2
    assert pair.effect == pytest.approx(pair.arms["lent"] - pair.arms["not_lent"])
    assert pair.effect > 0 and pair.robustness == 1.0 and pair.draws == 4
    for row in found.rows:
        if row.expected == "+" and not row.against:
            assert row.verdict.startswith("supported") == (row.low > 0 and row.reason != "coarse")
    a = crossed.arms
    assert crossed.effect == pytest.approx(a["both"] - a["lending"] - a["partnership"] + a["neither"])
    assert np.isnan(dose.robustness) and dose.draws == 0


def test_the_table_of_the_command_says_each_claim_in_words(small_run):
    claims, found = small_run
    heads, _, *lines = claims_table(found, markdown=True).splitlines()
    assert heads.endswith("| in words |") and len(lines) == len(claims)
    for row, line in zip(found.sorted_rows, lines, strict=True):
        assert claim_text(row.record(), Texts("en")) in line
        assert ("against the sum of what each adds alone" in line) == (row.design == "factorial")
        assert ("Along the dose" in line) == (row.design == "dose")


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
    line = next(
        line for line in added.splitlines() if line.startswith("| C9.1 | `loans_disbursed_idr_total` |")
    )
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
    row = {
        "id": "C9.1",
        "link": "output",
        "design": "effect",
        "outcome": "b",
        "measured": {**measured, "cohort_income_idr": one("outcome", 1e9, 0.1)},
    }
    line = claims_page.chain_table([row]).splitlines()[-1]
    assert line == (
        "| C9.1 | output |  |  | `b` **+Rp2.00 billion** (4.00 %) |  | `c` +Rp2.00 billion (200 %) | "
        "`cohort_income_idr` **+Rp2.00 billion** (10.0 %) |"
    )
    # of an arm alone, held against a mark, no other outcome is an effect
    alone = claims_page.chain_table([{**row, "design": "level", "measured": measured}]).splitlines()[-1]
    assert alone == "| C9.1 | output |  |  | `b` **+Rp2.00 billion** (4.00 %) |  |  |  |"


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
