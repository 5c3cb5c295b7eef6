"""Parameters of firms' yearly decision to give."""

from typing import Literal

from partnersim.scenario.documents.fields import Part, choice, quantity, switch
from partnersim.scenario.documents.plausible import between
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
        plausible=between(0, 8, source="all fitted sets"),
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
        plausible=between(0.4, 1.2),
        doc="Spread of perceived enforcement between firms.",
    )
    persistence: float = quantity(
        0.80,
        unit="1",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.5, 0.95),
        doc="Correlation between years of a firm's own leaning towards taking part; "
        "0 decides anew each year.",
    )
