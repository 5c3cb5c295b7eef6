"""Parameters of opening community funds."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class UnitOpening(Part):
    """Money for funds becomes seed grants: one community fund in one hamlet, up to a yearly number."""

    on: bool = switch("no community fund is opened.")
    poor_pull: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=5.0,
        role="lever",
        plausible=between(0.0, 2.0),
        doc="Exponent of listed poor households in a hamlet's chance to get the next unit.",
    )
    socialised_pull: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=20.0,
        role="lever",
        plausible=between(0.0, 4.0),
        doc="Added chance of a hamlet fully reached by programme work, relative to one not reached.",
    )
