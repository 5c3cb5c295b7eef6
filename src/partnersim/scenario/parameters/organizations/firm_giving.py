"""Parameters of a single named firm's giving."""

from partnersim.scenario.documents.fields import Part, switch


class FirmGiving(Part):
    """A single named firm decides each January whether and how much of its profit it gives.

    It decides by the fitted set, and with the persistence, of ``firm_participation``.
    """

    on: bool = switch("a firm whose budget is a share of its profit gives nothing.")
