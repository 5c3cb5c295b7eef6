"""Adopting a fit: the best set becomes the defaults."""

import pytest

from partnersim.scenario.parameters.households.debt import GroupRepayment
from partnersim.scenario.parameters.mechanisms import Mechanisms
from partnersim.scenario.parameters.sources import FITTED
from partnersim.studies.fitting.households.bounds import present_values
from partnersim.studies.fitting.households.fit_file import read_fit
from tools.adopt_fit import SOURCES, adopted, module_file


def test_the_defaults_are_the_best_set_of_the_shipped_fit():
    content = read_fit()
    assert content is not None
    assert present_values() == content["best"]["parameters"]


def test_only_numbers_and_their_source_change():
    values = {path: round(1.01 * value, 4) for path, value in present_values().items()}
    after = adopted(values)
    assert adopted(values, texts=after) == after
    spaces: dict = {file: {} for file in after}
    for file, text in after.items():
        exec(compile(text, file.name, "exec"), spaces[file])
        before = file.read_text("utf-8").splitlines()
        assert len(before) == len(text.splitlines())
        changed = [new for old, new in zip(before, text.splitlines(), strict=True) if old != new]
        assert changed and all(line.strip()[0] in "-.0123456789" for line in changed)
    for path, value in values.items():
        _, mechanism, field = path.split(".")
        owner = Mechanisms.model_fields[mechanism].annotation
        found = spaces[module_file(owner)][owner.__name__].model_fields[field]
        assert found.default == pytest.approx(value)
        assert found.json_schema_extra["source"] == FITTED


def test_a_first_and_a_last_use_of_a_source_change_its_import():
    file = module_file(GroupRepayment)
    text = (
        file.read_text("utf-8")
        .replace("source=FITTED", "source=HOUSEHOLD_PILOT")
        .replace("FITTED, HOUSEHOLD_PILOT", "HOUSEHOLD_PILOT")
    )
    assert f"from {SOURCES} import HOUSEHOLD_PILOT\n" in text and "FITTED" not in text
    after = adopted({"mechanisms.group_repayment.walk_away": 0.004}, texts={file: text})[file]
    assert f"from {SOURCES} import FITTED, HOUSEHOLD_PILOT\n" in after and after.count("source=FITTED") == 1
    without = text.replace("        source=HOUSEHOLD_PILOT,\n", "").replace(", source=HOUSEHOLD_PILOT", "")
    only = without.replace("        0.005334,\n", "        0.005334,\n        source=HOUSEHOLD_PILOT,\n")
    after = adopted({"mechanisms.group_repayment.walk_away": 0.004}, texts={file: only})[file]
    assert f"from {SOURCES} import FITTED\n" in after and "HOUSEHOLD_PILOT" not in after


@pytest.mark.parametrize("path", ["mechanisms.entry.ideas", "mechanisms.lending.banking_delay"])
def test_an_unknown_parameter_is_refused(path):
    with pytest.raises(ValueError, match="is not a quantity"):
        adopted({path: 0.1})
