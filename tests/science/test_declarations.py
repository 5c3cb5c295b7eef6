"""What mechanisms declare to read and write is what they look at and change, in all state, wherever they act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms import MONTH, Mechanism, Phase
from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.consumption import Consumption
from partnersim.mechanisms.households.household_month import HouseholdMonth
from partnersim.mechanisms.households.rules import RULES
from partnersim.scenario.reading import load_scenario
from partnersim.world.hamlets import Hamlets
from partnersim.world.world import World
from tests import month_rules
from tests.busy import busy_places
from tests.month_rules import SWITCHED
from tests.state import NAMES, WHOLE, Watch, lived_and_watched, noticing, spelled_out, unknown, watched_act

WITH_A_STEP = [m for m in MONTH if not isinstance(m, CompiledRule | HouseholdMonth)]
ALWAYS: tuple[type[Mechanism], ...] = (HouseholdMonth, Consumption)
"""What the household month does whatever is switched off."""


def names_of(mechanisms: Iterable[object]) -> list[str]:
    return [type(m).__name__ for m in mechanisms]


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    """All mechanisms through all months of some places, in each of which others act."""
    seen = Watch()
    for spec in busy_places(Path(tmp_path_factory.mktemp("places"))).values():
        lived_and_watched(spec, seen)
    return seen


def false_writes(mechanism: Mechanism, changed: set[str]) -> list[str]:
    """What a mechanism changed and does not declare, and what it declares and never changed."""
    declared = spelled_out(mechanism.writes)
    return [f"changes {name}" for name in sorted(changed - declared)] + [
        f"never changes {name}" for name in sorted(declared - changed)
    ]


def false_reads(mechanism: Mechanism, seen: set[str]) -> list[str]:
    """What a mechanism looked at and does not declare, and what it declares to read and never looked at."""
    reads, writes = spelled_out(mechanism.reads), spelled_out(mechanism.writes)
    return [f"looks at {name}" for name in sorted(seen - reads - writes)] + [
        f"never looks at {name}" for name in sorted(reads - seen)
    ]


@pytest.mark.parametrize("mechanism", MONTH, ids=names_of(MONTH))
def test_declarations_name_state_that_exists_and_name_it_once(mechanism: Mechanism) -> None:
    for declared in (mechanism.reads, mechanism.writes):
        assert unknown(declared) == set()
        apart = [spelled_out((word,)) for word in declared]
        assert sum(map(len, apart)) == len(spelled_out(declared))


@pytest.mark.parametrize("mechanism", WITH_A_STEP, ids=names_of(WITH_A_STEP))
def test_a_mechanism_changes_all_that_it_declares_and_nothing_else(
    mechanism: Mechanism, watch: Watch
) -> None:
    assert false_writes(mechanism, watch.changed[type(mechanism).__name__]) == []


@pytest.mark.parametrize("mechanism", WITH_A_STEP, ids=names_of(WITH_A_STEP))
def test_a_mechanism_looks_at_all_that_it_declares_and_at_nothing_else(
    mechanism: Mechanism, watch: Watch
) -> None:
    """What it writes it may look at too."""
    assert false_reads(mechanism, watch.seen[type(mechanism).__name__]) == []


# the compiled household month


def of_columns(names: set[str]) -> set[str]:
    return names - set(WHOLE)


def declared_writes(*mechanisms: Mechanism) -> set[str]:
    return of_columns({name for m in mechanisms for name in spelled_out(m.writes)})


def declared_reads(*mechanisms: Mechanism) -> set[str]:
    return {name for m in mechanisms for name in spelled_out(m.reads)}


def writes_by_rule() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((rule.name, frozenset(spelled_out(rule.writes))) for rule in SWITCHED)


ALWAYS_ON = tuple(m for m in MONTH if isinstance(m, ALWAYS))
WHOLE_MONTH = (*RULES, HouseholdMonth())


def test_the_household_month_changes_in_a_run_what_its_rules_declare_and_nothing_else(watch: Watch) -> None:
    declared = {name for m in WHOLE_MONTH for name in spelled_out(m.writes)}
    assert watch.changed["HouseholdMonth"] - declared == set()
    assert spelled_out(HouseholdMonth.writes) & set(WHOLE) == watch.changed["HouseholdMonth"] & set(WHOLE)


def test_the_rules_together_declare_exactly_what_the_household_month_changes() -> None:
    assert declared_writes(*WHOLE_MONTH) == month_rules.changes().whole


def test_what_always_happens_is_declared_by_the_month_and_by_eating() -> None:
    assert declared_writes(*ALWAYS_ON) == month_rules.changes().always


@pytest.mark.parametrize("rule", SWITCHED, ids=names_of(SWITCHED))
def test_a_rule_alone_changes_no_more_than_it_declares_and_what_always_changes(rule: CompiledRule) -> None:
    others = (r for r in RULES if r.name in month_rules.companions(rule) - {"enterprise"})
    assert month_rules.changes().alone[rule.name] - declared_writes(rule, *ALWAYS_ON, *others) == set()


@pytest.mark.parametrize("rule", SWITCHED, ids=names_of(SWITCHED))
def test_what_a_rule_declares_to_write_differs_without_it(rule: CompiledRule) -> None:
    doing = month_rules.changes()
    assert declared_writes(rule) - doing.alone[rule.name] - doing.among[rule.name] == set()


def test_the_rules_together_declare_exactly_what_the_household_month_looks_at() -> None:
    looked = month_rules.looks(writes_by_rule()).whole
    bounds = month_rules.WITHOUT_NUDGE | month_rules.MADE_ANEW
    assert looked - declared_reads(*WHOLE_MONTH) - declared_writes(*WHOLE_MONTH) == set()
    assert declared_reads(*WHOLE_MONTH) - looked - bounds == set()


def test_what_the_bare_month_looks_at_is_declared_by_the_month_and_by_eating() -> None:
    looked = month_rules.looks(writes_by_rule()).always
    bounds = month_rules.WITHOUT_NUDGE
    assert looked - declared_reads(*ALWAYS_ON) - declared_writes(*ALWAYS_ON) == set()
    assert declared_reads(*ALWAYS_ON) - looked - bounds == set()


@pytest.mark.parametrize("rule", SWITCHED, ids=names_of(SWITCHED))
def test_a_rule_looks_at_no_more_than_it_declares_and_what_the_bare_month_looks_at(
    rule: CompiledRule,
) -> None:
    looked = month_rules.looks(writes_by_rule()).alone[rule.name]
    others = (r for r in RULES if r.name in month_rules.companions(rule) - {"enterprise"})
    known = declared_reads(rule, *ALWAYS_ON, *others) | declared_writes(rule, *ALWAYS_ON)
    assert looked - known == set()


@pytest.mark.parametrize("rule", SWITCHED, ids=names_of(SWITCHED))
def test_a_rule_does_something_else_when_what_it_declares_to_read_is_different(rule: CompiledRule) -> None:
    assert declared_reads(rule) - month_rules.looks(writes_by_rule()).alone[rule.name] == set()


# the watch itself


class Meddler(Mechanism):
    """Looks at this and that in roundabout ways, and changes some of it."""

    name = "meddler"
    phase = Phase.PARTNERSHIP

    def step(self, model: World) -> None:
        """Meddle."""
        group = model.apart
        imagined = group.imagined(beliefs=group.beliefs.unlearned())  # copies whole records: no look
        assert imagined.beliefs.activity is not None
        assert model.organizations[0].staff_free >= 0.0  # a property
        assert float(model.households.arrays.savings.sum()) >= 0.0
        model.funds.cash[0] += 1.0  # in place
        model.rules.practice = model.rules.practice  # assigned, and the same as before
        group.month.audit_found = np.full(len(group), np.nan)
        group.plan = replace(group.plan, money_idr=group.plan.money_idr + 1.0)  # a record in place of another
        model.needs.history.append(model.needs.base)  # a list that grows
        model.note("meddled", "nobody")


def test_the_watch_sees_what_is_changed_and_looked_at() -> None:
    watch, model = Watch(), PartnershipModel(load_scenario("toy"), 1)
    meddle = watched_act(Meddler(), Meddler().step, model, watch)
    with noticing(watch):
        meddle(model)
    assert watch.changed["Meddler"] == {
        "funds.cash", "rules.practice", "agreements.month.audit_found", "agreements.plan.money_idr", "needs.history",
        "diary",
    }  # fmt: skip
    looked = watch.seen["Meddler"] - watch.changed["Meddler"]
    assert looked == {
        "agreements.beliefs.founding_reliability", "agreements.beliefs.founding_activity",
        "agreements.beliefs.activity", "organizations.staff_used", "households.savings", "needs.base",
    }  # fmt: skip


def test_nothing_is_noted_of_who_is_not_watched() -> None:
    watch, model = Watch(), PartnershipModel(load_scenario("toy"), 1)
    with noticing(watch):
        model.step()
    assert (watch.changed, watch.seen) == ({}, {})
    assert "__getattribute__" not in vars(Hamlets)


def test_a_false_declaration_is_named() -> None:
    class Liar(Mechanism):
        reads = ("hamlets.price", "funds.queue")
        writes = ("needs", "funds.cash")

    needs = {name for name in NAMES if name.startswith("needs.")}
    assert false_writes(Liar(), needs | {"funds.cash"}) == []
    assert false_writes(Liar(), needs | {"funds.lost"}) == ["changes funds.lost", "never changes funds.cash"]
    assert false_reads(Liar(), {"hamlets.price", "needs.base", "funds.queue"}) == []
    assert false_reads(Liar(), {"hamlets.price", "rules.left"}) == [
        "looks at rules.left",
        "never looks at funds.queue",
    ]
    assert unknown(("funds.csah", "agreements.month", "fund", "ledger")) == {"funds.csah", "fund"}


def test_the_picture_holds_all_state(watch: Watch) -> None:
    """Every name of state is changed or looked at by some mechanism, or it is none."""
    touched = set().union(*watch.changed.values(), *watch.seen.values())
    compiled = declared_reads(*WHOLE_MONTH) | {n for m in WHOLE_MONTH for n in spelled_out(m.writes)}
    assert NAMES - touched - compiled == set()
