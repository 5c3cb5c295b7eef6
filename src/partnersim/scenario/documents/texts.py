"""Text fields: what is inside the text, so that none is checked by nobody.

Every text field of a document is prose for people, a form of its own (a month, a year, a short name), or the name of
something that is written elsewhere. Whoever declares one says which.
"""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from partnersim.scenario.documents.units import known_unit
from partnersim.scenario.phrases import Phrase

MONTH_FORM = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"
YEAR_FORM = r"^(19|20|21)[0-9]{2}$"
NAME_FORM = r"^[a-z][a-z0-9_]{0,39}$"
TITLE_FORM = r"^[a-z][a-z0-9_-]{0,59}$"

FORMS: dict[str, Phrase] = {
    MONTH_FORM: Phrase("year and month: 2009-01"),
    YEAR_FORM: Phrase("a year in quotes: '2009'"),
    NAME_FORM: Phrase("a short name: a small letter, then small letters, digits or _, at most 40"),
    TITLE_FORM: Phrase("a short name: a small letter, then small letters, digits, _ or -, at most 60"),
}
"""What a text of each form looks like, in words."""


@dataclass(frozen=True)
class RefersTo:
    """Mark of a text that names something written elsewhere, which is checked where that is known."""

    what: str


PATH_IN_SCENARIO = RefersTo("a dotted path in a scenario")

Prose = Annotated[str, "prose"]
"""Text for people."""

Month = Annotated[str, Field(pattern=MONTH_FORM)]
"""A month of the years 1900 to 2199, written 2009-01."""

Year = Annotated[str, Field(pattern=YEAR_FORM)]
"""A year from 1900 to 2199 as a key."""

ArmName = Annotated[str, Field(pattern=NAME_FORM)]
"""The short name of an arm as a key."""
PracticeName = Annotated[str, Field(pattern=NAME_FORM)]
"""The name of a practice of partners as a key."""

ActorName = Annotated[str, RefersTo("an actor")]
AgreementName = Annotated[str, RefersTo("an agreement")]
ScenarioName = Annotated[str, RefersTo("a scenario")]
ScenarioPath = Annotated[str, PATH_IN_SCENARIO]
TrialPath = Annotated[str, RefersTo("a dotted path in a trial")]
ArmReference = Annotated[str, RefersTo("an arm")]
OutcomeName = Annotated[str, RefersTo("an outcome")]
FormName = Annotated[str, RefersTo("a form")]
NumberName = Annotated[str, RefersTo("a number of an experiment")]
ExperimentName = Annotated[str, RefersTo("an experiment")]

UnitName = Annotated[str, RefersTo("a unit of the vocabulary"), AfterValidator(known_unit)]
"""A unit of `partnersim.scenario.documents.units`, refused when read if it is none."""


_NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNWRITABLE = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_NO_CHARACTERS}]")


def unwritable(text: str, /) -> Phrase:
    """What in a text no file, table or page can hold, in words; empty for a text that can be written.

    Line ends and tabs are fine; other control characters, halves of surrogate pairs and code points that are no
    characters are not.
    """
    # What is printable holds none of them, and is told at once.
    match = None if text.isprintable() else _UNWRITABLE.search(text)
    if match is None:
        return Phrase()
    code, place = ord(match[0]), match.start() + 1
    if 0xD800 <= code <= 0xDFFF:
        return Phrase(
            "holds half a character (U+{code:04X}, place {n}), which no file can hold",
            code=code,
            n=place,
        )
    return Phrase(
        "holds the control character U+{code:04X} (place {n}), which no page can show",
        code=code,
        n=place,
    )
