"""What can be moved in a scenario, and the values that are plausible for it there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from partnersim.scenario.documents.describe import parameter_fields
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.documents.fields import Role, field_note, field_range
from partnersim.scenario.documents.plausible import NoRange, Plausible, stated_for
from partnersim.scenario.documents.shape import listed_options, only_whole
from partnersim.scenario.idle import idle_because
from partnersim.scenario.partnership import Terms
from partnersim.scenario.reading import changed
from partnersim.scenario.spec import Scenario


@dataclass(frozen=True, kw_only=True)
class Lever:
    """Something that can be moved in a scenario.

    Attributes:
        path: dotted path. role: who moves it. value: what the scenario has.
        tried: plausible values other than that, by the words for them: "low" and "high", or the name of an option.
        sets: what is set for each of them, by dotted path.
        idle: why it can do nothing in this scenario, as far as that can be read off it; "" if it may do something.
        untried: why there is nothing to try; "" if there is.
    """

    path: str
    role: str
    value: Any
    tried: Mapping[str, Any]
    sets: Mapping[str, Mapping[str, Any]]
    idle: str = ""
    untried: str = ""


def levers_of(
    spec: Scenario, /, *, roles: Sequence[Role] = ("lever",), under: Sequence[str] = ()
) -> list[Lever]:
    """Everything of some roles that can be moved in a scenario, in the order of its classes.

    Terms of an agreement stand among the levers also where a pattern gives them. What a value would make of the
    scenario is checked: one that cannot be is not tried.

    Args:
        spec: the scenario.
        roles: who moves it: lever, uncertainty, constant.
        under: only those at or below one of these paths; all if empty.
    """
    return [_lever(spec, *of) for of in _fields_of(spec, roles) if _is_under(of[0], under)]


def lever_paths(spec: Scenario, /, *, roles: Sequence[Role] = ("lever",)) -> list[str]:
    """Paths of everything of some roles in a scenario, in the order of `levers_of`, with no value tried."""
    return [path for path, _, _ in _fields_of(spec, roles)]


def plausible_ends(spec: Scenario, path: str, /) -> tuple[float, float] | None:
    """Ends of the plausible range of a number in a scenario, in its unit.

    None where the field has no such range, or states factors on a value that is empty or 0 here.
    """
    for name, value, field in _all_fields(spec):
        if name == path:
            stated = stated_for(field)
            ends = _ends(value, field, stated) if isinstance(stated, Plausible) else {}
            return (ends["low"], ends["high"]) if ends and not isinstance(value, Mapping) else None
    return None


def _is_under(path: str, under: Sequence[str]) -> bool:
    return not under or any(path == one or path.startswith(f"{one}.") for one in under)


def _fields_of(spec: Scenario, roles: Sequence[Role]) -> Iterator[tuple[str, Any, FieldInfo]]:
    for path, value, field in _all_fields(spec):
        if field_note(field, key="role", missing="constant") in roles:
            yield path, value, field


def _all_fields(spec: Scenario) -> Iterator[tuple[str, Any, FieldInfo]]:
    given = {a.name for a in spec.agreements if a.terms is not None}
    for path, value, field in parameter_fields(spec):
        if len(path) == 3 and path[0] == "agreements" and path[2] == "terms" and path[1] not in given:
            agreement = next(a for a in spec.agreements if a.name == path[1])
            for name, term in Terms.model_fields.items():
                yield ".".join((*path, name)), getattr(agreement.agreed_terms, name), term
        else:
            yield ".".join(path), value, field


def _lever(spec: Scenario, path: str, value: Any, field: FieldInfo) -> Lever:
    values, untried = _values(value, field)
    sets: dict[str, dict[str, Any]] = {}
    tried: dict[str, Any] = {}
    for name, other in values.items():
        for word, made in _ways(spec, path, name, other):
            untried = _refused(spec, made)
            if not untried:
                sets[word], tried[word] = made, other
                break
    return Lever(
        path=path, role=field_note(field, key="role", missing="constant"), value=value, tried=tried, sets=sets,
        idle=spec.inert.get(path) or idle_because(spec, path), untried="" if sets else untried,
    )  # fmt: skip


def _values(value: Any, field: FieldInfo) -> tuple[dict[str, Any], str]:
    """Plausible values other than the present one by name, or why there are none."""
    listed = listed_options(field.annotation)
    if listed:
        return {_word(one): one for one in listed if one != value}, "has no other option"
    match stated_for(field):
        case NoRange() as stated:
            return {}, stated.reason
        case Plausible() as stated:
            ends = _ends(value, field, stated)
            if not ends:
                return {}, "is empty or 0 here, and its plausible range is stated as factors"
            return {name: end for name, end in ends.items() if end != value}, "has no other plausible value"
        case _:
            return {}, "states no plausible range"


def _ends(value: Any, field: FieldInfo, stated: Plausible) -> dict[str, Any]:
    low, high = field_range(field)
    whole = only_whole(field.annotation)
    if isinstance(value, Mapping):
        if not (value and stated.factors):
            return {}
        by_key = {
            key: stated.ends(one, whole=whole, low=low, high=high) or (one, one) for key, one in value.items()
        }
        return {
            name: {key: ends[i] for key, ends in by_key.items()} for i, name in enumerate(("low", "high"))
        }
    ends = stated.ends(value, whole=whole, low=low, high=high)
    return {} if ends is None else {"low": ends[0], "high": ends[1]}


def _ways(spec: Scenario, path: str, name: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """What to set for a value; where an agreement names no leader and may need one, its first member leads."""
    sets = _set(spec, path, value)
    yield name, sets
    parts = path.split(".")
    if parts[0] == "agreements" and (parts[2] in ("pattern", "terms")):
        agreement = next(a for a in spec.agreements if a.name == parts[1])
        if agreement.leader is None:
            first = agreement.members[0]
            yield f"{name} under {first}", {**sets, f"agreements.{parts[1]}.leader": first}


def _set(spec: Scenario, path: str, value: Any) -> dict[str, Any]:
    """What to set: the value, and with a term that a pattern gives, the other terms of the pattern."""
    parts = path.split(".")
    if parts[0] == "agreements" and len(parts) == 4 and parts[2] == "terms":
        agreement = next(a for a in spec.agreements if a.name == parts[1])
        terms = agreement.agreed_terms
        all_terms = {name: getattr(terms, name) for name in Terms.model_fields}
        return {".".join(parts[:3]): {**all_terms, parts[3]: value}}
    return {path: value}


def _refused(spec: Scenario, sets: Mapping[str, Any]) -> str:
    """Why a scenario cannot be so; "" if it can."""
    try:
        changed(spec, overrides=sets)
    except ScenarioError as error:
        return error.problems[0].message
    return ""


def _word(option: Any) -> str:
    return {True: "on", False: "off"}[option] if isinstance(option, bool) else str(option)
