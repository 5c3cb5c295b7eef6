"""The page of studies shows commands that are understood, fields that exist, and functions of the same names."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main

import partnersim as ps
from partnersim.faces.cli.app import app
from partnersim.faces.cli.arms import arm_of
from partnersim.faces.cli.options import changes
from partnersim.measures import OUTCOMES
from partnersim.studies.explaining.differences import differences
from partnersim.studies.mapping.run import FIRST
from partnersim.studies.sweeping.design import factor_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "studies.md").read_text("utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("line", LINES)
def test_commands_are_understood(line):
    _, name, *arguments = shlex.split(line)
    given = typer.main.get_command(app).commands[name].make_context(name, arguments).params
    for file in (given.get("file"), given.get("table")):
        assert file is None or (ROOT / file).is_file() or str(file).startswith("walk/")
    if given.get("outcome"):
        assert OUTCOMES.get(given["outcome"]) is not None
    assert name != "map" or given["points"] >= FIRST  # fewer are refused
    arms = given.get("scenarios") or ([given["base"], given["other"]] if given.get("other") else [])
    if arms:
        assert differences(*(arm_of(text, changes()) for text in arms))


def test_every_function_has_its_command():
    pairs = re.findall(r"`partnersim (\w+)[^`]*` \| `ps\.(\w+)`", PAGE)
    assert len(pairs) >= 9
    commands = typer.main.get_command(app).commands
    for command, function in pairs:
        assert command in commands and callable(getattr(ps, function))
        assert function in (command, f"map_{command}")


def test_levers_of_the_maps_have_ranges_and_their_arms_differ():
    _, *rows = re.findall(r"^\| [a-z ]+ \| `([^`]+)` \| `([^`]+)` \|$", PAGE, re.MULTILINE)
    assert len(rows) == 4
    jember = ps.load("jember")
    for axis in (axis for row in rows for axis in row):
        path, _, ends = axis.partition("=")
        low, high = map(float, ends.split(":")) if ends else (None, None)
        given = {"low": low, "high": high} if ends else None
        factor = factor_of(path, given, base=jember)
        assert factor.low < factor.high
        assert jember.but({path: factor.values[0]}) and jember.but({path: factor.values[-1]})
    arms = re.search(r"`B` is one of `([^`]+)`, `([^`]+)` and\n`([^`]+)`", PAGE).groups()
    for arm in arms:
        assert differences(jember, arm_of(arm, changes()))
