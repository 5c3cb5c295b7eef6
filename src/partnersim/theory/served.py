"""What work that partners bring to hamlets becomes there: services, and what it is worth by needs."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from partnersim.scenario.aspects import FACILITIES, FUNDS, PERSONNEL, PROGRAMME, USE_OF_OUTPUTS, K
from partnersim.theory.arrays import Flags, Floats
from partnersim.theory.calendar import MONTH
from partnersim.theory.compiled import compiled
from partnersim.theory.production import output

FEWEST_HAMLETS = 1e-12
"""Smallest weight of a simulated hamlet by which its part is divided."""


class Hamlets(NamedTuple):
    """Simulated hamlets, shape (H,) each.

    Attributes:
        weight, covered: hamlets of the place that each stands for, and of those of the programme.
        fund: whether its community fund works.
    """

    weight: Floats
    covered: Floats
    fund: Flags


class Arrived(NamedTuple):
    """What one hamlet (not weighted) gets this month: effective rupiah (K, H), and support money (H,)."""

    work: Floats
    support: Floats


@compiled
def bring_evenly(arrived, hamlets, effect, support, priority):  # type: ignore[no-untyped-def]
    """Spread joint work over the programme's hamlets, programme work with 1 + ``priority`` parts where a fund works."""
    covered, favoured, paid = 0.0, 0.0, 0.0
    for h in range(hamlets.weight.shape[0]):
        covered += hamlets.covered[h]
        favoured += hamlets.covered[h] * (1.0 + priority * hamlets.fund[h])
    if covered <= 0.0:
        return
    work = np.zeros(K)
    for i in range(effect.shape[0]):
        paid += support[i]
        for k in range(K):
            work[k] += effect[i, k]
    for h in range(hamlets.weight.shape[0]):
        part = hamlets.covered[h] / max(hamlets.weight[h], FEWEST_HAMLETS)
        favour = 1.0 + priority * hamlets.fund[h]
        for k in range(K):
            arrived.work[k, h] += work[k] * (part * favour / favoured if k == PROGRAMME else part / covered)
        arrived.support[h] += paid * (part / covered)


@compiled
def bring_alone(arrived, hamlets, effect, support, serves, priority):  # type: ignore[no-untyped-def]
    """Bring what each member does alone to the hamlets that it serves, its part by hamlet (n, H).

    Among those, programme work goes with 1 + ``priority`` parts where a fund works, as joint work does among all.
    """
    for i in range(effect.shape[0]):
        favoured = 0.0
        for h in range(serves.shape[1]):
            favoured += serves[i, h] * hamlets.weight[h] * (1.0 + priority * hamlets.fund[h])
        if favoured <= 0.0:
            continue
        for h in range(serves.shape[1]):
            favour = (1.0 + priority * hamlets.fund[h]) / favoured
            arrived.support[h] += support[i] * serves[i, h]
            for k in range(K):
                arrived.work[k, h] += effect[i, k] * serves[i, h] * (favour if k == PROGRAMME else 1.0)


class Served(NamedTuple):
    """The columns of services, shape (H,) each; what they are says `partnersim.world.hamlets.Services`."""

    socialised: Floats
    meeting_rate: Floats
    training_places: Floats
    mentor_visits: Floats
    order_places: Floats
    contract_places: Floats
    asset_packages: Floats
    support_places: Floats
    promised_ratio: Floats


class UnitCosts(NamedTuple):
    """Rupiah of effect for one unit of each service, shares of divided aspects, and a fund's full meeting rate."""

    socialisation_idr: float
    training_place_idr: float
    mentor_visit_idr: float
    training_share: float
    order_place_idr: float
    contract_share: float
    package_idr: float
    support_idr: float
    meeting_rate: float


class NeedsOfPlace(NamedTuple):
    """What work is held against.

    Attributes:
        weights: of the aspects, (K,). anyway: rupiah of work done anyway in each aspect and hamlet, as partners count
            it, so that an aspect without work does not void the rest. substitution: elasticity between aspects.
    """

    weights: Floats
    anyway: float
    substitution: float


@compiled
def serve(served, hamlets, arrived, costs, kept):  # type: ignore[no-untyped-def]
    """Turn what has arrived into services; ``kept`` is the part of the promised money that was delivered."""
    for h in range(hamlets.weight.shape[0]):
        people, outlet = arrived.work[PERSONNEL, h] / MONTH, arrived.work[USE_OF_OUTPUTS, h] / MONTH
        reached = 1.0 - math.exp(-arrived.work[PROGRAMME, h] / MONTH / costs.socialisation_idr)
        served.socialised[h] = reached
        served.meeting_rate[h] = costs.meeting_rate * reached if hamlets.fund[h] else 0.0
        served.training_places[h] = people * costs.training_share / costs.training_place_idr
        served.mentor_visits[h] = people * (1.0 - costs.training_share) / costs.mentor_visit_idr
        served.order_places[h] = outlet * (1.0 - costs.contract_share) / costs.order_place_idr
        served.contract_places[h] = outlet * costs.contract_share / costs.order_place_idr
        served.asset_packages[h] = arrived.work[FACILITIES, h] / MONTH / costs.package_idr
        paid = arrived.support[h] / MONTH
        served.support_places[h] = paid / costs.support_idr if costs.support_idr > 0.0 else 0.0
        served.promised_ratio[h] = kept if hamlets.covered[h] > 0.0 else 1.0


@compiled
def met_needs(hamlets, work, needs, funds):  # type: ignore[no-untyped-def]
    """Work of the month by how it fits needs: K times the CES of each hamlet, over hamlets, in rupiah.

    Args:
        hamlets: `Hamlets`. work: effective rupiah of one hamlet, (K, H). needs: `NeedsOfPlace`.
        funds: money for funds of all, which is spread evenly.
    """
    met, covered, here = 0.0, 0.0, np.zeros(K)
    for h in range(work.shape[1]):
        covered += hamlets.covered[h]
    if covered <= 0.0:
        return 0.0
    for h in range(work.shape[1]):
        for k in range(K):
            here[k] = work[k, h] + needs.anyway
        here[FUNDS] += funds / covered
        met += output(here, needs.weights, needs.substitution) * hamlets.covered[h]
    return K * met
