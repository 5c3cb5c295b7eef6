"""Parameters of debts to moneylenders and to the hamlet's fund."""

from partnersim.scenario.documents.fields import Part, quantity, switch
from partnersim.scenario.documents.plausible import between, no_range
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT, PILOT_BOUNDS


class Moneylender(Part):
    """Households short of cash borrow from a moneylender, up to a month's labour income."""

    on: bool = switch("no moneylender lends.")
    rate: float = quantity(
        0.10,
        unit="per_month",
        low=0.0,
        high=1.0,
        role="uncertainty",
        source="studies of bank titil and plecit, Semarang and Nganjuk: 8 to 30 percent a month",
        plausible=between(0.05, 0.2),
        doc="Monthly interest.",
    )
    probability: float = fitted(
        "moneylender.probability",
        unit="share",
        low=0.0,
        high=1.0,
        plausible=between(0.1, 0.6, source=PILOT_BOUNDS),
        doc="Probability of borrowing to keep consumption up; below the floor always.",
    )
    limit: float = quantity(
        1.0,
        unit="months",
        low=0.0,
        high=12.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.5, 2.0),
        doc="Largest debt in months of labour income.",
    )


class GroupRepayment(Part):
    """Members repay if able and willing; group capital grows with meetings and keeps members honest."""

    on: bool = switch("members pay only if able, and nobody walks away.")
    walk_away: float = fitted(
        "group_repayment.walk_away",
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.001, 0.02),
        doc="Monthly probability of walking away from a loan without any group capital.",
    )
    contagion: float = quantity(
        1.5,
        unit="1",
        low=0.0,
        high=20.0,
        source=HOUSEHOLD_PILOT,
        role="uncertainty",
        plausible=between(0.5, 3.0),
        doc="Rise of that probability per share of late members in the hamlet.",
    )
    bond_growth: float = quantity(
        0.089,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.04, 0.18),
        doc="Growth of group capital towards 1 per meeting rate of 1.",
    )
    bond_fading: float = quantity(
        0.03,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.01, 0.06),
        doc="Share of group capital lost a month.",
    )
    late_months: int = quantity(
        3,
        unit="months",
        low=1,
        high=24,
        plausible=no_range("a definition: 90 days"),
        doc="Months late that make a loan non-performing.",
        source="collectability classes of Indonesian banking: 90 days",
    )
    write_off_months: int = quantity(
        12,
        unit="months",
        low=2,
        high=60,
        plausible=between(6, 24),
        doc="Months late after which a loan is written off.",
    )


class DebtRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    moneylender: Moneylender = Moneylender()
    group_repayment: GroupRepayment = GroupRepayment()
