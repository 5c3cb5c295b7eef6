"""The same place without any programme: what everything that organizations do is held against."""

from __future__ import annotations

from partnersim.scenario.events import LoanRecall
from partnersim.scenario.spec import Scenario


def without_programme(spec: Scenario, /) -> Scenario:
    """A scenario as it is, but for organizations: households alone, and funds that exist lend no more.

    No organization acts, nothing is agreed, and what would happen to organizations or to a bank's loans to funds does
    not happen. Whatever else the scenario says of place, people and markets stays. Of Jember it makes the shipped
    scenario ``no-programme``.
    """
    own = [event for event in spec.events if isinstance(event, LoanRecall) or hasattr(event, "actor")]
    gone = {
        group: [{"name": item.name, "remove": True} for item in items]
        for group, items in (("actors", spec.actors), ("agreements", spec.agreements), ("events", own))
    }
    return spec.but(
        {**{group: items for group, items in gone.items() if items}, "mechanisms.lending.on": False}
    )
