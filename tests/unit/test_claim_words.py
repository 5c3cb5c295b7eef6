"""Claims in words: rows made up by hand, and what is said of them."""

import pytest

from partnersim.faces.pages.claim_words import in_words
from partnersim.faces.pages.claims import TITLES
from partnersim.studies.words.claims import claim_text, farther, would_hold
from partnersim.studies.words.texts import Texts

ENGLISH = Texts("en")
LOANS, INCOME, EATEN = "loans_disbursed_idr_total", "income_listed_idr_mean", "consumption_listed_idr_mean"
QUEUE, HARMED = "queue_end", "harmed_share_mean"


def seen(link, effect, half, *, least=None):
    return {"link": link, "effect": effect, "low": effect - half, "high": effect + half, "least": least}


def row(**changes):
    """A pair at the link of outputs: Rp30 million more is lent (20 to 40 million), supported."""
    return {
        "id": "T1", "statement": "Said.", "design": "pair", "link": "output", "outcome": LOANS, "unit": "IDR",
        "expected": "+", "effect": 30e6, "low": 20e6, "high": 40e6, "n": 30, "verdict": "supported", "reason": "",
        "whole": 100e6, "least": 14e6, "robustness": None, "draws": 0, "flips": [], "forms": [], "over": None,
        "arms": {"with_it": 130e6, "without": 100e6}, "against": [], "measured": {}, "failed": False,
    } | changes  # fmt: skip


def said(**changes):
    return claim_text(row(**changes), ENGLISH)


def test_a_claim_is_supported_as_far_as_its_effect_is_seen_and_then_what_could_have_been():
    measured = {
        "money_spent_idr_total": seen("input", 1e6, 9e6, least=3e6),
        INCOME: seen("outcome", 200.0, 50.0, least=70.0),
        EATEN: seen("impact", 10.0, 48.0, least=70.0),
    }
    assert said(measured=measured) == (
        "Supported as far as outcomes; at impact nothing under Rp70.0 could be seen (Consumption, listed households, "
        "mean)."
    )


def test_the_chain_ends_at_a_gap_whatever_is_seen_beyond():
    measured = {
        INCOME: seen("outcome", 10.0, 50.0, least=72.0),
        EATEN: seen("impact", 90.0, 10.0, least=14.0),
    }
    assert farther(row(measured=measured))[0] == "output"
    assert said(measured=measured) == (
        "Supported at output; at outcome nothing under Rp72.0 could be seen (Income, listed households, mean); "
        "at impact Consumption, listed households, mean moves along, +Rp90 (+Rp80 … +Rp100)."
    )


@pytest.mark.parametrize(
    ("outcome", "effect", "way"),
    [
        (INCOME, 90.0, "along"),
        (INCOME, -90.0, "against"),
        (HARMED, -0.1, "along"),  # fewer harmed is for the better, as more loans are
        (HARMED, 0.1, "against"),
    ],
)
def test_good_and_bad_are_told_apart_by_what_is_better_and_not_by_sign(outcome, effect, way):
    reached, after = farther(row(measured={outcome: seen("outcome", effect, abs(effect) / 9, least=1.0)}))
    assert (reached == "outcome") == (way == "along")
    assert [kind for *_, kind in after] == ([] if way == "along" else [way])


def test_a_claim_that_lowers_what_is_better_high_is_followed_downwards():
    fewer = {"effect": -30e6, "low": -40e6, "high": -20e6, "expected": "-"}
    assert farther(row(**fewer, measured={INCOME: seen("outcome", -90.0, 9.0)}))[0] == "outcome"
    assert farther(row(**fewer, measured={INCOME: seen("outcome", 90.0, 9.0)}))[0] == "output"


def test_only_the_first_outcome_of_a_link_speaks_and_earlier_links_are_silent():
    measured = {
        INCOME: seen("outcome", 90.0, 9.0),
        "profit_idr_mean": seen("outcome", 1.0, 9.0, least=12.0),
        "trust_mean": seen("activity", 0.1, 0.5, least=0.6),
    }
    assert said(measured=measured) == "Supported as far as outcomes."


def test_what_differs_in_no_seed_is_said_so():
    nothing = seen("outcome", 0.0, 0.0, least=0.0)
    assert "at outcome nothing differs in any seed (Income" in said(measured={INCOME: nothing})


def test_not_robust_says_why():
    text = said(verdict="supported, not robust", reason="draws", robustness=0.25, link="impact", outcome=EATEN)
    assert text == "Supported at impact, not robust, since its sign holds in 25.0 % of the draws over uncertain inputs."


def test_not_shown_names_the_smallest_effect():
    assert said(verdict="not shown", effect=3e6, low=-9e6, high=15e6, least=17e6) == (
        "Not shown at output: nothing under Rp17.0 million could be seen (Loans disbursed, in all)."
    )
    clear = said(verdict="not shown", expected="0")
    assert clear.startswith("Not shown at output: Loans disbursed, in all +Rp30 million (")


DOSE = {
    "design": "dose", "effect": -60e6, "low": -70e6, "high": -50e6, "verdict": "contradicted",
    "arms": {"none": 100e6, "some": 110e6, "most": 40e6}, "against": ["some to most"],
}  # fmt: skip


