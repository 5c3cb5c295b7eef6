"""The tool that plants faults: what it plants, which tests it chooses, and what it takes the end of tests to say."""

from __future__ import annotations

import ast
import dataclasses
import time
from pathlib import Path

import pytest

from tools.mutants.faults import Fault, drawn_faults, faults_of
from tools.mutants import mapping
from tools.mutants.mapping import LineMap, Measured, digest, likely
from tools.mutants.page import page
from tools.mutants.processes import Outcome, Tree, run_tests
from tools.mutants.trying import Trial, Verdict, Verdicts, chosen_tests, judged, try_all

RULES = '''"""Two rules."""

from functools import cache as compiled


@compiled
def share(part, whole):
    return (
        part
        / whole
    )


def outer(x):
    def inner(y):
        return y * 2.0

    return inner(x) - 1.0 if x > 3 else max(x, 0)


def endless(n):
    while n > 0:
        n = n - 1
    return n
'''
TESTS = """from partnersim import rules


def test_share():
    assert rules.share(1.0, 4.0) == 0.25


def test_outer():
    assert rules.outer(4) in (7.0, 9.0)
"""
ENDLESS = """from partnersim import rules


def test_endless():
    assert rules.endless(3) == 0
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project: one module of rules, two test files."""
    tree = tmp_path / "tree"
    for file, text in {
        "src/partnersim/__init__.py": "",
        "src/partnersim/rules.py": RULES,
        "tests/unit/test_rules.py": TESTS,
        "tests/unit/test_endless.py": ENDLESS,
        "tests/docs/test_page.py": TESTS,
        "tests/shared.py": "",
    }.items():
        (tree / file).parent.mkdir(parents=True, exist_ok=True)
        (tree / file).write_text(text)
    return tree


@pytest.fixture
def tree(root: Path) -> Tree:
    kernels = root.parent / "kernels" / "version"
    kernels.mkdir(parents=True)
    return Tree(root, kernels)


def planted(root: Path, what: str) -> Fault:
    return next(f for f in faults_of(root, Path("src/partnersim/rules.py")) if f.what == what)


def measured(root: Path, name: str, lines: list[int], seconds: float = 1.0) -> Measured:
    file = "src/partnersim/rules.py"
    mask = sum(1 << line for line in lines)
    return Measured(seconds, 60.0, [], {file: mask}, {file: digest(root / file)}, mapping.tests_version(root, name))


# --- faults


def test_every_operator_comparison_choice_and_call_gives_a_fault_in_its_innermost_function(root):
    faults = faults_of(root, Path("src/partnersim/rules.py"))
    assert [(f.line, f.function, f.what) for f in faults] == [
        (9, "share", "/ to *"),
        (16, "inner", "* to /"),
        (16, "inner", "2.0 to 2.5"),
        (18, "outer", "- to +"),
        (18, "outer", "branches swapped"),
        (18, "outer", "> to <="),
        (18, "outer", "max to min"),
        (22, "endless", "> to <="),
        (23, "endless", "- to +"),
    ]
    assert [f.function for f in faults if f.compiled] == ["share"]
    assert len({f.key for f in faults}) == len(faults)
    assert {f.module for f in faults} == {"partnersim.rules"}


def test_a_fault_changes_one_expression_and_moves_no_line(root):
    fault = planted(root, "/ to *")
    before, after = RULES.splitlines(), fault.text.splitlines()
    assert (fault.line, fault.last_line) == (9, 10)
    assert len(after) == len(before)
    assert [n for n, (a, b) in enumerate(zip(before, after, strict=True), start=1) if a != b] == [9, 10]
    assert "part * whole" in ast.unparse(ast.parse(fault.text))


def test_a_draw_is_the_same_for_a_seed_and_takes_two_from_a_function_at_most(root):
    assert drawn_faults(root, 4, 1) == drawn_faults(root, 4, 1)
    assert any(drawn_faults(root, 4, 1) != drawn_faults(root, 4, seed) for seed in (2, 3, 4))
    everything = drawn_faults(root, 100, 1)
    # nine faults stand in four functions: one, two, four, two
    assert len(everything) == 7
    assert sum(f.function == "outer" for f in everything) == 2


# --- the map


