"""Household rules stay readable: short functions, few positional arguments, columns only where they may be taken."""

import ast
from pathlib import Path

import pytest

import partnersim

FOLDER = Path(partnersim.__file__).parent / "mechanisms" / "households"
MOST_LINES, MOST_ARGUMENTS = 40, 8
LOOP = ("month.py", "hamlet_rows", 90)
TAKE_COLUMNS = {
    "month.py",
    "groups.py",
    "between_months.py",
    "place.py",
    "compiled_place.py",
    "household_month.py",
    "run.py",
    "loan_standing.py",
}
FILES = sorted(FOLDER.glob("*.py"))


def functions(text: str) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]


def faults(name: str, text: str) -> list[str]:
    """What is too long, takes or passes too much, or takes the columns where only numbers belong."""
    wrong = []
    for function in functions(text):
        most = LOOP[2] if (name, function.name) == LOOP[:2] else MOST_LINES
        if function.end_lineno - function.lineno + 1 > most:
            wrong.append(f"{function.name} has more than {most} lines")
        arguments = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        if len(arguments) > MOST_ARGUMENTS:
            wrong.append(f"{function.name} takes {len(arguments)} arguments")
        if name not in TAKE_COLUMNS and {"c", "place"} & set(arguments):
            wrong.append(f"{function.name} takes columns")
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return wrong + [
        f"line {call.lineno} passes {len(call.args)}" for call in calls if len(call.args) > MOST_ARGUMENTS
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_rules_keep_their_shape(file: Path) -> None:
    assert faults(file.name, file.read_text()) == []


def test_what_is_out_of_shape_is_named() -> None:
    long = "def f(p):\n" + "    p += 1\n" * 40
    many = "def g(a, b, d, e, f, g, h, i, j):\n    return k(a, b, d, e, f, g, h, i, j)\n"
    assert faults("debt.py", long) == ["f has more than 40 lines"]
    assert faults("debt.py", many) == ["g takes 9 arguments", "line 2 passes 9"]
    assert faults("debt.py", "def h(p, c, i):\n    return c.loan[i]\n") == ["h takes columns"]
    assert faults("groups.py", "def h(p, c, i):\n    return c.loan[i]\n") == []
