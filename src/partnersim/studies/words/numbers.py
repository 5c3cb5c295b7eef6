"""Numbers and units for people: one way of writing them for the terminal, the report and the pages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache
from typing import Any

from babel import Locale
from babel.numbers import NumberPattern, format_decimal, parse_pattern

from partnersim.studies.words.catalogue import noted, translations

MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"
"""Stands for a number that is not known."""

_SCALES = ((1e12, noted("trillion")), (1e9, noted("billion")), (1e6, noted("million")))
_UNITS = (
    noted("%"), noted("points"), noted("households"), noted("household"), noted("enterprises"),
    noted("enterprise"), noted("workers"), noted("ratio"), noted("units"), noted("turns"), noted("firms"),
    noted("months"), noted("month"), noted("year"), noted("person"), noted("member"), noted("index"),
    noted("number"), noted("agreements"), noted("organizations"), noted("0 to 1"),
    noted("1 = joint money's best use"), noted("hamlet"), noted("hamlets"), noted("package"), noted("place"),
    noted("producer"), noted("unit"), noted("visit"), noted("disputes"), noted("hours"), noted("members"),
    noted("observations"), noted("per_month"), noted("person months"), noted("persons"), noted("processes"),
    noted("runs"), noted("share of profit"), noted("threads"), noted("villages"), noted("weeks"),
)  # fmt: skip
_COUNTED = ("households", "enterprises", "workers", "units", "firms", "months", "agreements", "organizations")
_FIGURES, _MOST_PLACES, _MOST_FIGURES = 3, 6, 5
_EVERY_DIGIT = Context(prec=400)
"""Keeps every digit of every number of a computer, the largest of which has 309 before the point."""

_SEEN = 1e-3
"""Share of an interval's half width from which an end of it is told from nought."""


@dataclass(frozen=True)
class Form:
    """How numbers that stand together are written.

    Attributes:
        divisor: what values are divided by.
        word: scale in words after the number, such as "billion"; empty for none.
        places: decimals; None for three figures of each number.
    """

    divisor: float = 1.0
    word: str = ""
    places: int | None = None


@dataclass(frozen=True)
class EstimateText:
    """A value and the ends of its interval, written with the same decimals and scale."""

    value: str
    low: str
    high: str


def number_text(value: float, /, *, unit: str = "number", language: str = "en", signed: bool = False) -> str:
    """A number as people read it: three figures, per cent for shares, rupiah with their scale in words.

    Indonesians read M as 10^9 and English readers as 10^6, so scales are written out.

    Args:
        value: the number; an en dash is shown for one that is not.
        unit: unit of the measure.
        language: "en" or "id" (decimal comma, point between thousands).
        signed: write the plus sign too.
    """
    return _written(value, unit, _form(unit, value), language, signed)


def value_text(value: float, /, *, unit: str, language: str = "en") -> str:
    """A value with its unit, for a sentence."""
    return _with_unit(number_text(value, unit=unit, language=language), value, unit, language)


def difference_text(value: float, /, *, unit: str, language: str = "en") -> str:
    """A difference: signed, and in percentage points where the measure is a share."""
    text = number_text(value, unit=unit, language=language, signed=True)
    return f"{text} {_say('points', language)}" if unit == "share" and text != NONE else text


def change_text(value: float, /, *, unit: str, language: str = "en") -> str:
    """A difference with its unit, for where no value of the measure stands beside it."""
    if unit == "share":
        return difference_text(value, unit=unit, language=language)
    return _with_unit(number_text(value, unit=unit, language=language, signed=True), value, unit, language)


def size_text(value: float, /, *, unit: str, language: str = "en") -> str:
    """A size without a sign, such as a standard error: in percentage points where the measure is a share."""
    text = number_text(value, unit=unit, language=language)
    return f"{text} {_say('points', language)}" if unit == "share" and text != NONE else text


def p_text(value: float, /, *, language: str = "en") -> str:
    """A p or q with three decimals; one below a thousandth is said to be so, since none is nought."""
    if 0.0 <= value < 0.001:
        return f"< {fixed_text(0.001, 3, language=language)}"
    return fixed_text(value, 3, language=language)


def estimate_text(
    value: float,
    low: float,
    high: float,
    /,
    *,
    unit: str = "number",
    language: str = "en",
    signed: bool = False,
) -> EstimateText:
    """A value and its interval with as many decimals as show two figures of the interval's half width.

    Args:
        value: the estimate.
        low: lower end; where it is no number the value stands alone.
        high: upper end.
        unit: unit of the measure.
        language: "en" or "id".
        signed: write the plus sign too, as for differences.
    """
    form = _joint_form(unit, value, low, high)
    return EstimateText(*(_written(number, unit, form, language, signed) for number in (value, low, high)))


def interval_text(shown: EstimateText, /) -> str:
    """The ends of an interval for a table, the scale in words once; an en dash where there is none."""
    if NONE in (shown.low, shown.high):
        return NONE
    low, _, word = shown.low.partition(" ")
    return f"{low if shown.high.endswith(f' {word}') else shown.low} … {shown.high}"


def fixed_text(value: float, /, places: int, *, language: str = "en", signed: bool = False) -> str:
    """A number with so many decimals."""
    return _written(value, "number", Form(places=places), language, signed)


