"""Values by which a field of a scenario says nothing: with them it is no part of what the scenario is.

A field that was added later and stands for "not there" leaves the identity of older scenarios, and so what was kept of
their runs, as it was.
"""

from collections.abc import Mapping
from typing import Any

from partnersim.scenario.parameters.partnership.sanctions import Sanctions
from partnersim.scenario.purse import Purse

SILENT: Mapping[str, Any] = {
    "actors.*.id": None,
    "own": None,
    "agreements.*.purse": Purse().model_dump(mode="json"),
    "agreements.*.practices.fine": 0.0,
    "agreements.*.practices.exclusion": 0.0,
    "events.*.practices": {},
    "events.*.purse": None,
    "mechanisms.sanctions": Sanctions().model_dump(mode="json"),
}
"""By dotted path, with ``*`` for every item."""
