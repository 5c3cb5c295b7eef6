"""What the arms of a virtual trial are made of: parts that partners could deliver, each with its own terms."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from partnersim.scenario.documents.fields import Part, choice, quantity
from partnersim.scenario.experiments.trial_terms import Amount, LoanPeriod, Rate
from partnersim.scenario.phrases import Phrase

ECONOMY = "the household economy's own value"
LONGEST_MONTHS = 120
"""Longest trial: ten years."""


def _start() -> int:
    return quantity(1, unit="month", low=1, high=LONGEST_MONTHS, doc="Month of the trial in which it begins.")  # type: ignore[no-any-return]


def _months(default: int, doc: str) -> int:
    return quantity(default, unit="months", low=1, high=LONGEST_MONTHS, doc=doc)  # type: ignore[no-any-return]


def _kind() -> Any:
    return choice(..., doc="Kind of part.")


class LoanChange(Part):
    """Other terms of a lender from a month on; what is left out stays. Loans that run keep their instalments."""

    month: int = quantity(
        ..., unit="month", low=2, high=LONGEST_MONTHS, doc="Month of the trial it begins in."
    )
    size: Amount | None = choice(None, doc="First loan.")
    rate: Rate | None = choice(None, doc="Interest of new loans.")
    growth: float | None = quantity(
        None, unit="1", low=1.0, high=5.0, doc="Factor from one loan to the next."
    )
    largest: float | None = quantity(None, unit="first loans", low=1.0, high=50.0, doc="Largest loan.")
    liability: Literal["joint", "individual"] | None = choice(
        None, doc="Whether peers answer for missed instalments."
    )
    follow_on: bool | None = choice(None, doc="Whether a member who has repaid may borrow again.")

    def terms(self) -> dict[str, Any]:
        """The terms that change, by name."""
        named = {name: getattr(self, name) for name in type(self).model_fields if name != "month"}
        return {name: value for name, value in named.items() if value is not None}


class GroupLoan(Part):
    """Loans of a lender with enough money, in groups that meet; households join and apply if it pays them."""

    kind: Literal["group_loan"] = _kind()
    start: int = _start()
    size: Amount = choice(..., doc="First loan.")
    rate: Rate = choice(..., doc="Interest.")
    term_months: int = _months(12, "Months over which instalments are paid, after any grace period.")
    instalments: LoanPeriod = choice("weekly", doc="How often an instalment is paid.")
    grace_months: int = quantity(0, unit="months", low=0, high=24, doc="Months before the first instalment.")
    liability: Literal["joint", "individual"] = choice(
        "joint", doc="Whether peers answer for missed instalments."
    )
    meetings: LoanPeriod | None = choice(None, doc="How often groups meet; as often as instalments if empty.")
    group_size: int = quantity(5, unit="persons", low=1, high=50, doc="Members of a group.")
    eligibility: Literal["any", "owners", "poor"] = choice(
        "any",
        doc="Who may join: any household offered, those with an enterprise then, or the poor by the proxy.",
    )
    poor_share: float = quantity(
        0.4, unit="share", low=0.0, high=1.0, doc="With eligibility poor: lowest share by the proxy."
    )
    follow_on: bool = choice(True, doc="Whether a member who has repaid may borrow again.")
    growth: float = quantity(1.25, unit="1", low=1.0, high=5.0, doc="Factor from one loan to the next.")
    largest: float = quantity(3.0, unit="first loans", low=1.0, high=50.0, doc="Largest loan.")
    offer_months: int | None = quantity(
        None,
        unit="months",
        low=1,
        high=LONGEST_MONTHS,
        doc="Months in which new members may join; to the end if empty.",
    )
    lending_months: int | None = quantity(
        None,
        unit="months",
        low=1,
        high=LONGEST_MONTHS,
        doc="Months in which loans are made; to the end if empty. Those that run are still repaid.",
    )
    meeting_share: float | None = quantity(
        None,
        unit="share",
        low=0.0,
        high=0.5,
        doc="Share of labour income that a month of weekly meetings costs a member without slack; "
        f"empty for {ECONOMY}.",
    )
    then: tuple[LoanChange, ...] = choice((), doc="Terms that change later, each from its month on.")

    @model_validator(mode="after")
    def _changes_in_order(self) -> "GroupLoan":
        months = [change.month for change in self.then]
        if sorted(set(months)) != months:
            raise ValueError(Phrase("then: changes stand in the order of their months, one a month"))
        if months and months[0] <= self.start:
            raise ValueError(
                Phrase(
                    "then: month {months} is not after the start (month {start})",
                    months=months[0],
                    start=self.start,
                )
            )
        return self


class CashGrant(Part):
    """Cash given once for an enterprise; an owner puts part of it to work at once, as far as the will holds."""

    kind: Literal["cash_grant"] = _kind()
    start: int = _start()
    amount: Amount = choice(..., doc="Grant.")
    to: Literal["any", "owners"] = choice("any", doc="Any household offered, or owners at that time.")


class InKindGrant(Part):
    """Equipment or stock given once; a household without an enterprise starts one with it or sells it."""

    kind: Literal["in_kind_grant"] = _kind()
    start: int = _start()
    amount: Amount = choice(..., doc="Worth of the goods.")
    to: Literal["any", "owners"] = choice("any", doc="Any household offered, or owners at that time.")


class AssetTransfer(Part):
    """A productive asset with which a household without an enterprise starts one."""

    kind: Literal["asset_transfer"] = _kind()
    start: int = _start()
    amount: Amount = choice(..., doc="Worth of the asset.")


class ConsumptionSupport(Part):
    """A monthly payment that counts as income while it lasts."""

    kind: Literal["consumption_support"] = _kind()
    start: int = _start()
    amount: Amount = choice(..., doc="Payment a month.")
    months: int = _months(12, "Months it is paid.")


class UnconditionalTransfer(Part):
    """Cash without conditions, in one sum or in equal monthly payments."""

    kind: Literal["unconditional_transfer"] = _kind()
    start: int = _start()
    amount: Amount = choice(..., doc="Everything paid in all.")
    payments: int = quantity(
        1, unit="payments", low=1, high=LONGEST_MONTHS, doc="Monthly payments it is paid in."
    )
    lump: bool = choice(
        True,
        doc="A single payment is a lump sum that goes to savings; false counts it as that month's income.",
    )


class SavingsAccount(Part):
    """A safe account: what a household puts away is out of reach of everyday spending, and may earn interest."""

    kind: Literal["savings_account"] = _kind()
    start: int = _start()
    protected: float = quantity(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        source="assumed: about half of those who open an account use it (Dupas and Robinson 2013)",
        doc="Share of savings above the buffer that everyday spending no longer reaches.",
    )
    rate_per_year: float = quantity(
        0.0, unit="1/year", low=-0.2, high=1.0, doc="Interest; negative for a fee."
    )
    hassle_share: float = quantity(
        0.5,
        unit="share",
        low=0.0,
        high=5.0,
        doc="Trouble of opening it, as a share of that of a credit programme.",
    )
    months: int = _months(84, "Months it is kept open.")


class ClassroomTraining(Part):
    """Business courses; those who are ready and expect enough of it attend."""

    kind: Literal["classroom_training"] = _kind()
    start: int = _start()
    courses: float = quantity(
        1.0, unit="courses", low=0.1, high=4.0, doc="Length in standard courses of about a week."
    )
    months: int = _months(3, "Months in which places are open.")
    to: Literal["any", "owners"] = choice("owners", doc="Any household offered, or owners at that time.")


class Mentoring(Part):
    """An experienced owner visits: practice moves towards the mentor's level."""

    kind: Literal["mentoring"] = _kind()
    start: int = _start()
    visits_per_month: float = quantity(2.0, unit="visits/month", low=0.0, high=30.0, doc="Visits a month.")
    months: int = _months(12, "Months of visits.")
    topics: Literal["business", "discipline", "both"] = choice("business", doc="What visits are about.")


