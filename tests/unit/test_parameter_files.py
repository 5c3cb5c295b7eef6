"""A rule under ``mechanisms/`` and its parameters under ``scenario/parameters/`` have the same folder and file name."""

from pathlib import Path

import pytest

import partnersim
from partnersim.mechanisms import MONTH
from partnersim.mechanisms.base import Mechanism
from partnersim.mechanisms.households.rules import RULES as RULES_OF_HOUSEHOLDS
from partnersim.scenario.parameters.mechanisms import Mechanisms

PACKAGE = Path(partnersim.__file__).parent
RULES, PARAMETERS = PACKAGE / "mechanisms", PACKAGE / "scenario" / "parameters"
SHARED = {"fitted.py", "mechanisms.py", "sources.py"}


def file_of_rule(rule: Mechanism) -> Path:
    """File of a rule below ``mechanisms/``."""
    return Path(*type(rule).__module__.split(".")[2:]).with_suffix(".py")


def file_of_parameters(mechanism: str) -> Path:
    """File of a mechanism's parameters below ``scenario/parameters/``."""
    owner = Mechanisms.model_fields[mechanism].annotation
    return Path(*owner.__module__.split(".")[3:]).with_suffix(".py")


@pytest.mark.parametrize("mechanism", Mechanisms.model_fields)
def test_parameters_stand_in_the_file_of_the_rules_name(mechanism):
    rules = [rule for rule in MONTH if rule.name == mechanism]
    assert rules, (
        f"no rule of the month is called {mechanism}: write its class into the file of the same name under "
        "mechanisms/, and a new file into FILES of mechanisms/households/rules.py or MONTH of mechanisms/__init__.py"
    )
    files = {file_of_rule(rule) for rule in rules}
    assert file_of_parameters(mechanism) in files
    assert all((RULES / file).is_file() for file in files)


def test_no_file_of_parameters_is_left_over():
    there = {file.relative_to(PARAMETERS) for file in PARAMETERS.rglob("*.py") if file.name != "__init__.py"}
    assert there == {file_of_parameters(name) for name in Mechanisms.model_fields} | set(map(Path, SHARED))


@pytest.mark.parametrize("rule", RULES_OF_HOUSEHOLDS, ids=lambda rule: rule.name)
def test_every_compiled_rule_has_parameters_of_its_name(rule):
    assert rule.name in Mechanisms.model_fields, (
        f"nothing stands under mechanisms: {rule.name}. Declare its parameters in scenario/parameters/"
        f"{file_of_rule(rule)} and name them in the class at the end of that file"
    )


def test_off_by_default_begins_with_the_run():
    """Else the place would have been settled with a mechanism that the run then lacks."""
    parts = {name: field.default for name, field in Mechanisms.model_fields.items()}
    wrong = [n for n, part in parts.items() if getattr(part, "on", True) is False and part.settles is True]
    assert not wrong, f"{wrong} are off by default: say `settles = False` in their parameters, or IF_ON"
