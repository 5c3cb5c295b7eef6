"""partnersim: a laboratory that simulates partnerships serving poor households.

    import partnersim as ps

    jember = ps.load("jember")
    results = ps.run(jember, replicates=5)
    answer = ps.compare(jember, ps.load("jember-with-firms"), replicates=5)
    print(answer.table)

The names below load the engine only when they are first used, so that importing the package costs next to
nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from partnersim.mechanisms.base import Mechanism, Phase
    from partnersim.scenario.documents.errors import ScenarioError
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.api import compare, explain, load, pack, run, trace
    from partnersim.studies.compare import Comparison
    from partnersim.studies.explaining.result import Explanation
    from partnersim.studies.listing import claims, outcomes, scenarios, validate
    from partnersim.studies.over_values import (
        as_function,
        discover,
        dock,
        levers,
        map_leads,
        sensitivity,
        sweep,
    )
    from partnersim.studies.planes import planes
    from partnersim.studies.runs.results import Results
    from partnersim.studies.trials import load_trial, run_trial

__version__ = "0.1.0"

__all__ = [
    "load",
    "run",
    "compare",
    "explain",
    "levers",
    "dock",
    "map_leads",
    "planes",
    "sweep",
    "sensitivity",
    "discover",
    "pack",
    "trace",
    "as_function",
    "load_trial",
    "run_trial",
    "scenarios",
    "outcomes",
    "claims",
    "validate",
    "Mechanism",
    "Phase",
    "Scenario",
    "ScenarioError",
    "Results",
    "Comparison",
    "Explanation",
    "__version__",
]

_HOMES = {
    "load": "partnersim.studies.api",
    "run": "partnersim.studies.api",
    "compare": "partnersim.studies.api",
    "explain": "partnersim.studies.api",
    "levers": "partnersim.studies.over_values",
    "dock": "partnersim.studies.over_values",
    "map_leads": "partnersim.studies.over_values",
    "planes": "partnersim.studies.planes",
    "sweep": "partnersim.studies.over_values",
    "sensitivity": "partnersim.studies.over_values",
    "discover": "partnersim.studies.over_values",
    "pack": "partnersim.studies.api",
    "trace": "partnersim.studies.api",
    "map": "partnersim.studies.over_values",
    "as_function": "partnersim.studies.over_values",
    "scenarios": "partnersim.studies.listing",
    "outcomes": "partnersim.studies.listing",
    "claims": "partnersim.studies.listing",
    "validate": "partnersim.studies.listing",
    "Mechanism": "partnersim.mechanisms.base",
    "Phase": "partnersim.mechanisms.base",
    "load_trial": "partnersim.studies.trials",
    "run_trial": "partnersim.studies.trials",
    "Scenario": "partnersim.scenario.spec",
    "ScenarioError": "partnersim.scenario.documents.errors",
    "Results": "partnersim.studies.runs.results",
    "Comparison": "partnersim.studies.compare",
    "Explanation": "partnersim.studies.explaining.result",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'partnersim' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
