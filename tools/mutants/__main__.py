"""The command: plant faults, write the table. See the package's own text."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path

import tools.mutants
from tools.mutants.choosing import Choice
from tools.mutants.faults import SOURCE, drawn_faults
from tools.mutants.page import page, place_of
from tools.mutants.processes import copied
from tools.mutants.trying import Trial, Verdicts, try_all

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".mutants"
EQUIVALENT = Path(__file__).with_name("equivalent.json")

say = partial(print, flush=True)


def main() -> int:
    """Do what is asked; ``page`` ends with 1 when fewer than nine in ten are caught."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutants",
        description=tools.mutants.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["try", "page"])
    parser.add_argument("--count", type=int, default=80, help="faults drawn")
    parser.add_argument("--seed", type=int, default=1, help="seed of the draw")
    parser.add_argument("--workers", type=int, default=1, help="processes side by side")
    parser.add_argument("--longest", type=float, default=90.0, help="processor seconds for a test file")
    parser.add_argument(
        "--enough", type=int, default=3, help="files that evaluate a fault and pass: it survived"
    )
    parser.add_argument("--looks", type=int, default=8, help="test files run on a fault at most")
    parser.add_argument("--only", default="", help="only files whose path begins so, below src/partnersim")
    parser.add_argument("--again", action="store_true", help="try once more what was not caught")
    parser.add_argument("--out", type=Path, help="file for the table (page)")
    asked = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    faults = [
        fault
        for fault in drawn_faults(ROOT, asked.count, asked.seed)
        if fault.file.startswith(f"{SOURCE}/{asked.only}")
    ]
    verdicts = Verdicts(WORK / "verdicts.jsonl")
    if asked.what == "try":
        if asked.again:
            verdicts.by_key = {key: v for key, v in verdicts.by_key.items() if v.caught}
        with copied(ROOT, WORK) as tree:
            trial = Trial(
                tree,
                Choice(tree.root, {}),
                longest=asked.longest,
                enough=asked.enough,
                looks=asked.looks,
            )
            try_all(faults, trial, verdicts, workers=asked.workers, tell=say)
    tried = [verdicts.by_key[fault.key] for fault in faults if fault.key in verdicts.by_key]
    equivalent = json.loads(EQUIVALENT.read_text("utf-8"))
    caught, real = sum(v.caught for v in tried), sum(v.caught or place_of(v) not in equivalent for v in tried)
    if asked.out:
        text = page(
            tried,
            seed=asked.seed,
            drawn=len(faults),
            equivalent=equivalent,
            survived_once=verdicts.survived_once,
        )
        asked.out.write_text(text, "utf-8")
    say(f"{caught} of {real} caught, {len(tried)} of {len(faults)} tried")
    return 0 if caught >= 0.9 * real else 1


if __name__ == "__main__":
    sys.exit(main())
