"""Attribution: games whose answers are known on paper, and what every game must obey."""

from itertools import combinations, permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from partnersim.studies.attribution import (
    Game,
    alone,
    interactions,
    members,
    moebius,
    orders,
    owen,
    place_of,
    sampled_shares,
    sets_of_orders,
    shapley,
    shrunk,
    sufficiency,
    taken_away,
    target_of,
)


def game_of(value, n: int, seeds=(1.0,)) -> Game:
    """The game of a function of a set of numbers; seeds scale it."""
    column = np.array([value(set(members(row))) for row in range(2**n)], dtype=float)
    return Game(tuple("abcdefgh"[:n]), np.outer(column, seeds))


def glove(who: set) -> float:
    """Part 0 has a left glove, 1 and 2 a right one; a pair is worth 1."""
    return float(0 in who and bool(who & {1, 2}))


def airport(who: set) -> float:
    """A runway for planes that need lengths 1, 2 and 3."""
    return max((part + 1.0 for part in who), default=0.0)


def of_weights(quota: int, weights: tuple[int, ...]):
    return lambda who: float(sum(weights[part] for part in who) >= quota)


MAJORITY = of_weights(3, (1, 1, 1, 1, 1))
TOGETHER = of_weights(4, (1, 1, 1, 1))


# --- known answers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "n", "right"),
    [
        (glove, 3, [2 / 3, 1 / 6, 1 / 6]),
        (airport, 3, [1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 1]),
        (MAJORITY, 5, [1 / 5] * 5),
        (of_weights(51, (50, 49, 1)), 3, [2 / 3, 1 / 6, 1 / 6]),
        (of_weights(3, (2, 1, 1, 1)), 4, [1 / 2, 1 / 6, 1 / 6, 1 / 6]),
        (TOGETHER, 4, [1 / 4] * 4),
        (lambda who: float(sum(who)), 4, [0.0, 1.0, 2.0, 3.0]),
    ],
)
def test_shapley_shares_of_games_known_on_paper(value, n, right):
    assert shapley(game_of(value, n, (1.0, 3.0))) == pytest.approx(np.outer(right, (1.0, 3.0)), abs=1e-12)


def test_alone_and_taken_away_of_the_glove_game():
    assert alone(game_of(glove, 3))[:, 0].tolist() == [0.0, 0.0, 0.0]
    assert taken_away(game_of(glove, 3))[:, 0].tolist() == [1.0, 0.0, 0.0]
    assert alone(game_of(airport, 3))[:, 0].tolist() == [1.0, 2.0, 3.0]
    assert taken_away(game_of(airport, 3))[:, 0].tolist() == [0.0, 0.0, 1.0]
    raised = game_of(lambda who: 10.0 + len(who), 2)
    assert alone(raised).tolist() == taken_away(raised).tolist() == [[1.0], [1.0]]


def test_moebius_terms_and_interactions_of_the_glove_game():
    # v = ab + ac - abc; an interaction is the sum of the terms of sets with both parts, each over its size less one
    terms = moebius(game_of(glove, 3))[:, 0]
    right = {place_of((0, 1)): 1.0, place_of((0, 2)): 1.0, place_of((0, 1, 2)): -1.0}
    assert terms.tolist() == [right.get(row, 0.0) for row in range(8)]
    pairs, found = interactions(game_of(glove, 3))
    assert pairs == [(0, 1), (0, 2), (1, 2)]
    assert found[:, 0] == pytest.approx([1 / 2, 1 / 2, -1 / 2])


def test_what_works_only_together_interacts_and_what_adds_up_does_not():
    # the only term is that of all four: 1 / (4 - 1) for each pair
    assert interactions(game_of(TOGETHER, 4))[1][:, 0] == pytest.approx([1 / 3] * 6)
    assert interactions(game_of(lambda who: float(sum(who)), 4))[1].tolist() == [[0.0]] * 6
    assert interactions(game_of(lambda who: float(len(who)), 1))[0] == []


