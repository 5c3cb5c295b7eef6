"""Theft from two kinds of spending: the fit, the signs, the substitution, and the optimum by brute force."""

import numpy as np
import pytest
from scipy.optimize import minimize

from partnersim.theory.leakage import fit_to_audits, missing_shares, theft, under_audits

FITTED = fit_to_audits()


def gain(leakage, shares, factor, audit, attendance):
    """The official's objective, written out."""
    wages, materials = shares
    weights = np.array([leakage.wage_share, 1.0 - leakage.wage_share])
    costs = np.array([
        leakage.cost_wages * (1 + leakage.audit_effect * audit) * (1 + leakage.villagers_effect * attendance),
        leakage.cost_materials * (1 + leakage.audit_effect * audit),
    ])  # fmt: skip
    total = weights @ [wages, materials]
    return (
        leakage.temptation * factor * total
        - 0.5 * (costs * weights) @ np.square([wages, materials])
        - 0.5 * leakage.saturation * total**2
    )


def test_fit_meets_both_observations():
    before, after = theft(FITTED, 1.0, 0.04, 0.0)[2], theft(FITTED, 1.0, 1.0, 0.0)[2]
    assert before == pytest.approx(0.28)
    assert after - before == pytest.approx(-0.08)


@pytest.mark.parametrize("factor", [0.0, 0.5, 1.0, 2.5, 6.0, 20.0])
@pytest.mark.parametrize("audit", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("attendance", [0.0, 1.0])
@pytest.mark.parametrize("wage_share", [0.25, 0.7])
def test_choice_is_the_best_one(factor, audit, attendance, wage_share):
    leakage = FITTED._replace(wage_share=wage_share, cost_materials=1.3)
    wages, materials, total = theft(leakage, factor, audit, attendance)
    found = minimize(
        lambda shares: -gain(leakage, shares, factor, audit, attendance), [0.3, 0.3], bounds=[(0, 1)] * 2,
        options={"ftol": 1e-14, "gtol": 1e-10},
    )  # fmt: skip
    np.testing.assert_allclose([wages, materials], found.x, atol=2e-5)
    assert total == pytest.approx(wage_share * wages + (1 - wage_share) * materials)


def test_audits_lower_theft_from_both():
    calm, audited = theft(FITTED, 1.0, 0.04, 0.0), theft(FITTED, 1.0, 1.0, 0.0)
    assert audited[0] < calm[0]
    assert audited[1] < calm[1]


@pytest.mark.parametrize("attendance", [0.3, 1.0])
def test_villagers_move_theft_from_wages_to_materials(attendance):
    alone, watched = theft(FITTED, 1.0, 0.04, 0.0), theft(FITTED, 1.0, 0.04, attendance)
    assert watched[0] < alone[0] - 0.03
    assert watched[1] > alone[1] + 0.005
    assert abs(watched[2] - alone[2]) < 0.5 * 0.25 * (alone[0] - watched[0]) + 1e-12, "most of it must move"


def test_without_saturation_nothing_moves():
    separate = FITTED._replace(saturation=0.0, temptation=0.28)
    assert theft(separate, 1.0, 0.0, 1.0)[1] == theft(separate, 1.0, 0.0, 0.0)[1]


def test_many_officials_are_many_single_ones():
    factor, audit, attendance = (
        np.array([0.0, 1.0, 1.5]),
        np.array([0.0, 0.5, 1.0]),
        np.array([1.0, 0.2, 0.0]),
    )
    together = missing_shares(FITTED, factor, audit, attendance)
    for i in range(3):
        np.testing.assert_array_equal(together[i], theft(FITTED, factor[i], audit[i], attendance[i]))
    assert (together[0] == 0.0).all()


@pytest.mark.parametrize(
    "wrong",
    [{"missing_change": 0.05}, {"missing_change": -0.3}, {"audit_after": 0.02}, {"audit_before": 0.9}],
)
def test_impossible_observations_are_refused(wrong):
    with pytest.raises(ValueError):
        fit_to_audits(**wrong)


def test_what_goes_missing_under_audits_is_relative_to_the_usual_ones():
    """28 percent at the usual 4 percent, 20 when everybody is audited."""
    assert under_audits(0.04) == 1.0
    assert under_audits(1.0) == pytest.approx(20 / 28)
    assert under_audits(0.0) > 1.0
