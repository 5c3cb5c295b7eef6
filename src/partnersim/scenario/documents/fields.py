"""Building blocks of a scenario class: a strict frozen part, and fields that carry unit, range and source."""

import math
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from partnersim.scenario.documents.errors import nearest
from partnersim.scenario.documents.plausible import Plausible, Stated, refuse_unusable
from partnersim.scenario.documents.texts import unwritable
from partnersim.scenario.documents.units import known_unit
from partnersim.scenario.phrases import NO_WORDS, Phrase

Role = Literal["lever", "uncertainty", "constant"]
"""Who moves a parameter: a decision maker (lever), nature (uncertainty), or nobody in a study (constant)."""

ROLES: tuple[str, ...] = get_args(Role)

IF_ON: Literal["if on"] = "if on"
"""What ``Part.settles`` says of a form of the household economy: where it is off, the place has never had it."""

NO_UNIT = "-"
"""Unit shown for choices, switches and names, which are not quantities."""

PHRASE = "phrase"
"""Key under which an error of pydantic keeps our own message with what it was made of."""

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a rule about several fields finds wrong, and the one place that it is about.

    Attributes:
        place: field names, keys and positions from the part that holds the rule.
        message: a phrase that follows "field = value", or "field" where `of_key` is true.
        allowed: what would be accepted, in words; empty if the message says it.
        names: valid names, of which the nearest is suggested for `word`.
        of_key: whether the key at the place is wrong instead of the value under it.
    """

    place: Place
    message: Phrase
    allowed: Phrase = NO_WORDS
    word: str = ""
    names: tuple[str, ...] = ()
    of_key: bool = False


class Part(BaseModel):
    """A frozen piece of a scenario that refuses unknown keys, loose types, and values out of range.

    Numbers must be written as numbers and switches as true or false: nothing is converted from text.
    Bounds declared with `quantity` hold for the value and for every number inside a list or mapping.

    Attributes:
        settles: a mechanism has always worked in the place, so it is on while households settle before a run; False for
            one that begins with the run, if the scenario switches it on; `IF_ON` for a form of the household economy,
            in which the place has always lived unless the scenario switches it off, and then never.

    Raises:
        pydantic.ValidationError: A value has the wrong type, is out of range, or its key is unknown.
        ValueError: At class definition, a default lies outside its own range.
    """

    settles: ClassVar[bool | Literal["if on"]] = True

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        allow_inf_nan=False,
        protected_namespaces=(),
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            for error in _range_errors(field=field, value=field.default, place=(name,)):
                raise ValueError(f"{cls.__name__}: the default of {name} {error['type']}")

    @model_validator(mode="wrap")
    @classmethod
    def _strictly(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        # One pass over the raw values keeps the place of each fault, also inside lists and mappings,
        # and leaves discriminator fields free of validators, which pydantic does not allow there.
        strict = list(_strict_errors(cls=cls, data=data)) if isinstance(data, Mapping) else []
        try:
            made = handler(data)
        except ValidationError as error:
            raise _merged(title=cls.__name__, strict=strict, other=error) from None
        faults = strict or [_fault_error(fault) for fault in made.faults()]
        if faults:
            raise ValidationError.from_exception_data(cls.__name__, faults)
        return made

    def faults(self) -> Iterator[Fault]:
        """What is wrong between fields although each field by itself is fine; a class with such rules says so here."""
        return iter(())


def quantity(
    default: Any = ...,
    *,
    unit: str,
    low: float | None,
    high: float | None,
    source: str = "assumed",
    role: Role = "constant",
    plausible: Stated | None = None,
    doc: str,
) -> Any:
    """Declare a numeric field with its unit, inclusive range, source and role.

    Args:
        default: Value when the document is silent; `...` makes the field required.
        unit: A unit of the vocabulary (`partnersim.scenario.documents.units`); "1" for a pure number.
        low: Smallest allowed value in `unit`, or None for no lower bound.
        high: Largest allowed value in `unit`, or None for no upper bound.
        source: Where the default comes from; "assumed" when it is a modelling choice.
        role: Who moves the value in a study.
        plausible: Range within which the value may well lie in the world, narrower than what is allowed, or the
            reason why there is none (`partnersim.scenario.documents.plausible`). Every quantity of a scenario has it.
        doc: One sentence that says what the number means.

    Returns:
        A pydantic field whose `json_schema_extra` holds unit, low, high, source, role and plausible.

    Raises:
        ValueError: The unit, document sentence, source, role or a range is not usable.
    """
    if not unit.strip() or unit == NO_UNIT:
        raise ValueError('a quantity needs a unit; write "1" for a pure number')
    known_unit(unit)
    for bound in (low, high):
        if bound is not None and not math.isfinite(bound):
            raise ValueError("a bound must be finite; use None for no bound")
    if low is not None and high is not None and low > high:
        raise ValueError(f"empty range: low {low} is above high {high}")
    if isinstance(plausible, Plausible):
        refuse_unusable(plausible, low=low, high=high)
    return _field(
        default, unit=unit, low=low, high=high, source=source, role=role, plausible=plausible, doc=doc
    )


def choice(
    default: Any = ...,
    *,
    doc: str,
    source: str = "assumed",
    role: Role = "constant",
    plausible: Stated | None = None,
) -> Any:
    """Declare a field that is a name, a switch or one of several options.

    Args:
        default: Value when the document is silent; `...` makes the field required.
        doc: One sentence that says what the field means.
        source: Where the default comes from; "assumed" when it is a modelling choice.
        role: Who moves the value in a study.
        plausible: The reason why not every option is plausible, for what has no list of options.

    Returns:
        A pydantic field whose `json_schema_extra` holds unit "-", source and role.

    Raises:
        ValueError: The document sentence, source or role is not usable.
    """
    return _field(
        default, unit=NO_UNIT, low=None, high=None, source=source, role=role, plausible=plausible, doc=doc
    )


def switch(what_off_means: str, *, on: bool = True) -> bool:
    """Declare the switch of a mechanism.

    Args:
        what_off_means: what happens without the mechanism, a sentence in lower case with its full stop.
        on: its position where a scenario says nothing. A mechanism that is off by default begins with the run: its
            parameters say ``settles = False``, or ``IF_ON`` where the place has always lived by it.
    """
    word = "Switch" if on else "Switch, off by default"
    return choice(on, doc=f"{word}. Off: {what_off_means}", role="lever")  # type: ignore[no-any-return]


def field_range(field: FieldInfo) -> tuple[float | None, float | None]:
    """Give the inclusive range that a field declares, with None for an open side."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    low, high = extra.get("low"), extra.get("high")
    return (
        low if isinstance(low, int | float) else None,
        high if isinstance(high, int | float) else None,
    )


