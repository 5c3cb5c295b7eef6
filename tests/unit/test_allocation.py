"""The allocation solver against SLSQP, at the edges, and the measures built on it."""

import itertools

import numpy as np
import pytest
from scipy.optimize import minimize

from partnersim.theory.allocation_solver import Problem, first_best
from partnersim.theory.production import (
    Form,
    advantage_spread,
    comparative_advantage_index,
    effective,
    output,
    welfare,
)
from tests.reference.allocation import planned

ETA, CONCAVITY = 0.9, 0.8


def case(number, *, ceilings=False, linear=0.0):
    """Three partners with fixed but uneven figures, in rupiah."""
    generator = np.random.default_rng(number)
    budgets = generator.uniform(0.2, 1.0, 3) * 1e9
    return {
        "productivity": np.exp(0.6 * generator.standard_normal((3, 5))),
        "needs": generator.uniform(0.3, 1.0, 5),
        "delivery": generator.uniform(0.5, 1.0, 3),
        "budgets": budgets,
        "ceilings": generator.uniform(0.12, 0.3, (3, 5)) * 1e9 if ceilings else np.full((3, 5), np.inf),
        "linear": generator.uniform(-0.2, 1.0, (3, 5)) * linear / 1e9,
        "background": generator.uniform(0.0, 0.05, 5) * 1e9**ETA,
    }


def solve(given, **options):
    arguments = dict(given)
    return planned(arguments.pop("productivity"), **arguments, eta=ETA, concavity=CONCAVITY, **options)


def slsqp_value(given, *, sigma, reference):
    """The best value a general solver finds from three starts; written without the code under test."""
    total = given["budgets"].sum()
    needs = given["needs"] / given["needs"].sum()
    rho = (sigma - 1.0) / sigma

    def value(flat):
        money = np.maximum(flat.reshape(3, 5), 1e-12) * total
        work = given["background"] + (
            given["productivity"] * (money * given["delivery"][:, None]) ** ETA
        ).sum(axis=0)
        if sigma == 1.0:
            made = np.exp((needs * np.log(work)).sum())
        else:
            made = (needs * work**rho).sum() ** (1.0 / rho)
        return (made / reference) ** CONCAVITY + (given["linear"] * money).sum()

    shares = given["budgets"] / total
    rules = [{"type": "eq", "fun": lambda flat: flat.sum() - 1.0}]
    limits = [(1e-9, min(ceiling / total, 1.0)) for ceiling in given["ceilings"].ravel()]
    generator = np.random.default_rng(0)
    best = -np.inf
    for _ in range(3):
        start = np.minimum(
            (shares[:, None] / 5 * generator.uniform(0.3, 1.5, (3, 5))).ravel(),
            [upper for _, upper in limits],
        )
        found = minimize(
            lambda flat: -value(flat), start, bounds=limits, constraints=rules, method="SLSQP",
            options={"maxiter": 500, "ftol": 1e-12},
        )  # fmt: skip
        if abs(found.x.sum() - 1.0) < 1e-7:
            best = max(best, value(found.x))
    assert np.isfinite(best)
    return best


@pytest.mark.filterwarnings("ignore:Values in x were outside bounds")
@pytest.mark.parametrize("sigma", [0.3, 0.6, 1.0, 1.5, 5.0])
@pytest.mark.parametrize("kind", ["plain", "ceilings", "linear"])
def test_within_a_thousandth_of_a_general_solver(sigma, kind):
    given = case(7, ceilings=kind == "ceilings", linear=0.3 if kind == "linear" else 0.0)
    free = {**given, "ceilings": np.full((3, 5), np.inf)}
    reference = first_best(Problem(**free, welfare_weight=1.0), Form(sigma, ETA, CONCAVITY, 0.0), 200)
    found = solve(given, sigma=sigma, reference=reference)
    other = slsqp_value(given, sigma=sigma, reference=reference)
    assert found.value >= other * (1 - 1e-3)
    assert found.value <= other * (1 + 1e-3)  # more than the optimum would mean a broken limit
    if kind == "ceilings":
        assert np.isclose(found.money_idr, given["ceilings"]).any(), (
            "no ceiling binds: the case tests nothing"
        )


@pytest.mark.parametrize(
    ("sigma", "ceilings"),
    list(itertools.product([0.05, 0.3, 1.0, 5.0, 50.0], [True, False])),
)
def test_budgets_and_ceilings_hold_to_the_last_digits(sigma, ceilings):
    for number in range(8):
        given = case(number, ceilings=ceilings)
        found = solve(given, sigma=sigma)
        assert (found.money_idr >= 0.0).all()
        assert (found.money_idr <= given["ceilings"] * (1 + 1e-12)).all()
        together = found.money_idr.sum() + found.unspent_idr.sum()
        assert together == pytest.approx(given["budgets"].sum(), rel=1e-12)
        room = np.minimum(given["ceilings"].sum(axis=1), 1e300)
        if (room >= given["budgets"]).all():
            assert found.unspent_idr.sum() <= 1e-6


