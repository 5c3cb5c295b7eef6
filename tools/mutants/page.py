"""The table of planted faults as Markdown, survivors first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

from tools.mutants.trying import AND_SECONDS, MANY_TIMES, Verdict


def page(
    verdicts: Sequence[Verdict],
    *,
    seed: int,
    drawn: int,
    equivalent: Mapping[str, str],
    survived_once: Collection[str] = (),
) -> str:
    """The table.

    Args:
        verdicts: on the faults tried. seed: of the draw. drawn: faults drawn, tried or not.
        equivalent: why a fault that survived changes no number, by ``place_of``.
        survived_once: keys of faults that were not caught when they were first tried.
    """
    caught = sum(v.caught for v in verdicts)
    same = [v for v in verdicts if not v.caught and place_of(v) in equivalent]
    real = len(verdicts) - len(same)
    later = sum(v.caught and v.key in survived_once for v in verdicts)
    lines = [
        "# Planted faults",
        "",
        f"{date.today().isoformat()}: of {drawn} faults drawn with seed {seed} over all rooms of the package "
        f"{len(verdicts)} were tried; {len(same)} change nothing that anybody could see; of the other {real}, "
        f"**{caught} were caught** ({100 * caught / max(1, real):.0f} %), {later} of them not by the tests tried "
        "first. Made by `python -m tools.mutants`.",
        "",
        "Run on a fault are test files that name its function, what calls it or its module, without stored numbers and "
        "browser, until one fails that passes without the fault, or enough have evaluated it and pass. Tests that a "
        f"fault makes take more than {MANY_TIMES:.0f} times their processor time and {AND_SECONDS:.0f} s have caught "
        "it; tests stopped otherwise have not. Faults in compiled rules are tried in plain Python.",
        "",
        "| place | function | fault | outcome | files that evaluate it and pass |",
        "|---|---|---|---|---|",
    ]
    for v in sorted(verdicts, key=lambda v: (v.caught, place_of(v) in equivalent, v.file, v.line)):
        what = v.what.replace("|", "\\|")
        outcome = _outcome(v, equivalent) + _later(v, survived_once)
        place = f"{v.file.removeprefix('src/partnersim/')}:{v.line}"
        lines.append(f"| {place} | `{v.function}` | {what} | {outcome} | {_passing(v)} |")
    return "\n".join(lines) + "\n"


def place_of(verdict: Verdict) -> str:
    """Names a fault. With its line: a reason given for it holds for no other, and has to be looked at when it moves."""
    return f"{verdict.file.removeprefix('src/partnersim/')}:{verdict.line} {verdict.function}: {verdict.what}"


def _outcome(verdict: Verdict, equivalent: Mapping[str, str]) -> str:
    if verdict.how == "failed":
        return verdict.test.removeprefix("tests/").split("[")[0] or "the tests could not be read"
    if verdict.caught:
        return verdict.how
    if place_of(verdict) in equivalent:
        return f"changes nothing: {equivalent[place_of(verdict)]}"
    return f"**{verdict.how}**"


def _later(verdict: Verdict, survived_once: Collection[str]) -> str:
    return (
        " (not tried at first, or written since)" if verdict.caught and verdict.key in survived_once else ""
    )


def _passing(verdict: Verdict) -> str:
    return ", ".join(Path(name).stem.removeprefix("test_") for name in verdict.files)
