"""World and rules take chance from keyed draws alone: no other generator appears in their source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import partnersim

PACKAGE = Path(partnersim.__file__).parent
FOLDERS = ("world", "mechanisms", "measures", "engine", "theory")
MODULES = {"random", "secrets", "uuid"}
ATTRIBUTES = {
    "random",
    "rng",
    "shuffle",
    "shuffle_do",
    "default_rng",
    "Generator",
    "RandomState",
    "randint",
    "choice",
}


def other_chance(source: str) -> list[str]:
    """What in a module's source draws numbers from elsewhere, as "line: what"."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
            found.append(f"{node.lineno}: .{node.attr}")
            continue
        else:
            continue
        found += [
            f"{node.lineno}: import {name}"
            for name in names
            if name.split(".")[0] in MODULES or name.startswith(("numpy.random", "scipy.stats"))
        ]
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_other_chance(folder: str) -> None:
    files = sorted((PACKAGE / folder).rglob("*.py"))
    assert files
    found = {str(path.relative_to(PACKAGE)): other_chance(path.read_text()) for path in files}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from numpy.random import default_rng",
        "import numpy.random",
        "from numpy import random",
        "x = np.random.default_rng(1)",
        "self.random.random()",
        "model.rng.normal()",
        "agents.shuffle_do('step')",
        "from scipy.stats import norm",
    ],
)
def test_the_check_sees_other_generators(source: str) -> None:
    assert other_chance(source)


def test_the_check_leaves_keyed_draws_alone() -> None:
    assert (
        other_chance("from partnersim.theory.chance.draws import Draws\nu = draws.uniform(Purpose.IDEA, 0, ids)")
        == []
    )
