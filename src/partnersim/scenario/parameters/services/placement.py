"""Parameters of wage jobs after courses."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between, times


class Placement(Part):
    """Firms' places turn courses into wage jobs; some graduates find one without help; jobs end."""

    on: bool = switch("nobody is placed, and jobs that were taken are lost at once.")
    market_share: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.0, 1.0),
        doc="Share of the work on use of outputs that opens wage jobs instead of orders.",
    )
    job_idr: float = quantity(
        1_000_000.0,
        unit="IDR",
        low=1_000.0,
        high=1e10,
        role="uncertainty",
        source="assumed: some days of one person's work with firms per opening",
        plausible=times(0.5, 3.0, source="assumed: half to three times"),
        doc="Cost of opening one job.",
    )
    unaided: float = quantity(
        0.0,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: nobody unless a scenario states it",
        plausible=between(0.0, 0.03),
        doc="Chance that somebody fresh from a course finds a job without help.",
    )
    least_skill: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: about three years after a course at the usual forgetting",
        plausible=between(0.2, 0.8),
        doc="Training left below which no firm takes a graduate.",
    )
    wage_gain: float = quantity(
        0.20,
        unit="log",
        low=0.0,
        high=2.0,
        role="uncertainty",
        source="assumed: one earner of two goes from casual to regular work, 0.1 to 0.4 plausible",
        plausible=between(0.1, 0.4),
        doc="Rise of the household's log labour income while the job lasts.",
    )
    job_end: float = quantity(
        0.03,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed: a job lasts some three years; 0.02 to 0.08 plausible",
        plausible=between(0.02, 0.08),
        doc="Chance that a job ends.",
    )
