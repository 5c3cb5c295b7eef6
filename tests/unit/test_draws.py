"""Keyed chance: a draw depends on seed, purpose, month and entity, and on nothing else."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnersim.theory.chance import lots
from partnersim.theory.chance.draws import MONTH_SHIFT, Draws, Purpose, fading_weights, name_id
from partnersim.theory.chance.normal import normal_quantile, quantiles_in_place
from tests.reference.chance import HAMLET_SHOCK, NUMBER, KeyedChance

IDS = np.arange(500)
DRAWS = Draws(5)


def test_order_of_entities_changes_nothing() -> None:
    shuffled = np.random.default_rng(0).permutation(IDS)
    straight = Draws(1).uniform(Purpose.IDEA, 4, IDS)
    assert np.array_equal(Draws(1).uniform(Purpose.IDEA, 4, shuffled), straight[shuffled])


def test_a_subset_draws_what_it_draws_among_all() -> None:
    everybody = Draws(1).normal(Purpose.TALENT, 0, IDS)
    assert np.array_equal(Draws(1).normal(Purpose.TALENT, 0, IDS[100:110]), everybody[100:110])


def test_one_more_entity_moves_nobody() -> None:
    before = Draws(1).uniform(Purpose.CLOSE, 2, IDS)
    assert np.array_equal(Draws(1).uniform(Purpose.CLOSE, 2, np.append(IDS, 10**12))[:-1], before)


def test_asking_again_or_for_something_else_in_between_changes_nothing() -> None:
    draws = Draws(7)
    first = draws.uniform(Purpose.VISIT, 3, IDS)
    draws.normal(Purpose.PROFIT_SHOCK, 3, IDS)
    draws.uniform(Purpose.VISIT, 4, IDS)
    assert np.array_equal(draws.uniform(Purpose.VISIT, 3, IDS), first)


def test_what_is_drawn_every_month_is_what_one_month_draws() -> None:
    draws, others = Draws(3), IDS[::-1].copy()
    for month in (
        -6,
        -1,
        0,
        5,
        6,
        17,
        18,
        3,
        40,
    ):  # forwards and back, over the edges of what is made at once
        assert np.array_equal(
            draws.monthly_uniform(Purpose.PROBLEM_EVENT, month, IDS),
            draws.uniform(Purpose.PROBLEM_EVENT, month, IDS),
        )
        assert np.array_equal(
            draws.monthly_normal(Purpose.HAMLET_SHOCK, month, IDS),
            draws.normal(Purpose.HAMLET_SHOCK, month, IDS),
        )
    shocks = draws.monthly_normal(Purpose.HAMLET_SHOCK, 40, others)
    assert np.array_equal(shocks, draws.normal(Purpose.HAMLET_SHOCK, 40, others))
    with pytest.raises(ValueError, match="read-only"):
        shocks[0] = 0.0


def test_months_are_made_some_at_a_time() -> None:
    draws, asked = Draws(3), []

    def draw(first: int, drawn: Any) -> None:
        asked.append(first - MONTH_SHIFT)
        drawn[:] = np.arange(first - MONTH_SHIFT, first - MONTH_SHIFT + len(drawn))[:, None]

    months = [-3, -2, 8, 9, 20, 21, 0]
    assert [draws.monthly(Purpose.VISIT, m, IDS, draw)[7] for m in months] == months
    assert asked == [-3, 9, 21, 0]


def test_lasting_draws_know_their_entities_again() -> None:
    fixed, other = IDS.copy(), IDS[::-1].copy()
    fixed.flags.writeable = other.flags.writeable = False
    draws = Draws(4)
    for ids in (fixed, other, fixed, IDS.tolist(), other[:9]):
        asked = draws.lasting_normal(Purpose.NEEDS_VIEW, 2010, ids, persistence=0.5)
        assert np.array_equal(
            asked, Draws(4).lasting_normal(Purpose.NEEDS_VIEW, 2010, list(ids), persistence=0.5)
        )


def test_every_purpose_month_and_seed_has_draws_of_its_own() -> None:
    kinds = [Draws(1).uniform(purpose, 0, IDS[:5]).tolist() for purpose in Purpose]
    months = [Draws(1).uniform(Purpose.IDEA, month, IDS[:5]).tolist() for month in range(-12, 60)]
    seeds = [Draws(seed).uniform(Purpose.IDEA, -99, IDS[:5]).tolist() for seed in range(20)]
    numbers = [u for row in kinds + months[:12] + months[13:] + seeds for u in row]
    assert len(set(numbers)) == len(numbers)


def test_numbers_of_purposes_are_unique_and_those_of_the_reference() -> None:
    assert len({int(p) for p in Purpose}) == len(Purpose.__members__)
    assert {name: int(Purpose[name.upper()]) for name in NUMBER} == NUMBER
    assert sorted([*NUMBER.values(), 11]) == list(range(20))
    assert Purpose.HAMLET_SHOCK == HAMLET_SHOCK


@given(st.integers(0, 2**31), st.sampled_from(Purpose), st.integers(-2500, 600), st.integers(0, 2**45))
def test_a_draw_is_the_published_generator_at_its_counter(
    seed: int, purpose: Purpose, month: int, entity: int
) -> None:
    plain = KeyedChance(seed)
    assert Draws(seed).uniform(purpose, month, entity)[0] == plain.uniform(purpose, month, entity)
    assert Draws(seed).normal(purpose, month, entity)[0] == pytest.approx(
        plain.normal(purpose, month, entity), rel=1e-12, abs=1e-14
    )


def test_a_normal_is_the_quantile_of_its_uniform() -> None:
    uniform, normal = Draws(5).uniform(Purpose.TALENT, 0, IDS), Draws(5).normal(Purpose.TALENT, 0, IDS)
    expected = [NormalDist().inv_cdf(u) for u in uniform]
    np.testing.assert_allclose(normal, expected, rtol=1e-12, atol=1e-14)


def test_a_lasting_normal_is_the_weighted_sum_of_this_years_and_earlier_normals() -> None:
    """With persistence 0.1 the year before counts a tenth, and the one before that (0.01 < 0.02) not at all."""
    ids = np.array([3, 2**40, 5])
    for year in (2010, 2017, 2018, 2009, 2030, 2010):  # in no order, and further apart than are made at once
        this, before = (Draws(5).normal(Purpose.NEEDS_VIEW, y, ids) for y in (year, year - 1))
        expected = (this + 0.1 * before) / np.sqrt(1.01)
        drawn = DRAWS.lasting_normal(Purpose.NEEDS_VIEW, year, ids, persistence=0.1)
        np.testing.assert_allclose(drawn, expected, rtol=1e-15, atol=1e-16)
        with pytest.raises(ValueError, match="read-only"):
            drawn[0] = 0.0


def test_what_is_remembered_of_lasting_normals_is_kept_apart() -> None:
    """By purpose, persistence and entities: each asks for the year 2010 of draws that remember another's."""
    fresh, ids = Draws(6), np.arange(4)
    for purpose, persistence, who in (
        (Purpose.NEEDS_VIEW, 0.5, ids), (Purpose.PRODUCTIVITY_VIEW, 0.5, ids), (Purpose.NEEDS_VIEW, 0.6, ids),
        (Purpose.NEEDS_VIEW, 0.5, ids[::-1]),
    ):  # fmt: skip
        expected = Draws(6).lasting_normal(purpose, 2010, who, persistence=persistence)
        assert np.array_equal(fresh.lasting_normal(purpose, 2010, who, persistence=persistence), expected)
    weights, squares = fading_weights(0.5)
    assert weights.tolist() == [1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125]
    assert squares == 1.3330078125


