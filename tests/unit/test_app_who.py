"""Who gains and who pays on the page: each side by its interval, with the right sign for those it is about."""

import pytest

from partnersim.faces.app.compared import Compared
from partnersim.faces.app.who import PAYERS, PEOPLE, who_lines
from partnersim.measures import OUTCOMES
from partnersim.studies.words.texts import Texts

EN, ID = Texts("en"), Texts("id")
SPREAD = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Around a difference of five pairs: variance 2.5, so the half width is t(0.975, 4) * 0.7071 = 1.963."""


def compared_by(**differences):
    """Five pairs in which outcomes differ by so much on the mean, give or take up to two hundredths of `SPREAD`."""
    names = (*PAYERS, *PEOPLE)
    base = [dict.fromkeys(names, 0.5) for _ in SPREAD]
    now = [
        {
            name: 0.5 + differences.get(name, 0.0) + (0.01 * by if name in differences else 0.0)
            for name in names
        }
        for by in SPREAD
    ]
    return Compared(tuple(base), tuple(now))


def test_sides_are_told_by_intervals_and_for_whom_a_difference_is_good():
    lines = dict(who_lines(compared_by(
        paid_firms_idr_total=0.1, paid_government_idr_total=-0.1, paid_donors_idr_total=0.01,
        income_listed_idr_mean=0.1, harmed_households_share=0.1, moneylender_interest_idr_total=-0.1,
        leaked_idr_total=0.1, harmed_leaving_share_mean=-0.1,
    ), EN))  # fmt: skip
    assert [heading for heading in lines] == ["Gain", "Lose", "Pay more", "Pay less", "Cannot be told"]
    assert lines["Pay more"] == ["private firms +Rp0.100 (+Rp0.0804 to +Rp0.120)"]
    assert lines["Pay less"] == ["government offices −Rp0.100 (−Rp0.120 to −Rp0.0804)"]
    assert lines["Cannot be told"] == ["donors (−Rp0.00963 to +Rp0.0296)"]
    assert lines["Gain"] == [
        "listed households, in income +Rp0.100 per person per month (+Rp0.0804 to +Rp0.120)",
        "partners that would be better off outside −10.0 points (−12.0 to −8.04 points)",
        "officials who steal, in what they take +Rp0.100 (+Rp0.0804 to +Rp0.120)",
    ]
    assert lines["Lose"] == [
        "listed households that the programme harms +10.0 points (+8.04 to +12.0 points)",
        "moneylenders, in interest that they charge −Rp0.100 (−Rp0.120 to −Rp0.0804)",
    ]


def test_indonesian_has_its_own_words_and_numbers():
    lines = dict(who_lines(compared_by(paid_firms_idr_total=0.1), ID))
    assert lines == {"Membayar lebih": ["perusahaan swasta +Rp0,100 (+Rp0,0804 sampai +Rp0,120)"]}


@pytest.mark.parametrize("pairs", [0, 1, 4, 5])
def test_where_nothing_differs_or_few_pairs_are_there_nobody_is_named(pairs):
    some = compared_by(paid_firms_idr_total=0.1)
    assert bool(who_lines(Compared(some.base[:pairs], some.now[:pairs]), EN)) == (pairs == 5)
    assert who_lines(compared_by(), EN) == []


def test_everybody_named_is_told_by_an_outcome_that_there_is():
    for name in (*PAYERS, *PEOPLE):
        assert OUTCOMES.named(name).name == name
