"""Negotiating by hand: the holder's wish, who refuses it, and what is answered to whom."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from partnersim.mechanisms.partnership.bargaining import _negotiate, _Offer
from partnersim.scenario.partnership import Terms

WISH, SECOND, ASKED = Terms(completeness=0.1), Terms(completeness=0.2), Terms(completeness=0.3)


def offer(terms: Terms, worth: list[float], gain: list[float]) -> _Offer:
    return _Offer(terms, np.array(worth), np.array(gain))


def negotiated(offers: list[_Offer], *, cost: float = 0.0, willing: tuple[bool, ...] = (True, True, True)):
    """What three members come to, of whom the first holds the money."""
    members = [SimpleNamespace(name=name) for name in ("office", "ngo", "firm")]
    model = SimpleNamespace(
        month=7, spec=SimpleNamespace(mechanisms=SimpleNamespace(bargaining=SimpleNamespace(round_cost=cost)))
    )
    return _negotiate(model, SimpleNamespace(members=members), offers, np.array(willing), 0)


def test_a_wish_that_suits_all_is_taken_and_the_holder_wishes_for_nothing_that_it_loses_by():
    dearest = offer(
        WISH, [4.0, 9.0, 9.0], [-0.1, 1.0, 1.0]
    )  # worth most to the holder, but less than being alone
    record, terms = negotiated([offer(ASKED, [2.0, 2.0, 2.0], [0.2, 0.2, 0.2]), dearest,
                                offer(SECOND, [3.0, 1.0, 1.0], [0.5, 0.1, 0.1])])  # fmt: skip
    assert terms is record.wish is SECOND
    assert (record.holder, record.how, record.refused, record.countered) == ("office", "first wish", (), "")


OFFERS = [
    offer(WISH, [3.0, 1.0, 1.0], [1.0, -0.5, 0.2]),
    offer(SECOND, [2.5, 2.0, 2.0], [0.5, 0.3, 0.1]),
    offer(ASKED, [2.45, 3.0, 1.0], [0.4, 1.0, 0.05]),
]


@pytest.mark.parametrize(
    ("cost", "how", "terms"),
    [
        (0.04, "second proposal", SECOND),  # the answer is worth 2.45 to the holder, insisting 2.5 - 0.04
        (0.06, "counter-proposal", ASKED),
    ],
)
def test_who_would_lose_answers_with_what_is_best_for_it_of_what_suits_all(cost, how, terms):
    record, outcome = negotiated(OFFERS, cost=cost)
    assert outcome is terms
    assert (record.wish, record.refused, record.countered, record.how) == (WISH, ("ngo",), "ngo", how)
    assert record.counter is ASKED


def test_the_one_that_would_lose_most_answers_and_one_that_takes_no_part_refuses_nothing():
    wish = offer(WISH, [3.0, 1.0, 1.0], [1.0, -0.2, -0.5])
    suits = [offer(SECOND, [2.5, 2.0, 5.0], [0.5, 0.3, 0.1]), offer(ASKED, [2.4, 9.0, 4.0], [0.5, 0.3, 0.1])]
    record, _ = negotiated([wish, *suits])
    assert (record.refused, record.countered, record.counter) == (("ngo", "firm"), "firm", SECOND)
    record, _ = negotiated([wish, *suits], willing=(True, True, False))
    assert (record.refused, record.countered, record.counter) == (("ngo",), "ngo", ASKED)


def test_where_no_terms_suit_all_the_wish_stands_against_those_that_lose():
    record, outcome = negotiated([OFFERS[0], offer(SECOND, [2.0, 2.0, 2.0], [0.1, 0.3, 0.0])])
    assert outcome is WISH
    assert (record.how, record.refused, record.countered) == ("no terms suit all", ("ngo",), "")
    alone, outcome = negotiated([offer(WISH, [3.0, 1.0, 1.0], [-1.0, 0.1, 0.1])])
    assert outcome is WISH and alone.refused == ()  # the holder does not refuse what it proposes
