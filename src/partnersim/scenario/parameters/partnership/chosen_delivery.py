"""Parameters of how much of a promise is kept."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.sources import PARTNER_PILOT


class ChosenDelivery(Part):
    """How much of its promise a partner keeps is chosen: character, reciprocity, the chance of being seen."""

    on: bool = switch("everybody delivers all that was promised.")
    reciprocity: float = quantity(
        0.30,
        unit="1",
        low=0.0,
        high=2.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.0, 0.8),
        doc="Added shirking per unit of trust below the reference.",
    )
    reference_trust: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.4, 0.8),
        doc="Trust at which reciprocity neither adds nor removes effort.",
    )
    contract_penalty: float = quantity(
        0.80,
        unit="1",
        low=0.0,
        high=5.0,
        source=PARTNER_PILOT,
        role="uncertainty",
        plausible=between(0.2, 1.5),
        doc="Deterrence by a complete contract when shirking is seen.",
    )
    value_at_stake: float = quantity(
        0.60,
        unit="1",
        low=0.0,
        high=5.0,
        source=PARTNER_PILOT,
        plausible=between(0.0, 1.5),
        doc="Deterrence by what the partnership is worth when shirking is seen.",
    )
    luck_sd: float = quantity(
        0.10,
        unit="log",
        low=0.0,
        high=1.0,
        plausible=between(0.03, 0.25),
        doc="Monthly spread of what delivery yields.",
    )
    diverted_effect: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        source=PARTNER_PILOT,
        plausible=between(0.1, 0.9),
        doc="Effect of diverted money, spent on the own showpiece.",
    )
    experience: float = quantity(
        0.03,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.0, 0.1),
        doc="Share of missing readiness that a month of work makes up.",
    )
    sequence_share: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.2, 0.8),
        doc="Share of a member's work that cannot begin where those before it in a sequence fell short.",
    )
