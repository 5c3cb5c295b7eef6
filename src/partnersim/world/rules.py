"""What is in force in the place this month: rules as firms feel them, convening, income shocks, recalls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partnersim.scenario.regulation import Regulation
from partnersim.world.budgets import BudgetState
from partnersim.world.firms import GivingYear

if TYPE_CHECKING:
    pass


@dataclass
class RulesInForce:
    """State that holds for the whole place and that several mechanisms read.

    The felt levels start at zero: a rule that nobody puts into practice is not felt.

    Attributes:
        regulation: the rules on paper; dated events replace them.
        practice: share of the rules that regulating staff put into practice, 0 to 1.
        mandate_share: share of profit that firms believe they must give (0 without any regulating staff).
        enforcement, clarity, forum, tax_relief: paper level times ``practice``, each 0 to 1.
        convening: how well partners are brought together, 0 (nobody convenes) to 1.
        income_factor: factor on labour income from dated events; 1 without one.
        recall_due: month by which called-in bank loans of community funds are due; None without a recall.
        left: names of the organizations that have ended their work in the place for good.
        units_allowance: community funds of the place that may still be opened under the yearly cap; a real
            number, negative when the last simulated unit stood for more than had accrued.
        units_drawn: simulated hamlets that have been drawn for a unit so far, the number of the next draw.
        budgets: by name of organization, the money that its cash account does not show (`budgets.budget_of`).
        giving: by name of a single firm, what it decided for the year.
    """

    regulation: Regulation = field(default_factory=Regulation)
    practice: float = 0.0
    mandate_share: float = 0.0
    enforcement: float = 0.0
    clarity: float = 0.0
    forum: float = 0.0
    tax_relief: float = 0.0
    convening: float = 0.0
    income_factor: float = 1.0
    recall_due: int | None = None
    left: set[str] = field(default_factory=set)
    units_allowance: float = 0.0
    units_drawn: int = 0
    budgets: dict[str, BudgetState] = field(default_factory=dict)
    giving: dict[str, GivingYear] = field(default_factory=dict)
