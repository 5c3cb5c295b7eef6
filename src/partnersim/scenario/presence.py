"""Who is there: a scenario as it is lived when some of its actors are absent."""

from __future__ import annotations

from collections.abc import Set

from partnersim.scenario.partnership import Agreement
from partnersim.scenario.spec import Scenario


def those_present(spec: Scenario, /) -> Scenario:
    """The same place without the actors that are absent: no money, staff, capacity, office or membership of theirs.

    An agreement goes on among those of its members who are there. It does not come about where fewer than two of them
    are left, where the leader that its terms need is absent, or where the agreement that it follows does not come
    about. What would happen to an absent actor does not happen. The luck of all others is as it would be.

    Returns:
        The scenario itself if everybody is there.
    """
    absent = {actor.name for actor in spec.actors if not actor.present}
    if not absent:
        return spec
    agreements: list[Agreement] = []
    for agreement in spec.agreements:
        if agreement.follows is None or agreement.follows in {made.name for made in agreements}:
            agreements += _among_those_left(agreement, absent)
    events = tuple(event for event in spec.events if getattr(event, "actor", None) not in absent)
    actors = tuple(actor for actor in spec.actors if actor.present)
    return spec.model_copy(update={"actors": actors, "agreements": tuple(agreements), "events": events})


def _among_those_left(agreement: Agreement, absent: Set[str]) -> list[Agreement]:
    """The agreement without absent members; none if it does not come about."""
    if absent.isdisjoint((*agreement.members, *agreement.reserve)):
        return [agreement]
    members = tuple(name for name in agreement.members if name not in absent)
    reserve = tuple(name for name in agreement.reserve if name not in absent)
    terms = agreement.agreed_terms
    needs_leader = "leader" in (terms.allocation, terms.decision_weights)
    if len(members) < min(2, len(agreement.members)) or (needs_leader and agreement.leader in absent):
        return []
    leader = None if agreement.leader in absent else agreement.leader
    return [agreement.model_copy(update={"members": members, "reserve": reserve, "leader": leader})]
