"""Parameters of how capital is lost and built up."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT, PILOT_BOUNDS


class CapitalLoss(Part):
    """Theft, disease or damage takes half of an enterprise's capital."""

    on: bool = switch("no capital is lost to chance.")
    probability: float = fitted(
        "capital_loss.probability",
        unit="per_month",
        low=0.0,
        high=0.2,
        plausible=between(0.006, 0.016, source=PILOT_BOUNDS),
        doc="Monthly probability of losing half of the capital.",
    )


class SelfControl(Part):
    """Owners plough back a share of profit and turn savings into capital only slowly."""

    on: bool = switch(
        "owners close a fifth of the gap to their desired capital from profit and savings each month."
    )
    plough_back: float = fitted(
        "self_control.plough_back",
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.03, 0.12, source=PILOT_BOUNDS),
        doc="Median share of profit put back into the enterprise.",
    )
    spread: float = fitted(
        "self_control.spread",
        unit="log",
        low=0.0,
        high=2.0,
        plausible=between(0.2, 0.7, source=PILOT_BOUNDS),
        doc="Standard deviation of the log plough-back rate between households.",
    )
    savings_to_capital: float = fitted(
        "self_control.savings_to_capital",
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.0, 0.02, source=PILOT_BOUNDS),
        doc="Share of the gap to desired capital closed from savings a month.",
    )
    savings_share: float = quantity(
        0.10,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.03, 0.2),
        doc="Largest share of savings above the reserve put into capital a month.",
    )
    eaten: float = fitted(
        "self_control.eaten",
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.01, 0.05, source=PILOT_BOUNDS),
        doc="Share of capital above the desired level drawn down a month.",
    )


class CapitalRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    capital_loss: CapitalLoss = CapitalLoss()
    self_control: SelfControl = SelfControl()
