"""Texts and numbers in the reader's language."""

from __future__ import annotations

import gettext
import math
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_decimal

from partnersim.measures import MEASURES, OUTCOMES, Measure
from partnersim.studies.words.numbers import unit_text

LANGUAGES = ("en", "id")
LOCALE = Path(__file__).parent / "locale"
DOMAIN = "partnersim"
MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


class Texts:
    """Says things in one language.

    Args:
        language: "en" or "id"; messages are written in English and looked up in the gettext catalogue.

    Raises:
        ValueError: the language is not known.
    """

    def __init__(self, language: str = "en") -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language is '{language}'; it may be {' or '.join(LANGUAGES)}")
        self.language = language
        self._catalogue = (
            gettext.NullTranslations()
            if language == "en"
            else gettext.translation(DOMAIN, localedir=str(LOCALE), languages=[language])
        )

    def say(self, message: str, **values: Any) -> str:
        """The message in this language, its named gaps filled in."""
        text = self._catalogue.gettext(message)
        return text.format(**values) if values else text

    def label(self, name: str) -> str:
        """Name of a measure or outcome for people."""
        found = measure(name)
        if found is None:
            return name.replace("_", " ")
        return found.label_id if self.language == "id" else found.label

    def unit(self, name: str) -> str:
        """Unit of a measure or outcome as a heading shows it."""
        found = measure(name)
        text = unit_text(found.unit, language=self.language) if found else ""
        return text.replace("IDR", "Rp")

    def number(self, value: float, *, signed: bool = False, most: int = 6) -> str:
        """A number with about three figures and at most ``most`` decimals; an en dash for an unknown one."""
        if math.isnan(value):
            return NONE
        size = abs(float(f"{value:.3g}")) if abs(value) < 100.0 else abs(value)
        places = 0 if size >= 100 or size == 0.0 else min(most, max(0, 2 - math.floor(math.log10(size))))
        text = str(format_decimal(round(size, places), format=_pattern(places), locale=self.language))
        is_zero = not any(c in "123456789" for c in text)
        sign = "" if is_zero else MINUS if value < 0 else "+" if signed else ""
        return f"{sign}{text}"

    def money(self, value: float, *, signed: bool = False) -> str:
        """Rupiah with the scale written out: Indonesians read M as 10^9, English readers as 10^6."""
        if math.isnan(value):
            return NONE
        for scale, word in _SCALES:
            if abs(value) >= scale * 0.9995:
                text, after = self.number(value / scale, signed=signed), " " + self.scale_word(word)
                break
        else:
            text, after = self.number(value, signed=signed), ""
        sign = text[0] if text[0] in f"+{MINUS}" else ""
        return f"{sign}Rp{text.removeprefix(sign)}{after}"

    def scale_word(self, word: str) -> str:
        """million, billion or trillion in this language."""
        return {
            "million": self.say("million"),
            "billion": self.say("billion"),
            "trillion": self.say("trillion"),
        }[word]

    def value(self, value: float, name: str) -> str:
        """A value of a measure or outcome, in per cent if it is a share."""
        unit = _unit_of(name)
        if math.isnan(value):
            return NONE
        if unit == "share":
            return f"{self.number(100.0 * value, most=3)} %"
        return self.money(value) if unit.startswith("IDR") else self.number(value)

    def difference(self, value: float, name: str) -> str:
        """A difference of a measure or outcome, in percentage points if it is a share."""
        unit = _unit_of(name)
        if math.isnan(value):
            return NONE
        if unit == "share":
            return self.say("{number} points", number=self.number(100.0 * value, signed=True, most=3))
        return self.money(value, signed=True) if unit.startswith("IDR") else self.number(value, signed=True)

    def interval(self, low: float, high: float, name: str) -> str:
        """The ends of an interval of differences, for a table."""
        if _unit_of(name) == "share" and not math.isnan(low):
            ends = [self.number(100.0 * end, signed=True, most=3) for end in (low, high)]
            return self.say("{number} points", number=" … ".join(ends))
        return f"{self.difference(low, name)} … {self.difference(high, name)}"

    def moment(self, iso: str) -> str:
        """A point in time, written for people."""
        from datetime import datetime

        return str(
            format_datetime(datetime.fromisoformat(iso), "d MMMM y, HH:mm 'UTC'", locale=self.language)
        )


def measure(name: str) -> Measure | None:
    """The measure or outcome of that name."""
    return MEASURES.get(name) or OUTCOMES.get(name)


def _unit_of(name: str) -> str:
    found = measure(name)
    return found.unit if found else "number"


def _pattern(places: int) -> str:
    return "#,##0." + "0" * places if places else "#,##0"
