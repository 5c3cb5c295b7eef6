"""Parameters of goods from elsewhere."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class ImportCompetition(Part):
    """Goods from elsewhere press the local price down year by year."""

    on: bool = switch("nothing from outside presses the local price.")
    per_year: float = quantity(
        0.0,
        unit="1/year",
        low=-0.2,
        high=0.5,
        role="uncertainty",
        source="assumed: no pressure unless a scenario states it; 0 to 5 percent a year plausible",
        plausible=between(0.0, 0.05),
        doc="Fall of the log local price in a year.",
    )
