"""Parameters of sanctions among partners."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class Sanctions(Part):
    """Partners fine or put out one whose work they saw fall short, at a cost of their own, if that is worth it."""

    on: bool = switch("nobody is fined or put out, whatever the practices of an agreement say.")
    tolerance: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        source="as partner_review.tolerance",
        role="uncertainty",
        plausible=between(0.05, 0.25),
        doc="Share of a promise that may be missing before who sees it thinks of a sanction.",
    )
    fee: float = quantity(
        0.25,
        unit="ratio",
        low=0.0,
        high=10.0,
        source="fees of a quarter to the whole of the fine (Ostrom, Walker and Gardner 1992, American Political "
        "Science Review 86; as remembered), a third (Fehr and Gaechter 2002, Nature 415)",
        role="uncertainty",
        plausible=between(0.25, 1.0),
        doc="Rupiah that a fine costs who imposes it, for each rupiah of the fine.",
    )
    staff: float = quantity(
        0.1,
        unit="persons",
        low=0.0,
        high=100.0,
        role="uncertainty",
        plausible=between(0.02, 0.5),
        doc="Staff that imposing a sanction takes in the month, of each who imposes it.",
    )
    deterrence: float = quantity(
        0.5,
        unit="ratio",
        low=0.0,
        high=10.0,
        role="uncertainty",
        plausible=between(0.1, 1.0),
        doc="Share of its promise less that a member diverts per month's money that it is sure to lose if it is seen.",
    )
    expected: float = quantity(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.1, 0.9),
        doc="Chance that members give a sanction of whoever is seen falling short, before they know each other.",
    )
    expected_weight: float = quantity(
        2.0,
        unit="observations",
        low=0.01,
        high=1000.0,
        role="uncertainty",
        plausible=between(1.0, 10.0),
        doc="Cases that this expectation is worth; later ones are learned from.",
    )
    horizon_months: int = quantity(
        12,
        unit="months",
        low=1,
        high=240,
        role="uncertainty",
        plausible=between(3, 36),
        doc="Months over which a member counts what a sanction betters.",
    )
