"""What each rule of the compiled household month changes and looks at, by living a month with it and without it.

A rule *alone* is the month with it on and all other rules off but enterprises and what it cannot do without. What
differs from the same month without it is its own doing, or follows from that through what always happens: people eat,
pay their debts, and are counted. A rule *looks at* a column if its doing is another one when that column alone is
different before the month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.compiled_place import CompiledPlace
from partnersim.mechanisms.households.household_month import moment_of, run_household_month
from partnersim.mechanisms.households.rules import RULES
from partnersim.world.flows import FLOW_KINDS
from partnersim.world.hamlets import Services
from partnersim.world.households import Households
from tests.household_case import WITHOUT_FORMS
from tests.reference.worlds import World, busy_services, make_world

SWITCHED = tuple(rule for rule in RULES if rule.name != "consumption")
"""Rules with a switch; people always eat."""

EVERYTHING = frozenset(rule.name for rule in SWITCHED)

COMPANIONS: dict[str, set[str]] = {
    "loan_application": {"lending"}, "lending": {"loan_application"}, "coaching": {"mentoring"},
    "training": {"practice"}, "mentoring": {"practice"}, "group_repayment": {"joint_liability"},
    "entry": {"practice", "time_cost"}, "technology_ladder": {"technology"}, "market_reach": {"market_growth"},
    "start_with_savings": {"entry", "practice", "time_cost"}, "loan_costs": {"loan_application", "lending"},
    "contract_schemes": {"contract_farming"},
}  # fmt: skip
"""Rules without which another one can do little: there is no loan without one who asks and one who lends."""

AFTER_EATING = frozenset(
    {
        "households.consumption", "households.savings", "households.smoothed_income", "households.loan",
        "households.arrears", "households.moneylender_debt", "households.months_late", "households.owed",
        "hamlets.demand", "hamlets.poor_listed",
    }
)  # fmt: skip
"""Columns that debts and eating move after most rules: they tell less of what a rule itself looks at."""

WITHOUT_NUDGE = frozenset({"hamlets.first"})
"""Bounds of rows, without which no column can be read."""

MADE_ANEW = frozenset({"hamlets.scheme"})
"""What one rule writes, where it is on, before another looks at it: with all rules on another value shows nothing."""

FLAGS = frozenset({"owner", "technology", "contract", "walked", "barred", "listed", "idea", "scheme_failed"})

FLOW_NAMES = tuple(f"flow.{kind}" for kind in FLOW_KINDS)

Columns = dict[str, NDArray[Any]]


@dataclass
class Before:
    """A place before a month: its state, the services of the month, and the factor on wages.

    Attributes:
        bench: where its months are lived, its own and those of all places that were nudged from it.
    """

    world: World
    services: Services
    factor: float
    bench: Bench | None = field(default=None, repr=False)

    def columns(self) -> Columns:
        """All that a month may look at, by name."""
        c = self.world.households.arrays
        named: Columns = {f"households.{name}": values for name, values in c._asdict().items()}
        parts = {"hamlets": self.world.hamlets, "funds": self.world.funds, "services": self.services}
        for group, part in parts.items():
            named |= {f"{group}.{f.name}": getattr(part, f.name) for f in fields(part)}
        return named

    @cached_property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """The columns in their order, looked up once; they are changed in place."""
        return tuple(self.columns().values())

    def copy(self) -> Before:
        """The same place once more."""
        world, households = self.world, Households(None, len(self.world.households))
        for mine, theirs in zip(households.arrays, world.households.arrays, strict=True):
            mine[:] = theirs
        copied = replace(
            world, households=households, hamlets=_copied(world.hamlets), funds=_copied(world.funds)
        )
        return Before(copied, _copied(self.services), self.factor, self.bench)

    def lived(self, p: Any, only: frozenset[str] | None = None) -> Columns:
        """Columns after the month under parameters ``p``, and its flows; this place stays as it is.

        Args:
            p: HouseholdParameters. only: names of the columns that are wanted; all without it.
        """
        if self.bench is None:
            self.bench = Bench(self.copy())
        moment = moment_of(
            self.world.draws, self.world.month, months_run=self.world.month, income_factor=self.factor
        )
        return self.bench.lived(self, p, moment, only)

    def nudged(self, name: str) -> Before:
        """The same place with one column, or the factor on wages, different in every row."""
        place = self.copy()
        if name == "rules.income_factor":
            return replace(place, factor=self.factor * 1.1)
        values = place.columns()[name]
        values[:] = _other(name, values, place.world)
        return place


class Bench:
    """A place that takes the columns of others, lives a month and is asked for what came of it, again and again.

    Args:
        place: of its own, whose columns are overwritten.
    """

    def __init__(self, place: Before) -> None:
        world = place.world
        self.compiled = CompiledPlace(world.households.arrays, world.hamlets, place.services, world.funds)
        self.named = place.columns()

    def lived(self, before: Before, p: Any, moment: Any, only: frozenset[str] | None) -> Columns:
        """Columns of a place after the month, and its flows."""
        for mine, theirs in zip(self.named.values(), before.arrays, strict=True):
            mine[:] = theirs
        flow = run_household_month(p, self.compiled, moment)
        kept = {
            name: values.astype(np.float64)
            for name, values in self.named.items()
            if only is None or name in only
        }
        return kept | {name: values.copy() for name, values in zip(FLOW_NAMES, flow.T, strict=True)}


def _copied(columns: Any) -> Any:
    return type(columns)(**{f.name: getattr(columns, f.name).copy() for f in fields(columns)})


def _other(name: str, values: NDArray[Any], world: World) -> NDArray[Any]:
    """Other values of a column that its rules can live with."""
    group, column = name.split(".")
    if group == "households" and column in FLAGS:
        return 1 - values
    if name == "households.group":
        groups = world.funds.groups[world.households.hamlet]
        return np.where(groups > 0, (values + 1) % np.maximum(groups, 1), values)
    if name == "funds.status":
        return np.where(values == 1, 2, 1)
    if column in ("trained_ago", "waiting", "owed"):
        return (values + 1 + np.arange(len(values)) % 9) % 40
    if column in ("bond", "late_share"):
        return 1.0 - values
    if column == "talent":
        return -1.5 * values
    if column == "price":
        return 0.6 * values
    if values.dtype.kind in "iu":
        return values + 1
    usual = float(np.abs(values).mean()) or (1e6 if group == "funds" else 1.0)
    return values * 1.3 + 0.2 * usual


def parameters(world: World, on: frozenset[str]) -> Any:
    """The parameters with the rules of these names on and all others off."""
    switches = {f"{rule.name}_on": float(rule.name in on) for rule in SWITCHED}
    p = world.p._replace(**{name: value for name, value in switches.items() if name in world.p._fields})
    return p._replace(growth=world.p.growth if "market_growth" in on else 0.0)


def companions(rule: CompiledRule) -> frozenset[str]:
    """Names of the rules that are on whenever one acts alone: enterprises work, or most rules have nothing to do."""
    return frozenset(({"enterprise"} | COMPANIONS.get(rule.name, set())) - {rule.name})


def places(months: tuple[int, ...], months_of_the_other: tuple[int, ...]) -> Iterator[Before]:
    """Two busy and poor places with funds, services and all rules, before each of some months.

    In the other one nobody borrows twice, and what is paid back is lent at once. Both have lived without the forms of
    the economy, so that what a form does in the month is new.
    """
    for follow_on in (True, False):
        taken = months if follow_on else months_of_the_other
        world = make_world(
            hamlets=6, rows=60, seed=11, weights=True,
            community_funds={
                "grace_months": 1, "members_per_unit": 25 if follow_on else 8, "follow_on_loans": follow_on,
            },
            mechanisms={
                "group_repayment": {"walk_away": 0.1}, "capital_loss": {"probability": 0.05},
                "loan_application": {"hassle_median_idr": 20_000.0}, "entry": {"idea": 0.2},
                "contract_farming": {"scheme_failure": 0.2}, "lending": {"banking_delay": follow_on},
                "kin_support": {"base_share": 0.05, "minimum": 0.5}, **WITHOUT_FORMS,
            },
        )  # fmt: skip
        world.funds.cash[:] *= 0.3
        world.households.account[:] = np.where(world.households.listed == 1, 0.5, 0.0)
        for month in range(max(taken) + 1):
            services, factor = busy_services(month, len(world.hamlets)), 0.3 if month % 4 == 2 else 0.9
            services.contract_places *= 2.0
            world.households.transfer[:] = np.where(world.households.id % 7 == 0, 20_000.0, 0.0)
            if month in taken:
                before = Before(world, services, factor).copy()
                _disturb(before.world)
                yield before
            world.step(services, factor=factor)


def _disturb(world: World) -> None:
    """Let some owners be too poor for the better technology, and some others rich enough to start an enterprise.

    Half of these have more than the capital that they would aim at.
    """
    c = world.households.arrays
    ruined, rich = (c.technology == 1) & (c.id % 2 == 0), (c.owner == 0) & (c.id % 3 == 0)
    c.capital[ruined], c.savings[ruined] = 1e5, 0.0
    c.savings[rich] = np.where(c.id[rich] % 2 == 0, 2.0, 20.0) * world.p.entry_start_capital_idr


def different(one: Columns, other: Columns) -> set[str]:
    """Names of columns that differ by more than the order of sums."""
    return {
        name
        for name, values in one.items()
        if (np.abs(values - other[name]) > 1e-9 * (np.abs(values) + np.abs(other[name]))).any()
    }


def _state(names: set[str]) -> set[str]:
    return {name for name in names if not name.startswith("flow.")}


@dataclass
class Doing:
    """What was found.

    Attributes:
        always: what changes with all rules but enterprises off; whole: with all on.
        alone: by rule, what differs from the month without it when it is alone; among: when all others are on.
    """

    always: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    alone: dict[str, set[str]] = field(default_factory=lambda: {rule.name: set() for rule in SWITCHED})
    among: dict[str, set[str]] = field(default_factory=lambda: {rule.name: set() for rule in SWITCHED})


@cache
def changes() -> Doing:
    """What the month and each of its rules change."""
    doing = Doing()
    for before in places(tuple(range(2, 42, 3)), (5, 14, 23)):
        world = before.world
        start = {name: values.astype(np.float64) for name, values in before.columns().items()}
        everything = before.lived(parameters(world, EVERYTHING))
        bare = {on: before.lived(parameters(world, on)) for on in {companions(rule) for rule in SWITCHED}}
        doing.whole |= _state(different(start, everything))
        doing.always |= different(start, bare[frozenset({"enterprise"})])
        for rule in SWITCHED:
            own = companions(rule)
            alone = before.lived(parameters(world, own | {rule.name}))
            doing.alone[rule.name] |= _state(different(bare[own], alone))
            without = before.lived(parameters(world, EVERYTHING - {rule.name}))
            doing.among[rule.name] |= _state(different(everything, without))
    return doing


@cache
def looks(declared: tuple[tuple[str, frozenset[str]], ...]) -> Doing:
    """What the month and each of its rules look at, in what they do to the columns ``declared`` by name of rule."""
    doing, writes = Doing(), dict(declared)
    for before in places((0, 6, 7, 23), (6, 11)):
        world = before.world
        p_all = parameters(world, EVERYTHING)
        p_bare = {on: parameters(world, on) for on in {companions(rule) for rule in SWITCHED}}
        p_alone = {rule.name: parameters(world, companions(rule) | {rule.name}) for rule in SWITCHED}

        def lives(place: Before) -> tuple[Columns, Columns, dict[str, Columns]]:
            bare = {on: place.lived(p) for on, p in p_bare.items()}  # noqa: B023
            deeds = {
                rule.name: _deed(
                    bare[companions(rule)],
                    place.lived(p_alone[rule.name], writes[rule.name]),  # noqa: B023
                    writes[rule.name],
                )
                for rule in SWITCHED
            }
            return place.lived(p_all), bare[frozenset({"enterprise"})], deeds  # noqa: B023

        everything, bare, deeds = lives(before)
        for name in [*before.columns(), "rules.income_factor"]:
            if name in WITHOUT_NUDGE:
                continue
            other_everything, other_bare, other_deeds = lives(before.nudged(name))
            doing.whole |= {name} if different(everything, other_everything) - {name} else set()
            doing.always |= {name} if different(bare, other_bare) - {name} else set()
            for rule, deed in deeds.items():
                if _deeds_differ(deed, other_deeds[rule]):
                    doing.alone[rule].add(name)
    return doing


def _deed(without: Columns, alone: Columns, writes: frozenset[str]) -> Columns:
    """What a rule does: differences in its columns and in flows that only it makes, and how large their terms are."""
    flows = {k for k, v in alone.items() if k.startswith("flow.") and v.any() and not without[k].any()}
    told = (writes - AFTER_EATING) | flows or writes
    return {
        name: np.stack([alone[name] - without[name], np.abs(alone[name]) + np.abs(without[name])])
        for name in told
        if name in alone
    }


def _deeds_differ(one: Columns, other: Columns) -> bool:
    if one.keys() != other.keys():
        return True
    return any((np.abs(one[k][0] - other[k][0]) > 1e-7 * (one[k][1] + other[k][1]) + 1e-9).any() for k in one)
