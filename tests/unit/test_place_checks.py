"""What of a place must fit together: hamlets, households, lists, sites, units that exist, and who is simulated."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from partnersim.scenario.spec import Scenario

PLACE = {"hamlets": 3, "villages": 2, "households": 40, "listed_households": 10}


def opening(units: int) -> dict:
    kind = {"name": "bank", "units": units}
    return {"programme": {"community_funds": {"opening": [kind]}}}


@pytest.mark.parametrize(
    "document",
    [
        {"place": PLACE | {"listed_households": 40}},
        {"place": PLACE | {"hamlets": 40}},
        {"place": PLACE | {"villages": 3}},
        {"place": PLACE, **opening(3)},
        {"place": PLACE, "sample": {"coverage": "listed"}},
        {"place": PLACE | {"listed_households": 1}, "sample": {"coverage": "listed"}},
        {"place": PLACE | {"listed_households": 0}, "sample": {"coverage": "all"}},
    ],
)
def test_what_just_fits_is_a_place(document):
    assert Scenario(**document).place.hamlets == document["place"]["hamlets"]


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"place": PLACE | {"listed_households": 41}}, "listed_households is larger than place.households"),
        ({"place": PLACE | {"hamlets": 41}}, "hamlets is larger than place.households"),
        ({"place": PLACE | {"villages": 4}}, "villages is larger than place.hamlets"),
        ({"place": PLACE, **opening(4)}, "4 units do not fit 3 hamlets"),
        (
            {"place": PLACE | {"listed_households": 0}, "sample": {"coverage": "listed"}},
            "coverage is 'listed' but place.listed_households is 0",
        ),
    ],
)
def test_what_does_not_fit_is_refused(document, says):
    with pytest.raises(ValidationError, match=says):
        Scenario(**document)
