"""Parameters of what regulating staff achieve."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class RegulatorRole(Part):
    """Government staff turn rules into enforcement, clarity and a forum that firms can perceive."""

    on: bool = switch("rules are not enforced and no forum or clarity exists.")
    staff_needed: float = quantity(
        6.0,
        unit="persons",
        low=0.1,
        high=1000.0,
        role="uncertainty",
        plausible=between(2.0, 18.0),
        doc="Regulating staff at which rules on paper are fully put into practice.",
    )
