"""The village: six households in two hamlets, seven organizations, three agreements, fourteen months set by hand.

Nothing is simulated here. Each month the state is written down as it stands below, the month's money is posted,
and the books are closed. Money is in thousands of rupiah in the tables and in rupiah in the world.

Sizes, weights and states differ so that no neighbouring definition gives the same number: persons or households,
listed or all, members or listed, weighted or not, inside or named, at work or inside, twelve months or eleven.
Months 0 to 2 are "early", months 3 to 13 "late"; who is poor changes within the early months, too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from partnersim.engine.actors import build_agreements
from partnersim.mechanisms.deciding.sharing import income_account
from partnersim.scenario.spec import Scenario
from partnersim.theory.chance.draws import Draws
from partnersim.world.accounts import open_world_accounts
from partnersim.world.firms import GivingYear
from partnersim.world.funds import ACTIVE, CLOSED, NONE, Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import Households
from partnersim.world.ledger import Ledger
from partnersim.world.needs import NeedsState
from partnersim.world.organizations import Firm, FirmPopulation, OrganizationColumns, organizations_of
from partnersim.world.programme_area import ProgrammeArea
from partnersim.world.rules import RulesInForce
from partnersim.world.world import World
from tests.village.partnership import write_partnership
from tests.village.right_months import HOUSEHOLD_FLOWS

THOUSAND = 1e3
MONTHS, EARLY_MONTHS = 14, 3
LINE = 400.0
"""Poverty line, thousand rupiah per person and month."""

# Households A, B, C live in the first hamlet, D, E, F in the second. Persons: 2, 20, 55, 6, 21, 78; 182 in all.
WEIGHT = [2.0, 5.0, 11.0, 3.0, 7.0, 13.0]
SIZE = [1, 4, 5, 2, 3, 6]
LISTED = [1, 1, 0, 0, 0, 1]
HAMLET_WEIGHT = [3.0, 2.0]

# Consumption per person. C stands at the line in months 0 to 2 and A in month 2: neither is poor then.
EATEN = {
    "before": [200.0, 500.0, 300.0, 300.0, 350.0, 800.0],
    "first": [200.0, 500.0, 400.0, 300.0, 600.0, 800.0],  # months 0 and 1
    "second": [400.0, 500.0, 400.0, 300.0, 600.0, 200.0],  # month 2
    "late": [600.0, 700.0, 100.0, 800.0, 1000.0, 350.0],
}
# Smoothed income per person before the run, by which the poorest fifth is told; income of that month is another.
SMOOTHED = [100.0, 200.0, 210.0, 150.0, 250.0, 400.0]
INCOME = {
    "before": [300.0, 300.0, 300.0, 300.0, 300.0, 50.0],
    "early": [210.0, 520.0, 430.0, 310.0, 650.0, 700.0],
    "late": [615.0, 715.0, 90.0, 820.0, 1010.0, 330.0],
}

OWNER_BEFORE = [1, 0, 1, 0, 1, 0]
EARLY: dict[str, list[float]] = {
    "savings": [50, 200, 100, 0, 300, 400],
    "readiness": [0.2, 0.4, 0.9, 0.8, 0.1, 0.6],
    "owner": [0, 1, 1, 0, 1, 0],
    "technology": [1, 0, 1, 1, 0, 0],
    "profit": [999, 100, 250, 0, 400, 0],
    "capital": [40_000, 12_000, 9_900, 0, 25_000, 0],
    "order_months": [3, 2, 0, 0, 0, 0],
    # D, without an enterprise, and E early; D owes its fund when its contract has ended
    "contract": [0, 0, 0, 1, 1, 0],
    "moneylender_debt": [500, 0, 0, 300, 0, 0],
    "loan": [30, 0, 40, 80, 0, 100],
    "group": [-1, 0, 1, 0, 1, 2],
    # months waiting for a loan: B gets one later, C is not listed
    "waiting": [2, 3, 5, 0, 6, 0],
}
LATE: dict[str, list[float]] = {
    "savings": [80, 0, 10, 150, 500, 20],
    "readiness": [0.3, 0.5, 0.8, 0.9, 0.2, 0.7],
    "owner": [0, 1, 0, 0, 1, 1],
    "technology": [1, 0, 1, 1, 1, 0],
    "profit": [999, -50, 0, 0, 600, 70],
    "capital": [40_000, 10_000, 0, 0, 31_000, 5_000],
    "order_months": [0, 0, 0, 0, 0, 1],
    "contract": [0, 0, 0, 0, 1, 1],
    "moneylender_debt": [0, 400, 700, 0, 0, 0],
    "loan": [0, 0, 250, 60, 0, 100],
    "group": [-1, 0, 1, 0, -1, -1],
    # E and F have left their groups: E after a loan repaid, F after one written off
    "loans_taken": [0, 1, 0, 0, 1, 0],
    # A gave up once and asks again; F asks for eleven months
    "waiting": [7, 0, 16, 0, 0, 11],
    "barred": [0, 0, 0, 0, 0, 1],
    # D's contract has ended because its scheme failed
    "scheme_failed": [0, 0, 0, 1, 0, 0],
}
IN_THOUSANDS = ("savings", "profit", "capital", "moneylender_debt", "loan")

# One unit's money in each hamlet. The second hamlet's fund works early and has closed late, the first's opens late.
FUNDS_EARLY = {
    "status": [NONE, ACTIVE], "opened": [-1_000_000, -5], "cash": [0, 500], "banked": [0, 70],
    "outstanding": [0, 900], "late": [0, 90], "bank_debt": [0, 400], "recalled": [0, 150], "lent_month": [0, 120],
    "lent": [0, 2000], "lost": [0, 130], "queue": [0, 4],
}  # fmt: skip
FUNDS_LATE = {
    "status": [ACTIVE, CLOSED], "opened": [3, -5], "cash": [800, 10], "banked": [100, 5],
    "outstanding": [600, 300], "late": [30, 200], "bank_debt": [250, 350], "recalled": [0, 0], "lent_month": [200, 0],
    "lent": [700, 2400], "lost": [20, 180], "queue": [6, 9],
}  # fmt: skip
LOST_BEFORE = [0, 100]
NOT_MONEY = ("status", "opened", "queue")
PRICE = {"early": [1.1, 0.9], "late": [1.2, 0.7]}
MONEYLENDER_RATE, PRIVATE_WEIGHT = 0.08, 0.4

JOINS = {"early": [0.1, 0.2, 0.3, 0.6], "late": [0.5, 0.6, 0.8, 0.9]}
GIVING = {"early": [False, False, True, False], "late": [True, False, True, True]}

# name: kind, common aim, credit share, showpiece, staff, money that a person of staff absorbs a year
ORGANIZATIONS: dict[str, tuple[str, float, float, str, float, float]] = {
    "office": ("government", 0.8, 0.5, "programme", 10.0, 660.0),
    "donor": ("donor", 0.5, 0.2, "facilities", 5.0, 0.0),
    "ngo": ("ngo", 0.9, 0.1, "personnel", 5.0, 240.0),
    "institute": ("training_institute", 0.6, 0.3, "use_of_outputs", 8.0, 480.0),
    "forum": ("firms", 0.25, 0.6, "programme", 6.0, 240.0),
    "mill": ("firm", 0.2, 0.4, "facilities", 4.0, 480.0),
    "clinic": ("government", 0.7, 0.5, "programme", 3.0, 480.0),
}
"""The clinic is named in no agreement."""

# payer, receiver, kind, thousand rupiah in an early and in a late month
POSTINGS: tuple[tuple[str, str, str, float, float], ...] = (
    ("office", "market", "programme", 100, 150),
    ("office", "ngo", "transfer", 40, 60),
    ("office", "treasury", "returned", 30, 20),
    ("office", "market", "coordination", 10, 15),
    ("office", "officials", "leakage", 5, 9),
    ("donor", "seed_pot", "funds", 200, 300),
    ("donor", "office", "transfer", 25, 35),
    ("donor", "market", "showpiece", 12, 18),
    ("donor", "donors_abroad", "lapsed", 7, 8),
    ("ngo", "market", "personnel", 50, 75),
    ("ngo", "support_pot", "support", 11, 13),
    ("ngo", "market", "mutual aid", 3, 4),
    ("institute", "market", "facilities", 21, 33),
    ("institute", "treasury", "budget cut", 9, 5),
    ("forum", "market", "use_of_outputs", 17, 27),
    ("forum", "officials", "leakage", 1, 2),
    ("mill", "market", "programme", 31, 37),
    ("mill", "market", "showpiece", 6, 8),
    ("clinic", "market", "programme", 14, 22),
    ("treasury", "office", "appropriation", 333, 444),
    ("firms_profit", "forum", "contribution", 70, 90),
    ("firms_profit", "mill", "contribution", 55, 65),
    ("market", "ngo: own income", "rival benefits", 16, 9),
    ("market", "mill: own income", "rival benefits", 4, 12),
    ("seed_pot", "funds_cash", "seed", 150, 160),
    ("households_cash", "funds_cash", "loan interest", 21, 50),
    ("households_cash", "moneylenders", "moneylender interest", 35, 61),
    ("funds_cash", "market", "running cost", 5, 8),
    ("funds_cash", "bank", "bank interest", 2, 3),
)


def scenario() -> Scenario:
    """The village's document: what does not change from month to month."""
    actors = [
        {"name": name, "kind": kind, "credit_share": credit, "showpiece": showpiece, "staff": staff,
         "absorptive_idr": absorbs * THOUSAND, "productivity": {"programme": 4.0} if name in ("office", "mill") else {},
         "common_aim": 0.33, **({"count": 4} if kind == "firms" else {})}
        for name, (kind, _, credit, showpiece, staff, absorbs) in ORGANIZATIONS.items()
    ]  # fmt: skip
    joint = {"decision_weights": "by_funds", "allocation": "joint"}
    led = {"decision_weights": "equal", "allocation": "leader"}
    agreements = [
        {"name": "jointly", "members": ("office", "donor", "ngo", "institute"), "terms": joint, "months": 6},
        {"name": "led", "members": ("forum", "mill"), "leader": "mill", "terms": led, "months": 24},
        {"name": "over", "members": ("office", "forum"), "terms": joint, "months": 40},
    ]
    return Scenario(
        place={"hamlets": 5, "households": 41, "listed_households": 20, "poverty_line_idr": LINE * THOUSAND},
        time={"months": MONTHS},
        actors=tuple(actors),
        agreements=tuple(agreements),
        mechanisms={
            "moneylender": {"rate": MONEYLENDER_RATE},
            "planning": {"private_weight": PRIVATE_WEIGHT},
            "contract_farming": {
                "scheme_failure": 1.0
            },  # who is no more under contract has not left it by itself
        },
    )


