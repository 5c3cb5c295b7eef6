"""Parameters of who decides on the work, and what it knows."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class Planning(Part):
    """Whoever decides allocates the partners' money and capacity by what it knows and wants."""

    on: bool = switch("each partner spends its own money in fixed equal shares over its aspects.")
    noise: float = quantity(
        0.60,
        unit="log",
        low=0.0,
        high=3.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.1, 1.2),
        doc="Error in judging others' productivity without trust; halved by full planning.",
    )
    persistence: float = quantity(
        0.80,
        unit="1",
        low=0.0,
        high=0.98,
        source="assumed: judgements of others change over years; 0 to 0.95 plausible",
        role="uncertainty",
        plausible=between(0.0, 0.95),
        doc="Correlation of the error in judging others' productivity with that of the year before.",
    )
    boasting: float = quantity(
        0.80,
        unit="log",
        low=0.0,
        high=3.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.0, 1.5),
        doc="How far a partner without common aim overstates its showpiece when believed.",
    )
    leader_listens: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.1, 0.9),
        doc="Share of what partners tell that a deciding leader takes in.",
    )
    private_weight: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.1, 0.9),
        doc="Weight of the showpiece in the private part of an objective.",
    )
    alone_reach: float = quantity(
        2.0,
        unit="1",
        low=0.1,
        high=20.0,
        source=PARTNER_PILOT,
        plausible=between(1.0, 5.0),
        doc="Hamlets that a partner on its own spreads over, relative to its share of money.",
    )
    own_revisions: float = quantity(
        4.0,
        unit="1/year",
        low=0.0,
        high=12.0,
        role="uncertainty",
        source="assumed: once a quarter, as often as partners meet in Jember",
        plausible=between(1.0, 12.0),
        doc="Revisions a year of the plan of who plans for itself, beside that of January: it asks nobody.",
    )
    report_relief: float = quantity(
        0.30,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.0, 0.6),
        doc="Share of the error in judging others that monthly reports remove.",
    )
