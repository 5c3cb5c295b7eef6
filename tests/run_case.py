"""What running designs is tried with."""

from partnersim.scenario.spec import Scenario


def broken(spec: Scenario) -> Scenario:
    """A scenario that got past the checks and cannot be run (its first month is no month)."""
    return spec.model_copy(update={"time": spec.time.model_copy(update={"start": "soon"})})
