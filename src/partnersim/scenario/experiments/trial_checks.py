"""What the arms and outcomes of a trial must agree on, and what a trial can live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from partnersim.scenario.documents.errors import did_you_mean, nearest
from partnersim.scenario.experiments.trial_outcomes import Outcome
from partnersim.scenario.experiments.trial_parts import SHOCKS
from partnersim.scenario.parameters.mechanisms import Mechanisms
from partnersim.scenario.phrases import Phrase

_LIVED = ("partnersim.scenario.parameters.households.", "partnersim.scenario.parameters.environment.hamlets")
_NOT_LIVED = ("loan_standing", "surplus_sharing")


def lived_by_a_trial(path: str, /) -> bool:
    """Whether a trial of households lives by a field of a scenario: its place, or a rule of households and hamlets."""
    group, _, rest = path.partition(".")
    if group != "mechanisms":
        return group == "place"
    name = rest.partition(".")[0]
    field = Mechanisms.model_fields.get(name)
    if field is None:
        return True  # no mechanism at all: reading the scenario says so, with the nearest name
    return field.annotation is not None and (
        field.annotation.__module__.startswith(_LIVED) and name not in _NOT_LIVED
    )


def known_arm(where: Phrase | str, name: str, arms: Sequence[str], /) -> None:
    """Refuse an arm that nobody defined.

    Raises:
        ValueError: with the place that names it, the arms there are, and the nearest of them.
    """
    if name not in arms:
        near = nearest(name, among=tuple(arms))
        hint = did_you_mean(near) if near else ""
        raise ValueError(
            Phrase(
                "{where} names the arm '{name}', which nobody defined; arms: {arms}{hint}",
                where=where,
                name=name,
                arms=", ".join(arms),
                hint=hint,
            )
        )


def check_over(outcomes: Sequence[Outcome], arms: Sequence[str], /) -> None:
    """Ratios name an outcome that stands before them, has an effect of its own, and an arm that is there.

    Raises:
        ValueError: one does not.
    """
    before: dict[str, Outcome] = {}
    for outcome in outcomes:
        if outcome.over is not None:
            where = Phrase("outcome '{name}'", name=outcome.name)
            below = before.get(outcome.over)
            if below is None:
                near = nearest(outcome.over, among=tuple(before))
                hint = did_you_mean(near) if near else ""
                raise ValueError(
                    Phrase(
                        "{where} is over '{over}', which no outcome before it is called{hint}",
                        where=where,
                        over=outcome.over,
                        hint=hint,
                    )
                )
            if below.over is not None:
                raise ValueError(
                    Phrase(
                        "{where} is over '{over}', which is a ratio itself", where=where, over=outcome.over
                    )
                )
            if outcome.over_arm is not None and outcome.over_arm not in (below.arms or arms):
                raise ValueError(
                    Phrase(
                        "{where}: '{over}' is not taken for the arm '{over_arm}'",
                        where=where,
                        over=outcome.over,
                        over_arm=outcome.over_arm,
                    )
                )
        before[outcome.name] = outcome


def check_shocks(arms: Mapping[str, Sequence[Any]], /, *, unit: str) -> None:
    """What happens to everybody in a cluster happens under all arms, where arms share clusters.

    Raises:
        ValueError: households are the unit, and arms have different shocks.
    """
    if unit == "household":
        shocks = {name: [part for part in parts if part.kind in SHOCKS] for name, parts in arms.items()}
        first = next(iter(shocks.values()))
        if any(those != first for those in shocks.values()):
            text = Phrase(
                "an income_shock or price_shock reaches everybody in a cluster: with 'unit: household' "
                "every arm"
            )
            raise ValueError(Phrase("arms: {text}, the control arm too, needs the same", text=text))
