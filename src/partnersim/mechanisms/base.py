"""What a mechanism is: one rule in one file, with a phase, what it reads and writes, and its switch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

if TYPE_CHECKING:
    from partnersim.world.world import World


T = TypeVar("T")


class Phase(StrEnum):
    """The phases of a month, in order."""

    ENVIRONMENT = "environment"
    ORGANIZATIONS = "organizations"
    PARTNERSHIP = "partnership"
    SERVICES = "services"
    HOUSEHOLDS = "households"
    FUNDS = "funds"


def once(model: World, work_out: Callable[[World], T]) -> T:
    """`Mechanism.once` for functions that several mechanisms call."""
    try:  # every rule asks every month
        return cast(T, model.__dict__["_worked_out"][work_out])
    except KeyError:
        return model.__dict__.setdefault("_worked_out", {}).setdefault(work_out, work_out(model))  # type: ignore[no-any-return]


class Mechanism:
    """A rule of the model.

    A subclass states the rule in its docstring (equation, source), names the field under ``mechanisms:`` that holds
    its switch and parameters, and declares its phase and the state it reads and writes. Switched off, ``step`` is not
    called; ``off`` is, and by default does nothing.

    State is named ``"group.field"``, as ``"funds.cash"`` for a column, or ``"agreements.record.field"``, as
    ``"agreements.contract.terms"``; a group or record alone, as ``"services"``, stands for all of its fields.
    `agreements` are those of the scenario and the group of those who work apart. Money of organizations is
    ``"ledger"``. ``writes`` is what the rule may change; ``reads`` is what else it looks at, since what it writes it
    may look at too. Tests hold both against all state, in both directions: nothing undeclared, nothing in vain.

    What it raises or lowers is a column whose mean over the place is higher or lower with the rule than without it, as
    ``"households.consumption"``; a test lives three pairs of runs to see whether it is.
    """

    name: ClassVar[str]
    phase: ClassVar[Phase]
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ()
    raises: ClassVar[str] = ""
    lowers: ClassVar[str] = ""

    def step(self, model: World) -> None:
        """Carry out the rule for this month."""
        raise NotImplementedError

    def off(self, model: World) -> None:
        """What happens in a month in which the mechanism is switched off: nothing."""

    def once(self, model: World, work_out: Callable[[World], T]) -> T:
        """What ``work_out`` makes of a model, worked out when first asked for and kept as long as the model lives.

        For what the scenario says and what cannot change in a run, as numbers of accounts; never for state.
        """
        return once(model, work_out)

    def parameters(self, model: World) -> Any:
        """The mechanism's frozen parameters in this run; None for a part of the month without a switch."""
        return getattr(model.spec.mechanisms, self.name, None)

    def own_parameters(self, model: World) -> Mapping[str, float]:
        """What the scenario says under ``own`` and this name, for a rule that is no part of the model."""
        return (model.spec.own or {}).get(self.name, {})


class CompiledRule(Mechanism):
    """A rule that runs inside the compiled household month and has no step of its own.

    It ``writes`` what is different after a month without it, and ``reads`` what, different before the month, makes it
    do something else. What the month changes or looks at whatever is switched off, as savings, it may leave to
    `HouseholdMonth`.
    """

    phase = Phase.HOUSEHOLDS

    def step(self, model: World) -> None:
        """Nothing: the compiled household month carries the rule out."""