@pytest.mark.parametrize("sigma", [0.3, 5.0])
def test_more_steps_change_little_at_the_extremes(sigma):
    for number in range(6):
        given = case(number)
        few = solve(given, sigma=sigma, reference=1e8, steps=40).value
        many = solve(given, sigma=sigma, reference=1e8, steps=1000).value
        assert few == pytest.approx(many, rel=1e-3)


def test_cobb_douglas_is_the_limit_from_both_sides():
    given = case(3)
    work = np.array([3.0, 1.0, 2.0, 5.0, 0.7])
    at_one = output(work, given["needs"], 1.0)
    assert output(work, given["needs"], 1.0 - 1e-6) == pytest.approx(at_one, rel=1e-5)
    assert output(work, given["needs"], 1.0 + 1e-6) == pytest.approx(at_one, rel=1e-5)
    # With one aspect per partner and no returns to scale, money follows the needs exactly.
    plan = planned(
        np.ones((1, 3)), needs=np.array([1.0, 2.0, 5.0]), delivery=np.ones(1), budgets=np.array([8e6]),
        sigma=1.0, eta=1.0, steps=100,
    )  # fmt: skip
    np.testing.assert_allclose(plan.money_idr[0], [1e6, 2e6, 5e6], rtol=1e-4)


def test_output_of_equal_work_is_that_work_and_a_missing_aspect_stops_only_complements():
    needs = np.array([2.0, 1.0, 1.0])
    for sigma in (0.05, 0.3, 1.0, 5.0):
        assert output(np.full(3, 7.0), needs, sigma) == pytest.approx(7.0)
    missing = np.array([1.0, 0.0, 1.0])
    assert output(missing, needs, 0.6) == 0.0
    assert output(missing, needs, 1.0) == 0.0
    assert output(missing, needs, 2.0) == pytest.approx((0.75 * 1.0) ** 2.0)


def test_effective_and_welfare_by_hand():
    work = effective(
        np.array([[4.0, 0.0], [1.0, 9.0]]), np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1.0, 0.25]), 0.5
    )
    np.testing.assert_allclose(work, [2 * 2 + 0.5, 3 * 1.5])
    assert welfare(4.0, 16.0, 0.5) == pytest.approx(0.5)
    assert welfare(0.0, 16.0, 0.5) == 0.0


