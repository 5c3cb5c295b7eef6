"""Parameters of labour income, its shocks and the time an enterprise takes."""

from partnersim.scenario.documents.fields import IF_ON, Part, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import PILOT_BOUNDS


class IncomeShocks(Part):
    """Labour income moves by a persistent and a transitory shock."""

    on: bool = switch("every household earns its own expected labour income every month.")
    fixed_sd: float = fitted(
        "income_shocks.fixed_sd",
        unit="log",
        low=0.0,
        high=1.5,
        plausible=between(0.31, 0.49, source=PILOT_BOUNDS),
        doc="Standard deviation of the fixed log wage advantage between households.",
    )
    persistent_sd: float = fitted(
        "income_shocks.persistent_sd",
        unit="log",
        low=0.0,
        high=1.5,
        plausible=between(0.19, 0.42, source=PILOT_BOUNDS),
        doc="Stationary standard deviation of the persistent log shock.",
    )
    persistence: float = fitted(
        "income_shocks.persistence",
        unit="0 to 1",
        low=0.0,
        high=0.999,
        plausible=between(0.94, 0.98, source=PILOT_BOUNDS),
        doc="Monthly autocorrelation of the persistent shock.",
    )
    transitory_sd: float = fitted(
        "income_shocks.transitory_sd",
        unit="log",
        low=0.0,
        high=1.5,
        plausible=between(0.17, 0.48, source=PILOT_BOUNDS),
        doc="Standard deviation of the monthly log shock that does not last.",
    )


class MarketGrowth(Part):
    """Real labour income and demand grow at a common rate."""

    on: bool = switch("real wages and demand stand still.")
    per_year: float = quantity(
        0.01,
        unit="1/year",
        low=-0.2,
        high=0.2,
        role="uncertainty",
        plausible=between(0.0, 0.03),
        doc="Growth of real labour income and of demand for local goods.",
        source="assumed: chosen so that the arm without a programme stays within the "
        "observed fall of 0 to 0.45 points a year (BPS Jember 2010-2024)",
    )


class TimeCost(Part):
    """Running an enterprise costs labour time, less so where there is slack."""

    on: bool = switch("the owner's labour income is unchanged by owning an enterprise.")
    share: float = fitted(
        "time_cost.share",
        unit="share",
        low=0.0,
        high=0.9,
        plausible=between(0.15, 0.33, source=PILOT_BOUNDS),
        doc="Share of labour income given up by an owner without any slack.",
    )
    slack: float = fitted(
        "time_cost.slack",
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.4, 1.0, source=PILOT_BOUNDS),
        doc="Share of that cost which vanishes for the lowest earners.",
    )


class MeetingTime(Part):
    """Meetings of groups take members' time, as an enterprise takes its owner's."""

    settles = IF_ON
    on: bool = switch("meetings cost members nothing.")
    share: float = quantity(
        0.02,
        unit="share",
        low=0.0,
        high=0.5,
        role="uncertainty",
        source="assumed: an hour and a half a week with the way there, of 300 hours that a household works a month",
        plausible=between(0.005, 0.05),
        doc="Share of labour income that a month of full meetings costs a member without any slack.",
    )


class LabourRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    market_growth: MarketGrowth = MarketGrowth()
    time_cost: TimeCost = TimeCost()
    meeting_time: MeetingTime = MeetingTime()
    income_shocks: IncomeShocks = IncomeShocks()
