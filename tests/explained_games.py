"""Games with known answers, as explaining a difference is tried with."""

from collections.abc import Callable

import partnersim as ps
from partnersim.scenario.spec import Scenario
from partnersim.studies.explaining import run as explaining

TOY = ps.load("toy")
CAPACITIES = ("programme", "facilities", "personnel", "use_of_outputs")
PRODUCTIVE = [f"actors.village_ngo.productivity.{name}" for name in CAPACITIES]
"""Fields of the toy with which a made-up game is played; each is set to 2."""


def more(count: int, **fields) -> Scenario:
    """The toy with so many of its fields raised."""
    return TOY.but(dict.fromkeys(PRODUCTIVE[:count], 2.0), **fields)


def game(monkeypatch, value: Callable[[set[int], int], float], outcome: str = "members_mean") -> list[tuple]:
    """Runs whose outcome is a function of the raised fields and the seed; gives the list of what is run."""
    ran = []

    def outcomes(work, outcomes=None):
        spec, seed = work
        levels = [spec.model_dump()["actors"][1]["productivity"].get(name) for name in CAPACITIES]
        raised = {place for place, level in enumerate(levels) if level == 2.0}
        ran.append((raised, seed))
        return {"runs": [{"seconds": 0.0, outcome: float(value(raised, seed))}]}

    monkeypatch.setattr(explaining, "outcomes_of_run", outcomes)
    return ran


def explain(base, other, **asked):
    return ps.explain(
        base,
        other,
        **{"outcome": "members_mean", "workers": 1, "show_progress": False, "replicates": 3, **asked},
    )
