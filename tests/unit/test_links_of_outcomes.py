"""An outcome's place in the results chain and its words in a comparison, and what an unknown one gets."""

from partnersim.measures import OUTCOMES
from partnersim.studies.compare import described, link_of


def test_every_outcome_has_its_own_link_and_one_that_nobody_declared_has_none():
    assert {outcome.name: link_of(outcome.name) for outcome in OUTCOMES} == {
        outcome.name: str(outcome.link) for outcome in OUTCOMES
    }
    assert link_of("headcount_end") == "impact"
    assert link_of("money_spent_idr_total") == "input"
    assert link_of("weather") == ""


def test_an_outcome_is_described_by_its_own_words_and_an_unknown_one_by_its_name():
    headcount = OUTCOMES.named("headcount_end")
    told = described("headcount_end")
    assert (told["label"], told["unit"], told["better"]) == (
        headcount.label,
        headcount.unit,
        headcount.better,
    )
    unknown = {
        "outcome": "weather",
        "label": "weather",
        "unit": "number",
        "group": "other",
        "better": "neither",
    }
    assert described("weather") == unknown