class Village(World):
    """The village as it stands before its first month; `live` writes the next month down."""

    def __init__(self, spec: Scenario | None = None) -> None:
        super().__init__(rng=1)
        self.spec, self.draws, self.ledger = spec or scenario(), Draws(1), Ledger()
        self.rules, self.needs = (
            RulesInForce(regulation=self.spec.regulation),
            NeedsState(self.spec.programme.needs),
        )
        self.diary, self.household_flows, self.jobs, self.parameters = [], {}, None, None
        self.month, self._dated = 0, (-1, "", 0, 0)
        self.households, self.funds = Households(self, 6), Funds.none(2)
        self.hamlets = Hamlets.at_start(
            weight=np.array(HAMLET_WEIGHT), first=np.array([0, 3, 6]), site=np.arange(2), shock=np.zeros(2)
        )
        self.services = Services.none(2)
        self.area = ProgrammeArea.of(self.spec, hamlets=self.hamlets, draws=self.draws)
        self._open()
        self.accounts = open_world_accounts(self.ledger, self.households.arrays, self.hamlets, self.funds)
        self.organization_columns = OrganizationColumns.of(self.spec.actors)
        self.organizations = organizations_of(self, self.organization_columns, ledger=self.ledger)
        self.by_name = {o.name: o for o in self.organizations}
        self.forum = self.by_name.get("forum")
        self.firms = FirmPopulation(4) if self.forum else None
        self.firm_agents = [Firm(self, n) for n in range(4)] if self.forum else []
        self.community_funds = []
        self.agreements, self.apart = build_agreements(self)
        for organization in self.organizations:
            organization.common_aim = ORGANIZATIONS[organization.name][1]  # of the present head
            self.ledger.post(self.accounts.treasury, organization.cash, 1e9, "appropriation")
        self.ledger.post(self.accounts.market, self.accounts.households_cash, 1e9, "wages")
        self.ledger.post(self.accounts.market, self.accounts.funds_cash, 1e9, "start")
        self.ledger.close_month({})

    def _open(self) -> None:
        c: Any = self.households.arrays
        c.id[:], c.hamlet[:] = range(6), [0, 0, 0, 1, 1, 1]
        c.weight[:], c.size[:], c.listed[:] = WEIGHT, SIZE, LISTED
        c.consumption[:] = np.array(EATEN["before"]) * SIZE * THOUSAND
        c.smoothed_income[:] = np.array(SMOOTHED) * SIZE * THOUSAND
        c.income[:] = np.array(INCOME["before"]) * SIZE * THOUSAND
        c.owner[:] = OWNER_BEFORE
        self.funds.lost[:] = np.array(LOST_BEFORE) * THOUSAND

    def live(self) -> None:
        """Write down the next month."""
        early = self.month < EARLY_MONTHS
        when = "early" if early else "late"
        eaten = ("first", "first", "second")[self.month] if early else "late"
        c: Any = self.households.arrays
        c.consumption[:] = np.array(EATEN[eaten]) * SIZE * THOUSAND
        c.income[:] = np.array(INCOME[when]) * SIZE * THOUSAND
        for name, values in (EARLY if early else LATE).items():
            getattr(c, name)[:] = np.array(values) * (THOUSAND if name in IN_THOUSANDS else 1)
        for name, units in (FUNDS_EARLY if early else FUNDS_LATE).items():
            getattr(self.funds, name)[:] = np.array(units) * (1 if name in NOT_MONEY else THOUSAND)
        self.hamlets.price[:] = PRICE[when]
        self.household_flows = {kind: amount * THOUSAND for kind, amount in HOUSEHOLD_FLOWS[when].items()}
        if self.firms is not None:
            self.firms.joins[:], self.firms.takes_part[:] = JOINS[when], GIVING[when]
            self.rules.giving["mill"] = GivingYear(joins=1.0, takes_part=True)
            write_partnership(self, early=early)
            self._post(early)
        self.ledger.close_month({})
        self.month += 1

    def _post(self, early: bool) -> None:
        for source, target, kind, first, later in POSTINGS:
            amount = (first if early else later) * THOUSAND
            self.ledger.post(self._account(source), self._account(target), amount, kind)

    def _account(self, name: str) -> int:
        if name.endswith(": own income"):
            return income_account(self, self.by_name[name.removesuffix(": own income")])
        return self.by_name[name].cash if name in self.by_name else int(getattr(self.accounts, name))
