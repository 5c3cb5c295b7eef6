"""The next phase of a programme begins with what partners learned in the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from partnersim.mechanisms.base import Mechanism, Phase
from partnersim.world.agreements import NOT_YET, AgreementState, Stage

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
    reads = ("agreements.beliefs", "agreements.stocks", "agreements.ends")
    writes = ("agreements.beliefs", "agreements.stocks", "agreements.begins")

    def step(self, model: World) -> None:
        """Begin phases that are due, and carry over."""
        for agreement, earlier in _phases(model):
            if not agreement.carried and model.month >= agreement.begins:
                self._carry(agreement, earlier, self.parameters(model).share)
                agreement.carried = True
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
        mine, theirs = np.ix_(here, here), np.ix_(there, there)
        for belief in ("alpha", "beta", "active_alpha", "active_beta"):
            new, founding = getattr(agreement, belief), getattr(agreement, f"prior_{belief}")
            new[mine] = founding[mine] + share * (getattr(earlier, belief)[theirs] - founding[mine])
        agreement.socialised = max(agreement.socialised, share * earlier.socialised)
        agreement.planned = max(agreement.planned, share * earlier.planned)


def _phases(model: World) -> list[tuple[AgreementState, AgreementState]]:
    """Phases with the one before; those not dated get their first month once it is known."""
    found = []
    for agreement in model.agreements:
        if agreement.spec is None or agreement.spec.follows is None:
            continue
        earlier = next(a for a in model.agreements if a.name == agreement.spec.follows)
        if agreement.begins == NOT_YET and earlier.stage is Stage.ENDED:
            agreement.begins = model.month
        found.append((agreement, earlier))
    return found
