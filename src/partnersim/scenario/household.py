"""Parameters of the household mechanisms: one class, one switch, per mechanism.

Values are inside the bounds of the pilot study of the household month; they are assumed until the
calibration fits them, and each says so. Money is rupiah at the prices of the base year, per household and month.
"""

from partnersim.scenario.fields import Part, choice, quantity

PILOT = "assumed: inside the bounds of the pilot study of the household month"
FITTED = "fitted to the targets marked calibrate (docs/validation.md)"


def _on(what_off_means: str) -> bool:
    return choice(True, doc=f"Switch. Off: {what_off_means}", role="lever")  # type: ignore[no-any-return]


class IncomeShocks(Part):
    """Labour income moves by a persistent and a transitory shock."""

    on: bool = _on("every household earns its own expected labour income every month.")
    fixed_sd: float = quantity(
        0.3294,
        unit="log",
        low=0.0,
        high=1.5,
        source=FITTED,
        role="uncertainty",
        doc="Standard deviation of the fixed log wage advantage between households.",
    )
    persistent_sd: float = quantity(
        0.367,
        unit="log",
        low=0.0,
        high=1.5,
        source=FITTED,
        role="uncertainty",
        doc="Stationary standard deviation of the persistent log shock.",
    )
    persistence: float = quantity(
        0.949,
        unit="per_month",
        low=0.0,
        high=0.999,
        source=FITTED,
        role="uncertainty",
        doc="Monthly autocorrelation of the persistent shock.",
    )
    transitory_sd: float = quantity(
        0.3116,
        unit="log",
        low=0.0,
        high=1.5,
        source=FITTED,
        role="uncertainty",
        doc="Standard deviation of the monthly log shock that does not last.",
    )


class HamletShocks(Part):
    """Households of a hamlet share an autoregressive shock to labour income (weather, local prices, work)."""

    on: bool = _on("hamlets share no shock.")
    sd: float = quantity(
        0.08238,
        unit="log",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Stationary standard deviation of the hamlet shock.",
    )
    persistence: float = quantity(
        0.90,
        unit="per_month",
        low=0.0,
        high=0.999,
        source=PILOT,
        doc="Monthly autocorrelation of the hamlet shock.",
    )


class MarketGrowth(Part):
    """Real labour income and demand grow at a common rate."""

    on: bool = _on("real wages and demand stand still.")
    per_year: float = quantity(
        0.01,
        unit="1/year",
        low=-0.2,
        high=0.2,
        role="uncertainty",
        doc="Growth of real labour income and of demand for local goods.",
        source="assumed: chosen so that the arm without a programme stays within the "
        "observed fall of 0 to 0.45 points a year (BPS Jember 2010-2024)",
    )


class LocalDemand(Part):
    """The hamlet's price falls as its enterprises sell more than its households want."""

    on: bool = _on("every hamlet's price stays at its base value.")
    elasticity: float = quantity(
        0.2824,
        unit="1",
        low=0.0,
        high=2.0,
        source=FITTED,
        role="uncertainty",
        doc="Fall of the log local price per unit of log supply over demand.",
    )
    smoothing: float = quantity(
        0.15,
        unit="per_month",
        low=0.01,
        high=1.0,
        source=PILOT,
        doc="Weight of the newest month in the smoothed local consumption.",
    )


class TimeCost(Part):
    """Running an enterprise costs labour time, less so where there is slack."""

    on: bool = _on("the owner's labour income is unchanged by owning an enterprise.")
    share: float = quantity(
        0.2285,
        unit="share",
        low=0.0,
        high=0.9,
        source=FITTED,
        role="uncertainty",
        doc="Share of labour income given up by an owner without any slack.",
    )
    slack: float = quantity(
        0.5241,
        unit="share",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Share of that cost which vanishes for the lowest earners.",
    )


class Enterprise(Part):
    """Micro-enterprises turn capital, talent and practice into profit with decreasing returns."""

    on: bool = _on("enterprises earn nothing, and none is started.")
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

    on: bool = _on("no capital is lost to chance.")
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

    on: bool = _on("nobody uses the better technology.")
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

    on: bool = _on(
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

    on: bool = _on("visits do not change discipline.")
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

    on: bool = _on("every enterprise has ordinary practice, whatever it is taught.")
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

    on: bool = _on("no enterprise is started.")
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

    on: bool = _on("no enterprise closes.")
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


class Consumption(Part):
    """Households consume out of smoothed income and spend down what exceeds a weak buffer."""

    propensity: float = quantity(
        0.98, unit="share", low=0.0, high=1.0, source=PILOT, doc="Share of smoothed income consumed."
    )
    smoothing: float = quantity(
        0.15,
        unit="per_month",
        low=0.001,
        high=1.0,
        source=PILOT,
        doc="Weight of the newest month in smoothed income.",
    )
    buffer_propensity: float = quantity(
        0.1291,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Share of savings above the buffer consumed a month.",
    )
    buffer: float = quantity(
        0.1669,
        unit="months",
        low=0.0,
        high=24.0,
        source=FITTED,
        role="uncertainty",
        doc="Savings a household does not want to touch, in months of smoothed income.",
    )
    floor: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Subsistence consumption as a share of the poverty line.",
    )


class Moneylender(Part):
    """Households short of cash borrow from a moneylender, up to a month's labour income."""

    on: bool = _on("no moneylender lends.")
    rate: float = quantity(
        0.10,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="studies of bank titil and plecit, Semarang and Nganjuk: 8 to 30 percent a month",
        doc="Monthly interest.",
    )
    probability: float = quantity(
        0.4226,
        unit="share",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Probability of borrowing to keep consumption up; below the floor always.",
    )
    limit: float = quantity(
        1.0, unit="months", low=0.0, high=12.0, source=PILOT, doc="Largest debt in months of labour income."
    )


