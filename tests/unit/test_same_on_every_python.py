"""Numbers of a run depend neither on the interpreter nor on numpy: sums of floats are rounded once."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import numpy as np
import pytest

import partnersim
from partnersim.engine.population.settling import _next_level, slope_of

PACKAGE = Path(partnersim.__file__).parent
RUN = ("engine", "mechanisms", "measures", "world", "theory", "studies/runs")
STUDIES = (
    "studies/claims",
    "studies/partnerships",
    "studies/fitting",
    "studies/trials",
    "studies/validation",
)
"""What a run computes, and what is made of its tables afterwards, where only sums are watched."""

DEPENDENT = {"polyfit", "lstsq", "corrcoef", "inv", "solve", "pinv", "einsum"}
"""Of numpy: their last digits move from release to release."""

COUNTS = {
    "sum((a.stage == 'ended' for a in r.world.agreements))",
    "sum((a.working for a in m.partnership.agreements))",
    "sum(working)",
    "sum((bool(np.isfinite(effect)) and holds(float(effect), claim, sign=sign) for effect in effects))",
    "sum((h in labels if labels else bool(h) for h in self.harmed))",
    "sum((np.dtype(c.dtype).itemsize for c in COLUMNS))",
    "sum(opening)",
    "sum((1 for later in opening[number + 1:] if later))",
    "sum(map(len, self.seeds.values()))",
    "sum(map(len, batches))",
    "sum(map(len, found))",
    "sum((form.survives for form in forms))",
    "sum((holds(mean, claim, sign=sign) for mean in means))",
    "sum((block.shape[1] for block in blocks))",
    "sum((block.shape[1] for block in together))",
    "sum((block.shape[1] for block in together[:own]))",
    "sum((key in found.kept for key in keys))",
    "sum(map(len, self._waiting.values()))",
    "sum((one.found.good for one in made))",
    "sum((len(x.encode()) + 1 for x in lines[:-1]))",
    "sum(client.nthreads().values())",
    "sum((all_inside(one.values, aims) for one in again))",
}
"""Sums of whole numbers, which are exact; Python's ``sum`` of floats rounds otherwise since 3.12: use math.fsum."""


def dependent_sums(source: str, *, numpy: bool = True) -> list[str]:
    """Calls in a module whose last digit depends on the interpreter, or on numpy, as "line: call"."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    plain = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "sum"]
    named = [c for c in calls if numpy and isinstance(c.func, ast.Attribute) and c.func.attr in DEPENDENT]
    return [
        f"{c.lineno}: {ast.unparse(c)}"
        for c in (*plain, *named)
        if c in named or ast.unparse(c) not in COUNTS
    ]


@pytest.mark.parametrize("room", (*RUN, *STUDIES))
def test_no_sum_depends_on_the_interpreter(room):
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files
    calls = {path.name: dependent_sums(path.read_text("utf-8"), numpy=room in RUN) for path in files}
    assert {name: lines for name, lines in calls.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    ["total = sum(money)", "total = sum(x * 0.1 for x in y)", "np.polyfit(x, y, 1)", "np.linalg.inv(a)"],
)
def test_a_sum_of_floats_would_be_seen(source):
    assert len(dependent_sums(source)) == 1


def test_a_count_is_fine():
    assert dependent_sums("units = sum(opening)\ntotal = math.fsum(money)\nshare = weights.sum()") == []


def test_the_slope_is_that_of_the_least_squares_line():
    # by hand: means 2 and 3; sum of products (-1)(-2) + 0 + (1)(2) = 4; of squares 2
    assert slope_of([1.0, 2.0, 3.0], [1.0, 3.0, 5.0]) == 2.0
    assert slope_of([0.0, 1.0, 5.0], [1.0, -1.0, 0.0]) == pytest.approx(-1.0 / 14.0, rel=1e-15)
    x, y = [0.1, 0.25, 0.4, 0.33], [0.2, 0.15, 0.13, 0.11]
    assert slope_of(x, y) == pytest.approx(np.polyfit(x, y, 1)[0], rel=1e-12)


def test_fsum_is_what_it_is_taken_for():
    assert math.fsum([0.1] * 10) == 1.0


@pytest.mark.parametrize(
    ("trail", "target", "level"),
    [
        # one window besides the first: the usual slope, 0.035 fewer poor for a tenth of the level
        ([(0.0, 0.90), (1.0, 0.30)], 0.265, 1.1),
        # levels far enough apart: their own slope, -0.42
        ([(0.0, 0.90), (0.0, 0.50), (1.0, 0.08)], 0.122, 0.9),
        # a slope of -0.9 is too steep to be believed: -0.63; one of -0.1 too flat: -0.175
        ([(0.0, 0.90), (0.0, 1.00), (1.0, 0.10)], 0.163, 0.9),
        ([(0.0, 0.90), (0.0, 0.20), (1.0, 0.10)], 0.135, 0.8),
        # no step is longer than 0.4
        ([(0.0, 0.90), (1.0, 0.30)], 0.90, 0.6),
        ([(0.0, 0.90), (1.0, 0.30)], 0.01, 1.4),
        # from five windows on the mean of what those after the first three say: 1.1 and 1.06
        ([(0.0, 0.90), (1.0, 0.30), (1.0, 0.30), (1.0, 0.30), (1.02, 0.279)], 0.265, 1.08),
    ],
)
def test_next_level_of_wages(trail, target, level):
    assert _next_level(trail, target) == pytest.approx(level, rel=1e-12)
