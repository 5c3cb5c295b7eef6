"""Claims and happenings in the report."""

from copy import deepcopy
from dataclasses import replace

from partnersim.faces.report.claims import cases_of, claims_section, shipped_claims
from partnersim.faces.report.figures import pictures
from partnersim.faces.report.tables import outcome_table
from partnersim.faces.report.write import report_html
from partnersim.studies.words.arms import names_of_arms
from partnersim.studies.words.texts import Texts
from tests.report_case import ARMS, styles_of


def claim_row(identity, *, case="toy", verdict="supported", effect=1.5, **changes):
    half = 1.0 if verdict == "not shown" else 0.5
    low, high = (effect - half, effect + half)
    return {"id": identity, "case": case, "scenario": "toy", "kind": "test", "statement": f"Said <i>{identity}</i>.",
            "design": "pair", "outcome": "active_members_mean", "unit": "organizations", "expected": "+",
            "effect": effect, "low": low, "high": high, "verdict": verdict, "robustness": None, "draws": 0,
            "arms": {"with_it": 3.0, "without": 1.5}, "seeds": [7, 9], "failed": False} | changes  # fmt: skip


def claims_document(*rows):
    return {"date": "2026-01-02", "version": "0.1.0+made", "runs": 12, "claims": list(rows)}


MIXED = claims_document(
    claim_row("T1"),
    claim_row("T2", verdict="not shown", effect=0.1),
    claim_row("T3", verdict="contradicted", effect=-2.0),
    claim_row("U1", case="elsewhere", verdict="contradicted"),
    claim_row("T4", verdict="", failed=True, low=None, high=None) | {"effect": None},
)


def test_claims_of_the_case_come_contradicted_first():
    section = claims_section(MIXED, ["toy"], Texts())
    assert [section.own.index(f"{name} (test)") for name in ("T4", "T3", "T2", "T1")] == sorted(
        section.own.index(f"{name} (test)") for name in ("T1", "T2", "T3", "T4")
    )
    assert "U1" not in section.own and "U1" in section.every
    assert (
        "contradicts 1, does not show 1, cannot show 0 and supports 1, of which 0 not robustly. 1 failed to run."
        in section.lead
    )
    assert "2026-01-02" in section.made and "0.1.0+made" in section.made and "seeds 7 to 9" in section.made
    assert "\N{MINUS SIGN}2.00" in section.own and "with it less without" in section.own
    assert "Sign holds" not in section.own and section.note == ""


JUDGED = claims_document(
    claim_row(
        "T1",
        verdict="cannot show",
        reason="coarse",
        n=30,
        link="output",
        whole=2.0,
        least=1.5,
        least_share=0.75,
    ),
    claim_row("T2", verdict="cannot show", reason="same", link="activity"),
    claim_row(
        "T3", verdict="supported, not robust", reason="draws", robustness=0.625, draws=64, link="impact"
    ),
    claim_row("T4", verdict="", failed=True, refused=True, link="outcome"),
)


def test_claims_say_at_which_link_and_why_nothing_can_be_said():
    section = claims_section(JUDGED, ["toy"], Texts())
    assert (
        "does not show 0, cannot show 2 and supports 1, of which 1 not robustly. 1 are refused"
        in section.lead
    )
    assert (
        "cannot show: 30 seeds show an effect of 1.50 at the least, and the whole programme moves it by +2.00"
        in section.own
    )
    assert "cannot show: the arms differ in no seed, so that nothing is compared" in section.own
    assert "supported, not robust: its sign holds in 62.5 % of the draws" in section.own
    assert "75.0 %" in section.own and all(link in section.own for link in ("output", "activity", "impact"))
    order = [section.own.index(f"{name} (test)") for name in ("T4", "T1", "T2", "T3")]
    assert order == sorted(order)
    told = claims_section(JUDGED, ["toy"], Texts("id"))
    assert "tidak dapat ditunjukkan: lengan-lengannya tidak berbeda" in told.own and "keluaran" in told.own
    assert "didukung, tidak kokoh: tandanya berlaku pada 62,5 %" in told.own


def test_claims_say_on_which_scenario_they_ran_and_how_far_they_hold():
    table = claims_document(claim_row("U1", case="elsewhere", robustness=0.75, draws=64))
    section = claims_section(table, ["toy"], Texts("id"))
    assert section.own == "" and "Tidak ada klaim" in section.lead
    assert section.note == "Belum diterjemahkan: pernyataan U1."
    assert "dijalankan dengan skenario toy" in section.every and "75 % dari 64" in section.every


def test_scenarios_belong_to_the_case_they_extend():
    known = ["gresik", "jember", "cross"]
    assert cases_of(["no-partnership", "jember-with-firms", "toy", "mine"], known=known) == ["jember"]
    assert cases_of(["gresik-apart", "jember"], known=known) == ["gresik", "jember"]


def test_the_shipped_table_is_in_the_report(page):
    table = shipped_claims()
    for row in table["claims"]:
        assert f"{row['id']} ({row['kind']})" in page
    assert table["version"] in page
    assert "No claim of the documents is about these scenarios." in page
    assert claims_section(None, ["toy"], Texts()) is None


def test_what_never_happened_is_left_out(results, page, bare):
    nothing = [
        "members",
        "queue",
        "nonperforming_share",
        "lost_share",
        "units_active",
        "capital_per_member_idr",
    ]
    without = replace(results, series=results.series.assign(**dict.fromkeys(nothing, 0.0)),
                      runs=results.runs.assign(loans_disbursed_idr_total=0.0, queue_end=0.0))  # fmt: skip
    given = ["firm_participation", "firm_contributions_idr"]
    none = replace(results, manifest=deepcopy(results.manifest),
                   series=results.series.assign(**dict.fromkeys(given, 0.0)))  # fmt: skip
    assert "firms" not in [picture.key for picture in pictures(none, styles_of(none), Texts())[0]]
    for arm in none.manifest["arms"].values():  # with firms that could have given, it is worth showing
        arm["spec"]["actors"].append({"name": "firms", "kind": "firms", "count": 5, "title": "Firms"})
    assert "firms" in [picture.key for picture in pictures(none, styles_of(none), Texts())[0]]
    left_out = report_html(without)
    assert 'id="funds"' not in left_out and 'id="funds"' in page
    assert "A first loan is" not in left_out and "A first loan is" in page
    assert "None lent." in left_out and "None lent." not in page
    names = names_of_arms(without.manifest, Texts())
    main = outcome_table(without, None, styles_of(without), names, Texts(), every=False)
    every = outcome_table(without, None, styles_of(without), names, Texts(), every=True)
    assert "Queue for loans, last 12 months" not in main and "Queue for loans, last 12 months" in every
    alone = report_html(replace(without, runs=without.runs[without.runs["arm"] == ARMS[0]]))
    assert "No community fund lent." in alone and "Differences are paired" not in alone
