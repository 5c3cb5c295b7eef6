"""A YAML text as a tree in which every value remembers where it was written."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from partnersim.scenario.documents.errors import Problem, ScenarioError, nearest, shown
from partnersim.scenario.phrases import Phrase

LARGEST_FILE_BYTES = 1_000_000
LARGEST_NODE_COUNT = 50_000
LARGEST_DEPTH = 32
LONGEST_NUMBER = 400
TEXTS_REMEMBERED = 32

_WHOLE = re.compile(r"[-+]?[0-9][0-9_]*")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_SCALARS = frozenset({float, int, bool, str, type(None)})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_SWITCHES = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text: file (or `--set ...`), line and column from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def problem(self, message: Phrase, /, **details: Any) -> Problem:
        """Make a problem that points here."""
        return Problem(file=self.file, line=self.line, column=self.column, message=message, **details)


@dataclass(slots=True)
class Tree:
    """A value of a document: a mapping or list of trees, or a scalar, with the place it was written.

    Attributes:
        content: `dict[str, Tree]`, `list[Tree]`, or a plain scalar.
        mark: Place of the key (in a mapping) or of the item or value itself.
        keys: Places of the keys of a mapping.
        text: A number as it was written; "" for anything else and for values that come from Python.
    """

    content: Any
    mark: Mark
    keys: dict[str, Mark] = field(default_factory=dict)
    text: str = ""

    def plain(self) -> Any:
        """Give the value without its places, as dicts, lists and scalars."""
        if isinstance(self.content, dict):
            return {key: item.plain() for key, item in self.content.items()}
        if isinstance(self.content, list):
            return [item.plain() for item in self.content]
        return self.content

    def name(self) -> str | None:
        """Give the text under the key `name` of a mapping, by which list items are known."""
        found = self.content.get("name") if isinstance(self.content, dict) else None
        return found.content if found is not None and isinstance(found.content, str) else None


def read_document(path: Path, /, *, label: str) -> Tree:
    """Read one YAML file into a tree whose top level is a mapping.

    Args:
        path: File to read.
        label: How error lines name the file.

    Raises:
        ScenarioError: The file cannot be read, is not UTF-8 text, too large, or not usable YAML.
    """
    return text_document(read_text(path, label=label), label=label)


def text_document(text: str, /, *, label: str) -> Tree:
    """Read a YAML text into a tree whose top level is a mapping; see `read_document`.

    Raises:
        ScenarioError: The text is not usable YAML, or is no mapping.
    """
    tree = _parsed_before(text, label)
    if not isinstance(tree.content, dict):
        text = Phrase("is empty; a scenario is a mapping of fields")
        if tree.content is not None:
            held = shown(tree.plain())
            text = Phrase("holds {value} at the top; a scenario is a mapping of fields", value=held)
        raise ScenarioError(Mark(label, 1).problem(text))
    return replace(tree, content=dict(tree.content), keys=dict(tree.keys))


@lru_cache(maxsize=TEXTS_REMEMBERED)
def _parsed_before(text: str, label: str) -> Tree:
    """The tree of a text, not to be changed: scenarios of one place read the one that they extend again and again."""
    return parse_text(text, label=label)


def parse_text(text: str, /, *, label: str, one_line: bool = False) -> Tree:
    """Parse YAML 1.2 text into a tree, refusing what a scenario has no use for.

    Refused: duplicate keys, keys that are not text, anchors, aliases, tags, several documents,
    numbers that are not finite, more than 32 levels or 50,000 values.

    Args:
        text: The YAML text.
        label: How error lines name the text.
        one_line: True for an override, whose places have no line.

    Raises:
        ScenarioError: The text is broken or holds something refused; every such place is listed.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder(label=label, one_line=one_line)
    try:
        tree = builder.build(YAML(typ="safe", pure=True).parse(text))
    except ScenarioError:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = builder.mark(mark) if mark is not None else Mark(label)
        reasons = [Phrase.verbatim(str(part)) for part in (error.problem, error.context) if part]
        reason = Phrase.joined(reasons or [Phrase("cannot be parsed")], between=" ")
        raise ScenarioError(place.problem(Phrase("is not valid YAML: {reason}", reason=reason))) from None
    except YAMLError as error:
        first = (str(error).splitlines() or ["cannot be parsed"])[0]
        reason = Phrase.verbatim(first)
        raise ScenarioError(
            Mark(label).problem(Phrase("is not valid YAML: {reason}", reason=reason))
        ) from None
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, AssertionError, Warning):
        # On damaged text the scanner may fail with errors of its own; to the reader they mean the same.
        reason = Phrase("cannot be parsed")
        raise ScenarioError(
            Mark(label).problem(Phrase("is not valid YAML: {reason}", reason=reason))
        ) from None
    if builder.problems:
        raise ScenarioError(builder.problems)
    return tree


