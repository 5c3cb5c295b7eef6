"""Parameters of beliefs about partners."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import DYADS, fitted
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class LearnedTrust(Part):
    """Partners hold Beta beliefs about each other's reliability and activity and learn from what they see."""

    on: bool = switch("beliefs stay at their prior (frozen).")
    prior_mean: float = fitted(
        "learned_trust.prior_mean",
        fit=DYADS,
        unit="share",
        low=0.05,
        high=0.95,
        plausible=between(0.3, 0.8),
        doc="Belief in a partner's reliability at the founding.",
    )
    prior_strength: float = fitted(
        "learned_trust.prior_strength",
        fit=DYADS,
        unit="1",
        low=0.5,
        high=200.0,
        plausible=between(1.5, 24.0),
        doc="Observations that the founding belief is worth.",
    )
    fading: float = quantity(
        0.03,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.005, 0.08),
        doc="Share of evidence that fades a month.",
    )
    report_bias: float = quantity(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.3, 1.0),
        doc="Share of a shortfall that a partner without good faith hides in its reports.",
    )
    report_weight: float = quantity(
        0.40,
        unit="1",
        low=0.0,
        high=5.0,
        source=PARTNER_PILOT,
        plausible=between(0.0, 1.0),
        doc="Evidence that one report is worth.",
    )
