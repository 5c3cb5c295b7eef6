"""Parameters of what funds pay to their members."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class SurplusSharing(Part):
    """Community funds pay part of their yearly surplus to their members."""

    on: bool = switch("surplus stays in the fund.")
    share: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        role="lever",
        source="one unit shared Rp15 million beside savings of Rp24 million (Antara Jatim, data 2014)",
        plausible=between(0.2, 0.9),
        doc="Share of the year's surplus paid to members.",
    )