def test_owen_shares_of_a_majority_with_a_bloc():
    # two of three decide; the bloc of two always does, and shares its 1 equally
    two_of_three = game_of(of_weights(2, (1, 1, 1)), 3)
    assert owen(two_of_three, [[0, 1], [2]])[:, 0] == pytest.approx([1 / 2, 1 / 2, 0.0])
    # airport, small and large planes together. They come first in half of the orders, the small plane of them first in
    # half of those: it pays 1 there and else nothing; the large one pays 2, 3 (before the small one) or 1 (comes last)
    shares = owen(game_of(airport, 3), [[0, 2], [1]])[:, 0]
    assert shares == pytest.approx([1 / 4, 1.0, 7 / 4])


def test_parts_outside_or_twice_in_groups_are_refused():
    for groups in ([[0, 1]], [[0, 1], [1, 2]], [[0, 1, 2, 3]]):
        with pytest.raises(ValueError, match="do not hold each of 3 parts once"):
            owen(game_of(glove, 3), groups)


# --- what is enough ---------------------------------------------------------------------------------------


def test_sufficient_sets_and_necessary_parts_of_games_known_on_paper():
    found = sufficiency(game_of(glove, 3))
    assert found.target == 0.5
    assert found.minimal == (place_of((0, 1)), place_of((0, 2)))
    assert found.lasting == (True, True)
    assert found.necessary == (0,)
    found = sufficiency(game_of(TOGETHER, 4))
    assert (found.minimal, found.necessary) == ((15,), (0, 1, 2, 3))
    found = sufficiency(game_of(MAJORITY, 5))
    assert len(found.minimal) == comb(5, 3)
    assert found.necessary == ()


def test_a_threshold_is_a_change_in_the_direction_of_the_difference():
    falling = game_of(lambda who: 7.0 - airport(who), 3)
    assert sufficiency(falling).target == -1.5
    assert sufficiency(falling).minimal == (place_of((1,)), place_of((2,)))
    assert sufficiency(falling, threshold=1.0).minimal == (1, 2, 4)
    assert sufficiency(falling, threshold=3.0).minimal == (4,)
    beyond = sufficiency(falling, threshold=3.1)
    assert (beyond.minimal, beyond.necessary) == ((), ())
    for wrong in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="allowed is a number above 0"):
            sufficiency(falling, threshold=wrong)


def test_nine_of_ten_seeds_are_enough_and_eight_are_not():
    for failing, minimal in ((1, (1,)), (2, (3,))):
        alone_by_seed = np.ones(10)
        alone_by_seed[:failing] = 0.0
        values = np.stack([np.zeros(10), alone_by_seed, np.zeros(10), np.ones(10)])
        found = sufficiency(Game(("a", "b"), values))
        assert found.minimal == minimal
        assert found.reached.tolist() == [0.0, 1 - failing / 10, 0.0, 1.0]


def test_a_set_that_another_part_undoes_is_not_lasting():
    worth = {frozenset(): 0.0, frozenset({0}): 1.0, frozenset({1}): 0.0, frozenset({0, 1}): 0.0}
    worth |= {frozenset({2}): 0.0, frozenset({0, 2}): 1.0, frozenset({1, 2}): 1.0, frozenset({0, 1, 2}): 1.0}
    found = sufficiency(game_of(lambda who: worth[frozenset(who)], 3))
    assert dict(zip(found.minimal, found.lasting, strict=True)) == {1: False, 6: True}
    assert found.necessary == ()


def test_without_a_difference_nothing_is_asked_for():
    found = sufficiency(game_of(lambda who: 5.0, 2, (1.0, 2.0)))
    assert np.isnan(found.target)
    assert (found.minimal, found.necessary) == ((), ())
    assert np.isnan(target_of(np.array([1.0, -1.0])))


def test_rounding_does_not_take_a_target_away():
    difference = np.full(7, 0.1 + 0.2)
    found = sufficiency(Game(("a",), np.stack([np.zeros(7), difference])), threshold=0.3)
    assert found.minimal == (1,)
    found = sufficiency(Game(("a",), np.stack([np.zeros(7), np.full(7, 0.3)])), threshold=0.1 + 0.2)
    assert found.minimal == (1,)