class CoachingVisits(Part):
    """Field staff visit households: discipline rises, and practice where the visits are about business too."""

    kind: Literal["coaching_visits"] = _kind()
    start: int = _start()
    visits_per_month: float = quantity(2.0, unit="visits/month", low=0.0, high=30.0, doc="Visits a month.")
    months: int = _months(24, "Months of visits.")
    topics: Literal["business", "discipline", "both"] = choice("both", doc="What visits are about.")


class BuyerOrders(Part):
    """A buyer takes a share of output at its own price; owners accept if that beats the local price."""

    kind: Literal["buyer_orders"] = _kind()
    start: int = _start()
    output_share: float | None = quantity(
        None, unit="share", low=0.0, high=1.0, doc=f"Share of output bought; empty for {ECONOMY}."
    )
    price: float | None = quantity(
        None, unit="base price", low=0.0, high=5.0, doc=f"Price paid; empty for {ECONOMY}."
    )
    months: int = _months(12, "Months of orders.")


class Contract(Part):
    """A contract or plasma scheme: sure price, technology without its scale, inputs on credit, risk of failure."""

    kind: Literal["contract"] = _kind()
    start: int = _start()
    output_share: float | None = quantity(
        None, unit="share", low=0.0, high=1.0, doc=f"Share of output sold to the firm; empty for {ECONOMY}."
    )
    price: float | None = quantity(
        None,
        unit="base price",
        low=0.0,
        high=5.0,
        doc=f"Price that the household gets, after the firm's margin; empty for {ECONOMY}.",
    )
    minimum_capital_idr: float | None = quantity(
        None, unit="IDR", low=0.0, high=1e9, doc=f"Capital below which none is offered; empty for {ECONOMY}."
    )
    failure_per_year: float | None = quantity(
        None,
        unit="1/year",
        low=0.0,
        high=1.0,
        doc=f"Chance that a household's scheme ends; empty for {ECONOMY}.",
    )
    input_credit: Amount | None = choice(
        None, doc="Inputs advanced as capital, deducted from payments later."
    )
    credit_months: int = _months(12, "Months over which the inputs are deducted while the contract lasts.")
    months: int = _months(12, "Months in which contracts are offered.")


