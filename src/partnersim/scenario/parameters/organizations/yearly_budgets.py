"""Parameters of organizations' yearly money."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


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
        plausible=between(0.0, 1.0),
        doc="Share of an unspent yearly appropriation that is lost at the turn of the year.",
    )
