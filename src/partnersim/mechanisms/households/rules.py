"""The mechanisms that run inside the compiled household month, as they appear in the plan of the month."""

from __future__ import annotations

from partnersim.mechanisms.base import CompiledRule


class MarketGrowth(CompiledRule):
    """Real labour income grows at a common rate (labour.py): log wage + g t / 12. Off: wages stand still. Assumed."""

    name = "market_growth"
    writes = ("households.income",)


class IncomeShocks(CompiledRule):
    """Log labour income moves by an AR(1) and a transitory shock (labour.py). Off: the usual income every month."""

    name = "income_shocks"
    writes = ("households.persistent_wage", "households.income")


class TimeCost(CompiledRule):
    """An owner gives up labour time, less where there is slack (labour.py). Off: nothing is given up."""

    name = "time_cost"
    writes = ("households.income",)


class Enterprise(CompiledRule):
    """Profit = price x A exp(talent + practice + technology) K^alpha (enterprise.py). Off: no enterprise earns."""

    name = "enterprise"
    reads = ("hamlets.price",)
    writes = ("households.profit", "hamlets.supply")


class CapitalLoss(CompiledRule):
    """With small probability half of the capital is lost (capital.py). Off: only wear."""

    name = "capital_loss"
    writes = ("households.capital",)


class Technology(CompiledRule):
    """A better technology above a minimum scale, reached by a jump (enterprise.py). Off: nobody uses it."""

    name = "technology"
    writes = ("households.technology", "households.capital", "households.savings")


class SelfControl(CompiledRule):
    """Owners plough back a share of profit and turn savings into capital slowly (capital.py).

    Off: profit and savings close a fifth of the gap to the desired capital every month.
    """

    name = "self_control"
    writes = ("households.capital",)


class Coaching(CompiledRule):
    """Visits raise discipline, which fades slowly (practice.py). Off: visits leave discipline alone."""

    name = "coaching"
    reads = ("services.mentor_visits",)
    writes = ("households.indiscipline",)


class Practice(CompiledRule):
    """Practice heals, is taught and is forgotten (practice.py). Off: practice never moves."""

    name = "practice"
    writes = ("households.practice", "households.skill")


class Entry(CompiledRule):
    """An idea, start capital and a gain above the wage start an enterprise (entry_exit.py). Off: none starts."""

    name = "entry"
    writes = ("households.owner", "households.capital", "households.savings")


class Exit(CompiledRule):
    """A base hazard, more at low profit or capital, closes enterprises (entry_exit.py). Off: none closes."""

    name = "exit"
    writes = ("households.owner", "households.capital", "households.savings")


class Consumption(CompiledRule):
    """Consumption out of smoothed income and what exceeds a weak buffer (consumption.py). It has no switch."""

    name = "consumption"
    writes = ("households.consumption", "households.savings", "hamlets.demand")


class Moneylender(CompiledRule):
    """Short of cash, households borrow dear and pay back as they can (debt.py, consumption.py). Off: no lender."""

    name = "moneylender"
    writes = ("households.moneylender_debt",)


class DistressSale(CompiledRule):
    """Below the floor capital is sold at a loss (consumption.py). Off: never in distress."""

    name = "distress_sale"
    writes = ("households.capital",)


class KinSupport(CompiledRule):
    """Kin hold consumption at a minimum (consumption.py). Off: they do not help below it."""

    name = "kin_support"
    writes = ("households.consumption",)


class Training(CompiledRule):
    """Course places reach ready households, who go if it is worth the trouble (month.py). Off: nobody goes."""

    name = "training"
    reads = ("services.training_places",)
    writes = ("households.practice", "households.skill", "households.trained_ago")


class Mentoring(CompiledRule):
    """Mentors visit owners and lead practice towards their level (practice.py). Off: visits do nothing."""

    name = "mentoring"
    reads = ("services.mentor_visits",)
    writes = ("households.practice",)


class BuyerOrders(CompiledRule):
    """A buyer takes a share of output at its own price (enterprise.py). Off: no orders."""

    name = "buyer_orders"
    reads = ("services.order_places",)
    writes = ("households.order_months",)


class ContractFarming(CompiledRule):
    """A nucleus contract: sure price, technology without its scale, entry threshold, side-selling (month.py).

    Off: no contract is offered or kept.
    """

    name = "contract_farming"
    reads = ("services.contract_places",)
    writes = ("households.contract",)


class AssetTransfer(CompiledRule):
    """Equipment is given to poor listed households, who start with it if need be (month.py). Off: none is given."""

    name = "asset_transfer"
    reads = ("services.asset_packages",)
    writes = ("households.capital", "households.owner")


class ConsumptionSupport(CompiledRule):
    """Cash support is paid to poor listed households (month.py). Off: none is paid."""

    name = "consumption_support"
    reads = ("services.support_places",)
    writes = ("households.savings",)


class Readiness(CompiledRule):
    """Readiness follows programme work, neighbours' success, broken promises (readiness.py). Off: it stays."""

    name = "readiness"
    reads = ("services.socialised", "services.promised_ratio", "funds.late_share")
    writes = ("households.readiness",)


class LoanApplication(CompiledRule):
    """Households join and apply if the expected gain exceeds the trouble (credit.py). Off: nobody does."""

    name = "loan_application"
    reads = ("funds",)
    writes = ("households.waiting",)


class GroupRepayment(CompiledRule):
    """Members pay if able, and may walk away; group capital restrains them (debt.py, readiness.py).

    Off: members pay whenever able and nobody walks away.
    """

    name = "group_repayment"
    writes = ("households.loan", "households.arrears", "households.walked", "households.bond", "funds.banked")


class JointLiability(CompiledRule):
    """Peers cover missed instalments, and arrears block the group (groups.py). Off: each answers for itself."""

    name = "joint_liability"
    writes = ("households.savings", "households.arrears")


class Lending(CompiledRule):
    """Funds lend what they hold, those who have waited longest first (groups.py). Off: no loan is made."""

    name = "lending"
    writes = ("funds.cash", "funds.outstanding", "funds.queue", "households.loan", "households.group")


RULES: tuple[CompiledRule, ...] = (
    MarketGrowth(),
    IncomeShocks(),
    TimeCost(),
    Enterprise(),
    CapitalLoss(),
    SelfControl(),
    Technology(),
    ConsumptionSupport(),
    GroupRepayment(),
    Moneylender(),
    Consumption(),
    DistressSale(),
    KinSupport(),
    Practice(),
    Training(),
    Mentoring(),
    Coaching(),
    BuyerOrders(),
    ContractFarming(),
    AssetTransfer(),
    Exit(),
    Entry(),
    LoanApplication(),
    Readiness(),
    JointLiability(),
    Lending(),
)
"""In the order in which the compiled month applies them."""
