"""Parameters of joining a group and applying for a loan."""

from partnersim.scenario.documents.fields import IF_ON, Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT


class LoanApplication(Part):
    """A household joins a group and applies for a loan when the expected gain exceeds the trouble."""

    on: bool = switch("nobody joins a group or applies for a loan.")
    hassle_median_idr: float = quantity(
        60_000.0,
        unit="IDR/household",
        low=0.0,
        high=1e7,
        source=HOUSEHOLD_PILOT,
        role="uncertainty",
        plausible=between(20000.0, 180000.0),
        doc="Median cost in time and trouble of entering a credit programme.",
    )
    hassle_log_sd: float = quantity(
        1.0,
        unit="log",
        low=0.0,
        high=3.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.5, 1.5),
        doc="Spread of that cost between households.",
    )
    repeat_share: float = quantity(
        0.08,
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.03, 0.2),
        doc="Share of the cost that a repeated loan still has.",
    )
    lump_sum_value: float = quantity(
        0.02,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.0, 0.05),
        doc="Worth of having a lump sum at hand, as a share of the loan.",
    )
    invested_share: float = quantity(
        0.85,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.6, 1.0),
        doc="Share of the loan above the reserve that is really invested.",
    )
    reserve_instalments: float = quantity(
        3.5,
        unit="weeks",
        low=0.0,
        high=52.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(1.0, 6.0),
        doc="Weeks of instalments held back as a reserve under weekly payment; less where the first falls due later.",
    )
    considers: float = quantity(
        0.25,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        plausible=between(0.1, 0.5),
        doc="Chance that a fully ready household thinks about joining this month.",
    )
    horizon_loans: float = quantity(
        4.0,
        unit="1",
        low=1.0,
        high=50.0,
        plausible=between(2.0, 8.0),
        doc="Loans over which a household spreads the cost of joining.",
    )


class LoanCosts(Part):
    """A loan is weighed with all that it costs: wear and loss of what it buys, owing, and unlike trouble."""

    settles = IF_ON
    on: bool = switch("a loan is worth its extra profit less its interest.")
    owing: float = fitted(
        "loan_costs.owing",
        unit="1/year",
        low=0.0,
        high=1.0,
        plausible=between(
            0.0,
            0.15,
            source="assumed: of a year's loan up to a seventh; a quarter would keep nearly everybody away",
        ),
        doc="What a household would pay not to owe, as a share of the loan for a year of owing.",
    )
    hassle_power: float = quantity(
        2.0,
        unit="1",
        low=0.0,
        high=10.0,
        role="uncertainty",
        source="assumed: between a third and four fifths of those offered credit want none at any published site",
        plausible=between(1.0, 3.0),
        doc="Factor on the spread (log) of the trouble of credit between households.",
    )


class CreditRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    loan_application: LoanApplication = LoanApplication()
    loan_costs: LoanCosts = LoanCosts()