def exact_text(value: Any, /, *, language: str = "en") -> str:
    """A value as it was set: every digit, thousands apart from ten thousand on; lists and mappings item by item."""
    if value is None or value == "":
        return NONE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        items = (f"{key}: {exact_text(item, language=language)}" for key, item in value.items())
        return ", ".join(items) or NONE
    if isinstance(value, tuple | list):
        return ", ".join(exact_text(item, language=language) for item in value) or NONE
    if not isinstance(value, int | float):
        return str(value)
    size = abs(value)
    if not math.isfinite(value):
        return number_text(value, language=language)
    if size >= 1e12 or 0.0 < size < 1e-6:
        return f"{value:g}".replace("-", MINUS)
    pattern = "#,##0.##########" if size >= 1e4 else "0.##########"
    return _localized(Decimal(repr(value)), pattern, language)


def statistic_text(value: float | None, /, *, unit: str = "", language: str = "en") -> str:
    """A measured value beside a published one: nothing for none, true or false for a statement."""
    if value is None or math.isnan(value):
        return ""
    if unit == "bool":
        return "true" if value >= 1.0 else "false"
    return number_text(value, language=language)


def unit_text(unit: str, /, *, language: str = "en") -> str:
    """A unit as table headings show it; shares are in per cent, money in Rp."""
    shown = "%" if unit == "share" else unit.replace("IDR", "Rp")
    if shown in _UNITS:
        return _say(shown, language)
    return "/".join(_say(part, language) if part in _UNITS else part for part in shown.split("/"))


def scale_word(word: str, /, *, language: str = "en") -> str:
    """million, billion or trillion in a language."""
    return _say(word, language)


def _say(message: str, language: str) -> str:
    return translations(language).gettext(message)


def _with_unit(text: str, value: float, unit: str, language: str) -> str:
    if text == NONE:
        return text
    if unit == "share":
        return f"{text} %"
    if unit.startswith("IDR"):
        return " per ".join([text, *(unit_text(part, language=language) for part in unit.split("/")[1:])])
    if unit in _COUNTED:
        name = unit.removesuffix("s") if text == "1" and language == "en" else unit
        return f"{text} {unit_text(name, language=language)}"
    return text


def _form(unit: str, *values: float) -> Form:
    """Scale for the largest of values that stand together; three figures of each."""
    if unit == "share":
        return Form(divisor=0.01)
    if unit.startswith("IDR"):
        largest = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
        for scale, word in _SCALES:
            if largest >= scale * 0.9995:  # what rounds up to the scale is written in it
                return Form(divisor=scale, word=word)
    return Form()


def _joint_form(unit: str, value: float, low: float, high: float) -> Form:
    form = _form(unit, value, low, high)
    half = (high - low) / 2.0 / form.divisor
    if not (math.isfinite(half) and math.isfinite(value)):
        return form
    largest = max(abs(value), abs(low), abs(high)) / form.divisor
    places = _places(half, 2) if half > 0.0 else _MOST_PLACES
    if places > _places(largest, _MOST_FIGURES):  # an interval that small does not show beside the number
        places = _places(largest, _FIGURES)
    elif half > 0.0:  # an end that is not nought must not look so
        ends = [abs(end) / form.divisor for end in (low, high)]
        places = max([places, *(_places(end, 1) for end in ends if end > _SEEN * half)])
    return Form(form.divisor, form.word, places)


def _places(size: float, figures: int) -> int:
    """Decimals that show so many figures of a size."""
    exact = Decimal(repr(float(size)))
    if not exact:
        return 0
    first = _rounded(exact, figures - 1 - exact.adjusted()).adjusted()  # 9.996 begins with tens
    return min(_MOST_PLACES, max(0, figures - 1 - first))


def _written(value: float, unit: str, form: Form, language: str, signed: bool) -> str:
    if value is None or math.isnan(value):
        return NONE
    size = abs(value / form.divisor)
    if math.isinf(size):
        return "∞" if value > 0 else f"{MINUS}∞"
    places = _places(size, _FIGURES) if form.places is None else form.places
    text = _localized(
        _rounded(Decimal(repr(float(size))), places), "#,##0." + "0" * places if places else "#,##0", language
    )
    is_zero = not any(digit in "123456789" for digit in text)
    if is_zero and form.places is None:
        text = "0"
    sign = "" if is_zero else MINUS if value < 0 else "+" if signed else ""
    prefix = "Rp" if unit.startswith("IDR") else ""
    return f"{sign}{prefix}{text}{f' {_say(form.word, language)}' if form.word else ''}"


def _rounded(value: Decimal, places: int) -> Decimal:
    """A number with so many decimals; a half goes up, as on paper."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EVERY_DIGIT)


def _localized(value: Decimal, pattern: str, language: str) -> str:
    with localcontext(_EVERY_DIGIT):  # Babel rounds within the digits of the context: 28 are too few for 4e28
        text = format_decimal(value, format=_pattern(pattern), locale=_locale(language))
    return str(text).replace("-", MINUS)


@cache
def _pattern(text: str) -> NumberPattern:
    """A way of writing numbers, read once: Babel would read its text for each number."""
    return parse_pattern(text)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
