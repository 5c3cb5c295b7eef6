"""What is wrong with a scenario, said so that the reader can find the line and mend it."""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from partnersim.scenario.phrases import NO_WORDS, NumberText, Phrase

MOST_PROBLEMS = 20
"""Longest list of problems shown at once; a file with more has usually one common cause."""

_ZEROS = re.compile(r"(?<![0-9.])0+(?=[0-9])")
"""Zeros that begin a number."""

_LONGEST_VALUE = 60
_LONGEST_FILE = 300
_LONGEST_LINE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault in a scenario and the place where the offending text was written.

    Attributes:
        file: File as the user named it, or `--set PATH=VALUE` for an override.
        line: Line from 1, or None when the place has no line.
        column: Column from 1, or None.
        field: Dotted path with item names, such as `actors.jember_office.staff`; "" for the whole file.
        value: The offending value, already shortened for display; "" when there is none.
        message: What is wrong, as a phrase that follows "field = value".
        allowed: What would be accepted, such as "0 to 1 share"; empty when it says nothing more.
        suggestion: Nearest valid name; "" when none is near.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    field: str = ""
    value: str = ""
    message: Phrase
    allowed: Phrase = NO_WORDS
    suggestion: str = ""

    def __str__(self) -> str:
        return self.said(str)

    def phrase(self) -> Phrase:
        """The whole text: where, which field, its value, what is wrong, what is allowed and what was probably meant."""
        file = self.file if len(self.file) <= _LONGEST_FILE else f"...{self.file[3 - _LONGEST_FILE :]}"
        place = file if self.line is None else f"{file}:{self.line}"
        text = self.fault()
        if self.allowed:
            text = text + Phrase("; allowed {range}", range=self.allowed)
        if self.suggestion:
            text = text + did_you_mean(self.suggestion)
        return Phrase.joined((f"{place}: ", text)) if place else text

    def fault(self) -> Phrase:
        """The field with its value and what is wrong, without the place."""
        if not self.field:
            return self.message
        about = (f"{self.field} = ", self.value, " ") if self.value else (f"{self.field}: ",)
        return Phrase.joined((*about, self.message))

    def said(self, say: Callable[[Phrase], str], /) -> str:
        """The text as one line, in the words of a language.

        Args:
            say: says a phrase in it.
        """
        return _printable(say(self.phrase()))


class ScenarioError(Exception):
    """A scenario that cannot be used, with every problem found in it."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = [problems] if isinstance(problems, Problem) else list(problems)
        self.problems: list[Problem] = found[:MOST_PROBLEMS]
        self.more: int = max(0, len(found) - MOST_PROBLEMS)
        super().__init__(found)

    def __str__(self) -> str:
        return self.said(str)

    def phrase(self, *, between: str = "\n") -> Phrase:
        """The problems in one text.

        Args:
            between: what stands between two of them.
        """
        phrases = [problem.phrase() for problem in self.problems]
        return Phrase.joined([*phrases, *([self._rest()] if self.more else [])], between=between)

    def _rest(self) -> Phrase:
        return Phrase("... and {n} more", n=self.more)

    def said(self, say: Callable[[Phrase], str], /) -> str:
        """A line for each problem, in the words of a language.

        Args:
            say: says a phrase in it.
        """
        lines = [problem.said(say) for problem in self.problems]
        if self.more:
            lines.append(say(self._rest()))
        return "\n".join(lines)


def as_in_python(error: ScenarioError, /) -> ScenarioError:
    """The same problems for a caller who sets values in Python: no option's name, and two underscores for a point."""
    found = []
    for problem in error.problems:
        if not problem.file.startswith("--set "):
            found.append(problem)
            continue
        near = problem.suggestion.replace(".", "__")
        found.append(replace(problem, file=problem.file.removeprefix("--set "), suggestion=near))
    return ScenarioError(found)


def refused(message: Phrase, /, *, field: str = "", value: str = "", suggestion: str = "") -> ScenarioError:
    """An error with one problem, for what is asked of a command or a function and stands in no file.

    Args:
        message: what is wrong, or what is allowed. field: the option or field it is about. value: what was given.
        suggestion: the nearest valid name.
    """
    return ScenarioError(Problem(field=field, value=value, message=message, suggestion=suggestion))


def did_you_mean(name: str, /) -> Phrase:
    """A question after an error, about the name that was probably meant."""
    return Phrase(" (did you mean '{name}'?)", name=name)


def nearest(word: str, /, *, among: Sequence[str]) -> str:
    """Give the name in `among` that looks most like `word`, or "" when none does.

    A name with a number comes first where that is the same number, as P01 is for P1.
    """
    by_lower = {name.lower(): name for name in among}
    asked = word.lower()[:200]
    by_number = {_ZEROS.sub("", name): name for name in by_lower}
    if _ZEROS.sub("", asked) in by_number:
        return by_lower[by_number[_ZEROS.sub("", asked)]]
    close = difflib.get_close_matches(asked, list(by_lower), n=1, cutoff=0.6)
    if not close and len(asked) >= 3:
        close = [name for name in by_lower if name.startswith(asked)]
    return by_lower[close[0]] if close else ""


def shown(value: Any, /) -> str:
    """Give a short one-line text of a value for an error line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list | tuple):
        return "[...]" if value else "[]"
    if isinstance(value, int) and value.bit_length() > 180:
        # Printing every digit of a huge number is useless, and refused by Python above 4300 digits.
        return f"{'-' if value < 0 else ''}10^{int(value.bit_length() * 0.30103)} or so"
    text = NumberText(repr(value)) if isinstance(value, int | float) else repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 4]}...{text[0]}"


def _printable(text: str) -> str:
    """Escape line ends, control characters and lone surrogates, so that an error is one short line."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 3]}..."
