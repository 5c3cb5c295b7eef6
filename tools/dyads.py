"""Partnerships of two, left alone: how many are dissolved, and when; with and without learning.

usage: python tools/dyads.py [--dyads N] [--years N] [--set a.b=value ...] [--write FILE]

Prints a Markdown table; the dyads are those of `partnersim.studies.partnerships.dyads`.

Facts: 55 percent of partnerships of two dissolved in five years (accepted 40 to 65), with the hazard
highest in years 2 to 6, and a small positive correlation of trust and duration (0 to 0.2).
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from partnersim import __version__
from partnersim.studies.partnerships.dyads import ARMS, LATE, Changes, Life, hazards, lives_of


def row(name: str, lives: Sequence[Life | None], years: int) -> str:
    """One line of the table."""
    signed = [one for one in lives if one is not None]
    ends = np.array([one.years if one.years is not None else LATE for one in signed])
    five = float((ends <= 5).mean()) if signed else float("nan")
    hazard = [f"{h:.2f}" if h == h else "-" for h in hazards(lives, years=years)]
    trust = np.array([one.trust for one in signed])
    length = np.minimum(ends, years).astype(float)
    varied = len(signed) > 2 and trust.std() > 1e-9 and length.std() > 0.0
    linked = f"{np.corrcoef(trust, length)[0, 1]:+.2f}" if varied else "-"
    error = np.sqrt(five * (1.0 - five) / max(1, len(signed)))
    share = f"{five:.0%} (s.e. {error:.0%})"
    return f"| {name} | {len(signed)} of {len(lives)} | {share} | {' '.join(hazard)} | {linked} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all arms and print the table."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--dyads", type=int, default=200)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args(arguments)
    extra: Changes = {p: float(v) for p, v in (item.split("=", 1) for item in given.set)}
    lines = [
        f"Version {__version__}, {date.today().isoformat()}, seeds 1 to {given.dyads}, {given.years} years"
        + (f", with {', '.join(given.set)}" if given.set else "") + ".",
        "",
        "| arm | signed | dissolved in five years | hazard by year | trust at six months and duration |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for name, changes in ARMS.items():
        lives = lives_of(range(1, given.dyads + 1), {**changes, **extra}, years=given.years)
        lines.append(row(name, lives, given.years))
        print(lines[-1], file=sys.stderr, flush=True)
    text = "\n".join(lines) + "\n"
    print(text)
    if given.write:
        given.write.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
