"""Harm as the one who suffers it sees it: two or three partners, worked out by hand, and a ring that is lived."""

from __future__ import annotations

import numpy as np
import pytest

from partnersim.scenario.aspects import K
from partnersim.theory.harm import Dealings, VictimsAccount, harm, victims_account
from tests.partner_world import PartnerWorld, actor, scenario

FLAT = np.full((2, K), 1 / K)
BOTH = np.ones(2, dtype=bool)


def account_of(needs: np.ndarray = FLAT, **given: object) -> VictimsAccount:
    """The account of partners who promised and did nothing but what is given."""
    n = len(needs)
    nothing = {
        "promised_idr": np.zeros((n, K)), "delivered_idr": np.zeros((n, K)), "passed_idr": np.zeros((n, n)),
        "withheld_idr": np.zeros((n, n)), "rival_idr": np.zeros(n), "founding_idr": np.zeros(n),
    }  # fmt: skip
    return victims_account(
        Dealings(**(nothing | {name: np.array(v, float) for name, v in given.items()})), needs
    )


def work(*programme: float) -> list[list[float]]:
    """Work in the first aspect."""
    return [[amount, 0, 0, 0, 0] for amount in programme]


def test_who_withholds_harms_the_one_that_it_promised_money_to_and_not_itself() -> None:
    """The first brings 100 for work of the second and passes 60 on."""
    account = account_of(
        promised_idr=work(0, 100), delivered_idr=work(0, 60), passed_idr=[[0, 60], [0, 0]],
        withheld_idr=[[0, 40], [0, 0]],
    )  # fmt: skip
    assert account.promised_to_idr == pytest.approx([60, 100]) and account.fulfilled_idr == pytest.approx(
        [60, 60]
    )
    assert account.put_in_idr == pytest.approx([60, 0]) and account.got_idr == pytest.approx([60, 60])
    assert harm(account, BOTH, 0.15) == ("", "promise")


def test_who_diverts_harms_the_one_whose_money_it_was() -> None:
    """The second gets all 100 and does work for 60."""
    account = account_of(promised_idr=work(0, 100), delivered_idr=work(0, 60), passed_idr=[[0, 100], [0, 0]])
    assert account.promised_to_idr == pytest.approx([100, 100]) and account.fulfilled_idr == pytest.approx(
        [60, 100]
    )
    assert account.put_in_idr == pytest.approx([100, 0]) and account.got_idr == pytest.approx([60, 60])
    assert harm(account, BOTH, 0.15) == ("both", "")
    assert harm(account, np.array([False, True]), 0.15) == ("", "")


def test_one_that_diverts_its_own_work_harms_the_other_and_gains_by_being_spared_nothing() -> None:
    """Each promises work for 50; the second does 20 and keeps 30, which stands nowhere in its account."""
    account = account_of(promised_idr=work(50, 50), delivered_idr=work(50, 20))
    assert account.promised_to_idr == pytest.approx([50, 50]) and account.fulfilled_idr == pytest.approx(
        [20, 50]
    )
    assert account.put_in_idr == pytest.approx([50, 20]) and account.got_idr == pytest.approx([70, 70])
    assert harm(account, BOTH, 0.15) == ("promise", "")
    kept_from_it = account_of(promised_idr=work(50, 50), delivered_idr=work(50, 50))
    assert harm(kept_from_it, BOTH, 0.15) == ("", "")


def test_a_third_loses_by_money_that_was_withheld_from_the_second() -> None:
    account = account_of(
        np.full((3, K), 1 / K), promised_idr=work(0, 100, 0), delivered_idr=work(0, 50, 0),
        passed_idr=[[0, 50, 0], [0, 0, 0], [0, 0, 0]], withheld_idr=[[0, 30, 0], [0, 0, 0], [0, 20, 0]],
    )  # fmt: skip
    # the first answers for 30 of the missing 50 and lost 20 to the third, which lost 30 to the first
    assert account.promised_to_idr == pytest.approx([70, 100, 80])
    assert account.fulfilled_idr == pytest.approx([50, 50, 50])
    assert harm(account, np.ones(3, dtype=bool), 0.15) == ("promise", "promise", "promise")


def test_work_counts_by_how_far_it_is_wanted_and_benefits_and_founding_with_it() -> None:
    needs = np.array([[0.4, 0.3, 0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 0.1, 0.6]])
    account = account_of(
        needs, promised_idr=[[10, 0, 0, 0, 0], [0, 20, 0, 0, 0]], delivered_idr=[[10, 0, 0, 0, 0], [0, 16, 0, 0, 0]],
        rival_idr=[3, 0], founding_idr=[2, 4],
    )  # fmt: skip
    # a rupiah of the second's work counts 5 x 0.3 for the first; one of the first's 5 x 0.1 for the second
    assert account.promised_to_idr == pytest.approx([30, 5]) and account.fulfilled_idr == pytest.approx(
        [24, 5]
    )
    assert account.got_idr == pytest.approx([10 * 2 + 24 + 3, 5 + 16 * 0.5])
    assert account.put_in_idr == pytest.approx([10 + 2, 16 + 4])
    assert harm(account, BOTH, 0.15) == ("promise", "put in")


@pytest.mark.parametrize(("tolerance", "label"), [(0.21, ""), (0.19, "promise")])
def test_what_is_short_by_no_more_than_the_tolerance_is_no_harm(tolerance: float, label: str) -> None:
    account = account_of(promised_idr=work(0, 100), delivered_idr=work(0, 80))
    assert harm(account, BOTH, tolerance) == (label, "")
    # of the 100 that the first passes on, the second does work for 80 that it had promised, and no more
    passed = account_of(promised_idr=work(0, 80), delivered_idr=work(0, 80), passed_idr=[[0, 100], [0, 0]])
    assert harm(passed, BOTH, tolerance) == ("put in" if label else "", "")


@pytest.mark.parametrize(
    ("completeness", "harmed", "shirks"), [(0.0, ("promise", ""), True), (1.0, ("", ""), False)]
)
def test_a_tight_contract_that_keeps_one_from_diverting_harms_nobody(
    completeness: float, harmed: tuple[str, str], shirks: bool
) -> None:
    """Of two the second would divert four fifths; under a tight contract, watched, it does not."""
    people = [actor(0, keeps_promises=1.0, common_aim=0.9), actor(1, keeps_promises=0.2, common_aim=0.0)]
    calm = (
        "problem_events",
        "office_change",
        "leakage",
        "rival_benefits",
        "termination",
        "disputes",
        "needs",
    )
    made = scenario(
        actors=people,
        agreement={
            "terms": {"completeness": completeness}, "months": 60, "practices": {"visits_per_month": 10.0},
        },
        mechanisms={
            **{name: {"on": False} for name in calm},
            "chosen_delivery": {"contract_penalty": 1.0, "value_at_stake": 0.0, "luck_sd": 0.0, "reciprocity": 0.0},
            "observation": {"seen_per_visit": 1.0},
        },
    )  # fmt: skip
    world = PartnerWorld(made)
    world.organization_columns.readiness[:] = 1.0
    world.run(13)
    ring = world.agreements[0]
    assert (ring.accounts.last.diverted_idr[1] > 0.0) == shirks
    assert ring.accounts.harmed == harmed
