"""Adopting a fit: the best set becomes the defaults."""

import pytest

from partnersim.studies.calibration.bounds import present_values
from partnersim.studies.calibration.fit_file import read_fit
from tools.adopt_fit import FITTED, SOURCE, adopted


def test_the_defaults_are_the_best_set_of_the_shipped_fit():
    content = read_fit()
    if content is None:
        pytest.skip("no fit is shipped yet")
    assert present_values() == content["best"]["parameters"]


def test_only_numbers_and_their_source_change():
    before = SOURCE.read_text("utf-8")
    values = {path: round(1.01 * value, 4) for path, value in present_values().items()}
    after = adopted(before, values)
    space: dict = {}
    exec(compile(after, "household.py", "exec"), space)
    for path, value in values.items():
        _, mechanism, field = path.split(".")
        owner = "".join(part.title() for part in mechanism.split("_"))
        found = space[owner].model_fields[field]
        assert found.default == pytest.approx(value)
        assert found.json_schema_extra["source"] == FITTED.split('"')[1]
    assert adopted(after, values) == after
    untouched = [line for line in before.splitlines() if "doc=" in line or line.startswith("class ")]
    assert [line for line in after.splitlines() if "doc=" in line or line.startswith("class ")] == untouched


def test_an_unknown_parameter_is_refused():
    with pytest.raises(ValueError, match="is not a quantity"):
        adopted(SOURCE.read_text("utf-8"), {"mechanisms.entry.ideas": 0.1})
