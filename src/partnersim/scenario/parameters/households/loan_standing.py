"""Parameters of borrowers who weigh their standing."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class LoanStanding(Part):
    """A borrower keeps paying while good standing is worth more to it than what it still owes."""

    settles = False
    on: bool = switch("no borrower compares; only group_repayment.walk_away acts.", on=False)
    considers: float = quantity(
        0.20,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: about twice a year, 0.05 to 0.5 plausible",
        plausible=between(0.05, 0.5),
        doc="Chance that a borrower thinks about it this month.",
    )
    gain_per_month: float = quantity(
        0.04,
        unit="per_month",
        low=0.0,
        high=0.5,
        role="uncertainty",
        source="return on working capital of 4.6 to 5.3 percent a month (de Mel, McKenzie and Woodruff 2008), "
        "rounded down",
        plausible=between(
            0.02,
            0.053,
            source="half of what is assumed, to the upper estimate of de Mel, McKenzie and Woodruff 2008",
        ),
        doc="Worth of the use of a borrowed rupiah for a month, before interest.",
    )
    horizon_months: float = quantity(
        12.0,
        unit="months",
        low=0.0,
        high=120.0,
        role="uncertainty",
        source="assumed: a year ahead",
        plausible=between(6.0, 36.0),
        doc="Months of further loans that a borrower looks forward to.",
    )
    own_word: float = quantity(
        12.0,
        unit="months",
        low=0.0,
        high=240.0,
        role="uncertainty",
        source="assumed: a year of consumption, set before any case was run; 6 to 24 plausible",
        plausible=between(6.0, 24.0),
        doc="Worth of keeping one's word to a lender from outside, in months of consumption, to the median "
        "borrower.",
    )
    neighbours: float = quantity(
        24.0,
        unit="months",
        low=0.0,
        high=240.0,
        role="uncertainty",
        source="assumed: twice the worth of one's word to a stranger",
        plausible=between(6.0, 48.0),
        doc="Added worth of standing among neighbours who meet, at full group capital.",
    )
    spread: float = quantity(
        1.0,
        unit="log",
        low=0.0,
        high=3.0,
        role="uncertainty",
        source="assumed: as wide as the spread of the trouble of joining",
        plausible=between(0.5, 1.5),
        doc="Spread of both worths between households.",
    )
    excuse: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed",
        plausible=between(0.2, 0.8),
        doc="Share of both worths that is gone where every borrower of the hamlet is late.",
    )


class LoanStandingRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    loan_standing: LoanStanding = LoanStanding()
