"""The page on comparing shows commands that are understood, and names tables and outcomes that exist."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from partnersim.faces.cli.app import app
from partnersim.faces.cli.arms import arm_of, labelled_arms
from partnersim.faces.cli.options import changes
from partnersim.measures import OUTCOMES
from partnersim.scenario.experiments.maps import map_files
from partnersim.scenario.experiments.planes import plane_files
from partnersim.studies.compare import Comparison
from partnersim.studies.explaining.differences import differences
from partnersim.studies.explaining.result import Explanation
from partnersim.studies.tracing.lives import PICKS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "comparing.md").read_text("utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("line", LINES)
def test_commands_are_understood_and_their_scenarios_differ(line):
    _, name, *arguments = shlex.split(line)
    command = typer.main.get_command(app).commands[name]
    given = command.make_context(name, arguments).params
    if name in ("sweep", "status", "export", "sensitivity", "discover"):
        assert "file" not in given or (ROOT / given["file"]).is_file()
        return
    if name in ("leads", "planes"):
        assert given["source"] is None or given["source"] in (map_files() if name == "leads" else plane_files())
        return
    if given.get("organization"):
        assert given["organization"] in [actor.name for actor in arm_of(given["base"], changes()).actors]
        return
    assert given.get("pick") in (None, *PICKS)
    names = given.get("scenarios") or [given["base"], given["other"]]
    arms = [arm_of(text, changes()) for text in names]
    arms += labelled_arms(given.get("arms") or [], changes()).values()
    assert len(arms) == 2 and differences(*arms)
    outcomes = (
        [given["outcome"]] if "outcome" in given else [w.split("=")[0] for w in given.get("until_ci") or []]
    )
    assert all(OUTCOMES.get(outcome) for outcome in outcomes)


def test_tables_that_are_named_exist():
    for kind, said in ((Comparison, PAGE.split("In Python")[1]), (Explanation, PAGE.split("In Python")[3])):
        names = re.search(
            r"its\s+tables\s+are(.*?)[.,;]? (?:and each|\n\n)|its\s+tables\s+are(.*?)\.\n", said, re.DOTALL
        )
        listed = re.findall(r"`(\w+)`", names.group(0))
        assert len(listed) >= 5
        assert all(hasattr(kind, name) or name in kind.__dataclass_fields__ for name in listed), listed
