"""Effects and comparisons made by hand, of which a digest is written."""

from __future__ import annotations

from partnersim.measures.declaring import Link
from partnersim.studies.compare import Comparison, compare_results
from partnersim.studies.digest.facts import Effect
from tests.unit.test_compare import results


def effect(outcome: str = "members_end", link: str = "output", **more: float) -> Effect:
    facts = {
        "base": 100.0, "other": 150.0, "difference": 50.0, "low": 40.0, "high": 60.0, "least": 30.0, "most": 70.0,
        "n": 8, "mde": 12.0, "unit": "households",
    } | more  # fmt: skip
    return Effect(outcome=outcome, link=Link(link), **facts)


def made(base: dict, other: dict, flows=(), seeds: int = 6) -> Comparison:
    """A comparison of two hand-made arms whose values begin with those given, and go on with the last."""

    def filled(columns):
        return {name: [*values, *[values[-1]] * (seeds - len(values))] for name, values in columns.items()}

    return compare_results(results({"a": filled(base), "b": filled(other)}, flows))
