"""The next phase of a programme begins with what partners learned in the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.world.agreements import NOT_YET, AgreementState
from partnersim.world.contracts import Stage

if TYPE_CHECKING:
    from partnersim.world.world import World


class CarriedLearning(Mechanism):
    """An agreement that follows another begins when that one has ended, with a share of what it left.

    For every pair of members of both, ``alpha = alpha_0 + share (alpha_before - alpha_0)``, the same for beta
    and for beliefs in activity, with alpha_0 the founding belief; for the stocks of socialisation and
    planning ``stock = max(stock, share stock_before)``. New members are met as strangers. Beliefs are taken
    over once, in the month the agreement begins: dated by the scenario, or else the month after the earlier
    one ended (the earlier one may still be at work where the date says so).

    Switched off, an undated phase begins in the same month, with nothing carried over.

    Source: assumed.
    """

    name = "carried_learning"
    phase = Phase.PARTNERSHIP
    reads = (
        "agreements.beliefs.founding_activity", "agreements.beliefs.founding_reliability",
        "agreements.life.stage",
    )  # fmt: skip
    writes = (
        "agreements.beliefs.activity", "agreements.beliefs.reliability", "agreements.life.begins",
        "agreements.life.carried", "agreements.planned", "agreements.socialised", "diary",
    )  # fmt: skip

    def step(self, model: World) -> None:
        """Begin phases that are due, and carry over."""
        for agreement, earlier in _phases(model):
            if not agreement.life.carried and model.month >= agreement.life.begins:
                self._carry(agreement, earlier, self.parameters(model).share)
                agreement.life.carried = True
                model.note("next phase", agreement.name, f"follows {earlier.name}")

    def off(self, model: World) -> None:
        """Begin phases that are due, as strangers."""
        for _ in _phases(model):
            pass

    @staticmethod
    def _carry(agreement: AgreementState, earlier: AgreementState, share: float) -> None:
        numbers = [m.number for m in earlier.members]
        here = [i for i, m in enumerate(agreement.members) if m.number in numbers]
        there = [numbers.index(agreement.members[i].number) for i in here]
        agreement.beliefs = agreement.beliefs.carried(earlier.beliefs, here=here, there=there, share=share)
        agreement.socialised = max(agreement.socialised, share * earlier.socialised)
        agreement.planned = max(agreement.planned, share * earlier.planned)


def _phases(model: World) -> list[tuple[AgreementState, AgreementState]]:
    """Phases with the one before; those not dated get their first month once it is known."""
    phases = []
    for agreement in model.agreements:
        if agreement.spec.follows is None:
            continue
        earlier = next(a for a in model.agreements if a.name == agreement.spec.follows)
        if agreement.life.begins == NOT_YET and earlier.stage is Stage.ENDED:
            agreement.life.begins = model.month
        phases.append((agreement, earlier))
    return phases
