"""Every parameter of a scenario as a table, and the JSON schema of a scenario class."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from partnersim.scenario.documents.fields import NO_UNIT, field_note, field_range
from partnersim.scenario.documents.plausible import NoRange, Plausible, stated_for
from partnersim.scenario.documents.shape import only_whole

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def parameter_table(scenario: BaseModel, /) -> list[dict[str, Any]]:
    """List every parameter with its path, value, unit, range, source, role and meaning.

    Returns:
        One row per field that is not itself a group, in the order of the classes, with keys path,
        value, unit, low, high, plausible_low, plausible_high, plausible_source (where the plausible range comes from,
        or why there is none), source, role and doc. Paths name list items as `--set` does.
    """
    return [_row(value, field=field, path=path) for path, value, field in parameter_fields(scenario)]


def parameter_fields(scenario: BaseModel, /) -> Iterator[tuple[tuple[str, ...], Any, FieldInfo]]:
    """Give path, value and field of every parameter that is not itself a group, in the order of the classes."""
    yield from _rows(scenario, path=())


def about_group(scenario: BaseModel, path: str, /) -> str:
    """The first sentence about the rule or the part of a scenario that a parameter belongs to.

    Args:
        scenario: the scenario. path: dotted path of the parameter, as `parameter_table` gives it.
    """
    here: Any = scenario
    for key in path.split(".")[:-1]:
        if isinstance(here, tuple | list):
            here = next(item for item in here if item.name == key)
        else:
            here = here[key] if isinstance(here, Mapping) else getattr(here, key)
    about = inspect.getdoc(type(here)) or ""
    return about.split("\n\n")[0].replace("\n", " ")


def json_schema(model_cls: type[BaseModel], /) -> dict[str, Any]:
    """Give the JSON schema of a scenario class, with ranges as `minimum` and `maximum`."""
    schema = {"$schema": SCHEMA_DIALECT, **model_cls.model_json_schema()}
    for part in (schema, *schema.get("$defs", {}).values()):
        for field in part.get("properties", {}).values():
            _bound(field, low=field.get("low"), high=field.get("high"))
    return schema


def _rows(part: BaseModel, *, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, FieldInfo]]:
    for name, field in type(part).model_fields.items():
        yield from _value_rows(getattr(part, name), field=field, path=(*path, name))


def _value_rows(
    value: Any, *, field: FieldInfo, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Any, FieldInfo]]:
    if isinstance(value, BaseModel):
        yield from _rows(value, path=path)
    elif isinstance(value, tuple | list) and any(isinstance(item, BaseModel) for item in value):
        for position, item in enumerate(value):
            label = getattr(item, "name", None)
            word = label if isinstance(label, str) and label else str(position)
            yield from _value_rows(item, field=field, path=(*path, word))
    elif isinstance(value, Mapping) and any(isinstance(item, BaseModel) for item in value.values()):
        for key, item in value.items():
            yield from _value_rows(item, field=field, path=(*path, str(key)))
    else:
        yield path, value, field


def _row(value: Any, *, field: FieldInfo, path: tuple[str, ...]) -> dict[str, Any]:
    low, high = field_range(field)
    return {
        "path": ".".join(path),
        "value": value,
        "unit": field_note(field, key="unit", missing=NO_UNIT),
        "low": low,
        "high": high,
        **_plausible(value, field=field),
        "source": field_note(field, key="source", missing="assumed"),
        "role": field_note(field, key="role", missing="constant"),
        "doc": field.description or "",
    }


def _plausible(value: Any, *, field: FieldInfo) -> dict[str, Any]:
    """The plausible range around the present value, and its source or the reason why there is none."""
    low, high = field_range(field)
    match stated_for(field):
        case Plausible() as stated:
            ends = stated.ends(value, whole=only_whole(field.annotation), low=low, high=high)
            source = stated.source
        case NoRange() as stated:
            ends, source = None, f"none: {stated.reason}"
        case _:
            ends, source = None, ""
    first, last = ends or (None, None)
    return {"plausible_low": first, "plausible_high": last, "plausible_source": source}


def _bound(schema: dict[str, Any], *, low: float | None, high: float | None) -> None:
    """Write a range into the numeric parts of a field's schema, also inside lists and alternatives."""
    if schema.get("type") in ("number", "integer"):
        if low is not None:
            schema["minimum"] = low
        if high is not None:
            schema["maximum"] = high
    by_form = schema.get("patternProperties", {}).values()
    for inner in (schema.get("items"), schema.get("additionalProperties"), *by_form):
        if isinstance(inner, dict):
            _bound(inner, low=low, high=high)
    for inner in (*schema.get("anyOf", ()), *schema.get("prefixItems", ())):
        _bound(inner, low=low, high=high)