def test_a_file_executes_a_fault_where_any_of_its_lines_was_executed_in_the_source_as_it_is(root):
    fault = planted(root, "/ to *")  # lines 9 and 10, in a compiled function
    name = "tests/unit/test_rules.py"
    line_map = LineMap(root.parent / "map.json")
    line_map.add(name, True, measured(root, name, [10]))
    line_map.add("tests/unit/test_endless.py", True, measured(root, "tests/unit/test_endless.py", [8, 11]))
    line_map.add("tests/unit/test_endless.py", False, measured(root, "tests/unit/test_endless.py", [9]))
    read_again = LineMap(root.parent / "map.json")
    assert read_again.entries == line_map.entries
    assert list(read_again.those_that_execute(fault, root)) == [name]
    (root / "tests/shared.py").write_text("x = 1\n")
    assert read_again.those_that_execute(fault, root) == {}
    (root / "tests/shared.py").write_text("")
    (root / "src/partnersim/rules.py").write_text("# new\n" + RULES)
    assert read_again.those_that_execute(fault, root) == {}


def test_pages_are_no_tests_of_numbers(root):
    assert mapping.test_files(root) == ["tests/unit/test_endless.py", "tests/unit/test_rules.py"]


# --- the choice of tests


def test_likely_tests_name_the_function_and_the_village_comes_third_for_rules_of_runs(root):
    outer = next(f for f in faults_of(root, Path("src/partnersim/rules.py")) if f.function == "outer")
    assert likely(outer, root)[0] == "tests/unit/test_rules.py"
    village = ["tests/village/test_village_months.py", "tests/village/test_village_run.py"]
    for name in [*village, "tests/unit/test_more.py", "tests/unit/test_most.py"]:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("from partnersim.theory import x\n" * 3)
    rule = dataclasses.replace(outer, file="src/partnersim/theory/x.py")
    assert likely(rule, root)[2:4] == village
    assert village[0] not in likely(outer, root)[:4]


def test_the_quickest_tests_come_first_and_those_that_name_the_function_count_a_quarter(root):
    fault = planted(root, "* to /")
    those = {name: measured(root, "tests/unit/test_rules.py", [1], s) for name, s in
             {"a": 10.0, "b": 30.0, "c": 12.0, "d": 70.0}.items()}  # fmt: skip
    texts = {"a": "", "b": "inner", "c": "partnersim.rules", "d": ""}
    # 10, 30 / 4 = 7.5, 12 / 2 = 6, 70: c, b, a take 52 s, d would be too much
    assert chosen_tests(fault, those, texts.get, seconds=90.0) == ["c", "b", "a"]
    assert chosen_tests(fault, those, texts.get, seconds=25.0) == ["c", "a"]


# --- what the end of tests says


@pytest.mark.parametrize(
    ("outcome", "how", "is_caught"),
    [
        (Outcome(True, 1.0), "survived", False),
        (Outcome(False, 1.0, failed=["t"]), "failed", True),
        (Outcome(False, 1.0), "failed", True),
        (Outcome(False, 900.0, "processor"), "many times as long", True),
        (Outcome(False, 900.0, "clock"), "time-out", False),
    ],
)
def test_only_a_failure_and_many_times_the_processor_time_catch_a_fault(outcome, how, is_caught):
    assert judged(outcome)[0] == how
    assert verdict(how=how).caught is is_caught


def test_a_line_that_no_test_executes_is_not_caught():
    assert not verdict(how="not executed").caught


def verdict(**changed: object) -> Verdict:
    facts = {
        "key": "k", "file": "src/partnersim/a.py", "line": 3, "function": "f", "what": "+ to -", "how": "survived",
        "test": "", "tests": 2, "seconds": 1.0, "left": 1,
    }  # fmt: skip
    return Verdict(**{**facts, **changed})


def test_a_test_that_fails_without_the_fault_has_caught_nothing(root, tree):
    (root / "tests/unit/test_rules.py").write_text(TESTS + "\n\ndef test_weather():\n    assert False\n")
    name = "tests/unit/test_rules.py"
    line_map = LineMap(root.parent / "map.json")
    line_map.add(name, False, measured(root, name, [18]))
    trial = Trial(tree, line_map, seconds=60.0)
    survivor = trial.verdict_on(planted(root, "- to +"))  # 4 * 2 + 1 = 9 is allowed by the test
    assert (survivor.how, survivor.tests, survivor.left) == ("survived", 1, 0)
    failed = trial.verdict_on(planted(root, "branches swapped"))
    assert (failed.how, failed.test) == ("failed", f"{name}::test_outer")


