"""Parameters of what enterprises earn, also with a better technology."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT, PILOT_BOUNDS


class Enterprise(Part):
    """Micro-enterprises turn capital, talent and practice into profit with decreasing returns."""

    on: bool = switch("enterprises earn nothing, and none is started.")
    profit_at_reference_idr: float = fitted(
        "enterprise.profit_at_reference_idr",
        unit="IDR/enterprise/month",
        low=0.0,
        high=5e6,
        plausible=between(110000.0, 210000.0),
        doc="Monthly profit of an owner of median talent with Rp1,000,000 of capital, at the base price.",
    )
    returns: float = quantity(
        0.30,
        unit="1",
        low=0.05,
        high=0.9,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.2, 0.45, source="assumed: around what trials of capital grants imply"),
        doc="Elasticity of profit with respect to capital.",
    )
    talent_sd: float = fitted(
        "enterprise.talent_sd",
        unit="log",
        low=0.0,
        high=2.0,
        plausible=between(0.8, 1.1, source=PILOT_BOUNDS),
        doc="Standard deviation of log talent between households.",
    )
    talent_wage_correlation: float = fitted(
        "enterprise.talent_wage_correlation",
        unit="1",
        low=-0.99,
        high=0.99,
        plausible=between(0.3, 0.65, source=PILOT_BOUNDS),
        doc="Correlation of log talent with the fixed wage advantage.",
    )
    shock_sd: float = fitted(
        "enterprise.shock_sd",
        unit="log",
        low=0.0,
        high=1.5,
        plausible=between(0.22, 0.58, source=PILOT_BOUNDS),
        doc="Standard deviation of the monthly log profit shock.",
    )
    depreciation: float = fitted(
        "enterprise.depreciation",
        unit="per_month",
        low=0.0,
        high=0.2,
        role="constant",
        plausible=between(0.008, 0.025, source=PILOT_BOUNDS),
        doc="Share of capital that wears out a month.",
    )
    profit_share_of_revenue: float = quantity(
        0.30,
        unit="share",
        low=0.05,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.2, 0.45),
        doc="Profit as a share of revenue at the base price.",
    )


class Technology(Part):
    """A better technology pays only above a minimum scale, so that small owners cannot grow into it."""

    on: bool = switch("nobody uses the better technology.")
    minimum_capital_idr: float = fitted(
        "technology.minimum_capital_idr",
        unit="IDR/enterprise",
        low=0.0,
        high=1e9,
        plausible=between(2600000.0, 6000000.0, source=PILOT_BOUNDS),
        doc="Capital needed to run the technology.",
    )
    gain: float = fitted(
        "technology.gain",
        unit="log",
        low=0.0,
        high=2.0,
        plausible=between(0.45, 0.8, source=PILOT_BOUNDS),
        doc="Rise of log profit under the technology.",
    )
    jump: float = fitted(
        "technology.jump",
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.02, 0.19, source=PILOT_BOUNDS),
        doc="Monthly probability that an owner who can and would gain makes the jump.",
    )
    lost_below_share: float = quantity(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.6, 0.95),
        doc="Share of the minimum scale below which the technology is lost.",
    )


class EnterpriseRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    enterprise: Enterprise = Enterprise()
    technology: Technology = Technology()
