"""All state of a world by name, and watchers of what a mechanism changes and looks at.

A name is "group.field", or "agreements.record.field" for what stands in a record of an agreement. `agreements` are all
groups of organizations that plan and deliver: the agreements of the scenario and those who work apart.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from types import FrameType
from typing import Any

import numpy as np

from partnersim.engine.model import PartnershipModel
from partnersim.mechanisms import MONTH, Mechanism
from partnersim.mechanisms.base import CompiledRule
from partnersim.mechanisms.households.household_month import HouseholdMonth
from partnersim.scenario.spec import Scenario
from partnersim.world.agreement_books import Accounts, Month, Year
from partnersim.world.agreements import AgreementState, Group
from partnersim.world.beliefs import Beliefs, Views
from partnersim.world.contracts import Contract, Life, Plan
from partnersim.world.disputes import Disputes
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import COLUMN_NAMES, HouseholdArrays
from partnersim.world.jobs import Jobs
from partnersim.world.ledger import Ledger
from partnersim.world.needs import NeedsState
from partnersim.world.organizations import FirmPopulation, OrganizationColumns
from partnersim.world.programme_area import ProgrammeArea
from partnersim.world.rules import RulesInForce
from partnersim.world.sanctions import Sanctions
from partnersim.world.world import World

RECORDS = {
    "contract": Contract, "beliefs": Beliefs, "views": Views, "plan": Plan, "month": Month, "year": Year,
    "accounts": Accounts, "life": Life, "disputes": Disputes, "sanctions": Sanctions,
}  # fmt: skip
"""Records of an agreement by the field that holds them."""

IDENTITY = {
    "organizations": {
        "entities", "cash", "public", "staff", "absorptive_idr", "takes_money", "asks_accounts", "credit_share",
        "own_money_misused",
    },
    "agreements": {
        "spec", "name", "number", "members", "columns", "rows", "entities", "by_aspect", "pairs", "pairs_by_aspect",
        "ranks",
    },
    "firms": {"count", "entities"},
}
"""Fields that say who somebody is: names, numbers, keys of draws. Nothing can change them; money is `ledger`."""

GROUPS = ("hamlets", "services", "funds", "jobs", "firms", "rules", "needs", "area", "organizations")
"""Parts of a world with one owner, whose fields are state."""

PARTS = {"organizations": "organization_columns"}
"""Attribute of a world that holds a part, where it is not of the part's name."""

WHOLE = ("ledger", "diary", "household_flows")
"""Parts of a world that count as one name."""


def _own_fields(owner: type) -> set[str]:
    """Fields of a class of state: those of a dataclass, else those that its constructor assigns."""
    if is_dataclass(owner):
        return {f.name for f in fields(owner)}
    code = owner.__init__.__code__  # type: ignore[misc]
    return {name for name in code.co_names if name in _assigned(owner)}


def _assigned(owner: type) -> set[str]:
    """Names to which the constructor of a class assigns, as ``self.name = ...``."""
    import dis

    return {step.argval for step in dis.get_instructions(owner.__init__) if step.opname == "STORE_ATTR"}  # type: ignore[misc]


_CLASSES: dict[str, type] = {
    "hamlets": Hamlets, "services": Services, "funds": Funds, "jobs": Jobs, "firms": FirmPopulation,
    "rules": RulesInForce, "needs": NeedsState, "area": ProgrammeArea, "organizations": OrganizationColumns,
    "agreements": Group, **{f"agreements.{part}": record for part, record in RECORDS.items()},
}  # fmt: skip


def _leaves() -> dict[str, frozenset[str]]:
    """Fields of every group that are state."""
    found = {
        group: _own_fields(owner) - IDENTITY.get(group, set()) - (set(RECORDS) if owner is Group else set())
        for group, owner in _CLASSES.items()
    }
    return {"households": frozenset(COLUMN_NAMES), **{g: frozenset(names) for g, names in found.items()}}


