"""What one visitor has chosen, and the link that brings somebody else to the same place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

from partnersim import __version__
from partnersim.faces.app.levers import AS_IT_IS, chosen_values, levers_of
from partnersim.faces.app.work import at_page_size
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.spec import Scenario
from partnersim.studies.api import load
from partnersim.studies.words.catalogue import LANGUAGES

CASES = ("jember", "gresik", "kupang", "osaka", "lkp")
"""Cases that the page offers, the thesis's own first."""

VIEWS = ("play", "compare", "claims")
LOOKS = {"lang": LANGUAGES, "view": VIEWS}
"""What a link says beside the choice, and what it may be."""

_NUMBER, _MORE = "n.", "m."
"""How numbers typed for levers, and further fields, are told from positions in a link."""


@cache
def shipped(case: str) -> Scenario:
    """A shipped case in the size of the page; read once."""
    return at_page_size(load(case))


class LinkError(ValueError):
    """A link cannot be followed; the message says what is left of it."""


@dataclass(frozen=True)
class Choice:
    """Everything that a visitor has chosen.

    Attributes:
        case: name of the case. positions: key of position by key of lever. numbers: numbers typed instead.
        more: values of further fields by dotted path, which go before all levers.
        uploaded: a scenario of the visitor's own in place of the case, already in the size of the page; no link can
            hold it.
    """

    case: str = CASES[0]
    positions: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    more: Mapping[str, bool | int | float | str] = field(default_factory=dict)
    uploaded: Scenario | None = None

    @property
    def changed(self) -> bool:
        """Whether anything is other than it was."""
        return bool(self.positions or self.numbers or self.more)

    def base(self) -> Scenario:
        """The case as it was, in the size of the page."""
        return shipped(self.case) if self.uploaded is None else self.uploaded

    def now(self) -> Scenario:
        """The case with the levers as they stand.

        Raises:
            ScenarioError: the values do not go together.
        """
        base = self.base()
        return base.but(self.values())

    def values(self) -> dict[str, Any]:
        """What is set in the case, by dotted path."""
        return {**chosen_values(levers_of(self.base()), self.positions, self.numbers), **self.more}

    def moved(self, lever: str, position: str) -> Choice:
        """With one lever at another position."""
        positions = {**self.positions, lever: position}
        if position == AS_IT_IS.key:
            del positions[lever]
        return replace(
            self, positions=positions, numbers={k: v for k, v in self.numbers.items() if k != lever}
        )

    def put_back(self) -> Choice:
        """With every lever as it was, in the same case or scenario of the visitor's own."""
        return replace(self, positions={}, numbers={}, more={})

    def typed(self, lever: str, number: float) -> Choice:
        """With a number typed for one lever, in place of its position.

        Raises:
            ScenarioError: the number is not allowed; the message says the range.
        """
        positions = {k: v for k, v in self.positions.items() if k != lever}
        changed = replace(self, positions=positions, numbers={**self.numbers, lever: number})
        changed.now()
        return changed

    def with_more(self, path: str, value: bool | int | float | str | None) -> Choice:
        """With a further field set; None leaves it as it was.

        Raises:
            ScenarioError: the value is not allowed; the message says what is.
        """
        more = {name: old for name, old in self.more.items() if name != path}
        changed = replace(self, more=more if value is None else {**more, path: value})
        changed.now()
        return changed

    def link(self) -> str:
        """The part of an address that holds the choice."""
        numbers = {f"{_NUMBER}{key}": repr(value) for key, value in self.numbers.items()}
        more = {f"{_MORE}{path}": json.dumps(value) for path, value in self.more.items()}
        return urlencode({"v": __version__, "case": self.case, **self.positions, **numbers, **more})

    @classmethod
    def of_link(cls, query: str) -> Choice:
        """The choice that a link holds.

        Raises:
            LinkError: it names a case, lever, position or number that this version does not have.
        """
        fields = dict(parse_qsl(query))
        version = fields.pop("v", __version__)
        for key in LOOKS:
            fields.pop(key, None)
        choice = cls(case=fields.pop("case", CASES[0]))
        if choice.case not in CASES:
            raise LinkError(f"the link names the case '{choice.case[:40]}'; there are {', '.join(CASES)}")
        positions, numbers, more = {}, {}, {}
        for key, text in fields.items():
            if key.startswith(_NUMBER):
                numbers[key.removeprefix(_NUMBER)] = text
            elif key.startswith(_MORE):
                more[key.removeprefix(_MORE)] = text
            else:
                positions[key] = text
        try:
            choice = replace(
                choice, positions=positions, numbers={key: float(text) for key, text in numbers.items()},
                more={path: _plain(text) for path, text in more.items()},
            )  # fmt: skip
            choice.now()
        except (KeyError, ValueError, ScenarioError) as fault:
            made = (
                ""
                if version == __version__
                else f" (it was made by version {version[:20]}, this is {__version__})"
            )
            raise LinkError(f"the link does not fit this page{made}: {str(fault)[:200]}") from fault
        return choice


def looks_of_link(query: str) -> dict[str, str]:
    """The language ("lang") and the view that a link asks for; none for what this page does not have."""
    return {key: text for key, text in parse_qsl(query) if text in LOOKS.get(key, ())}


def _plain(text: str) -> bool | int | float | str:
    """A value of a link: a switch, a number or a word, and nothing else.

    Raises:
        ValueError: it is something else.
    """
    value = json.loads(text)
    if not isinstance(value, bool | int | float | str):
        raise ValueError(f"{text[:40]} is no switch, number or word")
    return value


def python_text(choice: Choice) -> str:
    """The same comparison in Python."""
    base = choice.base()
    values = choice.values()
    changes = ",\n    ".join(f"{path!r}: {value!r}" for path, value in values.items())
    size = {
        "sample.households": base.sample.households,
        "sample.rows_per_hamlet": base.sample.rows_per_hamlet,
    }
    source, note = choice.case, ""
    if choice.uploaded is not None:
        source, note = "my-scenario.yaml", "# the file that you gave the page, under this name\n"
    months = "" if choice.uploaded is None else f".but({{'time.months': {base.time.months}}})"
    return (
        "import partnersim as ps\n\n"
        f"{note}base = ps.load({source!r}).but({size!r}){months}\n"
        f"now = base.but({{\n    {changes}\n}})\n"
        "answer = ps.compare(base, now, replicates=10)\n"
        "print(answer.table)\n"
    )


def yaml_text(spec: Scenario) -> str:
    """A scenario as a file of its own, with every value."""
    from ruamel.yaml import YAML

    text = StringIO()
    YAML(typ="safe", pure=True).dump(json.loads(spec.model_dump_json(exclude_none=True)), text)
    return text.getvalue()
