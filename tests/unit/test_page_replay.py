"""What the moving picture is given: counts, trust and payments of a month, by hand."""

from types import SimpleNamespace
from typing import get_args

import numpy as np

from partnersim.faces.app.session import shipped
from partnersim.faces.app.work import PATTERNS, _counts_of, _flows_of, _trust_of, stage_text
from partnersim.scenario.partnership import PatternName
from partnersim.studies.frames import IN_ARREARS, MEMBER, OWNER, Welfare
from partnersim.studies.words.texts import Texts

EN, ID = Texts("en"), Texts("id")


def test_households_are_counted_in_whole_ones_as_each_language_writes_them():
    states = np.array(
        [Welfare.POOR + OWNER, Welfare.NEAR_POOR, Welfare.OUT + MEMBER + IN_ARREARS], dtype=np.uint8
    )
    frames = SimpleNamespace(weights=np.array([98.04, 12_345.6, 37.2]))
    told = {
        "poor": "98",
        "near_poor": "12,346",
        "out": "37",
        "owners": "98",
        "members": "37",
        "in_arrears": "37",
    }
    assert _counts_of(states, frames, "en") == told
    assert _counts_of(states, frames, "id") == {**told, "near_poor": "12.346"}


def test_trust_is_the_mean_of_what_two_believe_and_nobody_without_one_is_shown():
    trust = np.array([[np.nan, 0.4, np.nan], [0.7, np.nan, 0.25], [np.nan, 0.5, np.nan]])
    assert _trust_of(trust) == [[0, 1, 0.55], [1, 2, 0.375]]


def test_payments_are_shown_from_a_tenth_of_a_million_on_and_never_between_households_and_market():
    place = {"office": 0, "community funds": 1, "households": 2, "market": 3}
    payments = {
        ("office", "community funds"): 2.5e6, ("office", "households"): 99_999.0, ("households", "market"): 9e9,
        ("community funds", "households"): 1e5, ("bank", "office"): 7e6,
    }  # fmt: skip
    assert _flows_of(payments, place) == [[0, 1, 2.5e6], [1, 2, 1e5]]


def test_the_stage_says_who_decides_in_both_languages():
    base = shipped("jember")
    stages, names = {"bank_gakin": "implementation"}, {"ilo": "ILO", "jember_office": "the office"}
    assert stage_text(stages, base, names, EN) == (
        "Stage: implementation. Who decides: side by side, nobody subordinate."
    )
    led = base.but({"agreements.bank_gakin.pattern": "donor_led", "agreements.bank_gakin.leader": "ilo"})
    assert stage_text(stages, led, names, EN) == "Stage: implementation. Who decides: led by ILO."
    assert stage_text(stages, led, names, ID) == "Tahap: pelaksanaan. Siapa yang memutuskan: dipimpin ILO."
    alone = base.but({"mechanisms.formation.on": False})
    assert stage_text(stages, alone, names, EN) == "No agreement: each works alone."
    assert set(PATTERNS) == set(get_args(PatternName))