def test_money_that_has_no_room_stays_unspent():
    full = planned(
        np.ones((2, 2)), needs=np.ones(2), delivery=np.ones(2), budgets=np.array([10.0, 30.0]),
        ceilings=np.array([[1.0, 2.0], [3.0, 4.0]]),
    )  # fmt: skip
    np.testing.assert_allclose(full.money_idr, [[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(full.unspent_idr, [7.5, 22.5])


@pytest.mark.parametrize("steps", [0, 1, 40])
@pytest.mark.parametrize(
    ("money", "all_full"), [(10.0 + 1e-7, True), (10.0, None), (9.9, False), (6.0, False)]
)
def test_every_cell_is_full_where_there_is_less_room_than_money_and_else_all_is_spent(money, all_full, steps):
    ceilings = np.array([[1.0, 2.0], [3.0, 4.0]])
    plan = planned(
        np.array([[1.0, 2.0], [3.0, 0.5]]), needs=np.array([0.3, 0.7]), delivery=np.ones(2),
        budgets=np.array([0.25, 0.75]) * money, ceilings=ceilings, steps=steps,
    ).money_idr  # fmt: skip
    assert (plan <= ceilings).all()
    assert plan.sum() == pytest.approx(min(money, 10.0), rel=1e-12)
    if all_full is not None:
        assert (plan == ceilings).all() == all_full


def test_money_reaches_the_partner_with_room():
    plan = planned(
        np.ones((2, 2)), needs=np.ones(2), delivery=np.ones(2), budgets=np.array([40.0, 2.0]),
        ceilings=np.array([[1.0, 1.0], [50.0, 50.0]]),
    )  # fmt: skip
    assert plan.money_idr.sum() == pytest.approx(42.0)
    assert plan.money_idr[0].sum() <= 2.0


def test_spending_that_only_costs_falls_to_the_floor():
    costly = planned(
        np.ones((2, 3)), needs=np.ones(3), delivery=np.ones(2), budgets=np.array([1e9, 1e9]),
        linear=np.array([[-1.0] * 3, [0.0] * 3]), steps=100,
    )  # fmt: skip
    np.testing.assert_allclose(costly.money_idr[0], 2e9 * 1e-7, rtol=1e-6)
    assert costly.money_idr[1].sum() == pytest.approx(2e9)


def test_a_cell_without_room_changes_nothing_but_the_scale_of_a_step():
    """Two partners of whom one can do nothing plan as the other would with all the money."""
    given = {"needs": np.array([1.0, 2.0, 3.0]), "linear": np.array([[0.0, 1e-9, 0.0], [0.0, 0.0, 5e-8]])}
    able = np.array([[1.0, 2.0, 1.5], [9.0, 9.0, 9.0]])
    both = planned(
        able, delivery=np.array([0.8, 1.0]), budgets=np.array([1e9, 1e9]), **given,
        ceilings=np.array([[np.inf, np.inf, np.inf], [0.0, 0.0, 0.0]]), reference=1e8, steps=400,
    )  # fmt: skip
    given["linear"] = given["linear"][:1]
    one = planned(
        able[:1], delivery=np.array([0.8]), budgets=np.array([2e9]), **given, reference=1e8, steps=400
    )
    np.testing.assert_array_equal(both.money_idr[1], np.zeros(3))
    np.testing.assert_allclose(both.money_idr[0], one.money_idr[0], rtol=1e-6)


def test_degenerate_worlds_give_finite_plans():
    nobody_can = planned(
        np.zeros((2, 5)), needs=np.ones(5), delivery=np.ones(2), budgets=np.array([5.0, 7.0])
    )
    assert np.isfinite(nobody_can.money_idr).all()
    assert nobody_can.money_idr.sum() == pytest.approx(12.0)
    assert nobody_can.welfare == 0.0
    no_money = planned(np.ones((2, 5)), needs=np.ones(5), delivery=np.ones(2), budgets=np.zeros(2))
    assert (no_money.money_idr == 0.0).all()
    one_poor = planned(
        np.ones((2, 5)),
        needs=np.ones(5),
        delivery=np.array([1.0, 0.0]),
        budgets=np.array([0.0, 3.0]),
    )
    assert np.isfinite(one_poor.money_idr).all()
    alone = planned(
        np.ones((1, 5)),
        needs=np.array([1.0, 0, 0, 0, 0]),
        delivery=np.ones(1),
        budgets=np.ones(1),
    )
    assert alone.money_idr[0, 0] > 0.99


def test_private_value_moves_money_to_the_showpiece():
    given = case(11)
    plain = solve(given, reference=1e8)
    given["linear"] = np.zeros((3, 5))
    given["linear"][0, 2] = 20.0 / 1e9
    showy = solve(given, reference=1e8)
    assert showy.money_idr[0, 2] > 1.5 * plain.money_idr[0, 2]
    assert showy.welfare < plain.welfare


def test_first_best_has_welfare_one():
    given = case(5)
    given["delivery"] = np.ones(3)
    assert solve(given).welfare == pytest.approx(1.0, rel=1e-9)


def test_comparative_advantage_index():
    productivity = np.array([[4.0, 1.0], [1.0, 4.0]])
    assert comparative_advantage_index(np.array([[1.0, 0.0], [0.0, 5.0]]), productivity) == pytest.approx(1.0)
    assert comparative_advantage_index(np.array([[0.0, 1.0], [5.0, 0.0]]), productivity) == pytest.approx(
        -1.0
    )
    assert comparative_advantage_index(np.ones((2, 2)), productivity) == pytest.approx(0.0, abs=1e-12)
    # Being better at everything is no comparative advantage.
    level = np.outer([1.0, 3.0], [2.0, 0.5])
    assert advantage_spread(level) == pytest.approx(0.0, abs=1e-12)
    assert comparative_advantage_index(np.ones((2, 2)), level) == 0.0
    assert advantage_spread(productivity) == pytest.approx(np.log(4.0) / 2.0)


def test_no_step_makes_the_plan_worse():
    """Steps grow until one overshoots; that one is undone, and the plan is the same as without it."""
    undone = 0
    for number, sigma in itertools.product(range(3), (0.3, 0.6)):
        given = case(number, linear=0.3)
        values = [solve(given, sigma=sigma, reference=1e8, steps=steps).value for steps in range(25)]
        gains = np.diff(values) / values[-1]
        assert (gains > -1e-12).all()
        undone += int((gains == 0.0).sum())
    assert undone > 0
