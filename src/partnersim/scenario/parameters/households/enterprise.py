"""Parameters of what enterprises earn, also with a better technology."""

from partnersim.scenario.documents.fields import IF_ON, Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT, PILOT_BOUNDS

BEFORE_THE_LADDER = "fitted on 22 November 2026 to the targets marked calibrate, without technology_ladder"
"""No target that may be fitted to moves with the number while the better technology has steps."""


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
    minimum_capital_idr: float = quantity(
        5_888_000.0,
        unit="IDR/enterprise",
        low=0.0,
        high=1e9,
        source=BEFORE_THE_LADDER,
        plausible=between(2600000.0, 6000000.0, source=PILOT_BOUNDS),
        doc="Capital needed to run the technology where it is one step.",
    )
    gain: float = quantity(
        0.5145,
        unit="log",
        low=0.0,
        high=2.0,
        role="uncertainty",
        source=BEFORE_THE_LADDER,
        plausible=between(0.45, 0.8, source=PILOT_BOUNDS),
        doc="Rise of log profit under the technology where it is one step, and under a contract.",
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


class TechnologyLadder(Part):
    """The better technology has steps within reach of small owners, so that what is added to capital can compound."""

    settles = IF_ON
    on: bool = switch("the better technology is one step, of the scale and gain under technology.")
    first_idr: float = fitted(
        "technology_ladder.first_idr",
        unit="IDR/enterprise",
        low=10_000.0,
        high=1e9,
        plausible=between(
            1_000_000.0, 3_000_000.0, source="assumed: from a used sewing machine to an equipped cart"
        ),
        doc="Capital that the first step needs.",
    )
    ratio: float = fitted(
        "technology_ladder.ratio",
        unit="1",
        low=1.01,
        high=10.0,
        plausible=between(
            1.3, 2.0, source="assumed: each step costs about the half more, so that four lie up to a shop"
        ),
        doc="Capital of a step over that of the step before it.",
    )
    steps: int = quantity(
        4,
        unit="1",
        low=1,
        high=20,
        source="assumed: a few things that differ in kind between a cart and a shop",
        plausible=between(3, 6),
        doc="Number of steps.",
    )
    gain: float = fitted(
        "technology_ladder.gain",
        unit="log",
        low=0.0,
        high=2.0,
        plausible=between(
            0.1, 0.3, source="assumed: four steps bring about what the one step of technology does, or twice"
        ),
        doc="Rise of log profit with each step.",
    )
    kept_above_share: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        source="assumed: what is bought once is used until most of its worth is gone",
        plausible=between(0.4, 0.8),
        doc="Share of its scale down to which a step is kept.",
    )


class MarketReach(Part):
    """A market that grows buys more of what household enterprises make."""

    settles = IF_ON
    on: bool = switch("growth raises wages, and enterprises only through the price that neighbours pay.")
    share: float = quantity(
        1.0,
        unit="1",
        low=0.0,
        high=3.0,
        role="uncertainty",
        source="assumed: what is bought of household enterprises grows as the incomes of those who buy",
        plausible=between(0.5, 1.5),
        doc="Growth of what enterprises make with the same capital over that of real wages.",
    )


class EnterpriseRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    enterprise: Enterprise = Enterprise()
    technology: Technology = Technology()
    technology_ladder: TechnologyLadder = TechnologyLadder()
    market_reach: MarketReach = MarketReach()