def field_note(field: FieldInfo, /, *, key: str, missing: str = "") -> str:
    """Give the text of one metadata entry of a field: its unit, source or role."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    return str(extra.get(key, missing))


def _field(
    default: Any, *, unit: str, low: float | None, high: float | None, source: str, role: str,
    plausible: Stated | None, doc: str,
) -> Any:  # fmt: skip
    if not doc.strip():
        raise ValueError("a scenario field needs a sentence that says what it means")
    if not source.strip():
        raise ValueError('a scenario field needs a source; write "assumed" for a modelling choice')
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}; use one of {', '.join(ROLES)}")
    extra: dict[str, Any] = {"unit": unit, "low": low, "high": high, "source": source, "role": role}
    if plausible is not None:
        extra["plausible"] = plausible.record()
    return Field(default, description=doc, json_schema_extra=extra)


def _strict_errors(*, cls: type[BaseModel], data: Mapping[Any, Any]) -> Iterator[InitErrorDetails]:
    """Yield one error per loosely typed or out-of-range value that `data` gives for the fields of `cls`."""
    for name, field, low, high in _looked_at(cls):
        if name in data and not _is_plainly_right(field.annotation, data[name], low=low, high=high):
            loose = list(_type_errors(annotation=field.annotation, value=data[name], place=(name,)))
            yield from loose or _range_errors(field=field, value=data[name], place=(name,))


@cache
def _looked_at(cls: type[BaseModel]) -> list[tuple[str, FieldInfo, float | None, float | None]]:
    """Fields of a class in which a loose type or a range can be broken, each with its range."""
    ranges = [(name, field, *field_range(field)) for name, field in cls.model_fields.items()]
    return [
        (name, field, low, high)
        for name, field, low, high in ranges
        if low is not None or high is not None or not _is_checked_inside(field.annotation)
    ]


def _is_checked_inside(annotation: Any) -> bool:
    """Whether a type holds nothing but scenario parts, which look at their own values, and listed words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _is_checked_inside(arguments[0])
    if origin in (Union, types.UnionType, tuple, list):
        return all(one is Ellipsis or _is_checked_inside(one) for one in arguments)
    return (
        origin is Literal
        or annotation is type(None)
        or (isinstance(annotation, type) and issubclass(annotation, BaseModel))
    )


def _is_plainly_right(annotation: Any, value: Any, *, low: float | None, high: float | None) -> bool:
    """Whether a switch, or a number within its range, is of the declared type: most values are, and need no more."""
    if annotation is bool:
        return type(value) is bool
    if annotation not in (int, float) or type(value) not in (int, float):
        return False
    return (low is None or value >= low) and (high is None or value <= high)


