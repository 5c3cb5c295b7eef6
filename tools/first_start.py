"""Write down which compiled functions Python calls with which types, for `partnersim.engine.first_start`.

``python tools/first_start.py`` writes the list anew after a rule was added, taken away or given other arguments;
``--check`` says what would change, with exit code 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import partnersim as ps
from partnersim.engine.first_start import NotListed, words_of
from partnersim.theory.kernel_cache import KernelCache

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "src" / "partnersim" / "engine" / "first_start.json"
CASES = ("jember", "jember-with-firms", "gresik", "kupang", "osaka", "lkp")
"""What people start with: the demonstration first."""

MONTHS = 26
"""Long enough for a year's review and for what only happens in a second year."""


def called(*, compile: bool = False) -> list[Any]:
    """What Python calls in short runs of the cases, in order, as JSON; calls of compiled functions are not in it.

    Everything must have been compiled already, by a process that was asked to: a function that is read from the disk
    brings with it what it calls.
    """
    entries: list[Any] = []
    plain = KernelCache.load_overload

    def noted(self: KernelCache, sig: Any, target_context: Any) -> Any:
        loaded = plain(self, sig, target_context)
        if loaded is None and not compile:
            raise RuntimeError(f"{self.called} was not compiled")
        with suppress(NotListed):
            entries.append([self.called, [words_of(kind) for kind in sig]])
        return loaded

    KernelCache.load_overload = noted  # type: ignore[method-assign]
    try:
        for case in CASES:
            done = ps.run(ps.load(case, sample__households=600, time__months=MONTHS), replicates=1, workers=1,
                          show_progress=False)  # fmt: skip
            if not done.failed.empty:
                raise RuntimeError(done.failed["message"].iloc[0])
    finally:
        KernelCache.load_overload = plain  # type: ignore[method-assign]
    return entries


def text_of(entries: list[Any]) -> str:
    """The list as it is kept, an entry a line."""
    return "[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]\n"


def noted_apart() -> str:
    """The list as a process notes it that finds all compiled; where something is not, another compiles it first."""
    note = [sys.executable, __file__, "--note"]
    first = subprocess.run(note, capture_output=True, check=False, text=True)
    if first.returncode == 0:
        return first.stdout
    live = "import sys; sys.path.insert(0, sys.argv[1]); from tools.first_start import called; called(compile=True)"
    subprocess.run([sys.executable, "-c", live, str(ROOT)], check=True)
    return subprocess.run(note, check=True, stdout=subprocess.PIPE, text=True).stdout


def main(arguments: list[str]) -> int:
    """Write the list anew, print it, or compare it with the one that is kept."""
    if arguments == ["--note"]:
        print(text_of(called()), end="")
        return 0
    noted = noted_apart()
    entries, before = json.loads(noted), json.loads(LIST.read_text("utf-8")) if LIST.exists() else []
    if "--check" in arguments:
        missing = [entry for entry in entries if entry not in before]
        gone = [entry for entry in before if entry not in entries]
        for word, changed in (("missing", missing), ("no longer called", gone)):
            for entry in changed:
                print(f"{word}: {entry[0]} {json.dumps(entry[1])}")
        return 1 if missing or gone else 0
    LIST.write_text(noted, "utf-8")
    print(f"{LIST.relative_to(ROOT)}: {len(entries)} entries")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