class IncomeShock(Part):
    """Labour income of everybody who lives in the clusters is another one for some months."""

    kind: Literal["income_shock"] = _kind()
    start: int = _start()
    factor: float = quantity(
        0.7, unit="1", low=0.05, high=3.0, doc="What labour income is multiplied by; below 1 for a crisis."
    )
    months: int = _months(12, "Months it lasts.")


class PriceShock(Part):
    """The local price of what enterprises sell is another one for some months, on top of what demand makes of it."""

    kind: Literal["price_shock"] = _kind()
    start: int = _start()
    factor: float = quantity(0.8, unit="1", low=0.05, high=3.0, doc="What the local price is multiplied by.")
    months: int = _months(12, "Months it lasts.")


class AssetLoss(Part):
    """A disaster takes part of the capital of some of the enterprises of the households offered the arm."""

    kind: Literal["asset_loss"] = _kind()
    start: int = _start()
    share: float = quantity(0.5, unit="share", low=0.0, high=1.0, doc="Share of its capital that one loses.")
    hit: float = quantity(1.0, unit="share", low=0.0, high=1.0, doc="Chance that an enterprise is hit.")


class Audits(Part):
    """Spending of the partners' organizations is audited."""

    kind: Literal["audits"] = _kind()
    probability: float = quantity(..., unit="share", low=0.0, high=1.0, doc="Chance of an audit in a year.")


class CommunityMonitoring(Part):
    """Villagers attend the meetings at which spending is accounted for."""

    kind: Literal["community_monitoring"] = _kind()
    attendance: float = quantity(..., unit="share", low=0.0, high=1.0, doc="Share of villagers who watch.")


TrialPart = Annotated[
    GroupLoan
    | CashGrant
    | InKindGrant
    | AssetTransfer
    | ConsumptionSupport
    | UnconditionalTransfer
    | SavingsAccount
    | ClassroomTraining
    | Mentoring
    | CoachingVisits
    | BuyerOrders
    | Contract
    | IncomeShock
    | PriceShock
    | AssetLoss
    | Audits
    | CommunityMonitoring,
    Field(discriminator="kind"),
]
PART_CLASSES: tuple[type[Part], ...] = (
    GroupLoan,
    CashGrant,
    InKindGrant,
    AssetTransfer,
    ConsumptionSupport,
    UnconditionalTransfer,
    SavingsAccount,
    ClassroomTraining,
    Mentoring,
    CoachingVisits,
    BuyerOrders,
    Contract,
    IncomeShock,
    PriceShock,
    AssetLoss,
    Audits,
    CommunityMonitoring,
)
SHOCKS = ("income_shock", "price_shock")
"""Kinds of parts that act on everybody who lives in a cluster, whoever is offered the arm."""
ON_ORGANIZATIONS = ("audits", "community_monitoring")
"""Kinds of parts that act on what organizations spend, not on households."""