LEAVES = _leaves()
NAMES = frozenset({*WHOLE, *(f"{group}.{name}" for group, names in LEAVES.items() for name in names)})
"""Names of all state."""


def spelled_out(declared: tuple[str, ...]) -> set[str]:
    """The names that a declaration stands for: "services" and "agreements.year" are all of their fields."""
    return {
        name for name in NAMES for word in declared if name == word or name.startswith(f"{word}.")
    }  # a word that is no name stands for nothing


def unknown(declared: tuple[str, ...]) -> set[str]:
    """Words of a declaration that name no state."""
    return {word for word in declared if not spelled_out((word,))}


def _value(value: Any) -> Any:
    """A value that stays as it is, for comparison bit by bit."""
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    if isinstance(value, float):
        return np.float64(value).tobytes()
    if isinstance(value, dict):
        return tuple((key, _value(item)) for key, item in value.items())
    if isinstance(value, set):
        return frozenset(value)
    if isinstance(value, list | tuple):
        return len(value), tuple(_value(item) for item in value[-2:])
    if is_dataclass(value):
        return tuple(_value(getattr(value, f.name)) for f in fields(value))
    return value


def picture(world: World) -> dict[str, Any]:
    """All state by name; lists that only grow by their length and end."""
    c = world.households.arrays
    seen = {f"households.{name}": _value(getattr(c, name)) for name in COLUMN_NAMES}
    for group in GROUPS:
        part = getattr(world, PARTS.get(group, group))
        seen |= {f"{group}.{name}": _value(getattr(part, name, None)) for name in LEAVES[group]}
    everybody: list[Any] = [*world.agreements, world.apart]
    owners: list[tuple[str, list[Any]]] = [("agreements", everybody)]
    owners += [(f"agreements.{part}", [getattr(group, part) for group in everybody]) for part in RECORDS]
    for group, records in owners:
        seen |= {
            f"{group}.{name}": tuple(_value(getattr(record, name)) for record in records)
            for name in LEAVES[group]
        }
    seen["ledger"] = _value(list(world.ledger._books))
    seen["diary"] = len(world.diary)
    seen["household_flows"] = _value(world.household_flows)
    return seen


COPYING = ("dataclasses.py", "arrays.py", "<string>")
"""Files whose code copies records whole."""


def _copies(frame: FrameType) -> bool:
    """Whether the code of a frame copies records whole, to imagine other ones: it looks at nothing."""
    code = frame.f_code
    return code.co_filename.endswith(COPYING) or code is Group.imagined.__code__


class Watch:
    """What each mechanism changed and looked at so far, by its class name.

    Attributes:
        changed, seen: names of state by name of mechanism. What is assigned counts as changed, though it may have
            been the same before.
    """

    def __init__(self) -> None:
        self.changed: dict[str, set[str]] = {}
        self.seen: dict[str, set[str]] = {}
        self.acting: tuple[set[str], set[str]] | None = None

    def look(self, name: str) -> None:
        """Note that the acting mechanism looks at the state called ``name``."""
        if self.acting is not None and not _copies(sys._getframe(2)):
            self.acting[0].add(name)

    def assign(self, name: str) -> None:
        """Note that the acting mechanism assigns to the state called ``name``."""
        if self.acting is not None and not _copies(sys._getframe(2)):
            self.acting[1].add(name)

    def over(self, mechanism: Mechanism, act: Callable[[Any], None]) -> Callable[[Any], None]:
        """The mechanism's act with a picture of all state before and after, and every look noted."""
        key = type(mechanism).__name__
        changed, seen = self.changed.setdefault(key, set()), self.seen.setdefault(key, set())

        def watched(world: Any) -> None:
            before = picture(world)
            self.acting = seen, changed
            try:
                act(world)
            finally:
                self.acting = None
            after = picture(world)
            changed.update(name for name, value in after.items() if before[name] != value)

        return watched


