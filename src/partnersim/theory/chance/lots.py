"""The lots of a household's month by name: which number of which block of chance decides what.

Four purposes share one block of the generator. A function here computes a block once and names its numbers, so that
compiled rules ask for ``of_debts(key, household).walk_away`` and never for a place in a block. Every lot is the same
number that ``Draws`` gives for its purpose: shocks to income are standard normal (``Draws.normal``), all others uniform
in (0, 1) (``Draws.uniform``).

The month draws the lots of many rows at once into a table (`draw`), where the compiler does several rows in one
instruction, and reads them row by row (`at_row`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from partnersim.theory.chance.draws import MONTH_SHIFT, Purpose
from partnersim.theory.chance.normal import normal_quantile, quantiles_in_place
from partnersim.theory.chance.philox import LANES, uniform4, uniforms_of_block
from partnersim.theory.compiled import compiled, compiled_stage

NEVER = 1.0
"""A lot that falls below no chance, for a household that has nothing to decide."""


class Key(NamedTuple):
    """What the lots of a month hang on: the two words of the seed's key, and the month as it enters the counter."""

    word0: Any
    word1: Any
    month: int


class IncomeLots(NamedTuple):
    """What decides about a household's income and capital: three standard normals, and a uniform."""

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


class SchemeLots(NamedTuple):
    """What decides about a hamlet's contract scheme: how good it is, and whether it fails."""

    scheme_quality: float
    scheme_fails: float


class Lots(NamedTuple):
    """All lots of a household's month; those on debts, services and places only where they can matter."""

    income: IncomeLots
    plans: PlanLots
    debts: DebtLots
    services: ServiceLots
    places: PlaceLots


def _block(lots: type[NamedTuple]) -> int:  # type: ignore[valid-type]
    """Number of the block whose purposes bear the names of the lots, in their order."""
    purposes = [Purpose[name.upper()] for name in lots._fields]
    block = int(purposes[0]) // LANES
    if [int(purpose) for purpose in purposes] != [LANES * block + lane for lane in range(len(purposes))]:
        raise ValueError(f"{lots.__name__} are not the lanes of one block in order: {purposes}")
    return block


_INCOME, _PLANS, _DEBTS = _block(IncomeLots), _block(PlanLots), _block(DebtLots)
_SERVICES, _PLACES = _block(ServiceLots), _block(PlaceLots)
_SCHEMES = _block(SchemeLots)
BLOCKS = 5
"""Blocks of a household's month, numbered from 0."""

SCHEME_STEP = 1_000_000
"""Numbers of hamlets between one scheme of a hamlet and the next."""

NORMALS = 3
"""Lanes of the first block that are standard normal."""


@compiled
def draw(table, key, households, wanted):  # type: ignore[no-untyped-def]
    """The month's lots of many households into a table, to be read by `at_row`.

    Args:
        table: out, shape (`BLOCKS`, `LANES`, n or more).
        key: ``Key``. households: their numbers, shape (n,).
        wanted: whether lots on debts, on services and on places can matter; where not, they are `NEVER`.
    """
    n = households.shape[0]
    needed = True, True, wanted[0], wanted[1], wanted[2]
    for block in range(BLOCKS):
        if needed[block]:
            uniforms_of_block(key.word0, key.word1, block, key.month, households, table[block])
        else:
            table[block, :, :n] = NEVER
    quantiles_in_place(table[_INCOME], NORMALS, n)


@compiled_stage
def at_row(table, k):  # type: ignore[no-untyped-def]
    """The lots of row ``k`` of a table, as ``Lots``."""
    income, plans, debts = table[_INCOME], table[_PLANS], table[_DEBTS]
    served, places = table[_SERVICES], table[_PLACES]
    return Lots(
        IncomeLots(income[0, k], income[1, k], income[2, k], income[3, k]),
        PlanLots(plans[0, k], plans[1, k], plans[2, k], plans[3, k]),
        DebtLots(debts[0, k], debts[1, k], debts[2, k]),
        ServiceLots(served[0, k], served[1, k], served[2, k], served[3, k]),
        PlaceLots(places[0, k], places[1, k], places[2, k], places[3, k]),
    )


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
def quality_of_scheme(key, site, number):  # type: ignore[no-untyped-def]
    """Quality, standard normal, of contract scheme ``number`` (0 is the first) of hamlet ``site``, drawn once."""
    scheme = site + SCHEME_STEP * number
    a, _, _, _ = uniform4(key.word0, key.word1, _SCHEMES, MONTH_SHIFT, scheme)
    return normal_quantile(a)


@compiled_stage
def failing_of_scheme(key, site):  # type: ignore[no-untyped-def]
    """Uniform in (0, 1) that decides whether the contract scheme of hamlet ``site`` fails this month."""
    _, b, _, _ = uniform4(key.word0, key.word1, _SCHEMES, key.month, site)
    return b
