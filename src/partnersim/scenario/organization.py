"""Parameters of the mechanisms of organizations and partnerships: one class, one switch, per mechanism.

Sources named "pilot" are the values of the project's pilot study of the organization level; they are assumptions
with a tested range, not measurements. Shares of money are of the agreement's yearly money.
"""

from typing import Literal

from partnersim.scenario.fields import Part, choice, quantity
from partnersim.scenario.household import _on

PILOT = "assumed: pilot study of the organization level"


class DatedEvents(Part):
    """What the scenario's calendar says happens in its month."""

    on: bool = _on("no dated event happens.")


class YearlyBudgets(Part):
    """Each January organizations receive money by their own rule, and appropriations lapse."""

    on: bool = _on("organizations receive no money after their opening balance.")
    lapse_share: float = quantity(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        source="Indonesian public finance: unspent appropriations return to the treasury",
        doc="Share of an unspent yearly appropriation that is lost at the turn of the year.",
    )


class OfficeChange(Part):
    """Heads of organizations change; the newcomer's character is new and much of what was known is lost."""

    on: bool = _on("nobody changes office.")
    hazard: float = quantity(
        0.10,
        unit="1/year",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="uncertainty",
        doc="Yearly probability that an organization's head changes.",
    )
    evidence_lost: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Share of others' evidence about the organization that is lost.",
    )
    character_sd: float = quantity(
        0.18,
        unit="share",
        low=0.0,
        high=0.5,
        source=PILOT,
        doc="Spread of good faith among those who may take office.",
    )
    character_correlation: float = quantity(
        0.50,
        unit="1",
        low=-1.0,
        high=1.0,
        source=PILOT,
        doc="Correlation between a newcomer's keeping of promises and common aim.",
    )


class RegulatorRole(Part):
    """Government staff turn rules into enforcement, clarity and a forum that firms can perceive."""

    on: bool = _on("rules are not enforced and no forum or clarity exists.")
    staff_needed: float = quantity(
        6.0,
        unit="persons",
        low=0.1,
        high=1000.0,
        role="uncertainty",
        doc="Regulating staff at which rules on paper are fully put into practice.",
    )


class FacilitatorRole(Part):
    """Government staff convene partners, which lowers what search and co-ordination cost the others."""

    on: bool = _on("nobody convenes; partners bear the full cost of co-ordination.")
    staff_needed: float = quantity(
        4.0,
        unit="persons",
        low=0.1,
        high=1000.0,
        role="uncertainty",
        doc="Convening staff at which half of the possible relief is reached.",
    )
    relief: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="uncertainty",
        doc="Largest share of co-ordination cost that convening removes.",
    )


class FirmParticipation(Part):
    """Each January every firm decides whether and how much to give."""

    on: bool = _on("no firm takes part.")
    fit: int = quantity(
        0,
        unit="1",
        low=0,
        high=99,
        role="uncertainty",
        doc="Which of the fitted parameter sets firms use (0 is the base).",
        source="fitted to participation under three regimes, see scenarios/fits/firm_choice.yaml",
    )
    rule: Literal["logit", "threshold"] = choice(
        "logit",
        doc="How a surplus becomes a decision: with a chance that rises with it, or surely where it is positive. "
        "Sets are fitted with the first; the second keeps them and drops the spread.",
    )
    perceived_log_sd: float = quantity(
        0.80,
        unit="log",
        low=0.0,
        high=3.0,
        source=PILOT,
        doc="Spread of perceived enforcement between firms.",
    )
    persistence: float = quantity(
        0.80,
        unit="1",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Correlation between years of a firm's own leaning towards taking part; "
        "0 decides anew each year.",
    )


class Needs(Part):
    """What the poor need from each aspect drifts, and partners see it late and each in its own way."""

    on: bool = _on("needs keep their base weights and everybody sees them truly.")
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

    on: bool = _on("no agreement is made: the same actors and money work without one.")
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

    on: bool = _on("each partner spends its own money in fixed equal shares over its aspects.")
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

    on: bool = _on("talking costs nobody any time.")
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


class Observation(Part):
    """Visits show what was delivered; each partner pays for the visits it makes out of its own staff."""

    on: bool = _on("nobody sees what others deliver.")
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

    on: bool = _on("beliefs stay at their prior (frozen).")
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

    on: bool = _on("everybody delivers all that was promised.")
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

    on: bool = _on("nothing is stolen.")
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

    on: bool = _on("the partnership yields nothing that one partner could keep from another.")
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

    on: bool = _on("nobody leaves or falls asleep.")
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


class ServiceDelivery(Part):
    """Partners' spending is paid, and becomes services in the hamlets of the programme."""

    on: bool = _on("partners spend nothing, and nothing reaches the hamlets.")
    meeting_priority: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=20.0,
        role="lever",
        doc="Extra programme money for a hamlet with a community fund, relative to one without.",
    )


class UnitOpening(Part):
    """Money for funds becomes seed grants: one community fund in one hamlet, up to a yearly number."""

    on: bool = _on("no community fund is opened.")
    poor_pull: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=5.0,
        role="lever",
        doc="Exponent of listed poor households in a hamlet's chance to get the next unit.",
    )
    socialised_pull: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=20.0,
        role="lever",
        doc="Added chance of a hamlet fully reached by programme work, relative to one not reached.",
    )


class GapFilling(Part):
    """A facilitating government spends its own funds line where partners bring too little money."""

    on: bool = _on("government's funds line is spent like any other partner's money.")


class SurplusSharing(Part):
    """Community funds pay part of their yearly surplus to their members."""

    on: bool = _on("surplus stays in the fund.")
    share: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        source="one unit shared Rp15 million beside savings of Rp24 million (Antara Jatim, data 2014)",
        doc="Share of the year's surplus paid to members.",
    )


class Lending(Part):
    """Community funds lend what they hold to groups in good standing, first come first served."""

    on: bool = _on("community funds do not lend.")
    banking_delay: bool = choice(
        False,
        doc="Money collected in a month is lent from the next month on; otherwise at the end of the same month.",
        source="assumed: instalments are weekly, are banked (cash rule, Kiss FM Jember, 6 January 2010), and a monthly "
        "meeting lends them out again",
    )
