"""Parameters of coming to an agreement on the work: needs, stages, plans, and the cost of talking."""

from typing import Literal

from partnersim.scenario.documents.fields import Part, choice, quantity, switch
from partnersim.scenario.parameters.organizations.sources import PILOT


class Needs(Part):
    """What the poor need from each aspect drifts, and partners see it late and each in its own way."""

    on: bool = switch("needs keep their base weights and everybody sees them truly.")
    drift_sd: float = quantity(
        0.06,
        unit="log",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="uncertainty",
        doc="Monthly standard deviation of the log weight of an aspect.",
    )
    vision_sd: float = quantity(
        0.40,
        unit="log",
        low=0.0,
        high=3.0,
        source=PILOT,
        role="uncertainty",
        doc="Spread of partners' views of the weights; halved by full socialisation.",
    )
    persistence: float = quantity(
        0.80,
        unit="1",
        low=0.0,
        high=0.98,
        source="assumed: an office changes its mind over years; 0 to 0.95 plausible",
        role="uncertainty",
        doc="Correlation of a partner's view of needs with that of the year before.",
    )
    response: float = quantity(
        0.50,
        unit="1",
        low=0.0,
        high=5.0,
        role="uncertainty",
        doc="How far queues for loans, untrained owners and depressed prices move the weights.",
    )
    delay_months: int = quantity(
        6,
        unit="months",
        low=0,
        high=36,
        role="uncertainty",
        doc="Age of what partners know of needs without up-to-date information.",
    )
    substitution: float = quantity(
        0.60,
        unit="1",
        low=0.3,
        high=5.0,
        source=PILOT,
        role="uncertainty",
        doc="Elasticity of substitution between the aspects.",
    )
    returns: float = quantity(
        0.90, unit="1", low=0.3, high=1.0, source=PILOT, doc="Returns to scale of one partner in one aspect."
    )
    concavity: float = quantity(
        0.80, unit="1", low=0.3, high=1.0, source=PILOT, doc="Curvature of welfare in output."
    )
    background: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Work that people and markets do anyway, relative to partners' money spent "
        "evenly over the aspects.",
    )


class Formation(Part):
    """Partners go through stages that cost months, and sign if every signatory expects to gain."""

    on: bool = switch("no agreement is made: the same actors and money work without one.")
    joining_spread: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        doc="Spread of the logit by which a partner signs, as a share of the agreement's value; 0 signs exactly "
        "where a gain is expected.",
    )
    socialised_fading: float = quantity(
        0.02,
        unit="per_month",
        low=0.0,
        high=1.0,
        doc="Share of the stock left by socialisation that fades a month.",
    )
    planned_fading: float = quantity(
        0.04,
        unit="per_month",
        low=0.0,
        high=1.0,
        doc="Share of the stock left by planning that fades a month.",
    )
    writing_cost: float = quantity(
        0.02,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Cost of writing a complete contract, as a share of a year's money; "
        "grows with the square of completeness.",
    )
    socialised_gain: float = quantity(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of the distance to full agreement of views covered by a month of socialisation.",
    )
    planned_gain: float = quantity(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of the distance to full knowledge of one another covered by a month of joint planning.",
    )
    meeting_gain: float = quantity(
        0.05,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of the distance in views covered by a meeting of all members.",
    )
    readiness_gain: float = quantity(
        0.05,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of members' missing readiness made up in a month of socialisation.",
    )
    prepare_staff: float = quantity(
        0.25,
        unit="persons",
        low=0.0,
        high=20.0,
        role="uncertainty",
        doc="Staff time of each member in a month of preparation.",
    )
    retry_months: int = quantity(
        12, unit="months", low=1, high=120, doc="Months until partners who did not agree try again."
    )


class Planning(Part):
    """Whoever decides allocates the partners' money and capacity by what it knows and wants."""

    on: bool = switch("each partner spends its own money in fixed equal shares over its aspects.")
    noise: float = quantity(
        0.60,
        unit="log",
        low=0.0,
        high=3.0,
        source=PILOT,
        role="uncertainty",
        doc="Error in judging others' productivity without trust; halved by full planning.",
    )
    persistence: float = quantity(
        0.80,
        unit="1",
        low=0.0,
        high=0.98,
        source="assumed: judgements of others change over years; 0 to 0.95 plausible",
        role="uncertainty",
        doc="Correlation of the error in judging others' productivity with that of the year before.",
    )
    boasting: float = quantity(
        0.80,
        unit="log",
        low=0.0,
        high=3.0,
        source=PILOT,
        role="uncertainty",
        doc="How far a partner without common aim overstates its showpiece when believed.",
    )
    leader_listens: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Share of what partners tell that a deciding leader takes in.",
    )
    private_weight: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="uncertainty",
        doc="Weight of the showpiece in the private part of an objective.",
    )
    alone_reach: float = quantity(
        2.0,
        unit="1",
        low=0.1,
        high=20.0,
        source=PILOT,
        doc="Hamlets that a partner on its own spreads over, relative to its share of money.",
    )
    report_relief: float = quantity(
        0.30,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of the error in judging others that monthly reports remove.",
    )


class CoordinationCost(Part):
    """Each ordered pair that talks costs staff time of the two, less with trust and convening."""

    on: bool = switch("talking costs nobody any time.")
    per_pair: float = quantity(
        0.25,
        unit="persons",
        low=0.0,
        high=20.0,
        role="uncertainty",
        doc="Staff time of each of the two per pair that talks, at no trust and no convening.",
    )
    talking: Literal["each_pair", "through_one"] = choice(
        "each_pair",
        doc="Who talks in a joint plan: every pair, whose number grows with the square of the members, or all with "
        "one of them, whose number grows in step.",
    )
    per_meeting: float = quantity(
        0.05, unit="persons", low=0.0, high=20.0, doc="Staff time per member and meeting a month."
    )
    committee_size: int = quantity(
        8,
        unit="1",
        low=2,
        high=100,
        source=PILOT,
        doc="Members above which pairs talk within committees that send a delegate.",
    )
    control: float = quantity(
        0.10,
        unit="persons",
        low=0.0,
        high=20.0,
        role="uncertainty",
        doc="Staff time of a leader who plans for others, per member led, at no trust.",
    )
