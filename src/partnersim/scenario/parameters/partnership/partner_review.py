"""Parameters of the yearly account of staying or leaving."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import DYADS, fitted
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class PartnerReview(Part):
    """Partners compare what they get with leaving: stay or leave yearly, sleep or wake quarterly."""

    on: bool = switch("nobody leaves or falls asleep.")
    chi: float = fitted(
        "partner_review.chi",
        fit=DYADS,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.05, 0.3),
        doc="Share of what others provide for its people that a leaver loses.",
    )
    alternative: float = fitted(
        "partner_review.alternative",
        fit=DYADS,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.0, 0.5),
        doc="Worth of its money in other uses, as a share of its worth when used alone.",
    )
    earmark: float = quantity(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        role="lever",
        plausible=between(0.0, 1.0),
        doc="Share of a partner's money lost when it sleeps (0 for a memorandum).",
    )
    fixed_cost: float = fitted(
        "partner_review.fixed_cost",
        fit=DYADS,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.0, 0.02),
        doc="Cost of staying active, as a share of the agreement's value.",
    )
    tolerance: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        source=(
            "aid that falls short of what was promised by up to 5, 10 and 15 percent is marked A, B and C, by more D "
            "(PEFA Performance Measurement Framework, revised 2011, indicator D-1)"
        ),
        role="uncertainty",
        plausible=between(0.05, 0.25),
        doc="Share of what was promised to a member, or of what it put in, that may be missing before it is harmed.",
    )
    horizon_months: int = quantity(
        24,
        unit="months",
        low=1,
        high=240,
        role="uncertainty",
        plausible=between(12, 60, source="assumed: as the time over which terms are imagined in bargaining"),
        doc="Time over which a member spreads what leaving would cost it once; less if the term ends before.",
    )
