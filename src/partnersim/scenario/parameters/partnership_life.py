"""Parameters of what happens to a partnership once it lives: one class, one switch, per mechanism.

Trouble and help, informal ties, bargaining over terms, breaking off, and what is carried into the next phase.
"""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.parameters.organizations.sources import PILOT


class ProblemEvents(Part):
    """Trouble strikes an organization's work and grows until it is solved."""

    on: bool = switch("nothing unforeseen strikes anybody's work.")
    hazard: float = quantity(
        0.015,
        unit="1/month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Monthly probability that an organization without an open problem meets one.",
    )
    damage: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of its work that a new problem stops.",
    )
    growth: float = quantity(
        0.20,
        unit="per_month",
        low=0.0,
        high=5.0,
        role="uncertainty",
        doc="Growth of an open problem's damage a month.",
    )
    own_effort: float = quantity(
        0.15,
        unit="1/month",
        low=0.0,
        high=10.0,
        role="uncertainty",
        doc="Rate at which an organization solves a problem by itself.",
    )
    by_meetings: float = quantity(
        0.30,
        unit="1/month",
        low=0.0,
        high=10.0,
        role="uncertainty",
        doc="Added rate where all members meet once a month.",
    )
    by_ties: float = quantity(
        0.60,
        unit="1/month",
        low=0.0,
        high=10.0,
        role="uncertainty",
        doc="Added rate with full informal ties.",
    )
    by_information: float = quantity(
        0.15,
        unit="1/month",
        low=0.0,
        high=10.0,
        role="uncertainty",
        doc="Added rate where partners keep each other fully up to date.",
    )
    by_aid: float = quantity(
        1.0,
        unit="1/month",
        low=0.0,
        high=50.0,
        role="uncertainty",
        doc="Added rate per month's own money that partners pay towards the repair.",
    )


class InformalTies(Part):
    """Partners who know each other privately help out at once, and cover for one another."""

    on: bool = switch("nobody keeps informal ties, whatever the practice says.")
    staff_per_tie: float = quantity(
        0.10,
        unit="persons",
        low=0.0,
        high=10.0,
        role="uncertainty",
        doc="Staff time of each member per other member for full ties.",
    )
    cover: float = quantity(
        2.0,
        unit="1",
        low=0.0,
        high=20.0,
        role="uncertainty",
        doc="Added temptation to steal among tied partners without any honesty.",
    )
    silence: float = quantity(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of what a fully tied partner without honesty sees and does not report.",
    )


class MutualAid(Part):
    """Members pay for a partner in trouble, and do not hold it against it, as far as their practice goes."""

    on: bool = switch("nobody helps or excuses a partner in trouble, whatever the practices say.")
    loss_share: float = quantity(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        doc="Loss of planned money from which on a partner counts as in trouble.",
    )
    pretence: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of seen shirking that passes for trouble where nobody is ever blamed.",
    )


class Bargaining(Part):
    """The fund holder proposes terms that it and every partner imagine, each in its own believed world."""

    on: bool = switch("agreements keep the terms written in the scenario.")
    horizon_months: int = quantity(
        24,
        unit="months",
        low=1,
        high=240,
        source=PILOT,
        role="uncertainty",
        doc="Time over which terms are imagined.",
    )
    round_cost: float = quantity(
        0.01,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="What one more round of proposals costs the fund holder, relative to a year's joint money.",
    )


class Termination(Part):
    """A leader who plans for the others breaks off with a member that it believes does not pay."""

    on: bool = switch("nobody is put out by the leader.")
    damages: float = quantity(
        0.25,
        unit="share",
        low=0.0,
        high=5.0,
        role="uncertainty",
        doc="What a complete contract makes the leader pay for each year cut off, relative to the member's "
        "yearly money.",
    )


class CarriedLearning(Part):
    """A later phase begins with part of what partners learned in the one before it."""

    on: bool = switch("every agreement begins from scratch.")
    share: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of evidence and of stocks that lives on in the next phase.",
    )
