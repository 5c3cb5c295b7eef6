"""The tool that plants faults: what it plants, which tests it chooses, and what it takes the end of tests to say."""

from __future__ import annotations

import ast
import dataclasses
import time
from pathlib import Path

import pytest

from tools.mutants.choosing import Choice, callers
from tools.mutants.faults import Fault, drawn_faults, faults_of
from tools.mutants.page import page
from tools.mutants.processes import Outcome, Tree, run_tests
from tools.mutants.trying import Trial, Verdict, Verdicts, judged, try_all

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
    """A small project: one module of rules, two test files, and a page."""
    tree = tmp_path / "tree"
    for file, text in {
        "src/partnersim/__init__.py": "",
        "src/partnersim/rules.py": RULES,
        "tests/unit/test_rules.py": TESTS,
        "tests/unit/test_endless.py": ENDLESS,
        "tests/docs/test_page.py": TESTS,
    }.items():
        (tree / file).parent.mkdir(parents=True, exist_ok=True)
        (tree / file).write_text(text)
    return tree


@pytest.fixture
def tree(root: Path) -> Tree:
    kernels = root.parent / "kernels" / "version"
    kernels.mkdir(parents=True)
    return Tree(root, kernels)


def trial_in(tree: Tree, **changed: float) -> Trial:
    return Trial(tree, Choice(tree.root, {}), **{"longest": 60.0, "enough": 3, "looks": 8, **changed})


def planted(root: Path, what: str, function: str = "") -> Fault:
    faults = faults_of(root, Path("src/partnersim/rules.py"))
    return next(f for f in faults if f.what == what and function in f.function)


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


# --- the choice of tests


def test_callers_are_the_functions_that_name_a_function(root):
    assert callers(root)["inner"] == {"outer"}
    assert callers(root)["share"] == set()


def test_tests_of_the_function_come_before_those_of_what_calls_it_and_pages_are_for_faces(root):
    fault = planted(root, "* to /")  # in inner, which outer calls
    assert Choice(root, {}).likely(fault) == ["tests/unit/test_rules.py", "tests/unit/test_endless.py"]
    (root / "tests/unit/test_inner.py").write_text("inner")
    (root / "tests/unit/test_lost.py").write_text("nothing")
    assert Choice(root, {}).likely(fault)[:2] == ["tests/unit/test_inner.py", "tests/unit/test_rules.py"]
    # nine points over 1 + 100 / 20 are fewer than what the other has (3 by its caller, 2.6 by its module) over 1.25
    slow = Choice(root, {"tests/unit/test_inner.py": 100.0})
    assert slow.likely(fault)[:2] == ["tests/unit/test_rules.py", "tests/unit/test_inner.py"]
    face = dataclasses.replace(fault, file="src/partnersim/faces/rules.py")
    assert "tests/docs/test_page.py" in Choice(root, {}).likely(face)


def test_the_village_comes_third_for_rules_of_runs(root):
    village = ["tests/village/test_village_months.py", "tests/village/test_village_run.py"]
    for name in [*village, "tests/unit/test_inner.py", "tests/unit/test_more.py"]:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("outer")
    rule = dataclasses.replace(planted(root, "* to /"), file="src/partnersim/theory/x.py")
    assert Choice(root, {}).likely(rule)[2:4] == village
    assert set(village) <= set(Choice(root, {}).likely(planted(root, "* to /")))


# --- what the end of tests says

FAILED, STOPPED = Outcome(False, 3.0, failed=["t"]), Outcome(False, 91.0, "processor")


@pytest.mark.parametrize(
    ("outcome", "without", "how"),
    [
        (Outcome(True, 1.0), None, "survived"),
        (FAILED, Outcome(True, 1.0), "failed"),
        (FAILED, Outcome(False, 1.0), "fails anyway"),
        (STOPPED, Outcome(True, 7.0), "many times as long"),  # 91 s are more than 10 x 7 + 20
        (STOPPED, Outcome(True, 7.2), "time-out"),  # 92 s
        (STOPPED, Outcome(False, 91.0, "processor"), "fails anyway"),
        (Outcome(False, 91.0, "clock"), Outcome(True, 1.0), "time-out"),
    ],
)
def test_a_failure_without_the_fault_is_none_and_a_time_out_is_told_from_an_endless_loop(
    outcome, without, how
):
    assert judged(outcome, without) == how


@pytest.mark.parametrize(
    ("how", "is_caught"),
    [
        ("failed", True),
        ("many times as long", True),
        ("survived", False),
        ("time-out", False),
        ("not evaluated", False),
    ],
)
def test_what_counts_as_caught(how, is_caught):
    assert verdict(how=how).caught is is_caught


def verdict(**changed: object) -> Verdict:
    facts = {
        "key": "k", "file": "src/partnersim/a.py", "line": 3, "function": "f", "what": "+ to -", "how": "survived",
        "test": "", "files": ["tests/unit/test_a.py"], "seconds": 1.0,
    }  # fmt: skip
    return Verdict(**{**facts, **changed})


# --- trying


def test_a_test_that_fails_without_the_fault_has_caught_nothing(root, tree):
    (root / "tests/unit/test_rules.py").write_text("def test_weather():\n    assert False\n\n\n" + TESTS)
    trial = trial_in(tree)
    survivor = trial.verdict_on(planted(root, "- to +", "outer"))  # 4 x 2 + 1 = 9 is allowed by the test
    assert (survivor.how, survivor.files) == ("survived", ["tests/unit/test_rules.py"])
    caught = trial.verdict_on(planted(root, "branches swapped"))
    assert (caught.how, caught.test) == ("failed", "tests/unit/test_rules.py::test_outer")


