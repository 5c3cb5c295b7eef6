"""Which parts of the program can change which numbers, and a version of each kind of number made from their source.

This is the only place that says so. Whatever keeps a number (a study's folder, a settled population, compiled code)
names it by such a version, so that a number made by other code is never taken for one of this code.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from partnersim.scenario.documents.package import PACKAGE, data_places, source_files, source_hash

RUN = (
    "theory", "scenario", "world", "mechanisms", "engine", "measures",
    "studies/runs/simulate.py", "studies/runs/failures.py",
)  # fmt: skip
TRIALS = (*RUN, "studies/trials", "studies/estimates.py")

PARTS: dict[str, tuple[str, ...]] = {
    # What holds compiled rules, and what they take names from: machine code of one version is of no use to another that
    # computes the same in Python.
    "compiled": (
        "theory", "world", "mechanisms", "scenario/aspects.py", "engine/closing.py", "measures/household_totals.py",
        "measures/household_harm.py", "studies/trials/handing_over.py",
    ),
    # beside what is compiled, in whose folder settled populations lie
    "settling": ("engine/population", "mechanisms/environment/hamlets.py", "world"),
    "run": RUN,
    "trials": TRIALS,
    "households": (
        *TRIALS, "studies/moments.py", "studies/observing.py", "studies/fitting/households/evaluate.py",
        "studies/fitting/households/aims.py",
    ),
    "validation": (
        *TRIALS, "studies/moments.py", "studies/observing.py", "studies/partnerships",
        "studies/fitting/firms.py", "studies/validation/measuring.py",
    ),
}  # fmt: skip
"""Files and folders of the package by the kind of number that they can change."""


FITS = tuple(f"scenarios/fits/{name}.yaml" for name in ("households", "firm_choice", "dyads"))
DATA: dict[str, tuple[str, ...]] = dict.fromkeys(("run", "trials", "households", "validation"), FITS)
"""Shipped files from which scenarios have their defaults, or that rules read while they run."""


class SourceChanged(RuntimeError):
    """The program's files are no longer those that were loaded."""


def data_files(numbers: str, /) -> list[Path]:
    """The shipped files behind some kind of number.

    Raises:
        FileNotFoundError: one is not shipped.
    """
    files = []
    for part in DATA.get(numbers, ()):
        present = [place for place in data_places(part) if place.is_file()]
        if not present:
            raise FileNotFoundError(f"{part} is not shipped")
        files.append(present[0])
    return files


def _stamp(file: Path) -> tuple[int, int]:
    fact = os.stat(file)
    return fact.st_mtime_ns, fact.st_size


# Taken while the program is being loaded: what is hashed later must still be what was loaded. Stamps cost a few
# milliseconds; hashing everything on every import would cost ten times as much, also for those who run nothing.
_LOADED = {str(file): _stamp(file) for file in (*source_files(""), *data_files("validation"))}


@cache
def code_version(numbers: str, /) -> str:
    """Hash of the code and the shipped data that can change some kind of number, in hexadecimal (64 digits).

    Args:
        numbers: a key of ``PARTS``.

    Raises:
        SourceChanged: a file differs from what this process loaded.
    """
    sources, data = source_files(*PARTS[numbers]), data_files(numbers)
    digest = hashlib.sha256(source_hash(*PARTS[numbers]).encode())
    for file in data:
        digest.update(file.name.encode() + file.read_bytes())
    for file in (*sources, *data):
        if _LOADED.get(str(file)) != _stamp(file):
            name = file.relative_to(PACKAGE).as_posix() if file in sources else file.name
            raise SourceChanged(f"the program was changed after it was loaded ({name}); start it again")
    return digest.hexdigest()