def test_a_game_that_is_none_is_refused():
    for parts, values, text in (
        (("a", "b"), np.zeros((3, 2)), r"shape \(3, 2\); 2 parts want \(4, seeds\)"),
        (("a", "b"), np.zeros((4, 0)), "shape"),
        (("a", "b"), np.zeros(4), "shape"),
        (("a", "a"), np.zeros((4, 1)), "two parts have the same name"),
        (("a",), np.array([[0.0], [np.nan]]), "not finite"),
    ):
        with pytest.raises(ValueError, match=text):
            Game(parts, values)


# --- what every game obeys --------------------------------------------------------------------------------


@st.composite
def games(draw, least=1, most=5):
    n = draw(st.integers(least, most))
    numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
    values = draw(arrays.arrays(float, (2**n, draw(st.integers(1, 3))), elements=numbers))
    return Game(tuple("abcdefgh"[:n]), values)


def close(left, right, game: Game) -> bool:
    return bool(np.all(np.abs(left - right) <= 1e-9 * (1.0 + np.abs(game.values).max())))


@given(games(most=4))
def test_shares_are_the_mean_gain_over_all_orders(game):
    found = np.zeros((game.n, game.values.shape[1]))
    every = list(permutations(range(game.n)))
    for order in every:
        for place, part in enumerate(order):
            before = place_of(order[:place])
            found[part] += (game.values[before | 1 << part] - game.values[before]) / len(every)
    assert close(shapley(game), found, game)


@given(games(most=6))
@settings(max_examples=40)
def test_shares_add_up_in_every_seed(game):
    assert close(shapley(game).sum(axis=0), game.difference, game)
    groups = [[part for part in range(game.n) if part % 2 == odd] for odd in range(2)]
    groups = [group for group in groups if group]
    assert close(owen(game, groups).sum(axis=0), game.difference, game)


@given(games(most=4), st.integers(0, 4))
def test_a_part_that_changes_nothing_gets_nothing_at_all(game, place):
    place = min(place, game.n)
    rows = np.array(
        [(row & (1 << place) - 1) | (row >> place + 1) << place for row in range(2 ** (game.n + 1))]
    )
    wider = Game((*game.parts, "null"), game.values[rows])
    assert not shapley(wider)[place].any()
    assert not owen(wider, [[part] for part in range(wider.n)])[place].any()
    pairs, found = interactions(wider)
    assert not found[[place in pair for pair in pairs]].any()
    others = [part for part in range(wider.n) if part != place]
    assert close(shapley(wider)[others], shapley(game), game)


@given(games(least=2))
def test_parts_that_do_the_same_get_the_same(game):
    swapped = [(row & ~3) | (row & 1) << 1 | (row & 2) >> 1 for row in range(2**game.n)]
    same = Game(game.parts, game.values + game.values[swapped])
    assert close(shapley(same)[0], shapley(same)[1], same)


@given(games(least=3, most=3), games(least=3, most=3))
def test_shares_of_a_sum_are_sums_of_shares(one, other):
    left, right = one.values[:, :1], other.values[:, :1]
    both = Game(one.parts, left - 2.0 * right)
    apart = shapley(Game(one.parts, left)) - 2.0 * shapley(Game(one.parts, right))
    assert close(shapley(both), apart, Game(one.parts, np.hstack([left, right])))


@given(games(most=4))
def test_values_are_sums_of_moebius_terms(game):
    terms = moebius(game)
    for row in range(2**game.n):
        inside = [place_of(some) for k in range(game.n + 1) for some in combinations(members(row), k)]
        assert close(terms[inside].sum(axis=0), game.values[row], game)


@given(games(least=2, most=5))
def test_groups_of_one_and_one_group_of_all_say_what_shapley_says(game):
    assert close(owen(game, [[part] for part in range(game.n)]), shapley(game), game)
    assert close(owen(game, [list(range(game.n))]), shapley(game), game)


@given(games(least=4, most=5))
def test_a_group_gets_what_it_gets_in_the_game_of_groups(game):
    groups = [[0, 2], [1], list(range(3, game.n))]
    rows = [sum(place_of(groups[k]) for k in members(row)) for row in range(8)]
    between = shapley(Game(("x", "y", "z"), game.values[rows]))
    within = owen(game, groups)
    assert close(np.stack([within[group].sum(axis=0) for group in groups]), between, game)


