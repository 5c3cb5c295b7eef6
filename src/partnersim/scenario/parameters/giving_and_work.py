"""Parameters of a single firm's giving, borrowers' standing, demanding buyers, imports and wage work.

Each class belongs to one mechanism. All but `FirmGiving` do nothing with their default values, so that a
place in which nobody has set them is as it would be without them.
"""

from partnersim.scenario.documents.fields import Part, choice, quantity, switch


class FirmGiving(Part):
    """A single named firm decides each January whether and how much of its profit it gives.

    It decides by the fitted set, and with the persistence, of ``firm_participation``.
    """

    on: bool = switch("a firm whose budget is a share of its profit gives nothing.")


class LoanStanding(Part):
    """A borrower keeps paying while good standing is worth more to it than what it still owes."""

    on: bool = choice(
        False,
        doc="Switch, off by default. Off: no borrower compares; only group_repayment.walk_away acts.",
        role="lever",
    )
    considers: float = quantity(
        0.20,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: about twice a year, 0.05 to 0.5 plausible",
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
        doc="Worth of the use of a borrowed rupiah for a month, before interest.",
    )
    horizon_months: float = quantity(
        12.0,
        unit="months",
        low=0.0,
        high=120.0,
        role="uncertainty",
        source="assumed: a year ahead",
        doc="Months of further loans that a borrower looks forward to.",
    )
    own_word: float = quantity(
        12.0,
        unit="months",
        low=0.0,
        high=240.0,
        role="uncertainty",
        source="assumed: a year of consumption, set before any case was run; 6 to 24 plausible",
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
        doc="Added worth of standing among neighbours who meet, at full group capital.",
    )
    spread: float = quantity(
        1.0,
        unit="log",
        low=0.0,
        high=3.0,
        role="uncertainty",
        source="assumed: as wide as the spread of the trouble of joining",
        doc="Spread of both worths between households.",
    )
    excuse: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed",
        doc="Share of both worths that is gone where every borrower of the hamlet is late.",
    )


class QualityOrders(Part):
    """Part of the market that partners open belongs to buyers who take only what meets their standard."""

    on: bool = switch("buyers with a standard do not come, and their part of the market is lost.")
    market_share: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
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
        doc="Business practice below which a producer does not meet the standard.",
    )
    start_chance: float = quantity(
        0.03,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: 1 to 10 percent plausible",
        doc="Chance that a producer who meets the standard and a buyer come to terms in a month.",
    )


class ImportCompetition(Part):
    """Goods from elsewhere press the local price down year by year."""

    on: bool = switch("nothing from outside presses the local price.")
    per_year: float = quantity(
        0.0,
        unit="1/year",
        low=-0.2,
        high=0.5,
        role="uncertainty",
        source="assumed: no pressure unless a scenario states it; 0 to 5 percent a year plausible",
        doc="Fall of the log local price in a year.",
    )


class Placement(Part):
    """Firms' places turn courses into wage jobs; some graduates find one without help; jobs end."""

    on: bool = switch("nobody is placed, and jobs that were taken are lost at once.")
    market_share: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        doc="Share of the work on use of outputs that opens wage jobs instead of orders.",
    )
    job_idr: float = quantity(
        1_000_000.0,
        unit="IDR",
        low=1_000.0,
        high=1e10,
        role="uncertainty",
        source="assumed: some days of one person's work with firms per opening",
        doc="Cost of opening one job.",
    )
    unaided: float = quantity(
        0.0,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: nobody unless a scenario states it",
        doc="Chance that somebody fresh from a course finds a job without help.",
    )
    least_skill: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: about three years after a course at the usual forgetting",
        doc="Training left below which no firm takes a graduate.",
    )
    wage_gain: float = quantity(
        0.20,
        unit="log",
        low=0.0,
        high=2.0,
        role="uncertainty",
        source="assumed: one earner of two goes from casual to regular work, 0.1 to 0.4 plausible",
        doc="Rise of the household's log labour income while the job lasts.",
    )
    job_end: float = quantity(
        0.03,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: a job lasts some three years; 0.02 to 0.08 plausible",
        doc="Chance that a job ends.",
    )
