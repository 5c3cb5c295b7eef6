"""Parameters of what convening staff achieve."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class FacilitatorRole(Part):
    """Government staff convene partners, which lowers what search and co-ordination cost the others."""

    on: bool = switch("nobody convenes; partners bear the full cost of co-ordination.")
    staff_needed: float = quantity(
        4.0,
        unit="persons",
        low=0.1,
        high=1000.0,
        role="uncertainty",
        plausible=between(1.0, 12.0),
        doc="Convening staff at which half of the possible relief is reached.",
    )
    relief: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.2, 0.9),
        doc="Largest share of co-ordination cost that convening removes.",
    )
