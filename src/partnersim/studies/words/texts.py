"""Texts and numbers in the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from babel.dates import format_datetime, format_skeleton

from partnersim.studies.words.catalogue import LANGUAGES, LOCALE, noted, translations
from partnersim.studies.words.numbers import (
    MINUS,
    NONE,
    EstimateText,
    difference_text,
    estimate_text,
    interval_text,
    number_text,
    scale_word,
    unit_text,
    value_text,
)

if TYPE_CHECKING:
    from partnersim.measures import Measure

SWITCH = re.compile(r"(Switch(?:, off by default)?\. Off:) ")
"""How the meaning of a switch begins; the same words for all of them."""

SWITCHES = noted("Switch. Off:"), noted("Switch, off by default. Off:")

__all__ = ["LANGUAGES", "LOCALE", "MINUS", "NONE", "Texts", "measure"]


class Texts:
    """Says things in one language.

    Args:
        language: "en" or "id"; messages are written in English and looked up in the gettext catalogue.

    Raises:
        ValueError: the language is not known.
    """

    def __init__(self, language: str = "en") -> None:
        self._catalogue = translations(language)
        self.language = language

    def say(self, message: str, **values: Any) -> str:
        """The message in this language, its named gaps filled in."""
        text = self._catalogue.gettext(message)
        return text.format(**values) if values else text

    def say_count(self, singular: str, plural: str, n: int, **values: Any) -> str:
        """One of two messages, as the count wants it; ``{n}`` is the count."""
        return self._catalogue.ngettext(singular, plural, n).format(n=n, **values)

    def title(self, text: str) -> str:
        """A title of a shipped scenario, of an actor or a claim's statement in this language; any other as it is."""
        return self._catalogue.gettext(text) if text else ""

    def meaning(self, doc: str) -> str:
        """What a value of a scenario means; of a switch, what it turns off."""
        switch = SWITCH.match(doc)
        if switch is None:
            return self.title(doc)
        return f"{self.say(switch[1])} {self.title(doc[switch.end() :])}"

    def label(self, name: str) -> str:
        """Name of a measure or outcome for people."""
        known = measure(name)
        if known is None:
            return name.replace("_", " ")
        return known.label_id if self.language == "id" else known.label

    def unit(self, name: str) -> str:
        """Unit of a measure or outcome as a heading shows it."""
        known = measure(name)
        return unit_text(known.unit, language=self.language) if known else ""

    def unit_of(self, unit: str) -> str:
        """A unit as a heading shows it; an en dash for none."""
        return NONE if unit == "-" else unit_text(unit, language=self.language)

    def number(self, value: float, *, signed: bool = False) -> str:
        """A number with about three figures; an en dash for an unknown one."""
        return number_text(value, language=self.language, signed=signed)

    def percent(self, share: float) -> str:
        """A share in per cent; an en dash for an unknown one."""
        return value_text(share, unit="share", language=self.language)

    def money(self, value: float, *, signed: bool = False) -> str:
        """Rupiah with the scale written out."""
        return number_text(value, unit="IDR", language=self.language, signed=signed)

    def scale_word(self, word: str) -> str:
        """million, billion or trillion in this language."""
        return scale_word(word, language=self.language)

    def value(self, value: float, name: str) -> str:
        """A value of a measure or outcome, in per cent if it is a share."""
        text = number_text(value, unit=_unit_of(name), language=self.language)
        return f"{text} %" if _unit_of(name) == "share" and text != NONE else text

    def mean(self, value: float, low: float, high: float, name: str) -> tuple[str, str]:
        """A mean and its interval, in per cent if it is a share, with decimals that show the interval."""
        shown = estimate_text(value, low, high, unit=_unit_of(name), language=self.language)
        return self._with_points(shown, name, " %")

    def difference(self, value: float, name: str) -> str:
        """A difference of a measure or outcome, in percentage points if it is a share."""
        return difference_text(value, unit=_unit_of(name), language=self.language)

    def gap(self, value: float, low: float, high: float, name: str) -> tuple[str, str]:
        """A difference and its interval, in points if it is of shares, with decimals that show the interval."""
        shown = self.gap_ends(value, low, high, name)
        return self._with_points(shown, name, f" {self.say('points')}")

    def gap_ends(self, value: float, low: float, high: float, name: str) -> EstimateText:
        """A difference and the ends of its interval without a unit, with decimals that show the interval."""
        unit = _unit_of(name)
        return estimate_text(value, low, high, unit=unit, language=self.language, signed=True)

    def moment(self, iso: str) -> str:
        """A point in time, written for people."""
        from datetime import datetime

        return str(
            format_datetime(datetime.fromisoformat(iso), "d MMMM y, HH:mm 'UTC'", locale=self.language)
        )

    def month(self, year: int, month: int) -> str:
        """A month of a year, short."""
        from datetime import date

        return str(format_skeleton("yMMM", date(year, month, 1), locale=self.language))

    @staticmethod
    def _with_points(shown: EstimateText, name: str, unit: str) -> tuple[str, str]:
        after = unit if _unit_of(name) == "share" else ""
        value, interval = shown.value, interval_text(shown)
        return tuple(text if text == NONE else text + after for text in (value, interval))  # type: ignore[return-value]


def measure(name: str) -> Measure | None:
    """The measure or outcome of that name."""
    # Measures know the whole state of a run; what speaks of a scenario alone has no need to wait for it.
    from partnersim.measures import MEASURES
    from partnersim.measures.comparing import COHORT, measures

    return MEASURES.get(name) or measures().get(name) or COHORT.get(name)


def _unit_of(name: str) -> str:
    known = measure(name)
    return known.unit if known else "number"
