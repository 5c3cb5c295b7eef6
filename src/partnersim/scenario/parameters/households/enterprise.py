"""Parameters of micro-enterprises: what they earn, how they grow, and when they start and close."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.parameters.households.sources import FITTED, PILOT


class Enterprise(Part):
    """Micro-enterprises turn capital, talent and practice into profit with decreasing returns."""

    on: bool = switch("enterprises earn nothing, and none is started.")
    profit_at_reference_idr: float = quantity(
        151_000.0,
        unit="IDR/month",
        low=0.0,
        high=5e6,
        source=FITTED,
        role="uncertainty",
        doc="Monthly profit of an owner of median talent with Rp1,000,000 of capital, at the base price.",
    )
    returns: float = quantity(
        0.30, unit="1", low=0.05, high=0.9, source=PILOT, doc="Elasticity of profit with respect to capital."
    )
    talent_sd: float = quantity(
        0.8071,
        unit="log",
        low=0.0,
        high=2.0,
        source=FITTED,
        role="uncertainty",
        doc="Standard deviation of log talent between households.",
    )
    talent_wage_correlation: float = quantity(
        0.574,
        unit="1",
        low=-0.99,
        high=0.99,
        source=FITTED,
        role="uncertainty",
        doc="Correlation of log talent with the fixed wage advantage.",
    )
    shock_sd: float = quantity(
        0.4046,
        unit="log",
        low=0.0,
        high=1.5,
        source=FITTED,
        role="uncertainty",
        doc="Standard deviation of the monthly log profit shock.",
    )
    depreciation: float = quantity(
        0.01683,
        unit="per_month",
        low=0.0,
        high=0.2,
        source=FITTED,
        doc="Share of capital that wears out a month.",
    )
    profit_share_of_revenue: float = quantity(
        0.30,
        unit="share",
        low=0.05,
        high=1.0,
        source=PILOT,
        doc="Profit as a share of revenue at the base price.",
    )


class CapitalLoss(Part):
    """Theft, disease or damage takes half of an enterprise's capital."""

    on: bool = switch("no capital is lost to chance.")
    probability: float = quantity(
        0.01315,
        unit="per_month",
        low=0.0,
        high=0.2,
        source=FITTED,
        role="uncertainty",
        doc="Monthly probability of losing half of the capital.",
    )


class Technology(Part):
    """A better technology pays only above a minimum scale, so that small owners cannot grow into it."""

    on: bool = switch("nobody uses the better technology.")
    minimum_capital_idr: float = quantity(
        5_888_000.0,
        unit="IDR",
        low=0.0,
        high=1e9,
        source=FITTED,
        role="uncertainty",
        doc="Capital needed to run the technology.",
    )
    gain: float = quantity(
        0.5145,
        unit="log",
        low=0.0,
        high=2.0,
        source=FITTED,
        role="uncertainty",
        doc="Rise of log profit under the technology.",
    )
    jump: float = quantity(
        0.09562,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Monthly probability that an owner who can and would gain makes the jump.",
    )
    lost_below_share: float = quantity(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Share of the minimum scale below which the technology is lost.",
    )


class SelfControl(Part):
    """Owners plough back a share of profit and turn savings into capital only slowly."""

    on: bool = switch(
        "owners close a fifth of the gap to their desired capital from profit and savings each month."
    )
    plough_back: float = quantity(
        0.1142,
        unit="share",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Median share of profit put back into the enterprise.",
    )
    spread: float = quantity(
        0.4964,
        unit="log",
        low=0.0,
        high=2.0,
        source=FITTED,
        role="uncertainty",
        doc="Standard deviation of the log plough-back rate between households.",
    )
    savings_to_capital: float = quantity(
        0.01528,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Share of the gap to desired capital closed from savings a month.",
    )
    savings_share: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Largest share of savings above the reserve put into capital a month.",
    )
    eaten: float = quantity(
        0.02064,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Share of capital above the desired level drawn down a month.",
    )


class Coaching(Part):
    """Coaching visits raise discipline, which fades slowly after they stop."""

    on: bool = switch("visits do not change discipline.")
    effect: float = quantity(
        0.8097,
        unit="log",
        low=0.0,
        high=3.0,
        source=FITTED,
        role="uncertainty",
        doc="Rise of the log plough-back rate under steady coaching.",
    )
    per_visit: float = quantity(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Share of the distance to full discipline covered by one visit.",
    )
    fading: float = quantity(
        0.003452,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Share of discipline lost a month.",
    )


class Practice(Part):
    """Business practice: newcomers start low and heal slowly; what is taught is forgotten faster."""

    on: bool = switch("every enterprise has ordinary practice, whatever it is taught.")
    newcomer_gap: float = quantity(
        0.3185,
        unit="log",
        low=0.0,
        high=2.0,
        source=FITTED,
        role="uncertainty",
        doc="Shortfall of log profit of a new owner.",
    )
    healing: float = quantity(
        0.02283,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Share of the newcomer's shortfall that experience closes a month.",
    )
    forgetting: float = quantity(
        0.09,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="uncertainty",
        doc="Share of taught practice lost a month.",
    )
    training_gain: float = quantity(
        0.20,
        unit="log",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="set from McKenzie 2021: training raises profit by 5 to 10 percent",
        doc="Rise of log profit right after a classroom course.",
    )
    mentor_level: float = quantity(
        0.19,
        unit="log",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="set from Brooks, Donovan and Johnson 2018",
        doc="Practice a mentor leads an owner towards.",
    )
    mentor_step: float = quantity(
        0.35,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Share of the distance to the mentor's level covered by one visit.",
    )
    skill_fading: float = quantity(
        0.02,
        unit="per_month",
        low=0.0,
        high=1.0,
        doc="Share of a non-owner's training that is forgotten a month.",
    )


class Entry(Part):
    """A household starts an enterprise when it has an idea, the capital, and more to gain than its wage."""

    on: bool = switch("no enterprise is started.")
    idea: float = quantity(
        0.07804,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Monthly probability of an idea for an enterprise; loans do not raise it.",
    )
    start_capital_idr: float = quantity(
        300_000.0, unit="IDR", low=1_000.0, high=1e8, source=PILOT, doc="Capital put in at the start."
    )
    margin: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=2.0,
        source=PILOT,
        doc="Margin by which expected profit must exceed the wage given up.",
    )


class Exit(Part):
    """Enterprises close by chance, and sooner when they earn less than the wage given up or run out of capital."""

    on: bool = switch("no enterprise closes.")
    base: float = quantity(
        0.004083,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Monthly probability of closing for reasons outside the model.",
    )
    low_profit: float = quantity(
        0.02,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Added probability while expected profit is below the wage given up.",
    )
    low_capital: float = quantity(
        0.10,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Added probability while capital is nearly gone.",
    )
    nearly_gone_share: float = quantity(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Share of the start capital that counts as nearly gone.",
    )