def _looking(watch: Watch, group: str, owner: type) -> Callable[[Any, str], Any]:
    plain, names = owner.__getattribute__, LEAVES[group]  # type: ignore[attr-defined]

    def getattribute(self: Any, name: str) -> Any:
        if name in names:
            watch.look(f"{group}.{name}")
        return plain(self, name)

    return getattribute


def _assigning(watch: Watch, group: str, owner: type) -> Callable[[Any, str, Any], None]:
    plain, names = owner.__setattr__, LEAVES[group]

    def setattribute(self: Any, name: str, value: Any) -> None:
        if name in names:
            watch.assign(f"{group}.{name}")
        plain(self, name, value)

    return setattribute


def _change_contract(watch: Watch) -> Callable[..., None]:
    plain = AgreementState.change_contract

    def change_contract(self: AgreementState, **changes: Any) -> None:
        for name in changes:
            watch.assign(f"agreements.contract.{name}")
        plain(self, **changes)

    return change_contract


@contextmanager
def noticing(watch: Watch) -> Iterator[None]:
    """While this holds, ``watch`` notes which fields of state an acting mechanism looks at and assigns to."""
    frozen = {Contract, Beliefs, Views, Plan, Accounts, ProgrammeArea}
    patched = [(owner, "__getattribute__") for owner in (*_CLASSES.values(), World, Ledger)]
    patched += [(owner, "__setattr__") for owner in _CLASSES.values() if owner not in frozen]
    patched.append((AgreementState, "change_contract"))
    own = [(owner, method, owner.__dict__.get(method)) for owner, method in patched]
    whole = {World: {"diary", "household_flows"}, Ledger: set()}
    for group, owner in _CLASSES.items():
        owner.__getattribute__ = _looking(watch, group, owner)  # type: ignore[method-assign]
        if owner not in frozen:
            owner.__setattr__ = _assigning(watch, group, owner)  # type: ignore[method-assign,assignment]
    AgreementState.change_contract = _change_contract(watch)  # type: ignore[method-assign]
    for owner, names in whole.items():
        plain = owner.__getattribute__

        def getattribute(self: Any, name: str, plain: Any = plain, names: Any = names) -> Any:
            if name in names:
                watch.look(name)
            elif name in ("_books", "_balance", "_turnover"):
                watch.look("ledger")
            return plain(self, name)

        owner.__getattribute__ = getattribute  # type: ignore[method-assign]
    try:
        yield
    finally:
        for owner, method, before in own:
            if before is None:
                delattr(owner, method)
            else:
                setattr(owner, method, before)


class SeenColumns(HouseholdArrays):  # type: ignore[misc]
    """Columns of households that note who looks at them."""

    watch: Watch

    def __getattribute__(self, name: str) -> Any:
        if name in LEAVES["households"]:
            type(self).watch.look(f"households.{name}")
        return super().__getattribute__(name)


def watched_act(
    mechanism: Mechanism, act: Callable[[Any], None], model: PartnershipModel, watch: Watch
) -> Callable[[Any], None]:
    """The act of a mechanism in a model, watched, columns of households with it.

    Compiled code takes these whole, so what the household month looks at is not seen.
    """
    plain = model.households.arrays
    noted = type("Noted", (SeenColumns,), {"watch": watch})(*plain)
    columns, over = plain if isinstance(mechanism, HouseholdMonth) else noted, watch.over(mechanism, act)

    def acting(world: Any) -> None:
        world.households.arrays = columns
        over(world)
        world.households.arrays = plain

    return acting


def lived_and_watched(spec: Scenario, watch: Watch, *, seed: int = 3) -> None:
    """Live all months of a scenario with every act watched."""
    model = PartnershipModel(spec, seed)
    model.acts = tuple(
        act if isinstance(mechanism, CompiledRule) else watched_act(mechanism, act, model, watch)
        for mechanism, act in zip(MONTH, model.acts, strict=True)
    )
    with noticing(watch):
        for _ in range(spec.time.months):
            model.step()
