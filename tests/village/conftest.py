"""The village, lived once for all tests of it."""

from __future__ import annotations

import pytest

from partnersim.measures import Recorder
from tests.village.place import MONTHS, Village


@pytest.fixture(scope="package")
def lived() -> tuple[Recorder, list[dict[str, float]]]:
    """The recorder after fourteen months, and what it recorded in each."""
    village = Village()
    recorder, months = Recorder(village), []
    for _ in range(MONTHS):
        village.live()
        months.append(recorder.record())
    return recorder, months
