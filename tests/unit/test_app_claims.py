"""Claims on the page: in the order of their numbers, told with units, and opened as levers that make their arms."""

import math

import pytest

from partnersim.faces.app.claim_arms import choice_of_claim, compared_arms, setting_of
from partnersim.faces.app.claims import claim_rows
from partnersim.faces.app.remembered import identity_of
from partnersim.faces.app.session import CASES, Choice, shipped
from partnersim.faces.app.work import at_page_size
from partnersim.faces.report.claims import shipped_claims
from partnersim.studies.claims.run import registered
from partnersim.studies.words.claims import along_dose
from partnersim.studies.words.numbers import change_text
from partnersim.studies.words.texts import Texts

EN, ID = Texts("en"), Texts("id")


@pytest.fixture(scope="module")
def claims():
    return {one.claim.id: one for one in registered(check_arms=False)}


def test_an_opened_claim_has_the_very_arms_that_it_was_tried_with(claims):
    opened = {number: choice for number in claims if (choice := choice_of_claim(number)) is not None}
    assert (
        len(opened) >= 70
    )  # of 91: others differ in months or places, or in parts that are no single values
    for number, choice in opened.items():
        arms, names = claims[number].arms(), compared_arms(claims[number].claim)
        scenarios = choice.scenarios()
        assert identity_of(scenarios["now"]) == identity_of(at_page_size(arms[names[0]])), number
        if len(names) == 2:
            other = scenarios.get("kept", scenarios["base"])
            assert identity_of(other) == identity_of(at_page_size(arms[names[1]])), number
        assert Choice.of_link(choice.link()) == choice, number  # and so a link brings others there


def test_claims_of_jember_open_with_their_levers():
    dose = choice_of_claim("C0.3")
    assert (dose.case, dose.positions, dose.numbers) == ("jember", {}, {"convening": 0.8})
    assert dose.kept.positions == {"convening": "few"} and dose.kept.name == "convening 05"
    assert dose.more == dose.kept.more == {"mechanisms.firm_participation.on": False}
    strict = choice_of_claim("C0.5")
    assert (
        strict.positions == {"rule": "strict", "forum": "strong", "regulating": "some"} and strict.more == {}
    )
    assert choice_of_claim("C0.2").kept is None  # a single arm
    assert choice_of_claim("C0.9b") is None and choice_of_claim("C99.9") is None
    assert choice_of_claim("C4.21").case == "gresik"  # about training institutes, tried there


def test_a_scenario_of_other_months_or_of_more_than_values_is_no_setting():
    base = shipped("jember")
    assert setting_of(base, base.but({"time.months": 24})) is None
    assert setting_of(base, base.but({"agreements.bank_gakin.members": ["jember_office", "ypsm"]})) is None
    assert setting_of(base, base).changed is False


def test_claims_stand_in_the_order_of_their_numbers_and_not_of_their_verdicts():
    numbers = [row.id for row in claim_rows("jember", EN)]
    assert numbers[:6] == ["C0.1", "C0.2", "C0.3", "C0.3b", "C0.4", "C0.4b"]
    assert numbers[-3:] == ["C0.9b", "C0.10", "C0.11"]
    assert sum(len(claim_rows(case, EN)) for case in CASES) == 86


def test_a_claim_is_told_with_its_arms_its_unit_and_along_the_chain():
    rows = {row.id: row for row in claim_rows("jember", EN)}
    table = {row["id"]: row for row in shipped_claims()["claims"]}
    dose = rows["C0.3"]
    assert dose.arms == "Compared: convening 80 less convening 05."
    own = table["C0.3"]
    assert f"{own['effect'] / 1e9:.1f}".replace("-", "−Rp") in dose.effect  # billions
    assert "billion" in dose.effect and f"{own['low'] / 1e9:.1f}".replace("-", "−Rp") in dose.effect
    links = ["What is put in", "What partners do", "What reaches people", "What changes for them", "Poverty"]
    places = [links.index(one.link) for one in dose.chain]
    assert places == sorted(places) and len(dose.chain) == len(own["measured"]) - 1
    for one, name in (
        (one, name) for one in dose.chain for name in own["measured"] if EN.label(name) in one.text
    ):
        number = own["measured"][name]
        assert one.is_clear == (number["low"] > 0 or number["high"] < 0), name
    value = table["C0.9"]["arms"]["parallel"]
    assert f"{100 * value:.1f} %" in rows["C0.9"].effect and "points" not in rows["C0.9"].effect
    assert (rows["C0.9"].arms, rows["C0.9"].chain) == ("", ())
    assert "organizations" in rows["C0.7b"].effect
    indonesian = {row.id: row for row in claim_rows("jember", ID)}["C0.3"]
    assert "miliar" in indonesian.effect and " to " not in indonesian.full


@pytest.mark.parametrize(
    ("value", "unit", "english", "indonesian"),
    [
        (12_048.0, "households", "+12,048 households", "+12.048 rumah tangga"),
        (-0.355, "organizations", "−0.355 organizations", "−0,355 organisasi"),
        (0.0141, "share", "+1.41 points", "+1,41 poin"),
        (626.0, "IDR/person/month", "+Rp626 per person per month", "+Rp626 per orang per bulan"),
        (-0.0204, "index", "−0.0204", "−0,0204"),
        (math.nan, "households", "–", "–"),
    ],
)
def test_a_change_has_its_unit(value, unit, english, indonesian):
    assert change_text(value, unit=unit) == english
    assert change_text(value, unit=unit, language="id") == indonesian


def test_steps_against_a_claim_are_told_in_the_readers_language():
    row = {
        "outcome": "members_end", "arms": {"convening_05": 30.0, "convening_20": 10.0, "convening_35": 15.0},
        "against": ["convening_05 to convening_20"],
    }  # fmt: skip
    assert along_dose(row, EN).endswith("from convening 05 to convening 20; clearly against the claim: convening 05 to "
                                        "convening 20.")  # fmt: skip
    assert " to " not in along_dose(row, ID)
