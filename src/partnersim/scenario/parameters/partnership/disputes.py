"""Parameters of disputes between partners."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class Disputes(Part):
    """Partners fall out over what was agreed, spend time on it, trust each other less, and settle it."""

    on: bool = switch("nobody complains, whatever was agreed and delivered.")
    own_reading: float = quantity(
        0.30,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.1, 0.6),
        doc="How far each fills what is not written with what it wants itself.",
    )
    memory_sd: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        source=(
            "two sides who read the same papers of a case differed on the award by 15 percent of the largest one, each "
            "in its own favour (Babcock, Loewenstein, Issacharoff and Camerer 1995, American Economic Review 85)"
        ),
        role="uncertainty",
        plausible=between(0.05, 0.3),
        doc="Standard deviation of what each remembers otherwise of what is not written, as a share of the promise.",
    )
    tolerance: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        source="as partner_review.tolerance",
        role="uncertainty",
        plausible=between(0.05, 0.25),
        doc="Share of what is believed agreed that may be missing before a sighting counts as short.",
    )
    patience: float = quantity(
        3.0,
        unit="observations",
        low=1.0,
        high=100.0,
        role="uncertainty",
        plausible=between(1.0, 6.0),
        doc="Sightings in a row that must be short before a partner complains.",
    )
    staff: float = quantity(
        0.1,
        unit="persons",
        low=0.0,
        high=10.0,
        role="uncertainty",
        plausible=between(0.02, 0.5),
        doc="Staff time that an open dispute takes of each of the two a month.",
    )
    lost_trust: float = quantity(
        1.0,
        unit="observations",
        low=0.0,
        high=100.0,
        role="uncertainty",
        plausible=between(0.3, 3.0),
        doc="Sightings of nothing delivered that a new dispute counts for in what each of the two believes.",
    )
    settled: float = quantity(
        0.33,
        unit="1/month",
        low=0.0,
        high=10.0,
        source=(
            "between 14 days for talks and 180 days for arbitration (Law 30/1999 on arbitration and alternative "
            "dispute resolution, articles 6 and 48); three months assumed"
        ),
        role="uncertainty",
        plausible=between(0.17, 2.0),
        doc="Rate at which a dispute is settled where nobody meets.",
    )
    by_meetings: float = quantity(
        0.30,
        unit="1/month",
        low=0.0,
        high=10.0,
        source="as problem_events.by_meetings",
        role="uncertainty",
        plausible=between(0.0, 0.8),
        doc="Added rate where all members meet once a month.",
    )
