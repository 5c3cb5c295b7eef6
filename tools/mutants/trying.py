"""Try a fault: which tests, for how long, and what their end says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from tools.mutants.choosing import Choice
from tools.mutants.faults import Fault
from tools.mutants.processes import Outcome, Tree, run_tests

MANY_TIMES, AND_SECONDS = 10.0, 20.0
"""Tests that a fault makes take more than ten times their processor time and twenty seconds are caught by it.

Nobody would wait for them. Tests stopped sooner, because they take long without the fault too, or by the clock
(the machine was busy, or they wait for something) have caught nothing.
"""

CAUGHT = ("failed", "many times as long")


@dataclass(frozen=True)
class Verdict:
    """What the tests said to a fault.

    Attributes:
        key: of the fault. file, line, function, what: see ``Fault``.
        how: ``failed``, ``many times as long``, ``survived``, ``time-out`` or ``not evaluated``.
        test: the first that failed, or the file that was stopped. files: run to their end that evaluate the fault.
        seconds: of processor time.
    """

    key: str
    file: str
    line: int
    function: str
    what: str
    how: str
    test: str
    files: list[str]
    seconds: float

    @property
    def caught(self) -> bool:
        """Whether the tests would have stopped somebody who made this mistake."""
        return self.how in CAUGHT


class Verdicts:
    """Verdicts as they come, a line of JSON each; the last one on a fault holds.

    Args:
        file: where they are kept.

    Attributes:
        by_key: the last verdict on each fault. survived_once: faults that some verdict did not find caught.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        lines = file.read_text("utf-8").splitlines() if file.is_file() else []
        self.by_key: dict[str, Verdict] = {}
        self.survived_once: set[str] = set()
        for line in lines:
            self._hold(Verdict(**json.loads(line)))

    def add(self, verdict: Verdict) -> None:
        """Keep one more."""
        self._hold(verdict)
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(verdict)) + "\n")

    def _hold(self, verdict: Verdict) -> None:
        self.by_key[verdict.key] = verdict
        if not verdict.caught:
            self.survived_once.add(verdict.key)


class Trial:
    """Tries faults in one tree.

    Args:
        tree: where. choice: of test files. longest: processor seconds that one test file may take.
        enough: files that evaluate a fault and pass, after which it has survived. looks: files run at most.
    """

    def __init__(self, tree: Tree, choice: Choice, *, longest: float, enough: int, looks: int) -> None:
        self.tree, self.choice = tree, choice
        self.longest, self.enough, self.looks = longest, enough, looks
        self.without_fault = cache(self._without_fault)

    def verdict_on(self, fault: Fault) -> Verdict:
        """Plant a fault and run likely test files, until one catches it or enough have evaluated it and pass."""
        files: list[str] = []
        stopped, spent = "", 0.0
        for name in self.choice.likely(fault)[: self.looks]:
            how, test, outcome = self._tried(fault, name)
            spent += outcome.seconds
            if how in CAUGHT:
                return self._verdict(fault, how, test, files, spent)
            if how == "time-out":
                stopped = stopped or name
            elif outcome.evaluated:
                files.append(name)
            if len(files) >= self.enough:
                break
        how = "survived" if files else "time-out" if stopped else "not evaluated"
        return self._verdict(fault, how, stopped, files, spent)

    def _tried(self, fault: Fault, name: str) -> tuple[str, str, Outcome]:
        """What one test file says; tests that fail without the fault too are left out of it."""
        unusable: list[str] = []
        while True:
            outcome = run_tests(
                self.tree,
                [name],
                plain=fault.compiled,
                processor_seconds=self.longest,
                fault=fault,
                without=unusable,
            )
            if outcome.passed and not unusable and not fault.compiled:
                self.choice.seconds[name] = outcome.seconds
            test = outcome.failed[0] if outcome.failed else name
            without = None if outcome.passed else self.without_fault(test, fault.compiled)
            how = judged(outcome, without)
            if how != "fails anyway":
                return how, test, outcome
            if test == name or len(unusable) == self.looks:
                return "time-out", name, outcome
            unusable.append(test)

    def _without_fault(self, test: str, plain: bool) -> Outcome:
        return run_tests(self.tree, [test], plain=plain, processor_seconds=self.longest)

    @staticmethod
    def _verdict(fault: Fault, how: str, test: str, files: list[str], spent: float) -> Verdict:
        return Verdict(
            fault.key, fault.file, fault.line, fault.function, fault.what, how, test, files, round(spent, 1)
        )


def judged(outcome: Outcome, without: Outcome | None) -> str:
    """What the end of tests says of a fault.

    Args:
        outcome: with the fault. without: of the test that failed, or of the file that was stopped, without it.
    """
    if outcome.passed or without is None:
        return "survived"
    if not without.passed:
        return "fails anyway"
    if not outcome.stopped:
        return "failed"
    as_long = MANY_TIMES * without.seconds + AND_SECONDS
    return (
        "many times as long" if outcome.stopped == "processor" and outcome.seconds > as_long else "time-out"
    )


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
                f"({len(v.files)} files passed, {v.seconds:.0f} s)"
            )
