"""Parameters of how partners keep their promises: seeing, trusting, delivering, stealing, sharing, leaving."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.parameters.organizations.sources import PILOT


class Observation(Part):
    """Visits show what was delivered; each partner pays for the visits it makes out of its own staff."""

    on: bool = switch("nobody sees what others deliver.")
    visit_staff: float = quantity(
        0.05, unit="persons", low=0.0, high=10.0, doc="Staff time of one visit a month."
    )
    seen_per_visit: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Chance that one visit shows a partner's true delivery of the month.",
    )
    error_sd: float = quantity(
        0.15, unit="share", low=0.0, high=1.0, doc="Error of an observed ratio of delivered to promised."
    )


class LearnedTrust(Part):
    """Partners hold Beta beliefs about each other's reliability and activity and learn from what they see."""

    on: bool = switch("beliefs stay at their prior (frozen).")
    prior_mean: float = quantity(
        0.60,
        unit="share",
        low=0.05,
        high=0.95,
        source=PILOT,
        role="uncertainty",
        doc="Belief in a partner's reliability at the founding.",
    )
    prior_strength: float = quantity(
        6.0,
        unit="1",
        low=0.5,
        high=200.0,
        source=PILOT,
        role="uncertainty",
        doc="Observations that the founding belief is worth.",
    )
    fading: float = quantity(
        0.03, unit="per_month", low=0.0, high=1.0, source=PILOT, doc="Share of evidence that fades a month."
    )
    report_bias: float = quantity(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Share of a shortfall that a partner without good faith hides in its reports.",
    )
    report_weight: float = quantity(
        0.40, unit="1", low=0.0, high=5.0, source=PILOT, doc="Evidence that one report is worth."
    )


class ChosenDelivery(Part):
    """How much of its promise a partner keeps is chosen: character, reciprocity, the chance of being seen."""

    on: bool = switch("everybody delivers all that was promised.")
    reciprocity: float = quantity(
        0.30,
        unit="1",
        low=0.0,
        high=2.0,
        source=PILOT,
        role="uncertainty",
        doc="Added shirking per unit of trust below the reference.",
    )
    reference_trust: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Trust at which reciprocity neither adds nor removes effort.",
    )
    contract_penalty: float = quantity(
        0.80,
        unit="1",
        low=0.0,
        high=5.0,
        source=PILOT,
        role="uncertainty",
        doc="Deterrence by a complete contract when shirking is seen.",
    )
    value_at_stake: float = quantity(
        0.60,
        unit="1",
        low=0.0,
        high=5.0,
        source=PILOT,
        doc="Deterrence by what the partnership is worth when shirking is seen.",
    )
    luck_sd: float = quantity(
        0.10, unit="log", low=0.0, high=1.0, doc="Monthly spread of what delivery yields."
    )
    diverted_effect: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Effect of diverted money, spent on the own showpiece.",
    )
    experience: float = quantity(
        0.03,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of missing readiness that a month of work makes up.",
    )
    sequence_share: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of a member's work that cannot begin where those before it in a sequence fell short.",
    )


class Leakage(Part):
    """Officials choose what to take from wages and materials; audits see both, villagers see wages."""

    on: bool = switch("nothing is stolen.")
    audit_probability: float = quantity(
        0.04,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        source="Olken 2007: 4 percent before the experiment",
        doc="Yearly probability that a project is audited.",
    )
    attendance: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        doc="Share of villagers who attend accountability meetings.",
    )
    honesty_share: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        doc="Share of theft that the common aim of an organization removes at 1.",
    )
    private_temptation: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Temptation in organizations outside government, relative to it.",
    )


class RivalBenefits(Part):
    """Part of the value (fees, margins) can be had by one partner only, and is shared by the agreement's rule."""

    on: bool = switch("the partnership yields nothing that one partner could keep from another.")
    rate: float = quantity(
        0.05,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Fees and margins earned by the partnership per rupiah of services delivered.",
    )
    hold_up: float = quantity(
        0.30,
        unit="1/year",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="uncertainty",
        doc="Share of the way to its own split that the strongest pulls in a year without "
        "contract and without common aim.",
    )
    strongest_share: float = quantity(
        0.60, unit="share", low=0.0, high=1.0, source=PILOT, doc="Share that the strongest pulls towards."
    )
    follower_fee: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        doc="Part of their contribution's share that members get where the leader keeps the residual.",
    )


class PartnerReview(Part):
    """Partners compare what they get with leaving: stay or leave yearly, sleep or wake quarterly."""

    on: bool = switch("nobody leaves or falls asleep.")
    chi: float = quantity(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="uncertainty",
        doc="Share of what others provide for its people that a leaver loses.",
    )
    alternative: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Worth of its money in other uses, as a share of its worth when used alone.",
    )
    earmark: float = quantity(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="lever",
        doc="Share of a partner's money lost when it sleeps (0 for a memorandum).",
    )
    fixed_cost: float = quantity(
        0.004,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="uncertainty",
        doc="Cost of staying active, as a share of the agreement's value.",
    )
