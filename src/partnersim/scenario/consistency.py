"""What must hold between the parts of a scenario: names that are used are defined, and the place fits together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario


def check_names(spec: Scenario, /) -> None:
    """Names of actors, agreements and events are used once, and whoever is named is there.

    Raises:
        ValueError: they are not; or an event lies outside its time.
    """
    names = [actor.name for actor in spec.actors]
    _no_duplicates("actors", names)
    _no_duplicates("agreements", [a.name for a in spec.agreements])
    _no_duplicates("events", [e.name for e in spec.events])
    for agreement in spec.agreements:
        for member in (*agreement.members, *agreement.reserve):
            _known(Phrase("agreement '{name}'", name=agreement.name), member, names)
        earlier = [a.name for a in spec.agreements[: spec.agreements.index(agreement)]]
        if agreement.follows is not None and agreement.follows not in earlier:
            raise ValueError(
                Phrase(
                    "agreement '{name}' follows '{follows}', which is no agreement before it",
                    name=agreement.name,
                    follows=agreement.follows,
                )
            )
        needs_leader = agreement.agreed_terms
        if "leader" in (needs_leader.allocation, needs_leader.decision_weights) and agreement.leader is None:
            raise ValueError(
                Phrase("agreement '{name}' follows a leader's plan but names no leader", name=agreement.name)
            )
    for event in spec.events:
        if event.month < spec.time.start:
            raise ValueError(
                Phrase(
                    "event '{name}' in {month} is before the start ({start})",
                    name=event.name,
                    month=event.month,
                    start=spec.time.start,
                )
            )
        if hasattr(event, "actor"):
            _known(Phrase("event '{name}'", name=event.name), event.actor, names)
        if hasattr(event, "due") and event.due < event.month:
            raise ValueError(
                Phrase(
                    "event '{name}' is due in {due}, before it happens ({month})",
                    name=event.name,
                    due=event.due,
                    month=event.month,
                )
            )


def check_place(spec: Scenario, /) -> None:
    """Hamlets, villages and listed households fit into the place.

    Raises:
        ValueError: they do not.
    """
    place = spec.place
    if place.listed_households > place.households:
        raise ValueError(Phrase("place.listed_households is larger than place.households"))
    if place.hamlets > place.households:
        raise ValueError(Phrase("place.hamlets is larger than place.households"))
    if place.villages > place.hamlets:
        raise ValueError(Phrase("place.villages is larger than place.hamlets"))
    opening = sum(kind.units for kind in spec.programme.community_funds.opening)
    if opening > place.hamlets:
        raise ValueError(
            Phrase(
                "programme.community_funds.opening: {opening} units do not fit {hamlets} hamlets",
                opening=opening,
                hamlets=place.hamlets,
            )
        )
    if spec.sample.coverage == "listed" and place.listed_households == 0:
        raise ValueError(Phrase("sample.coverage is 'listed' but place.listed_households is 0"))


def _no_duplicates(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(Phrase("{what}: '{name}' is defined twice", what=what, name=name))


def _known(where: Phrase, name: str, names: list[str]) -> None:
    if name not in names:
        raise ValueError(
            Phrase(
                "{where} names the actor '{name}', which nobody defined; actors: {names}",
                where=where,
                name=name,
                names=", ".join(names) or Phrase("none"),
            )
        )
