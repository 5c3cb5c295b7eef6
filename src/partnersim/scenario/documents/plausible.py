"""Plausible ranges: where a value may well lie in the world, beside what a scenario may say at all.

An admissible range keeps mistakes out; a plausible one is what studies vary a value over. Both are declared with the
field. Where values differ so much from case to case that one range makes no sense, the range is stated as factors on
the value of the case; where there is none, the reason is stated instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic.fields import FieldInfo

ASSUMED = "assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausible:
    """A plausible range with its source.

    Attributes:
        low, high: ends, in the unit of the field, or factors on the value of the case.
        factors: whether the ends are factors.
        source: where the range comes from; "assumed" for a judgement of our own.
    """

    low: float
    high: float
    factors: bool = False
    source: str = ASSUMED

    def record(self) -> dict[str, Any]:
        """As plain data, for the schema of a scenario."""
        names = ("times_low", "times_high") if self.factors else ("low", "high")
        return {names[0]: self.low, names[1]: self.high, "source": self.source}

    def ends(
        self, value: Any, /, *, whole: bool, low: float | None, high: float | None
    ) -> tuple[float, float] | None:
        """The two ends for a field that has a value; None where they are factors and the value is no number or 0.

        Args:
            value: what the scenario says.
            whole: whether only whole numbers are allowed; ends are rounded then.
            low, high: what is allowed; ends stay inside.
        """
        if self.factors and (isinstance(value, bool) or not isinstance(value, int | float) or value == 0):
            return None
        by = value if self.factors else 1.0
        found = sorted((by * self.low, by * self.high))
        if whole:
            found = [round(end) for end in found]
        if low is not None:
            found = [max(low, end) for end in found]
        if high is not None:
            found = [min(high, end) for end in found]
        return found[0], found[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRange:
    """The reason why a field has no plausible range of its own."""

    reason: str

    def record(self) -> dict[str, Any]:
        """As plain data, for the schema of a scenario."""
        return {"none": self.reason}


Stated: TypeAlias = Plausible | NoRange


def between(low: float, high: float, /, *, source: str = ASSUMED) -> Plausible:
    """A range in the unit of the field.

    Raises:
        ValueError: it is empty, an end is not finite, or the source is.
    """
    return _usable(Plausible(low=low, high=high, source=source))


def times(low: float, high: float, /, *, source: str = ASSUMED) -> Plausible:
    """A range as factors on the value that the case has.

    Raises:
        ValueError: it is empty or reaches below 0, an end is not finite, or the source is empty.
    """
    if low < 0.0:
        raise ValueError(f"a factor cannot be {low:g}")
    return _usable(Plausible(low=low, high=high, factors=True, source=source))


def no_range(reason: str, /) -> NoRange:
    """Say why a field has no plausible range.

    Raises:
        ValueError: the reason is empty.
    """
    if not reason.strip():
        raise ValueError("a field without a plausible range needs the reason")
    return NoRange(reason=reason)


def stated_for(field: FieldInfo, /) -> Stated | None:
    """What a field states about plausible values; None where it states nothing."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    found = extra.get("plausible")
    if not isinstance(found, dict):
        return None
    if "none" in found:
        return NoRange(reason=str(found["none"]))
    factors = "times_low" in found
    low, high = (found["times_low"], found["times_high"]) if factors else (found["low"], found["high"])
    return Plausible(low=low, high=high, factors=factors, source=str(found["source"]))  # type: ignore[arg-type]


def refuse_unusable(plausible: Plausible, /, *, low: float | None, high: float | None) -> None:
    """Refuse a range that reaches beyond what is allowed, or factors that leave out the value of the case.

    Raises:
        ValueError: it does.
    """
    if plausible.factors:
        if not plausible.low <= 1.0 <= plausible.high:
            raise ValueError("factors of a plausible range lie on both sides of 1")
    elif (low is not None and plausible.low < low) or (high is not None and plausible.high > high):
        span = f"{plausible.low:g} to {plausible.high:g}"
        raise ValueError(f"plausible range {span} reaches beyond what is allowed")


def _usable(found: Plausible) -> Plausible:
    if not (math.isfinite(found.low) and math.isfinite(found.high) and found.low < found.high):
        raise ValueError(f"a plausible range cannot be {found.low:g} to {found.high:g}")
    if not found.source.strip():
        raise ValueError('a plausible range needs a source; write "assumed" for a judgement of your own')
    return found
