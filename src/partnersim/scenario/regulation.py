"""What the rules about private firms say."""

from partnersim.scenario.documents.fields import Part, quantity
from partnersim.scenario.documents.plausible import between


class Regulation(Part):
    """What the rules about firms say; how far they are felt depends on regulating staff."""

    mandate_share: float = quantity(
        0.0,
        unit="share of profit",
        low=0.0,
        high=0.2,
        role="lever",
        plausible=between(
            0.0,
            0.04,
            source="1 to 4 percent of profit in Indonesian rules for state-owned firms; 0 where there is none",
        ),
        doc="Share of profit that firms must give.",
    )
    enforcement: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 0.5),
        doc="Chance that a firm below the mandate is sanctioned, with full staff.",
    )
    tax_relief: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 0.3),
        doc="Share of a contribution that comes back as lower tax.",
    )
    clarity: float = quantity(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.1, 0.9),
        doc="How clear the rules are to a firm that wants to give.",
    )
    forum: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 0.9),
        doc="How active a forum of giving firms is (0 none, 1 meets and publishes).",
    )
