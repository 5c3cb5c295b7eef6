"""Parameters of the readiness to take part."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class Readiness(Part):
    """Readiness to join and adopt follows socialisation, neighbours' visible success and broken promises."""

    on: bool = switch("readiness keeps its starting value.")
    start: float = quantity(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.2, 0.7),
        doc="Mean readiness at the start.",
        source="assumed: no measured index found; 0.2 to 0.7 suggested for communities",
    )
    from_socialisation: float = quantity(
        0.10,
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.03, 0.2),
        doc="Share of the distance to 1 covered in a fully socialised month.",
    )
    from_success: float = quantity(
        0.03,
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.0, 0.08),
        doc="Pull towards the share of neighbours in good standing.",
    )
    from_broken_promises: float = quantity(
        0.05,
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.0, 0.15),
        doc="Share lost per unit of promised services not delivered.",
    )
    fading: float = quantity(
        0.01,
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.0, 0.03),
        doc="Share of the distance to the starting value lost a month.",
    )


class ReadinessRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    readiness: Readiness = Readiness()
