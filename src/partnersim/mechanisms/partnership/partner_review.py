"""Partners ask what the partnership is worth to them, and stay, sleep, wake, leave or come back."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.mechanisms.deciding.proposals import (
    FEWEST,
    Circumstances,
    circumstances,
    extra_of_partnering,
    next_plan,
    propose,
    share_out_money,
    weigh,
)
from partnersim.mechanisms.deciding.sharing import shares_by_terms
from partnersim.theory.worth import ACTIVE, DORMANT, NOBODY, OUT
from partnersim.world.agreements import AgreementState, Benefits

if TYPE_CHECKING:
    from partnersim.world.world import World

_QUARTER, _YEAR = 3, 12
_MOSTLY = 0.5
"""Share of a year awake from which on a member counts as at work in the year's account."""


class PartnerReview(Mechanism):
    """Stay or leave each year, sleep or wake each quarter, on beliefs; and a yearly account of what was true.

    On its beliefs each compares `partnersim.theory.worth.options`: at work (with its expected rival
    benefits, less ``fixed_cost``), asleep (its money at work elsewhere but for the earmarked part, others'
    work still enjoyed), and outside (own money alone, ``1 - chi`` of what others do for its people,
    ``alternative`` uses). Staying means the plan that the terms and the contract would lead to with the
    money of now (`mechanisms.deciding.proposals.next_plan`), as leaving means a new plan of its own. It leaves
    when outside is best, sleeps when asleep beats at work. Below two members, or without money, the agreement
    is dissolved; who leaves a pair ends it, and expects that.
    Yearly account, on true needs and productivity and on what members kept, stole and diverted in the year:
    ``net = results + rival / money - fixed_cost awake - founding - counterfactual`` against *outside* (the
    others go on, bound by their contract as they are) and against *nobody partners* (everybody keeps, steals
    and diverts as it does apart). Results are those of the same plan, of those who were at work for most of
    the year; one who was not is held to have slept. Diverted money counts in all of them, as showpiece and as
    poorer work; founding is what preparing and writing cost the member, spread over the term. A member below
    zero is harmed, labelled "leaving", "nobody" or "both". With open membership, one who
    expects to gain comes back, and one of a reserve takes a free place; a forum of
    firms may always join.

    Switched off, nobody leaves or sleeps and no account is made.

    Source: pilot study; chi and alternative are uncertainties.
    """

    name = "partner_review"
    phase = Phase.PARTNERSHIP
    reads = ("agreements.beliefs", "agreements.plan_idr", "organizations.active", "rules.left")
    writes = (
        "agreements.inside",
        "agreements.awake",
        "agreements.at_stake",
        "agreements.benefits",
        "agreements.stage",
    )

    def step(self, model: World) -> None:
        """Review each agreement that is due, counted from its signing."""
        for agreement in model.agreements:
            if not agreement.working or agreement.signed is None:
                continue
            for i in np.flatnonzero(agreement.inside):
                if agreement.members[i].name in model.rules.left:
                    self._leave(model, agreement, int(i), "has left the place")
            age = model.month - agreement.signed
            if age > 0 and age % _QUARTER == 0 and agreement.inside.sum() >= FEWEST:
                self._review(model, agreement, yearly=age % _YEAR == 0)
            if agreement.working and agreement.inside.sum() < FEWEST:
                self._dissolve(model, agreement, "fewer than two members")

    def _review(self, model: World, agreement: AgreementState, *, yearly: bool) -> None:
        share_out_money(model)
        having = circumstances(model, agreement)
        if yearly:
            if having.budgets[agreement.inside].sum() <= 0.0:
                self._dissolve(model, agreement, "no money left")
                return
            self._account(model, agreement, having)
        were_outside = ~agreement.inside
        worth, at_work = self._weigh(model, agreement, having, next_plan(model, agreement, having=having))
        while yearly:
            # One at a time: who sees another go weighs again, in a partnership without it.
            better = np.where(agreement.inside, worth[:, OUT] - np.fmax(at_work, worth[:, DORMANT]), -np.inf)
            i = int(np.nanargmax(better)) if np.isfinite(better).any() else 0
            if not better[i] > 0.0:
                break
            believed = agreement.expected_delivery[i][agreement.inside].mean()
            detail = f"outside {worth[i, OUT]:.3f} against {at_work[i]:.3f}, expected delivery {believed:.2f}"
            detail += f"; {self._cause(model, agreement, having, i)}"
            self._leave(model, agreement, i, detail)
            if agreement.inside.sum() < FEWEST:
                return
            plan = propose(model, agreement, taking=agreement.at_work, having=having)
            worth, at_work = self._weigh(model, agreement, having, plan)
        agreement.at_stake = np.where(agreement.inside, np.nan_to_num(at_work - worth[:, OUT]), 0.0)
        for i in map(int, np.flatnonzero(agreement.inside)):
            if (worth[i, DORMANT] > at_work[i]) == bool(agreement.awake[i]):
                agreement.awake[i] = not agreement.awake[i]
                agreement.replan = model.apart.replan = True
                what = "wakes" if agreement.awake[i] else "falls asleep"
                model.note(what, agreement.members[i].name, agreement.name)
        if yearly:
            self._come_back(model, agreement, having, were_outside)

    def _weigh(
        self, model: World, agreement: AgreementState, having: Circumstances, plan: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Worth of all options, (n, 4), and of being at work with its extras, (n,), on members' beliefs."""
        who = agreement.inside
        worth = weigh(model, agreement, taking=agreement.at_work, having=having, plan=plan, who=who)
        return worth, worth[:, ACTIVE] + extra_of_partnering(model, agreement, having=having, taking=who)

    @staticmethod
    def _dissolve(model: World, agreement: AgreementState, reason: str) -> None:
        agreement.end(model.month, reason)
        agreement.events.append((model.month, "dissolved", agreement.name, reason))
        model.apart.replan = True
        model.note("dissolved", agreement.name, reason)

    def _leave(self, model: World, agreement: AgreementState, i: int, detail: str) -> None:
        agreement.inside[i], agreement.awake[i] = False, True
        agreement.replan = model.apart.replan = True
        if i == agreement.leader and agreement.inside.any():
            agreement.leader = int(np.argmax(np.where(agreement.inside, agreement.budget_idr, -1.0)))
        agreement.events.append((model.month, "leaves", agreement.members[i].name, detail))
        model.note("leaves", agreement.members[i].name, f"{agreement.name}: {detail}")

    def _cause(
        self, model: World, agreement: AgreementState, having: Circumstances, i: int
    ) -> str:
        """Why i leaves: whether with the beliefs and the split of the founding it would have stayed."""
        me = np.arange(len(agreement)) == i

        def stays(imagined: AgreementState) -> bool:
            plan = next_plan(model, imagined, having=having)
            worth = weigh(model, imagined, taking=imagined.at_work, having=having, plan=plan, who=me)
            extra = extra_of_partnering(model, imagined, having=having, taking=imagined.inside)
            return bool(worth[i, ACTIVE] + extra[i] >= worth[i, OUT])

        trusting = copy.copy(agreement)
        trusting.alpha, trusting.beta = agreement.prior_alpha, agreement.prior_beta
        trusting.active_alpha = agreement.prior_active_alpha
        trusting.active_beta = agreement.prior_active_beta
        if stays(trusting):
            return "lost trust"
        fair = copy.copy(agreement)
        fair.shares = shares_by_terms(
            model, agreement, who=agreement.inside, money_idr=agreement.budget_idr, pulled=0.0
        )
        return "unfair share" if stays(fair) else "worth more outside"

    def _come_back(
        self,
        model: World,
        agreement: AgreementState,
        having: Circumstances,
        were_outside: np.ndarray,
    ) -> None:
        # A forum of firms may find its first givers only after the others have signed.
        joins_freely = agreement.terms.open_membership
        free = [m.active and (joins_freely or m.kind == "firms") for m in agreement.members]
        outside = were_outside & np.array(free, dtype=bool)
        if agreement.inside.sum() >= agreement.places:
            outside &= agreement.asked  # a reserve takes places that others have left
        plan = next_plan(model, agreement, having=having)
        if not outside.any():
            return
        worth = weigh(model, agreement, taking=agreement.at_work, having=having, plan=plan, who=outside)
        extra = extra_of_partnering(model, agreement, having=having, taking=agreement.inside | outside)
        for i in np.flatnonzero(outside):
            if not agreement.asked[i] and agreement.inside.sum() >= agreement.places:
                continue
            if worth[i, ACTIVE] + extra[i] > worth[i, OUT]:
                agreement.inside[i] = agreement.awake[i] = True
                agreement.replan = model.apart.replan = True
                agreement.events.append((model.month, "joins", agreement.members[i].name, "expects to gain"))
                model.note("joins", agreement.members[i].name, agreement.name)

    def _account(self, model: World, agreement: AgreementState, having: Circumstances) -> None:
        months, money = agreement.months_year, float(agreement.budget_idr.sum())
        if months == 0 or money <= 0.0:
            agreement.forget_year()
            return
        inside, n = agreement.inside, len(agreement)
        awake = agreement.awake_year / months
        worked = inside & (awake >= _MOSTLY)
        plan = next_plan(model, agreement, having=having)
        if (worked != agreement.at_work).any():
            plan = propose(model, agreement, taking=worked, having=having)
        worth = weigh(
            model, agreement, taking=worked, having=having, who=inside, bound=True, plan=plan,
            conduct=(agreement.conduct_year / months, agreement.alone_year / months),
        )  # fmt: skip
        results = np.where(awake >= _MOSTLY, worth[:, ACTIVE], worth[:, DORMANT])
        founding = agreement.founding_per_year()
        gains = results - awake * self.parameters(model).fixed_cost
        gains = gains - founding / max(agreement.founding_money_idr, 1e-9)
        gains = gains + agreement.rival_year / max(agreement.money_year_idr, 1e-9)
        made = Benefits(
            results=_known(results, inside), rival_idr=agreement.rival_year.copy(),
            diverted_idr=agreement.diverted_year.copy(), cost_idr=np.where(inside, founding, 0.0),
            against_leaving=_known(gains - worth[:, OUT], inside),
            against_nobody=_known(gains - worth[:, NOBODY], inside),
        )  # fmt: skip
        agreement.year = made
        for column, now in vars(made).items():
            getattr(agreement.total, column)[:] += now
        agreement.judged = inside.copy()
        agreement.harmed = [
            _label(float(made.against_leaving[i]), float(made.against_nobody[i])) if inside[i] else ""
            for i in range(n)
        ]
        agreement.forget_year()


def _known(values: np.ndarray, inside: np.ndarray) -> np.ndarray:
    return np.where(inside, np.nan_to_num(values), 0.0)


def _label(against_leaving: float, against_nobody: float) -> str:
    labels = {(True, True): "both", (True, False): "leaving", (False, True): "nobody", (False, False): ""}
    return labels[against_leaving < 0.0, against_nobody < 0.0]
