"""Parameters of consumption, and of what bridges a month in which cash falls short."""

from partnersim.scenario.documents.fields import IF_ON, Part, choice, quantity, switch
from partnersim.scenario.documents.plausible import between
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT, PILOT_BOUNDS

BOUNDS_BOTH_WAYS = f"{PILOT_BOUNDS}; wider: who knows what lasts, down and up, needs less of a buffer"


class Consumption(Part):
    """Households consume out of smoothed income and spend down what exceeds a weak buffer."""

    propensity: float = quantity(
        0.98,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.95, 1.0),
        doc="Share of smoothed income consumed.",
    )
    smoothing: float = quantity(
        0.15,
        unit="per_month",
        low=0.001,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.08, 0.3),
        doc="Weight of the newest month in smoothed income.",
    )
    buffer_propensity: float = fitted(
        "consumption.buffer_propensity",
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.05, 0.25, source=BOUNDS_BOTH_WAYS),
        doc="Share of savings above the buffer consumed a month.",
    )
    buffer: float = fitted(
        "consumption.buffer",
        unit="months",
        low=0.0,
        high=24.0,
        plausible=between(0.03, 0.9, source=BOUNDS_BOTH_WAYS),
        doc="Savings a household does not want to touch, in months of smoothed income.",
    )
    floor: float = quantity(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.5, 0.7),
        doc="Subsistence consumption as a share of the poverty line.",
    )


class DistressSale(Part):
    """What is still missing at the floor is raised by selling capital at a loss."""

    on: bool = switch("capital is never sold in distress.")
    price: float = quantity(
        0.70,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.5, 0.9),
        doc="Cash raised per rupiah of capital, also when an enterprise closes.",
    )


class KinSupport(Part):
    """Kin, garden and the rice subsidy give a riskless base and hold consumption at a minimum."""

    on: bool = switch("kin do not help below the minimum; the riskless base remains.")
    base_share: float = fitted(
        "kin_support.base_share",
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.23, 0.43, source=PILOT_BOUNDS),
        doc="Riskless in-kind base as a share of the household's poverty line.",
    )
    minimum: float = quantity(
        0.45,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.35, 0.55),
        doc="Consumption that kin secure, as a share of the poverty line.",
    )


class ConcaveSpending(Part):
    """Of a large sum a smaller share is eaten a month than of a small one."""

    settles = IF_ON
    on: bool = switch("the same share of every sum above the buffer is eaten.")
    cap_months: float = fitted(
        "concave_spending.cap_months",
        unit="months",
        low=0.1,
        high=120.0,
        plausible=between(
            2.0,
            4.0,
            source="assumed: of larger lottery prizes a smaller share is eaten (Fagereng, Holm and Natvik 2021)",
        ),
        doc="Sum above the buffer, in months of usual income, of which half the usual share is eaten.",
    )


class PromptRecovery(Part):
    """A household eats what it knows to last at once: a rise, where it has savings, or a rise and a fall alike."""

    settles = IF_ON
    on: bool = switch("consumption follows income up as slowly as down.")
    share: float = fitted(
        "prompt_recovery.share",
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.5, 1.0, source="assumed: who knows that income is back has no reason to wait"),
        doc="Share of the rise that usual income follows in the month; of a fall, too, if it goes both ways.",
    )
    both_ways: bool = choice(
        True,
        doc="Whether usual income follows what lasts down as it does up, whatever is saved; debts paid and money put "
        "in of one's own choice are then no fall. If not, only up, and only with savings above the buffer.",
    )


class ConsumptionRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    consumption: Consumption = Consumption()
    concave_spending: ConcaveSpending = ConcaveSpending()
    prompt_recovery: PromptRecovery = PromptRecovery()
    distress_sale: DistressSale = DistressSale()
    kin_support: KinSupport = KinSupport()
