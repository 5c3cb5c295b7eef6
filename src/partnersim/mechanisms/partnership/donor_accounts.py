"""Donors' money takes hours of those who work with it: reports, missions and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.theory.compiled import compiled, compiled_stage
from partnersim.theory.coordination import account_staff
from partnersim.theory.present import at_work
from partnersim.world.sheets import Sheet
from partnersim.world.staff import ACCOUNT, staff_left

if TYPE_CHECKING:
    from partnersim.world.world import World


class DonorAccounts(Mechanism):
    """Each donor asks everyone who works with its money for reports, missions and accounts of its own.

    Of the staff of member i, ``hours_per_donor / hours_per_person (1 + (d_i - 1)(1 - joint_reports))`` persons, as far
    as it has them, with d_i the other members at work that ask for accounts (``asks_accounts``) and have money in the
    plan. That is asked of who takes partners' money (``takes_money``) under a plan for one purse, made jointly or by a
    leader; where each plans for itself, nobody works with another's money. A donor's project that has ended asks for
    nothing. The hours do not depend on the sum given, and ``joint_reports`` is the part of them that donors ask for
    together. They are given before any talking or visiting, and partners foresee them when they weigh and plan
    (`partnersim.theory.circumstances`).

    Switched off, donors' money takes nobody's time.

    Source: Knack and Rahman 2007 and Acharya, de Lima and Moore 2006 on what many donors ask of few officials; shares
    of joint missions from the surveys on the Paris Declaration. Hours are assumed.
    """

    name = "donor_accounts"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.contract.practices",
        "agreements.awake", "agreements.contract.inside", "agreements.contract.terms", "agreements.life.stage",
        "agreements.plan.money_idr", "organizations.active",
    )  # fmt: skip
    writes = ("agreements.month.account_staff", "organizations.staff_used")

    def step(self, model: World) -> None:
        """Take the time from the staff of those who owe accounts, as far as they have it."""
        p = self.parameters(model)
        each = p.hours_per_donor / p.hours_per_person
        for agreement in model.agreements:
            if agreement.working:
                account_month(
                    _SHEET.where(agreement), agreement.rule, (each, agreement.practices.joint_reports)
                )
            elif np.count_nonzero(agreement.month.account_staff):
                agreement.month.account_staff = np.zeros(len(agreement))

    def off(self, model: World) -> None:
        """Nobody owes accounts."""
        for agreement in model.agreements:
            if agreement.month.account_staff.any():
                agreement.month.account_staff = np.zeros(len(agreement))


_SHEET = Sheet(
    "rows", "awake", "contract.inside", "plan.money_idr", "columns.active", "columns.staff", "columns.staff_used",
    "columns.asks_accounts", "columns.takes_money", "month.account_staff",
)  # fmt: skip
_sheet_at = _SHEET.at


@compiled
def account_month(where, rule, hours):  # type: ignore[no-untyped-def]
    """A month of an agreement, by `account`."""
    a = _sheet_at(where)
    rows, all_of = a.rows, a.columns
    a.month.account_staff[:] = 0.0
    account(
        (all_of.asks_accounts[rows], all_of.takes_money[rows], a.plan.money_idr),
        at_work(rows, a.contract.inside, a.awake, all_of.active), rule, hours, (rows, all_of.staff, all_of.staff_used),
        a.month.account_staff,
    )  # fmt: skip


@compiled_stage
def account(parts, at_work, rule, hours, staff, spent):  # type: ignore[no-untyped-def]
    """Take the time for donors' accounts from members' staff, as far as they have it.

    Args:
        parts: who asks for accounts, who takes partners' money, and money that each has in the plan, (n,) each.
        at_work: who is at work, (n,). rule: as in `partnersim.theory.partners.Deciders`.
        hours: persons for one donor's accounts, and share of them that donors ask for together.
        staff: rows of members among all organizations, (n,), people that each of all employs, and what they are used
            for, to which accounts are added.
        spent: written here, zeros at first: persons that each spends, (n,).
    """
    (asks, answers, money), (each, joint), (rows, employed, used) = parts, hours, staff
    wanted = account_staff(asks, answers, money, at_work, rule, each, joint)
    for i in range(at_work.shape[0]):
        if wanted[i] > 0.0:
            spent[i] = min(wanted[i], staff_left(employed, used, rows[i]))
            used[rows[i], ACCOUNT] += spent[i]
