"""How much of a study is run: sizes in place of those in its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel

from partnersim.scenario.documents.errors import refused
from partnersim.scenario.phrases import Phrase

SizedFile = TypeVar("SizedFile", bound=BaseModel)


def resized(file: SizedFile, given: Mapping[str, int | None], /, *, least: Mapping[str, int]) -> SizedFile:
    """The file of a study with sizes in place of its own.

    Args:
        file: of the study. given: sizes by field; None leaves the file's. least: the smallest that is allowed of each.

    Raises:
        ScenarioError: a size is too small.
    """
    sizes = {key: value for key, value in given.items() if value is not None}
    for key, value in sizes.items():
        if value < least[key]:
            text = Phrase("is too small; allowed {least} or more", least=least[key])
            raise refused(text, field=key, value=str(value))
    return file.model_copy(update=sizes)