@given(games(most=4))
def test_minimal_sets_are_enough_and_no_smaller_set_is(game):
    found = sufficiency(game)
    for row in found.minimal:
        assert found.enough[row]
        inside = [place_of(s) for k in range(len(members(row))) for s in combinations(members(row), k)]
        assert not found.enough[inside].any()
    covered = [any(row & small == small for small in found.minimal) for row in range(2**game.n)]
    assert not (found.enough & ~np.array(covered)).any()
    without_part = [
        [row for row in range(2**game.n) if not row >> part & 1 and found.enough[row]]
        for part in range(game.n)
    ]
    needed = tuple(part for part in range(game.n) if found.minimal and not without_part[part])
    assert found.necessary == needed


# --- sampled orders ---------------------------------------------------------------------------------------


def test_all_orders_give_the_exact_shares():
    game = game_of(glove, 3, (1.0, 2.0))
    chosen = [order for one in ((0, 1, 2), (0, 2, 1), (1, 0, 2)) for order in (one, one[::-1])]
    found = sampled_shares(dict(enumerate(game.values)), chosen)
    assert found.shares == pytest.approx(shapley(game), abs=1e-12)
    # three draws of part 0, of mean over seeds: 0.75, 0.75 and 1.5; s = 0.75/sqrt(3), over sqrt(3)
    assert found.errors[0] == pytest.approx(0.25)


def test_sampled_shares_add_up_and_miss_by_what_they_say():
    rng = np.random.default_rng(7)
    n, seeds = 10, 4
    weights, joint = rng.normal(size=(n, seeds)), rng.normal(size=(n, n, seeds))
    weights[3], joint[3], joint[:, 3] = 0.0, 0.0, 0.0

    def value(row: int) -> np.ndarray:
        who = list(members(row))
        return (
            weights[who].sum(axis=0)
            + sum((joint[i, j] * joint[j, i] for i, j in combinations(who, 2)), 0.0) ** 2
        )

    exact = shapley(
        Game(tuple("abcdefghij"), np.stack([value(row) + np.zeros(seeds) for row in range(2**n)]))
    )
    chosen = orders(n, 60)
    found = sampled_shares({row: value(row) + np.zeros(seeds) for row in sets_of_orders(chosen)}, chosen)
    assert found.orders == 60
    assert found.shares.sum(axis=0) == pytest.approx(exact.sum(axis=0), abs=1e-9)
    assert not found.shares[3].any() and found.errors[3] == 0.0
    missed = np.abs(found.shares.mean(axis=1) - exact.mean(axis=1))
    assert (missed <= 4.0 * found.errors + 1e-12).all()
    assert (missed[:3] > 0.1 * found.errors[:3]).any()


def test_orders_come_with_their_reverse_and_longer_lists_begin_alike():
    chosen = orders(9, 5)
    assert len(chosen) == 6
    assert all(
        a[::-1] == b and sorted(a) == list(range(9)) for a, b in zip(chosen[::2], chosen[1::2], strict=True)
    )
    assert orders(9, 20)[:6] == chosen
    assert orders(9, 5, seed=2) != chosen
    assert sets_of_orders([(0, 1), (1, 0)]) == [0, 1, 3, 2]
    for wrong in ([], chosen[:1], [(0, 1), (0, 1)]):
        with pytest.raises(ValueError, match="pairs of an order and its reverse"):
            sampled_shares({}, wrong)


def test_a_set_is_shrunk_to_one_from_which_nothing_can_be_taken():
    enough = of_weights(1, (0, 0))
    assert shrunk(2, lambda row: bool(enough(set(members(row)))), (0, 1)) is None
    asked = []

    def is_enough(row: int) -> bool:
        asked.append(row)
        return bool(glove(set(members(row))))

    assert shrunk(3, is_enough, (1, 2, 0)) == place_of((0, 2))
    assert shrunk(3, is_enough, (2, 1, 0)) == place_of((0, 1))
    # not monotone: b can be spared only once a is gone
    worth = {0b111: True, 0b110: True, 0b101: False, 0b011: False, 0b100: True, 0b010: False}
    assert shrunk(3, lambda row: worth.get(row, False), (1, 0, 2)) == 0b100