def _merged(*, title: str, strict: list[InitErrorDetails], other: ValidationError) -> ValidationError:
    """Join two sets of errors, leaving out of `other` what `strict` already says about the same place."""
    places = [error["loc"] for error in strict]
    kept: list[InitErrorDetails] = []
    for line in other.errors(include_url=False):
        if not any(line["loc"][: len(place)] == place for place in places):
            context = {str(key): item for key, item in line.get("ctx", {}).items()}
            fault = PydanticCustomError(line["type"], line["msg"], context)  # type: ignore[arg-type]
            kept.append(InitErrorDetails(type=fault, loc=line["loc"], input=line["input"]))
    return ValidationError.from_exception_data(title, [*strict, *kept])


def _type_errors(*, annotation: Any, value: Any, place: Place) -> Iterator[InitErrorDetails]:
    """Yield an error for each number or switch in `value` written as another type, and each unwritable text."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _type_errors(annotation=arguments[0], value=value, place=place)
    elif origin in (Union, types.UnionType):
        yield from _union_errors(options=arguments, value=value, place=place)
    elif origin in (tuple, list) and isinstance(value, tuple | list):
        for position, (item_type, item) in enumerate(_pairs(arguments, value)):
            yield from _type_errors(annotation=item_type, value=item, place=(*place, position))
    elif origin in (dict, Mapping) and isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(key, str) and (reason := unwritable(key)):
                yield _error(
                    "unwritable_text",
                    Phrase("has a key that {reason}", reason=reason),
                    place=place,
                    value=key,
                )
            yield from _type_errors(annotation=arguments[1], value=item, place=(*place, str(key)))
    elif annotation is str and isinstance(value, str):
        if reason := unwritable(value):
            yield _error("unwritable_text", reason, place=place, value=value)
    elif annotation in (int, float) and isinstance(value, bool | str | bytes):
        kind, text = "number_type", Phrase("must be a number")
        if annotation is int:
            kind, text = "whole_number_type", Phrase("must be a whole number")
        yield _error(kind, text, place=place, value=value)
    elif annotation is bool and not isinstance(value, bool):
        yield _error("switch_type", Phrase("must be true or false"), place=place, value=value)


def _union_errors(*, options: tuple[Any, ...], value: Any, place: Place) -> list[InitErrorDetails]:
    """Give the errors of the first option only if every option has some."""
    first: list[InitErrorDetails] = []
    for option in options:
        if option is type(None) and value is not None:
            continue
        errors = list(_type_errors(annotation=option, value=value, place=place))
        if not errors:
            return []
        first = first or errors
    return first


def _pairs(arguments: tuple[Any, ...], value: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Pair each item of a list or tuple value with the type that its place asks for."""
    items = list(value)
    if len(arguments) == 1 or (len(arguments) == 2 and arguments[1] is Ellipsis):
        return [(arguments[0], item) for item in items]
    return list(zip(arguments, items, strict=False))


def _range_errors(*, field: FieldInfo, value: Any, place: Place) -> Iterator[InitErrorDetails]:
    """Yield an error for each number in `value` outside the inclusive range that `field` declares."""
    low, high = field_range(field)
    if low is None and high is None:
        return
    for spot, number in _numbers(annotation=field.annotation, value=value, place=place):
        if (low is not None and number < low) or (high is not None and number > high):
            yield _error("out_of_range", Phrase("is out of range"), place=spot, value=number)


def _numbers(*, annotation: Any, value: Any, place: Place) -> Iterator[tuple[Place, float]]:
    """Yield every number in a scalar or in the containers that `annotation` allows, with its place.

    Numbers inside a scenario part are left out: the part has ranges of its own.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield place, value
        return
    for option in _alternatives(annotation):
        origin, arguments = get_origin(option), get_args(option)
        if origin in (tuple, list) and isinstance(value, tuple | list):
            for position, (item_type, item) in enumerate(_pairs(arguments, value)):
                yield from _numbers(annotation=item_type, value=item, place=(*place, position))
            return
        if origin in (dict, Mapping) and isinstance(value, Mapping):
            for key, item in value.items():
                yield from _numbers(annotation=arguments[1], value=item, place=(*place, str(key)))
            return


def _alternatives(annotation: Any) -> list[Any]:
    """Give the members of a union, or the type itself, without annotations around them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [found for option in get_args(annotation) for found in _alternatives(option)]
    return [annotation]


def _error(kind: str, message: Phrase, *, place: Place, value: Any) -> InitErrorDetails:
    fault = PydanticCustomError(kind, message, {PHRASE: message})  # type: ignore[arg-type]
    return InitErrorDetails(type=fault, loc=place, input=value)


def _fault_error(fault: Fault) -> InitErrorDetails:
    near = nearest(fault.word, among=fault.names) if fault.word else ""
    context = {"near": near, "allowed": fault.allowed, "of_key": fault.of_key, PHRASE: fault.message}
    return InitErrorDetails(
        type=PydanticCustomError("rule", fault.message.replace("{", "(").replace("}", ")"), context),  # type: ignore[arg-type]
        loc=fault.place,
        input=fault.word,
    )
