"""Parameters of what the calendar says."""

from partnersim.scenario.documents.fields import Part, switch


class DatedEvents(Part):
    """What the scenario's calendar says happens in its month."""

    on: bool = switch("no dated event happens.")
