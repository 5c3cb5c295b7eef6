"""What one visitor has chosen, and the link that brings somebody else to the same place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

from partnersim import __version__
from partnersim.faces.app.remembered import scenario_with
from partnersim.faces.app.setting import Kept, Setting, name_of
from partnersim.faces.app.work import SEEDS, at_page_size
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.spec import Scenario
from partnersim.studies.api import load
from partnersim.studies.words.catalogue import LANGUAGES

CASES = ("jember", "gresik", "kupang", "osaka", "lkp")
"""Cases that the page offers, the thesis's own first."""

VIEWS = ("play", "compare", "claims")
ARMS = ("base", "kept", "now")
"""Arms that a room compares: the case as it was, the one that it kept (B), and the levers as they stand."""

LOOKS = {"lang": LANGUAGES, "view": VIEWS, "arm": ARMS}
"""What a link says beside the choice, and what it may be."""

_LONGEST_REASON = 200
"""Letters of a reason why a link cannot be followed."""

_KEPT, _KEPT_NAME, _LINKED = "b.", "b", "linked"
"""How fields of arm B, its name, and that its levers move with the others are told in a link."""


@cache
def shipped(case: str) -> Scenario:
    """A shipped case in the size of the page; read once."""
    return at_page_size(load(case))


class LinkError(ValueError):
    """A link cannot be followed; the message says what is left of it."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase)
        self.phrase = phrase


@dataclass(frozen=True)
class Choice(Setting):
    """Everything that a visitor has chosen: how the levers stand, in which case, and beside which other arm.

    Attributes:
        case: name of the case.
        uploaded: a scenario of the visitor's own in place of the case, already in the size of the page; no link can
            hold it.
        kept: arm B; None without one. linked: whether a lever that is moved moves in arm B as well.
    """

    case: str = CASES[0]
    uploaded: Scenario | None = None
    kept: Kept | None = None
    linked: bool = False

    def base(self) -> Scenario:
        """The case as it was, in the size of the page."""
        return shipped(self.case) if self.uploaded is None else self.uploaded

    def now(self) -> Scenario:
        """The case with the levers as they stand.

        Raises:
            ScenarioError: the values do not go together.
        """
        return scenario_with(self.base(), self.values())

    def values(self) -> dict[str, Any]:
        """What is set in the case, by dotted path."""
        return self.values_in(self.base())

    def moved(self, lever: str, position: str) -> Choice:
        """With one lever at another position, in arm B as well if it is linked."""
        return self._linked(super().moved(lever, position), lambda kept: kept.moved(lever, position))

    def typed(self, lever: str, number: float) -> Choice:
        """With a number typed for one lever, in place of its position.

        Raises:
            ScenarioError: the number is not allowed; the message says the range.
        """
        changed = self._linked(super().typed(lever, number), lambda kept: kept.typed(lever, number))
        changed.scenarios()
        return changed

    def with_more(self, path: str, value: bool | int | float | str | None) -> Choice:
        """With a further field set; None leaves it as it was.

        Raises:
            ScenarioError: the value is not allowed; the message says what is.
        """
        changed = self._linked(super().with_more(path, value), lambda kept: kept.with_more(path, value))
        changed.scenarios()
        return changed

    def _linked(self, changed: Choice, move: Callable[[Kept], Kept]) -> Choice:
        """A changed choice with the same done in arm B, if there is one and it is linked."""
        return changed if self.kept is None or not self.linked else replace(changed, kept=move(self.kept))

    def keep(self) -> Choice:
        """With the levers as they stand kept as arm B; the present arm goes on from there."""
        return replace(self, kept=Kept(self.positions, self.numbers, self.more))

    def renamed(self, text: str) -> Choice:
        """With another name for arm B, from what somebody typed."""
        return self if self.kept is None else replace(self, kept=replace(self.kept, name=name_of(text)))

    def with_link(self, linked: bool) -> Choice:
        """With levers that move in arm B as well, or in the present arm alone."""
        return replace(self, linked=linked and self.kept is not None)

    def alone(self) -> Choice:
        """Without arm B."""
        return replace(self, kept=None, linked=False)

    def arm(self, key: str) -> Choice:
        """The choice as if one of its arms were the only one beside the case as it was."""
        if key == "base":
            return self.alone().put_back()
        if key == "kept" and self.kept is not None:
            kept = self.kept
            return replace(self.alone(), positions=kept.positions, numbers=kept.numbers, more=kept.more)
        return self.alone()

    def scenarios(self) -> dict[str, Scenario]:
        """The scenario of each arm that there is, in the order of `ARMS`.

        Raises:
            ScenarioError: values do not go together.
        """
        kept = {} if self.kept is None else {"kept": self.arm("kept").now()}
        return {"base": self.base(), **kept, "now": self.now()}

    def link(self) -> str:
        """The part of an address that holds the choice."""
        fields = {"v": __version__, "case": self.case, **self.fields()}
        if self.kept is not None:
            fields |= {_KEPT_NAME: self.kept.name or "B"}
            fields |= {f"{_KEPT}{key}": text for key, text in self.kept.fields().items()}
            fields |= {_LINKED: "yes"} if self.linked else {}
        return urlencode(fields)

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
            raise LinkError(
                Phrase(
                    "the link names the case '{case}'; there are {cases}",
                    case=choice.case[:40],
                    cases=", ".join(CASES),
                )
            )
        try:
            choice = choice._of_fields(fields)
            choice.scenarios()
        except (KeyError, ValueError, ScenarioError) as fault:
            raise LinkError(_does_not_fit(fault, version)) from fault
        return choice

    def _of_fields(self, fields: Mapping[str, str]) -> Choice:
        """The choice with what fields of a link say of its arms.

        Raises:
            ValueError: a value is none.
        """
        of_kept = {key.removeprefix(_KEPT): text for key, text in fields.items() if key.startswith(_KEPT)}
        beside = (_KEPT_NAME, _LINKED)
        own = {key: text for key, text in fields.items() if not key.startswith(_KEPT) and key not in beside}
        choice = self.with_fields(own)
        if not of_kept and _KEPT_NAME not in fields:
            return choice
        kept = Kept(name=name_of(fields.get(_KEPT_NAME, ""))).with_fields(of_kept)
        return replace(choice, kept=kept, linked=fields.get(_LINKED) == "yes")


def _does_not_fit(fault: Exception, version: str) -> Phrase:
    """That a link does not fit this page, and why; said again in another language if it is short."""
    made = Phrase()
    if version != __version__:
        made = Phrase(
            " (it was made by version {version}, this is {this})", version=version[:20], this=__version__
        )
    reason = _reason(fault)
    if len(reason) > _LONGEST_REASON:
        reason = Phrase.verbatim(reason[:_LONGEST_REASON])
    return Phrase("the link does not fit this page{made}: {reason}", made=made, reason=reason)


def _reason(fault: Exception) -> Phrase:
    """What is wrong with a link: a value, told without the file that it does not come from, or a name."""
    if isinstance(fault, ScenarioError):
        return Phrase.joined(
            (replace(problem, file="", line=None).phrase() for problem in fault.problems), between="; "
        )
    told = fault.args[0] if fault.args else ""
    if isinstance(fault, KeyError):
        return Phrase("this case has no lever or position '{name}'", name=str(told)[:40])
    return told if isinstance(told, Phrase) else Phrase.verbatim(str(fault))


def looks_of_link(query: str) -> dict[str, str]:
    """The language ("lang") and the view that a link asks for; none for what this page does not have."""
    return {key: text for key, text in parse_qsl(query) if text in LOOKS.get(key, ())}


def python_text(choice: Choice) -> str:
    """The same comparison in Python."""
    base = choice.base()
    size = {
        "sample.households": base.sample.households,
        "sample.rows_per_hamlet": base.sample.rows_per_hamlet,
    }
    source, note = choice.case, ""
    if choice.uploaded is not None:
        source, note = "my-scenario.yaml", "# the file that you gave the page, under this name\n"
    months = "" if choice.uploaded is None else f".but({{'time.months': {base.time.months}}})"
    arms = "base, now"
    if choice.kept is not None:
        arms = "{'as_it_was': base, 'arm_b': arm_b, 'as_it_is_now': now}"
    return (
        "import partnersim as ps\n\n"
        f"{note}base = ps.load({source!r}).but({size!r}){months}\n"
        f"{'' if choice.kept is None else _arm_text('arm_b', choice.arm('kept'))}"
        f"{_arm_text('now', choice)}"
        f"answer = ps.compare({arms}, replicates={SEEDS})\n"
        "print(answer)  # what differs, the largest effects, who paid, how sure\n"
        "shown = ['label', 'base_mean', 'other_mean', 'difference', 'low', 'high']\n"
        "print(answer.table[shown].to_string())  # the numbers of the page, and all others\n"
    )


def _arm_text(name: str, choice: Choice) -> str:
    """A line of Python that makes one arm from the base."""
    changes = ",\n    ".join(f"{path!r}: {value!r}" for path, value in choice.values().items())
    return f"{name} = base.but({{\n    {changes}\n}})\n"


def yaml_text(spec: Scenario) -> str:
    """A scenario as a file of its own, with every value."""
    from ruamel.yaml import YAML

    text = StringIO()
    YAML(typ="safe", pure=True).dump(json.loads(spec.model_dump_json(exclude_none=True)), text)
    return text.getvalue()