class DistressSale(Part):
    """What is still missing at the floor is raised by selling capital at a loss."""

    on: bool = _on("capital is never sold in distress.")
    price: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Cash raised per rupiah of capital, also when an enterprise closes.",
    )


class KinSupport(Part):
    """Kin, garden and the rice subsidy give a riskless base and hold consumption at a minimum."""

    on: bool = _on("kin do not help below the minimum; the riskless base remains.")
    base_share: float = quantity(
        0.4094,
        unit="share",
        low=0.0,
        high=1.0,
        source=FITTED,
        role="uncertainty",
        doc="Riskless in-kind base as a share of the household's poverty line.",
    )
    minimum: float = quantity(
        0.45,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        doc="Consumption that kin secure, as a share of the poverty line.",
    )


class LoanApplication(Part):
    """A household joins a group and applies for a loan when the expected gain exceeds the trouble."""

    on: bool = _on("nobody joins a group or applies for a loan.")
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

    on: bool = _on("members pay only if able, and nobody walks away.")
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

    on: bool = _on("each member answers for the own loan only, and arrears of others block nobody.")
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


class Readiness(Part):
    """Readiness to join and adopt follows socialisation, neighbours' visible success and broken promises."""

    on: bool = _on("readiness keeps its starting value.")
    start: float = quantity(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Mean readiness at the start.",
        source="assumed: no measured index found; 0.2 to 0.7 suggested for communities",
    )
    from_socialisation: float = quantity(
        0.10,
        unit="per_month",
        low=0.0,
        high=1.0,
        doc="Share of the distance to 1 covered in a fully socialised month.",
    )
    from_success: float = quantity(
        0.03,
        unit="per_month",
        low=0.0,
        high=1.0,
        doc="Pull towards the share of neighbours in good standing.",
    )
    from_broken_promises: float = quantity(
        0.05,
        unit="per_month",
        low=0.0,
        high=1.0,
        doc="Share lost per unit of promised services not delivered.",
    )
    fading: float = quantity(
        0.01,
        unit="per_month",
        low=0.0,
        high=1.0,
        doc="Share of the distance to the starting value lost a month.",
    )


class Training(Part):
    """Courses raise practice of owners and skill of those who have not started."""

    on: bool = _on("courses have no effect and nobody takes a place.")
    hassle_share: float = quantity(
        0.50,
        unit="share",
        low=0.0,
        high=5.0,
        doc="Trouble of a course as a share of that of entering a credit programme.",
    )
    again_after_months: int = quantity(
        24, unit="months", low=1, high=120, doc="Months before a household takes another course."
    )


class Mentoring(Part):
    """Mentors visit owners: practice moves towards the mentor's level and discipline rises."""

    on: bool = _on("visits have no effect.")


class BuyerOrders(Part):
    """A buyer takes a share of output at its own price, which local demand does not depress."""

    on: bool = _on("orders are not placed.")
    output_share: float = quantity(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        source=PILOT,
        role="uncertainty",
        doc="Share of the output of an owner with an order that the buyer takes.",
    )
    price: float = quantity(
        1.35,
        unit="1",
        low=0.0,
        high=5.0,
        role="uncertainty",
        source="set from Atkin, Khandelwal and Osman 2017: orders raise profit by 16 to 26 percent",
        doc="Price paid by the buyer relative to the base price.",
    )
    months: int = quantity(12, unit="months", low=1, high=120, doc="Length of an order.")
    learning: float = quantity(
        0.010, unit="log", low=0.0, high=0.5, source=PILOT, doc="Practice learned from a month of orders."
    )


class ContractFarming(Part):
    """A nucleus firm contracts owners: a sure price, the technology without its minimum scale, input credit."""

    on: bool = _on("no contract is offered or kept.")
    output_share: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Share of output sold under the contract.",
    )
    price: float = quantity(
        1.05,
        unit="1",
        low=0.0,
        high=5.0,
        role="lever",
        doc="Contract price relative to the base price, before the nucleus takes its margin.",
    )
    nucleus_margin: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=0.9,
        role="lever",
        doc="Share of the contract price kept by the nucleus.",
    )
    entry_capital_idr: float = quantity(
        1_500_000.0,
        unit="IDR",
        low=0.0,
        high=1e9,
        role="lever",
        doc="Capital below which the nucleus offers no contract.",
        source="assumed; Cahyadi and Waibel find gains for better-off growers only",
    )
    scheme_failure: float = quantity(
        0.004,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Monthly probability that a household's scheme ends.",
    )
    side_selling: float = quantity(
        0.30,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        doc="Probability of selling elsewhere when the local price beats the contract.",
    )


class AssetTransfer(Part):
    """Equipment is given in kind to poor listed households; one without an enterprise starts one with it."""

    on: bool = _on("equipment is not handed out.")
    package_idr: float = quantity(
        1_000_000.0,
        unit="IDR",
        low=10_000.0,
        high=1e8,
        role="lever",
        doc="Worth of one package of equipment.",
    )


class ConsumptionSupport(Part):
    """Cash paid to poor households as grants or consumption support."""

    on: bool = _on("no cash support is paid.")
    amount_idr: float = quantity(
        100_000.0,
        unit="IDR/month",
        low=0.0,
        high=1e7,
        role="lever",
        source="social transfers of Rp50,000 to 200,000 a household and month",
        doc="Support per household and month.",
    )
