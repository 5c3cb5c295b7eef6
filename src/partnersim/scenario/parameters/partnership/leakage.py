"""Parameters of theft and its control."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


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
        plausible=between(0.0, 0.3),
        doc="Yearly probability that a project is audited.",
    )
    attendance: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        plausible=between(0.02, 0.5),
        doc="Share of villagers who attend accountability meetings.",
    )
    honesty_share: float = quantity(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.0, 0.8),
        doc="Share of theft that the common aim of an organization removes at 1.",
    )
    private_temptation: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.2, 1.0),
        doc="Temptation in organizations outside government, relative to it.",
    )
