"""Tasks that square numbers, and what they have left: their table, and the calls that they noted."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from partnersim.studies.runs.running import Finished
from partnersim.studies.runs.tasks import Task


def tasks(numbers: Iterable[int], group: str = "") -> list[Task]:
    return [Task(key=f"square of {number}", work=number, group=group) for number in numbers]


def squares(done: Finished) -> dict[int, int]:
    table = done.tables.get("squares", pd.DataFrame({"number": [], "square": []}))
    assert len(table) == len(set(table["number"])), "a task was done twice"
    return dict(zip(table["number"], table["square"], strict=True))


def calls(folder: Path) -> list[tuple[int, int]]:
    """Number and process of every call of `noted_square`."""
    text = (folder / "calls.txt").read_text() if (folder / "calls.txt").exists() else ""
    return [(int(number), int(process)) for number, process in map(str.split, text.splitlines())]
