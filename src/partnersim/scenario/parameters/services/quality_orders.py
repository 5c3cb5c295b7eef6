"""Parameters of buyers with a standard."""

from partnersim.scenario.documents.fields import Part, choice, quantity, switch
from partnersim.scenario.documents.plausible import between


class QualityOrders(Part):
    """Part of the market that partners open belongs to buyers who take only what meets their standard."""

    on: bool = switch("buyers with a standard do not come, and their part of the market is lost.")
    market_share: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 1.0),
        doc="Share of the order places that buyers with a standard offer.",
    )
    needs_technology: bool = choice(
        True, doc="Whether only users of the better technology meet the standard.", role="lever"
    )
    least_practice: float = quantity(
        0.0,
        unit="log",
        low=-3.0,
        high=3.0,
        role="uncertainty",
        plausible=between(-0.2, 0.4),
        doc="Business practice below which a producer does not meet the standard.",
    )
    start_chance: float = quantity(
        0.03,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: 1 to 10 percent plausible",
        plausible=between(0.01, 0.1),
        doc="Chance that a producer who meets the standard and a buyer come to terms in a month.",
    )