def test_a_dose_says_where_along_it():
    # 100 to 110 is a step of 10, 110 to 40 one of minus 70
    text = said(**DOSE)
    assert (
        "Along the dose, Loans disbursed, in all goes from Rp100 million to Rp40.0 million; the largest step, "
        "−Rp70.0 million, is from some to most; clearly against the claim: some to most." in text
    )
    assert "clearly against the claim" not in said(**DOSE | {"against": []})


def test_an_interaction_is_told_as_four_numbers():
    arms = {"neither": 10e6, "firms_there": 40e6, "facilitates": 30e6, "both": 50e6}  # 50 - 40 - 30 + 10 = -10
    text = said(design="factorial", arms=arms, effect=-10e6, low=-12e6, high=-8e6, expected="-")
    assert text == (
        "Supported at output. Loans disbursed, in all: neither Rp10.0 million, firms there Rp40.0 million, "
        "facilitates Rp30.0 million, both Rp50.0 million; together −Rp10.0 million against the sum of what each adds "
        "alone."
    )


def test_contradicted_says_what_would_have_to_be_true():
    flips = [
        {"path": "a.b", "correlation": 0.4, "low_share": 0.1, "high_share": 0.4},
        {"path": "c.d", "correlation": -0.4, "low_share": 0.4, "high_share": 0.1},
    ]
    text = would_hold(row(**DOSE, robustness=0.25, draws=64, flips=flips), ENGLISH)
    assert text == (
        "For it to hold: the effect on Loans disbursed, in all would have to be higher by more than Rp50.0 million; "
        "its sign holds in 25.0 % of the draws over uncertain inputs, more often with a higher a.b, more often with a "
        "lower c.d."
    )
    more = {"expected": "-", "effect": 30e6, "low": 20e6, "high": 40e6, "verdict": "contradicted"}
    assert "lower by more than Rp20.0 million; nothing else was tried of it." in said(**more)
    assert "would have to be alike in the arms" in said(**more | {"expected": "0"})


def test_contradicted_names_forms_and_values_under_which_it_holds():
    forms = [{"name": "rule_of_thumb", "verdict": "supported"}, {"name": "linear", "verdict": "contradicted"}]
    over = {"holds": 2, "count": 9}
    text = would_hold(row(**DOSE, forms=forms, over=over), ENGLISH)
    assert "supported under rule of thumb; its sign holds for 2 of 9 values that nobody can tell." in text
    assert "under none of 1 other forms" in would_hold(row(**DOSE, forms=forms[1:]), ENGLISH)


def test_what_cannot_be_shown_says_how_many_seeds_would_be_enough():
    # Half of the whole is 10; 30 seeds show 15, so 30 * (15 / 10)^2 = 67.5 are needed: 68.
    text = would_hold(row(verdict="cannot show", reason="coarse", whole=-20e6, least=15e6), ENGLISH)
    assert text == (
        "To show it, some 68 seeds would be needed, or a programme that moves Loans disbursed, in all by Rp30.0 "
        "million or more."
    )
    for reason, part in (
        ("stated", "known from elsewhere"),
        ("same", "would have to act on Loans disbursed"),
        ("empty", "would have to exist in every arm"),
    ):
        blind = row(verdict="cannot show", reason=reason, cannot_show="Nobody knows.")
        assert part in would_hold(blind, ENGLISH)
    blind = row(verdict="cannot show", reason="coarse", whole=None, least=15e6)
    assert "would have to move Loans disbursed, in all at all" in would_hold(blind, ENGLISH)


def test_only_what_fails_says_what_would_have_to_be_true():
    for verdict in ("supported", "supported, not robust", "not shown"):
        assert would_hold(row(verdict=verdict), ENGLISH) == ""


def test_without_a_verdict():
    failed = {"failed": True, "verdict": "", "effect": None, "low": None, "high": None}
    assert said(**failed) == "It failed to run."
    refused = said(**failed, refused=True, spent={"one": 100.0, "other": 125.0})
    assert refused.endswith("one spent 1.25 times as much as another.")


def test_numbers_that_are_none_are_left_out():
    nan = float("nan")
    text = said(verdict="not shown", effect=3e6, low=nan, high=nan, least=nan, robustness=nan)
    assert text == "Not shown at output: Loans disbursed, in all +Rp3.00 million."


def test_in_indonesian():
    text = claim_text(row(measured={EATEN: seen("impact", 10.0, 48.0, least=70.0)}), Texts("id"))
    assert text.startswith("Didukung pada keluaran; pada dampak tidak ada di bawah Rp70,0 yang dapat terlihat (")


def test_the_page_has_what_speaks_against_first_and_the_rest_folded():
    rows = [
        row(id="T1"),
        row(id="T2", verdict="cannot show", reason="same"),
        row(id="T3", **DOSE),
        row(id="T4", verdict="not shown"),
    ]
    text = in_words(rows, TITLES)
    places = [text.index(f"**{name}**") for name in ("T3", "T2", "T4", "T1")]
    assert places == sorted(places)
    folded = text.index("<details")
    assert places[1] < folded < places[2] and text.count("<details") == text.count("</details>") == 2
    assert "### Contradicted (1), in words" in text and "<summary>Not shown (1)</summary>" in text
