"""Try a fault: which tests, for how long, and what their end says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from tools.mutants.faults import Fault
from tools.mutants.mapping import LineMap, Measured, likely, measure_one
from tools.mutants.processes import Outcome, Tree, run_tests

MANY_TIMES, AND_SECONDS = 10.0, 20.0
"""Tests that took S seconds of processor time without the fault are stopped after ten times S and twenty more.

A fault that makes them take that long is caught: nobody would wait for them. Tests stopped by the clock alone (the
machine was busy, or they wait for something) have caught nothing.
"""

CAUGHT = ("failed", "many times as long")


@dataclass(frozen=True)
class Verdict:
    """What the tests said to a fault.

    Attributes:
        key: of the fault. file, line, function, what: see ``Fault``. how: ``failed``, ``many times as long``,
            ``survived``, ``time-out`` or ``not executed``. test: the first that failed.
        tests: files run. seconds: of processor time. left: files that execute the line and were not run.
    """

    key: str
    file: str
    line: int
    function: str
    what: str
    how: str
    test: str
    tests: int
    seconds: float
    left: int

    @property
    def caught(self) -> bool:
        """Whether the tests would have stopped somebody who made this mistake."""
        return self.how in CAUGHT


class Verdicts:
    """Verdicts as they come, a line of JSON each; the last one on a fault holds.

    Args:
        file: where they are kept.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        lines = file.read_text("utf-8").splitlines() if file.is_file() else []
        self.by_key = {v.key: v for v in (Verdict(**json.loads(line)) for line in lines)}

    def add(self, verdict: Verdict) -> None:
        """Keep one more."""
        self.by_key[verdict.key] = verdict
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(verdict)) + "\n")


def chosen_tests(
    fault: Fault, those: dict[str, Measured], texts: Callable[[str], str], *, seconds: float
) -> list[str]:
    """Test files to run on a fault, the quickest first, until they would take longer than ``seconds`` together.

    A file that names the fault's function counts as a quarter of its time, one that names its module as half: they are
    there to tell what is right of it.
    """

    def haste(name: str) -> float:
        text = texts(name)
        weight = 0.25 if fault.function in text else 0.5 if fault.module in text else 1.0
        return those[name].seconds * weight

    chosen, spent = [], 0.0
    for name in sorted(those, key=haste):
        if spent + those[name].seconds <= seconds:
            chosen.append(name)
            spent += those[name].seconds
    return chosen


class Trial:
    """Tries faults in one tree.

    Args:
        tree: where. line_map: what executes which lines; added to. seconds: of tests for each fault.
        enough: test files that execute a fault's line, above which no other is looked for. looks: test files measured
            for a fault at most. longest: processor seconds that measuring one may take.
    """

    def __init__(
        self,
        tree: Tree,
        line_map: LineMap,
        *,
        seconds: float,
        enough: int = 0,
        looks: int = 0,
        longest: float = 60.0,
    ) -> None:
        self.tree, self.line_map, self.seconds = tree, line_map, seconds
        self.enough, self.looks, self.longest = enough, looks, longest
        self.text = cache(lambda name: (tree.root / name).read_text("utf-8"))
        self.passes_without = cache(self._passes_without)

    def verdict_on(self, fault: Fault) -> Verdict:
        """Plant a fault and run the tests that execute its line."""
        those = self._those_that_execute(fault)
        chosen = chosen_tests(fault, those, self.text, seconds=self.seconds)
        if not chosen:
            return self._verdict(fault, "not executed", "", 0, 0.0, len(those))
        expected = sum(those[name].seconds for name in chosen)
        unusable = [test for name in chosen for test in those[name].failed]
        spent = 0.0
        while True:
            outcome = run_tests(
                self.tree,
                chosen,
                plain=fault.compiled,
                processor_seconds=MANY_TIMES * expected + AND_SECONDS,
                fault=fault,
                without=unusable,
            )
            spent += outcome.seconds
            how, test = judged(outcome)
            if how != "failed" or not test or self.passes_without(test, fault.compiled):
                return self._verdict(fault, how, test, len(chosen), spent, len(those) - len(chosen))
            unusable.append(test)  # fails by itself on this machine at this time

    def _those_that_execute(self, fault: Fault) -> dict[str, Measured]:
        """What the map says; where it knows too few, likely test files are measured first."""
        those = self.line_map.those_that_execute(fault, self.tree.root)
        for name in likely(fault, self.tree.root)[: self.looks]:
            if len(those) >= self.enough:
                break
            measure_one(self.tree, self.line_map, name, plain=fault.compiled, longest=self.longest)
            those = self.line_map.those_that_execute(fault, self.tree.root)
        return those

    def _passes_without(self, test: str, plain: bool) -> bool:
        return run_tests(self.tree, [test], plain=plain, processor_seconds=300.0).passed

    @staticmethod
    def _verdict(fault: Fault, how: str, test: str, tests: int, seconds: float, left: int) -> Verdict:
        return Verdict(
            fault.key,
            fault.file,
            fault.line,
            fault.function,
            fault.what,
            how,
            test,
            tests,
            round(seconds, 1),
            left,
        )


def judged(outcome: Outcome) -> tuple[str, str]:
    """What the end of the tests says of a fault, and the test that failed first."""
    if outcome.stopped == "processor":
        return "many times as long", ""
    if outcome.stopped:
        return "time-out", ""
    if outcome.passed:
        return "survived", ""
    return "failed", outcome.failed[0] if outcome.failed else ""


def try_all(
    faults: Iterable[Fault], trial: Trial, verdicts: Verdicts, *, workers: int, tell: Callable[[str], None]
) -> None:
    """Try every fault on which there is no verdict yet, and keep each verdict as it comes."""
    waiting = [fault for fault in faults if fault.key not in verdicts.by_key]
    with ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(trial.verdict_on, fault) for fault in waiting]
        for count, job in enumerate(as_completed(jobs), start=1):
            v = job.result()
            verdicts.add(v)
            end = v.how if v.caught else v.how.upper()
            tell(
                f"{count}/{len(waiting)} {v.file}:{v.line} {v.function}: {v.what}: {end} {v.test} "
                f"({v.tests} files, {v.seconds:.0f} s)"
            )