def test_a_fault_in_a_compiled_rule_is_tried_in_plain_python(root, tree):
    fault = planted(root, "/ to *")
    name = "tests/unit/test_rules.py"
    line_map = LineMap(root.parent / "map.json")
    line_map.add(name, False, measured(root, name, [9]))
    trial = Trial(tree, line_map, seconds=60.0)
    assert trial.verdict_on(fault).how == "not executed"
    line_map.add(name, True, measured(root, name, [9]))
    assert trial.verdict_on(fault).test == f"{name}::test_share"


def test_a_loop_without_end_is_stopped_by_its_processor_time(root, tree):
    fault = planted(root, "- to +")
    fault = next(
        f for f in faults_of(root, Path(fault.file)) if (f.function, f.what) == ("endless", "- to +")
    )
    outcome = run_tests(tree, ["tests/unit/test_endless.py"], plain=False, processor_seconds=2.0, fault=fault)
    assert outcome.stopped == "processor"
    assert 1.0 < outcome.seconds < 8.0
    assert run_tests(tree, ["tests/unit/test_endless.py"], plain=False, processor_seconds=20.0).passed


def test_tests_that_wait_are_stopped_by_the_clock(root, tree, monkeypatch):
    monkeypatch.setattr("tools.mutants.processes.ON_THE_CLOCK", 1.0)
    (root / "tests/unit/test_rules.py").write_text("import time\n\ndef test_wait():\n    time.sleep(60)\n")
    begun = time.monotonic()
    outcome = run_tests(tree, ["tests/unit/test_rules.py"], plain=False, processor_seconds=3.0)
    assert (outcome.stopped, outcome.passed) == ("clock", False)
    assert time.monotonic() - begun < 30.0


def test_trying_goes_on_where_it_stopped(root, tree):
    name = "tests/unit/test_rules.py"
    line_map = LineMap(root.parent / "map.json")
    trial = Trial(tree, line_map, seconds=60.0)
    faults = [f for f in faults_of(root, Path("src/partnersim/rules.py")) if f.function == "outer"]
    kept = Verdicts(root.parent / "verdicts.jsonl")
    told: list[str] = []
    try_all(faults[:2], trial, kept, workers=1, tell=told.append)
    assert {v.how for v in kept.by_key.values()} == {"not executed"}
    line_map.add(name, False, measured(root, name, [18]))
    again = Verdicts(root.parent / "verdicts.jsonl")
    assert again.by_key == kept.by_key
    try_all(faults, trial, again, workers=1, tell=told.append)
    assert [again.by_key[f.key].how for f in faults] == ["not executed", "not executed", "failed", "survived"]
    assert len(told) == 4


def test_lines_are_noted_also_in_processes_that_tests_start(root, tree):
    pytest.importorskip("coverage")
    starts = "import subprocess, sys\n\ndef test_it():\n    subprocess.run([sys.executable, '-c', " + (
        "'from partnersim import rules; rules.endless(2)'], check=True)\n"
    )
    (root / "tests/unit/test_endless.py").write_text(starts)
    from tools.mutants import mapping
from tools.mutants.mapping import measure

    line_map = LineMap(root.parent / "map.json")
    told: list[str] = []
    measure(tree, line_map, plain=False, longest=30.0, workers=1, tell=told.append)
    mask = line_map.get("tests/unit/test_endless.py", False).lines["src/partnersim/rules.py"]
    executed = {line for line in range(1, 25) if mask >> line & 1}
    assert {22, 23, 24} <= executed
    assert not executed & {8, 9, 15, 16, 18}
    measure(tree, line_map, plain=False, longest=30.0, workers=1, tell=told.append)
    assert len(told) == 2  # nothing is measured twice


# --- the table


def test_survivors_come_first_and_what_changes_nothing_is_not_counted():
    verdicts = [
        verdict(key="1", how="failed", test="tests/unit/test_a.py::test_b[x]"),
        verdict(key="2", line=9),
        verdict(key="3", line=5, function="g", how="time-out"),
    ]
    text = page(verdicts, seed=7, drawn=5, equivalent={"a.py f: + to -": "nothing is added"})
    head, *rows = [
        line for line in text.splitlines() if line.startswith("| a.py") or "drawn with seed" in line
    ]
    assert "of 5 faults drawn with seed 7" in head
    assert "3 were tried; 1 change nothing" in head
    assert "of the other 2, **1 were caught** (50 %)" in head
    assert rows == [
        "| a.py:5 | `g` | + to - | **time-out** | 2 of 3 |",
        "| a.py:9 | `f` | + to - | changes nothing: nothing is added | 2 of 3 |",
        "| a.py:3 | `f` | + to - | unit/test_a.py::test_b | 2 of 3 |",
    ]
