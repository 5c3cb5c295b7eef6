"""Parameters of what partners' spending becomes in the hamlets."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class ServiceDelivery(Part):
    """Partners' spending is paid, and becomes services in the hamlets of the programme."""

    on: bool = switch("partners spend nothing, and nothing reaches the hamlets.")
    meeting_priority: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=20.0,
        role="lever",
        plausible=between(0.0, 10.0),
        doc="Extra programme money for a hamlet with a community fund, relative to one without.",
    )