def test_names_are_hashed() -> None:
    assert name_id("government") == name_id("government") != name_id("governmen")


@pytest.mark.parametrize(
    ("of", "month", "household"), [(lots.of_debts, -40, 77), (lots.of_services, 11, 5_000_000_123)]
)
def test_a_lot_by_name_is_the_draw_of_its_purpose(of: Any, month: int, household: int) -> None:
    draws = Draws(8)
    drawn = of(lots.Key(draws.key0, draws.key1, month + MONTH_SHIFT), household)
    expected = {
        name: draws.uniform(Purpose[name.upper()], month, [household])[0] for name in type(drawn)._fields
    }
    assert drawn._asdict() == expected


SHOCKS = ("labour_persistent", "labour_transitory", "profit_shock")


@pytest.mark.parametrize("wanted", [(True, True, True), (False, True, False), (True, False, True)])
def test_a_table_of_lots_holds_the_draws_of_all_purposes(wanted: tuple[bool, bool, bool]) -> None:
    """A thousand households, of whom about 150 have an income shock in the tails; others than wanted are never met."""
    draws, month, people = Draws(8), -7, np.arange(1_000) * 1_000_003
    table = np.zeros((lots.BLOCKS, 4, 1_003))
    lots.draw(table, lots.Key(draws.key0, draws.key1, month + MONTH_SHIFT), people, wanted)
    assert np.all(table[:, :, 1_000:] == 0.0)
    rows = [lots.at_row(table, k) for k in range(1_000)]
    for part, drawn in zip(lots.Lots._fields, (True, True, *wanted), strict=True):
        for name in getattr(rows[0], part)._fields:
            made = [getattr(getattr(row, part), name) for row in rows]
            of = draws.normal if name in SHOCKS else draws.uniform
            expected = of(Purpose[name.upper()], month, people) if drawn else np.full(1_000, lots.NEVER)
            assert made == expected.tolist(), name


def test_quantiles_in_place_are_those_of_one_at_a_time() -> None:
    """Of all regions, far tails and their borders included."""
    p = np.array(
        [1e-300, 1e-12, 1.3e-11, 1e-6, 0.0749999, 0.075, 0.0750001, 0.3, 0.5, 0.925, 0.93, 1 - 1e-12, 0.2]
    )
    table = np.array([p, p[::-1], p])
    quantiles_in_place(table, 2, 12)
    expected = [normal_quantile(x) for x in p]
    assert table[0].tolist() == [*expected[:12], 0.2]
    assert table[1].tolist() == [*expected[:0:-1], 1e-300]
    assert table[2].tolist() == p.tolist()


def test_lots_that_are_no_block_are_refused() -> None:
    class Mixed(NamedTuple):
        idea: float
        peer_cover: float

    with pytest.raises(ValueError, match="Mixed are not the lanes of one block in order"):
        lots._block(Mixed)


@pytest.mark.parametrize(
    ("p", "quantile"),
    [
        (0.5, 0.0),
        (0.8413447460685429, 1.0),
        (0.1, -1.2815515655446004),
        (0.975, 1.959963984540054),
        (1e-9, -5.997807015007686),
        (1e-20, -9.262340089798408),
        (1e-300, -37.0471),
    ],
)
def test_quantiles_of_the_centre_and_of_both_tails(p: float, quantile: float) -> None:
    assert normal_quantile(p) == pytest.approx(quantile, rel=1e-14 if p > 1e-300 else 1e-6)
    assert normal_quantile(p) == pytest.approx(NormalDist().inv_cdf(p), rel=1e-15, abs=1e-16)
