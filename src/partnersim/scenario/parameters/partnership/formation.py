"""Parameters of the stages until partners sign."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class Formation(Part):
    """Partners go through stages that cost months, and sign if every signatory expects to gain."""

    on: bool = switch("no agreement is made: the same actors and money work without one.")
    joining_spread: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.0, 0.05),
        doc="Spread of the logit by which a partner signs, as a share of the agreement's value; 0 signs exactly "
        "where a gain is expected.",
    )
    socialised_fading: float = quantity(
        0.02,
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.005, 0.05),
        doc="Share of the stock left by socialisation that fades a month.",
    )
    planned_fading: float = quantity(
        0.04,
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.01, 0.1),
        doc="Share of the stock left by planning that fades a month.",
    )
    writing_cost: float = quantity(
        0.02,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.0, 0.06),
        doc="Cost of writing a complete contract, as a share of a year's money; "
        "grows with the square of completeness.",
    )
    socialised_gain: float = quantity(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.1, 0.7),
        doc="Share of the distance to full agreement of views covered by a month of socialisation.",
    )
    planned_gain: float = quantity(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.1, 0.7),
        doc="Share of the distance to full knowledge of one another covered by a month of joint planning.",
    )
    meeting_gain: float = quantity(
        0.05,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.0, 0.15),
        doc="Share of the distance in views covered by a meeting of all members.",
    )
    readiness_gain: float = quantity(
        0.05,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.0, 0.15),
        doc="Share of members' missing readiness made up in a month of socialisation.",
    )
    prepare_staff: float = quantity(
        0.25,
        unit="persons",
        low=0.0,
        high=20.0,
        role="uncertainty",
        plausible=between(0.1, 1.0),
        doc="Staff time of each member in a month of preparation.",
    )
    retry_months: int = quantity(
        12,
        unit="months",
        low=1,
        high=120,
        plausible=between(6, 24),
        doc="Months until partners who did not agree try again.",
    )
