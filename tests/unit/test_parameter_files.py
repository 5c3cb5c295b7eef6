"""A rule under ``mechanisms/`` and its parameters under ``scenario/parameters/`` have the same folder and file name."""

from pathlib import Path

import pytest

import partnersim
from partnersim.mechanisms import MONTH
from partnersim.mechanisms.base import Mechanism
from partnersim.scenario.parameters.mechanisms import Mechanisms

PACKAGE = Path(partnersim.__file__).parent
RULES, PARAMETERS = PACKAGE / "mechanisms", PACKAGE / "scenario" / "parameters"
SHARED = {"mechanisms.py", "sources.py"}


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
    assert rules, f"no rule of the month is called {mechanism}"
    files = {file_of_rule(rule) for rule in rules}
    assert file_of_parameters(mechanism) in files
    assert all((RULES / file).is_file() for file in files)


def test_no_file_of_parameters_is_left_over():
    there = {file.relative_to(PARAMETERS) for file in PARAMETERS.rglob("*.py") if file.name != "__init__.py"}
    assert there == {file_of_parameters(name) for name in Mechanisms.model_fields} | set(map(Path, SHARED))
