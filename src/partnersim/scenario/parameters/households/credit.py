"""Parameters of loans from a community fund: applying, repaying in a group, answering for one another."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.parameters.households.sources import FITTED, PILOT


class LoanApplication(Part):
    """A household joins a group and applies for a loan when the expected gain exceeds the trouble."""

    on: bool = switch("nobody joins a group or applies for a loan.")
    hassle_median_idr: float = quantity(
        60_000.0,
        unit="IDR",
        low=0.0,
        high=1e7,
        source=PILOT,
        role="uncertainty",
        doc="Median cost in time and trouble of entering a credit programme.",
    )
    hassle_log_sd: float = quantity(
        1.0, unit="log", low=0.0, high=3.0, source=PILOT, doc="Spread of that cost between households."
    )
    repeat_share: float = quantity(
        0.08, unit="share", low=0.0, high=1.0, doc="Share of the cost that a repeated loan still has."
    )
    lump_sum_value: float = quantity(
        0.02,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Worth of having a lump sum at hand, as a share of the loan.",
    )
    invested_share: float = quantity(
        0.85,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Share of the loan above the reserve that is really invested.",
    )
    reserve_instalments: float = quantity(
        3.5,
        unit="weeks",
        low=0.0,
        high=52.0,
        source=PILOT,
        doc="Weeks of instalments held back as a reserve under weekly payment; less where the first falls due later.",
    )
    considers: float = quantity(
        0.25,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Chance that a fully ready household thinks about joining this month.",
    )
    horizon_loans: float = quantity(
        4.0, unit="1", low=1.0, high=50.0, doc="Loans over which a household spreads the cost of joining."
    )


class GroupRepayment(Part):
    """Members repay if able and willing; group capital grows with meetings and keeps members honest."""

    on: bool = switch("members pay only if able, and nobody walks away.")
    walk_away: float = quantity(
        0.005334,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Monthly probability of walking away from a loan without any group capital.",
    )
    contagion: float = quantity(
        1.5,
        unit="1",
        low=0.0,
        high=20.0,
        source=PILOT,
        role="uncertainty",
        doc="Rise of that probability per share of late members in the hamlet.",
    )
    bond_growth: float = quantity(
        0.089,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Growth of group capital towards 1 per meeting rate of 1.",
    )
    bond_fading: float = quantity(
        0.03, unit="per_month", low=0.0, high=1.0, source=PILOT, doc="Share of group capital lost a month."
    )
    late_months: int = quantity(
        3,
        unit="months",
        low=1,
        high=24,
        doc="Months late that make a loan non-performing.",
        source="collectability classes of Indonesian banking: 90 days",
    )
    write_off_months: int = quantity(
        12, unit="months", low=2, high=60, doc="Months late after which a loan is written off."
    )


class JointLiability(Part):
    """Group members cover a missed instalment, and nobody in the group borrows until arrears are cleared."""

    on: bool = switch("each member answers for the own loan only, and arrears of others block nobody.")
    cover_base: float = quantity(
        0.30,
        unit="share",
        low=0.0,
        high=1.0,
        doc="Probability that peers cover a missed instalment without group capital.",
    )
    cover_bond: float = quantity(
        0.60, unit="share", low=0.0, high=1.0, doc="Added probability at full group capital."
    )
    patience: float = quantity(
        0.50,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="assumed; 8 percent of loans were a problem and 2 percent lost after years of joint liability "
        "(JPIP, Otonomi Award, about 2013-14)",
        doc="Factor on the probability of covering for each month the debtor is late already.",
    )
