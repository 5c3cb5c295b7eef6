"""Parameters of help for a partner in trouble."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between


class MutualAid(Part):
    """Members pay for a partner in trouble, and do not hold it against it, as far as their practice goes."""

    on: bool = switch("nobody helps or excuses a partner in trouble, whatever the practices say.")
    loss_share: float = quantity(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.1, 0.4),
        doc="Loss of planned money from which on a partner counts as in trouble.",
    )
    pretence: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.1, 0.9),
        doc="Share of seen shirking that passes for trouble where nobody is ever blamed.",
    )
