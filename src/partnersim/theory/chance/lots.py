"""The lots of a household's month by name: which number of which block of chance decides what.

Four purposes share one block of the generator. A function here computes a block once and names its numbers, so that
compiled rules ask for ``of_debts(key, household).walk_away`` and never for a place in a block. Every lot is uniform in
(0, 1) and the same number that ``Draws.uniform`` gives for its purpose.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from partnersim.theory.chance.draws import Purpose
from partnersim.theory.chance.philox import LANES, uniform4
from partnersim.theory.compiled import compiled_stage

NEVER = 1.0
"""A lot that falls below no chance, for a household that has nothing to decide."""


class Key(NamedTuple):
    """What the lots of a month hang on: the two words of the seed's key, and the month as it enters the counter."""

    word0: Any
    word1: Any
    month: int


class IncomeLots(NamedTuple):
    """What decides about a household's income and capital."""

    labour_persistent: float
    labour_transitory: float
    profit_shock: float
    capital_loss: float


class PlanLots(NamedTuple):
    """What decides about ideas, closing, a moneylender's money and the step to the better technology."""

    idea: float
    close: float
    moneylender: float
    technology_jump: float


class DebtLots(NamedTuple):
    """What decides about repaying, covering for peers and joining a group."""

    walk_away: float
    peer_cover: float
    join_group: float


class ServiceLots(NamedTuple):
    """What decides who is first in the queue of a fund, and who gets a course place, a visit or an order."""

    queue_place: float
    training_place: float
    mentor_place: float
    order_place: float


class PlaceLots(NamedTuple):
    """What decides about contracts and grants."""

    contract_accept: float
    contract_fail: float
    grant_place: float
    side_sell: float


NO_DEBT_LOTS = DebtLots(NEVER, NEVER, NEVER)
NO_SERVICE_LOTS = ServiceLots(NEVER, NEVER, NEVER, NEVER)
NO_PLACE_LOTS = PlaceLots(NEVER, NEVER, NEVER, NEVER)


def _block(lots: type[NamedTuple]) -> int:  # type: ignore[valid-type]
    """Number of the block whose purposes bear the names of the lots, in their order."""
    purposes = [Purpose[name.upper()] for name in lots._fields]
    block = int(purposes[0]) // LANES
    if [int(purpose) for purpose in purposes] != [LANES * block + lane for lane in range(len(purposes))]:
        raise ValueError(f"{lots.__name__} are not the lanes of one block in order: {purposes}")
    return block


_INCOME, _PLANS, _DEBTS = _block(IncomeLots), _block(PlanLots), _block(DebtLots)
_SERVICES, _PLACES = _block(ServiceLots), _block(PlaceLots)


@compiled_stage
def of_income(key, household):  # type: ignore[no-untyped-def]
    """Lots on income of household number ``household``."""
    a, b, c, d = uniform4(key.word0, key.word1, _INCOME, key.month, household)
    return IncomeLots(a, b, c, d)


@compiled_stage
def of_plans(key, household):  # type: ignore[no-untyped-def]
    """Lots on plans of household number ``household``."""
    a, b, c, d = uniform4(key.word0, key.word1, _PLANS, key.month, household)
    return PlanLots(a, b, c, d)


@compiled_stage
def of_debts(key, household):  # type: ignore[no-untyped-def]
    """Lots on debts of household number ``household``."""
    a, b, c, _ = uniform4(key.word0, key.word1, _DEBTS, key.month, household)
    return DebtLots(a, b, c)


@compiled_stage
def of_services(key, household):  # type: ignore[no-untyped-def]
    """Lots on services for household number ``household``."""
    a, b, c, d = uniform4(key.word0, key.word1, _SERVICES, key.month, household)
    return ServiceLots(a, b, c, d)


@compiled_stage
def of_places(key, household):  # type: ignore[no-untyped-def]
    """Lots on contracts and grants for household number ``household``."""
    a, b, c, d = uniform4(key.word0, key.word1, _PLACES, key.month, household)
    return PlaceLots(a, b, c, d)
