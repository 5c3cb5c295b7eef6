"""Parameters of dated events, and of what organizations are by themselves: budgets, heads, roles, giving firms."""

from typing import Literal

from partnersim.scenario.documents.fields import Part, choice, quantity, switch
from partnersim.scenario.parameters.organizations.sources import PILOT


class DatedEvents(Part):
    """What the scenario's calendar says happens in its month."""

    on: bool = switch("no dated event happens.")


class YearlyBudgets(Part):
    """Each January organizations receive money by their own rule, and appropriations lapse."""

    on: bool = switch("organizations receive no money after their opening balance.")
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

    on: bool = switch("nobody changes office.")
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

    on: bool = switch("rules are not enforced and no forum or clarity exists.")
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

    on: bool = switch("nobody convenes; partners bear the full cost of co-ordination.")
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

    on: bool = switch("no firm takes part.")
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
