"""What the arms of a comparison are called: by name on a terminal, by letter beside figures, and by their titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from partnersim.studies.words.numbers import MINUS

if TYPE_CHECKING:
    from partnersim.studies.words.texts import Texts


@dataclass(frozen=True)
class ArmNames:
    """What arms are called in one place, such as a report: wherever an arm is named there, it is named by this.

    Attributes:
        called: by arm what stands for it in sentences, headings and tables: its name, or a letter.
        titles: by arm the title of its scenario, in the reader's language; empty where it has none.
        texts: the language.
    """

    called: Mapping[str, str]
    titles: Mapping[str, str]
    texts: Texts

    def title(self, arm: str, /) -> str:
        """The title of an arm's scenario, or the arm's name."""
        return self.titles[arm] or arm

    def less(self, base: str, other: str, /) -> str:
        """Which arm is taken from which, above a table or a section."""
        return self.texts.say("{a} less {b}", a=self.called[other], b=self.called[base])

    def minus(self, base: str, other: str, /) -> str:
        """The same as a formula, for the head of a column."""
        return f"{self.called[other]} {MINUS} {self.called[base]}"

    def against(self, base: str, other: str, /) -> str:
        """Which arm is held against which, as a heading begins."""
        return self.texts.say("{a} against {b}", a=self.called[other], b=self.called[base])

    def has_own_title(self, base: str, other: str, /) -> bool:
        """Whether the other arm has a title that tells it from the base."""
        return self.titles[other] not in ("", self.titles[base])

    def against_by_title(self, base: str, other: str, /) -> str:
        """Which arm is held against which, with the title of the other one where it has its own."""
        bare = self.against(base, other)
        return f"{bare} ({self.titles[other]})" if self.has_own_title(base, other) else bare


def names_of_arms(
    manifest: Mapping[str, Any],
    texts: Texts,
    /,
    *,
    arms: Iterable[str] | None = None,
    called: Mapping[str, str] | None = None,
) -> ArmNames:
    """What the arms of results are called.

    Args:
        manifest: of the results. texts: the language. arms: those that are named; all if not given.
        called: what stands for them, such as letters; their names if not given.
    """
    named = list(manifest["arms"] if arms is None else arms)
    titles = {arm: texts.title(str(manifest["arms"].get(arm, {}).get("title") or "")) for arm in named}
    return ArmNames(
        called={arm: arm for arm in named} if called is None else called, titles=titles, texts=texts
    )
