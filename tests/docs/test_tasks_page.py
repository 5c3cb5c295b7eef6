"""The page of twelve tasks shows commands that are understood, and names what exists."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main
from ruamel.yaml import YAML

import partnersim as ps
from partnersim.faces.cli.app import app
from partnersim.faces.cli.arms import arm_of, labelled_arms
from partnersim.faces.cli.claiming import kept_claims
from partnersim.faces.cli.levering import kept_table
from partnersim.faces.cli.options import changes
from partnersim.measures import OUTCOMES
from partnersim.scenario.experiments.trials import load_trial
from partnersim.studies.explaining.differences import differences
from partnersim.studies.sweeping.files import read_sweep

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "tasks.md").read_text("utf-8")
TASKS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
QUOTED = [text for text in re.findall(r"`(partnersim [^`]+)`", PAGE) if not re.search(r"\b[A-Z]{3,}\b", text)]
WRITTEN = ("bondowoso.yaml", "my-trial.yaml")
"""Files that a task writes before it names them."""


def understood(line):
    """The name of the command in a line, and what it is given."""
    _, name, *arguments = shlex.split(line)
    return name, typer.main.get_command(app).commands[name].make_context(name, arguments).params


def test_there_are_twelve_tasks_each_with_a_time_and_a_command():
    heads = [task.splitlines()[0] for task in TASKS]
    assert [int(head.split(".")[0]) for head in heads] == list(range(1, 13))
    assert all(re.search(r"\(.*(second|minute)", head) for head in heads), heads
    assert all("```sh\npartnersim " in task for task in TASKS)


@pytest.mark.parametrize("line", LINES + QUOTED)
def test_commands_are_understood_and_name_what_exists(line):
    name, given = understood(line)
    asked = given.get("outcome") or given.get("outcomes") or []
    assert all(OUTCOMES.get(outcome) for outcome in ([asked] if isinstance(asked, str) else asked))
    if name in ("compare", "explain"):
        arms = [arm_of(text, changes()) for text in given.get("scenarios") or [given["base"], given["other"]] if text]
        arms += labelled_arms(given.get("arms") or [], changes()).values()
        assert len(arms) >= 2 and all(differences(arms[0], other) for other in arms[1:])
    elif name == "claims":
        assert kept_claims(given["ids"] or (), given["case"])
    elif name == "levers":
        assert kept_table(given["case"], ()).rows
    elif name == "sweep":
        assert given["file"] is None or read_sweep(given["file"])
    elif name == "trial":
        assert given["file"] in ("", *WRITTEN)
    elif name in ("run", "describe"):
        assert given["scenario"] in WRITTEN or ps.load(given["scenario"])


def test_words_of_the_first_task_find_the_levers_that_it_moves(capsys):
    from partnersim.faces.cli import main

    first = next(line for line in LINES if line.startswith("partnersim describe"))
    assert main(shlex.split(first)[1:]) == 0
    found = capsys.readouterr().out
    moved = re.findall(r"(regulation\.\w+)=", TASKS[0])
    assert len(moved) == 2 and all(path in found for path in moved)


def test_the_trial_of_the_page_is_one(tmp_path):
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "my-trial.yaml").write_text(text, "utf-8")
    mine, shipped = load_trial(tmp_path / "my-trial.yaml"), load_trial(YAML(typ="safe").load(text)["extends"])
    assert mine.name == "cheaper-loans" and mine.arms != shipped.arms and mine.outcomes == shipped.outcomes


@pytest.mark.slow
def test_the_python_of_the_page_runs(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "tasks.md", "exec"), {"__name__": "tasks"})
    assert "Name: firm_participation_end" in capsys.readouterr().out