def test_a_fault_that_no_test_evaluates_has_not_survived_any(root, tree):
    (root / "tests/unit/test_rules.py").write_text(
        "from partnersim import rules\n\n\ndef test_outer():\n    pass\n"
    )
    assert trial_in(tree).verdict_on(planted(root, "* to /")).how == "not evaluated"


def test_a_fault_in_a_compiled_rule_is_tried_in_plain_python(root, tree):
    asks = "import os\n\n\ndef test_plain():\n    assert os.environ.get('NUMBA_DISABLE_JIT') == '1'\n"
    (root / "tests/unit/test_rules.py").write_text(TESTS + "\n\n" + asks)
    caught = trial_in(tree).verdict_on(planted(root, "/ to *"))
    assert (caught.how, caught.test) == ("failed", "tests/unit/test_rules.py::test_share")
    survivor = trial_in(tree, enough=1).verdict_on(planted(root, "- to +", "outer"))
    assert survivor.how == "survived"  # test_plain fails in any case


def test_a_loop_without_end_is_stopped_by_its_processor_time(root, tree, monkeypatch):
    monkeypatch.setattr("tools.mutants.processes.ON_THE_CLOCK", 100.0)  # however busy the machine is
    endless = planted(root, "- to +", "endless")
    outcome = run_tests(
        tree, ["tests/unit/test_endless.py"], plain=False, processor_seconds=3.0, fault=endless
    )
    assert (outcome.stopped, outcome.evaluated) == ("processor", True)
    assert 2.0 < outcome.seconds < 9.0


def test_tests_that_wait_are_stopped_by_the_clock(root, tree, monkeypatch):
    monkeypatch.setattr("tools.mutants.processes.ON_THE_CLOCK", 1.0)
    (root / "tests/unit/test_rules.py").write_text("import time\n\n\ndef test_wait():\n    time.sleep(60)\n")
    begun = time.monotonic()
    outcome = run_tests(tree, ["tests/unit/test_rules.py"], plain=False, processor_seconds=3.0)
    assert (outcome.stopped, outcome.passed) == ("clock", False)
    assert time.monotonic() - begun < 30.0


def test_a_fault_is_planted_also_in_processes_that_tests_start(root, tree):
    starts = "import subprocess, sys\n\n\ndef test_start():\n    code = "
    starts += "'from partnersim import rules; assert rules.outer(4) == 7.0'\n"
    starts += "    subprocess.run([sys.executable, '-c', code], check=True)\n"
    (root / "tests/unit/test_rules.py").write_text(starts)
    assert run_tests(tree, ["tests/unit/test_rules.py"], plain=False, processor_seconds=30.0).passed
    fault = planted(root, "- to +", "outer")
    outcome = run_tests(tree, ["tests/unit/test_rules.py"], plain=False, processor_seconds=30.0, fault=fault)
    assert (outcome.failed, outcome.evaluated) == (["tests/unit/test_rules.py::test_start"], True)


def test_trying_goes_on_where_it_stopped_and_keeps_verdicts_as_they_come(root, tree, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "tools.mutants.trying.run_tests",
        lambda tree, names, fault=None, **_: asked.append(fault) or Outcome(True, 1.0, evaluated=True),
    )
    faults = faults_of(root, Path("src/partnersim/rules.py"))
    file, told = root.parent / "verdicts.jsonl", []
    try_all(faults[:2], trial_in(tree, enough=1), Verdicts(file), workers=1, tell=told.append)
    assert list(Verdicts(file).by_key) == [f.key for f in faults[:2]]
    try_all(faults[:3], trial_in(tree, enough=1), Verdicts(file), workers=1, tell=told.append)
    assert asked == faults[:3]
    kept = Verdicts(file)
    kept.add(dataclasses.replace(kept.by_key[faults[0].key], how="failed"))
    again = Verdicts(file)
    assert again.by_key[faults[0].key].caught and again.survived_once == {f.key for f in faults[:3]}
    assert [v.how for v in again.by_key.values()] == ["failed", "survived", "survived"]
    assert len(told) == 3


# --- the table


def test_survivors_come_first_and_what_changes_nothing_is_not_counted():
    verdicts = [
        verdict(key="1", how="failed", test="tests/unit/test_a.py::test_b[x]", files=[]),
        verdict(key="2", line=9),
        verdict(key="3", line=5, function="g", how="time-out"),
    ]
    same = {"a.py:9 f: + to -": "nothing is added", "a.py:4 g: + to -": "-"}
    text = page(verdicts, seed=7, drawn=5, equivalent=same, survived_once={"1", "2"})
    head, *rows = [
        line for line in text.splitlines() if line.startswith("| a.py") or "drawn with seed" in line
    ]
    assert "of 5 faults drawn with seed 7" in head
    assert "3 were tried; 1 change nothing" in head
    assert "of the other 2, **1 were caught** (50 %), 1 of them not by the tests tried first" in head
    assert rows == [
        "| a.py:5 | `g` | + to - | **time-out** | a |",
        "| a.py:9 | `f` | + to - | changes nothing: nothing is added | a |",
        "| a.py:3 | `f` | + to - | unit/test_a.py::test_b (not tried at first, or written since) |  |",
    ]