def tree_of(value: Any, /, *, mark: Mark) -> Tree:
    """Make a tree from Python data (mappings, sequences, scenario parts, numbers), all at one place."""
    if type(value) in _SCALARS:
        return Tree(content=value, mark=mark)
    if isinstance(value, Tree):
        return value
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        content = {str(key): tree_of(item, mark=mark) for key, item in value.items()}
        return Tree(content=content, mark=mark, keys=dict.fromkeys(content, mark))
    if isinstance(value, list | tuple):
        return Tree(content=[tree_of(item, mark=mark) for item in value], mark=mark)
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return tree_of(value.tolist(), mark=mark)
    return Tree(content=value, mark=mark)


def _near_file(path: Path) -> str:
    """The YAML file of the same folder with the nearest name; empty where none is near or the folder is not there."""
    try:
        names = [one.name for one in path.parent.iterdir() if one.suffix in (".yaml", ".yml")]
    except OSError:
        return ""
    near = nearest(path.name, among=names)
    return str(path.parent / near) if near else ""


def read_text(path: Path, *, label: str) -> str:
    """Text of a file of a sane size; errors as in `read_document`."""
    here = Mark(label)
    try:
        if path.is_dir():
            raise ScenarioError(here.problem(Phrase("is a folder, not a file")))
        if not path.exists():
            raise ScenarioError(here.problem(Phrase("does not exist"), suggestion=_near_file(path)))
        if not path.is_file():
            raise ScenarioError(here.problem(Phrase("is not a regular file")))
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = Phrase.verbatim(getattr(error, "strerror", None) or str(error))
        raise ScenarioError(here.problem(Phrase("cannot be read: {reason}", reason=reason))) from None
    if len(raw) > LARGEST_FILE_BYTES:
        raise ScenarioError(here.problem(Phrase("is larger than 1 MB; a scenario is a short text file")))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ScenarioError(
            Mark(label, line).problem(Phrase("is not UTF-8 text; is this a binary file?"))
        ) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise ScenarioError(Mark(label, line).problem(Phrase("holds a zero byte; is this a binary file?")))
    return text


