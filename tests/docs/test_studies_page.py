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
from partnersim.scenario.experiments.planes import load_plane, plane_files
from partnersim.studies.explaining.differences import differences
from partnersim.studies.mapping.run import FIRST

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "studies.md").read_text("utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("line", LINES)
def test_commands_are_understood(line):
    _, name, *arguments = shlex.split(line, comments=True)
    given = typer.main.get_command(app).commands[name].make_context(name, arguments).params
    for file in (given.get("file"), given.get("table")):
        assert file is None or (ROOT / file).is_file() or str(file).startswith("walk/")
    if name == "planes":
        assert given["source"] in plane_files() and given["points"] >= FIRST
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


def test_the_planes_of_the_page_ship_and_say_their_levers():
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert {name for name, _, _ in rows} == set(plane_files())
    names = [measure.name for measure in OUTCOMES]
    for name, across, up in rows:
        file = load_plane(name, outcomes=names).file
        assert across.startswith(file.x.label.partition(" (")[0]) and up == file.y.label.partition(" (")[0]
