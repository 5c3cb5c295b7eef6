"""Parameters of hamlets' bad years and of their markets."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT, PILOT_BOUNDS


class HamletShocks(Part):
    """Households of a hamlet share an autoregressive shock to labour income (weather, local prices, work)."""

    on: bool = switch("hamlets share no shock.")
    sd: float = fitted(
        "hamlet_shocks.sd",
        unit="log",
        low=0.0,
        high=1.0,
        plausible=between(0.04, 0.18, source=PILOT_BOUNDS),
        doc="Stationary standard deviation of the hamlet shock.",
    )
    persistence: float = quantity(
        0.90,
        unit="per_month",
        low=0.0,
        high=0.999,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.8, 0.95),
        doc="Monthly autocorrelation of the hamlet shock.",
    )


class LocalDemand(Part):
    """The hamlet's price falls as its enterprises sell more than its households want."""

    on: bool = switch("every hamlet's price stays at its base value.")
    elasticity: float = fitted(
        "local_demand.elasticity",
        unit="1",
        low=0.0,
        high=2.0,
        plausible=between(0.1, 0.6),
        doc="Fall of the log local price per unit of log supply over demand.",
    )
    smoothing: float = quantity(
        0.15,
        unit="per_month",
        low=0.01,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.08, 0.3),
        doc="Weight of the newest month in the smoothed local consumption.",
    )