class _Builder:
    """Turns the parser's events into a tree, counting values and levels as it goes."""

    def __init__(self, *, label: str, one_line: bool) -> None:
        self.label = label
        self.one_line = one_line
        self.problems: list[Problem] = []
        self.count = 0

    def mark(self, mark: Any) -> Mark:
        if self.one_line:
            return Mark(self.label)
        return Mark(self.label, mark.line + 1, mark.column + 1)

    def build(self, events: Iterator[Any]) -> Tree:
        """Read one document; an empty text gives a tree that holds None."""
        tree = Tree(content=None, mark=Mark(self.label, None if self.one_line else 1))
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    place = self.mark(event.start_mark)
                    raise ScenarioError(place.problem(Phrase("starts a second document; write one per file")))
            elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                tree = self._value(event, events, depth=1)
        return tree

    def _value(self, event: Any, events: Iterator[Any], *, depth: int) -> Tree:
        kind = type(event).__name__
        place = self.mark(event.start_mark)
        self.count += 1
        if self.count > LARGEST_NODE_COUNT:
            text = Phrase("makes more than {most:,} values", most=LARGEST_NODE_COUNT)
            raise ScenarioError(place.problem(text))
        if depth > LARGEST_DEPTH:
            text = Phrase("is nested more than {most} levels deep", most=LARGEST_DEPTH)
            raise ScenarioError(place.problem(text))
        if kind == "AliasEvent" or getattr(event, "anchor", None) is not None:
            text = Phrase("uses a YAML anchor or alias; write the value out, or use extends")
            raise ScenarioError(place.problem(text))
        if getattr(event, "tag", None) not in (None, "!"):
            raise ScenarioError(place.problem(Phrase("uses a YAML tag; only plain values are read")))
        if kind == "ScalarEvent":
            value = self._scalar(event, place)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return Tree(content=value, mark=place, text=event.value if number else "")
        if kind == "SequenceStartEvent":
            return Tree(content=self._items(events, depth=depth), mark=place)
        return self._mapping(events, place=place, depth=depth)

    def _is_comma_number(self, before: Any, after: Any, *, field: str = "") -> bool:
        """Note a number with a decimal comma, which in braces and brackets falls apart into two values."""
        if (
            not (_is_digits(before) and _is_digits(after))
            or after.start_mark.index != before.end_mark.index + 1
        ):
            return False
        whole, rest = before.value, after.value
        text = Phrase(
            "holds {number}; {advice}", number=f"{whole},{rest}", advice=comma_advice(f"{whole},{rest}")
        )
        self.problems.append(self.mark(before.start_mark).problem(text, field=field))
        return True

    def _items(self, events: Iterator[Any], *, depth: int) -> list[Tree]:
        items: list[Tree] = []
        first_at: dict[str, Mark] = {}
        before: Any = None
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            # [0,5] may be two numbers; nobody writes the second of two as 02
            if _has_leading_zero(event):
                self._is_comma_number(before, event)
            before = event
            item = self._value(event, events, depth=depth + 1)
            items.append(item)
            name = item.name()
            if name is not None and name in first_at:
                text = Phrase(
                    "names a second item '{name}'{first}; names in a list are unique",
                    name=name,
                    first=_first(first_at[name]),
                )
                self.problems.append(item.mark.problem(text))
            elif name is not None:
                first_at[name] = item.mark
        return items

    def _mapping(self, events: Iterator[Any], *, place: Mark, depth: int) -> Tree:
        tree = Tree(content={}, mark=place)
        before, last = None, ""
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self._value(event, events, depth=depth + 1)
            following = next(events)
            value = self._value(following, events, depth=depth + 1)
            if value.content is None and self._is_comma_number(before, event, field=last):
                continue
            before, last = following, shown(key.plain()).strip("'")
            if not isinstance(key.content, str):
                text = Phrase(
                    "has the key {key}, which is not text; put it in quotes", key=shown(key.plain())
                )
                self.problems.append(key.mark.problem(text))
            elif key.content in tree.content:
                text = Phrase(
                    "writes the key {key} twice{first}",
                    key=shown(key.content),
                    first=_first(tree.keys[key.content]),
                )
                self.problems.append(key.mark.problem(text))
            else:
                tree.content[key.content] = value
                tree.keys[key.content] = key.mark
        return tree

    def _scalar(self, event: Any, place: Mark) -> Any:
        text: str = event.value
        # Quoted and block scalars are always text; only a bare word may be a number, switch or null.
        if event.style in ("'", '"', "|", ">") or event.tag == "!":
            return text
        if text in _NULLS:
            return None
        if text in _SWITCHES:
            return _SWITCHES[text]
        value = _number(text)
        if value is _TOO_LONG or (isinstance(value, float) and not math.isfinite(value)):
            self.problems.append(
                place.problem(Phrase("holds {text}, which is not a finite number", text=shown(text)))
            )
            return 0.0
        return text if value is None else value


def two_readings(whole: str, rest: str, /) -> Phrase:
    """The two numbers that `750.000` or `750,000` may be, as a question: 750000 or 750? write one of them."""
    decimals = rest.rstrip("0")
    less = f"{whole}{'.' if decimals else ''}{decimals}"
    return Phrase("{more} or {less}? write one of them", more=f"{whole}{rest}", less=less)


def comma_advice(text: str, /) -> Phrase:
    """What to write instead of a number with one comma: `0,02` is 0.02, `750,000` may be either of two numbers."""
    whole, _, rest = text.partition(",")
    if len(rest) == 3 and whole.strip("+-0"):
        return two_readings(whole, rest)
    return Phrase("write the decimal with a point: {number}", number=f"{whole}.{rest}")


def _is_digits(event: Any) -> bool:
    """Whether an event of the parser is a bare word of digits, with a sign at most."""
    return type(event).__name__ == "ScalarEvent" and not event.style and bool(_WHOLE.fullmatch(event.value))


def _has_leading_zero(event: Any) -> bool:
    return _is_digits(event) and len(event.value) > 1 and event.value.startswith("0")


_TOO_LONG = object()


def _number(text: str) -> Any:
    """Read a number as YAML 1.2 does (underscores between digits allowed), or give None for text."""
    if _NOT_FINITE.fullmatch(text):
        return math.nan
    if len(text) > LONGEST_NUMBER:
        return _TOO_LONG if _DECIMAL.fullmatch(text) else None
    if _WHOLE.fullmatch(text):
        return int(text.replace("_", ""))
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    return float(text.replace("_", "")) if _DECIMAL.fullmatch(text) else None


def _first(mark: Mark) -> Phrase:
    return Phrase(" (first at line {line})", line=mark.line) if mark.line is not None else Phrase()
