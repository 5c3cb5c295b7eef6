"""Parameters of firms' yearly decision to give."""

from typing import Literal

from partnersim.scenario.documents.fields import Part, choice, quantity, switch
from partnersim.scenario.parameters.sources import PARTNER_PILOT


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
        source=PARTNER_PILOT,
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
