"""What a scenario tells of itself in Python: in a line, as a table, as YAML, what differs from another, its levers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from partnersim.scenario.documents.fields import Role
    from partnersim.scenario.spec import Scenario


class Told:
    """Mixed into `Scenario`."""

    def __str__(self) -> str:
        spec = cast("Scenario", self)
        title = f": {spec.title}" if spec.title else ""
        actors = ", ".join(actor.name for actor in spec.actors) or "none"
        return (
            f"{spec.name}{title} ({spec.time.months} months from {spec.time.start}, {spec.place.households:,} "
            f"households; organizations: {actors})"
        )

    def _repr_html_(self) -> str:
        spec = cast("Scenario", self)
        facts = {
            "name": spec.name, "title": spec.title, "months": f"{spec.time.months} from {spec.time.start}",
            "households": f"{spec.place.households:,}", "poverty line": f"Rp{spec.place.poverty_line_idr:,.0f}",
            "organizations": ", ".join(actor.title or actor.name for actor in spec.actors),
            "agreements": ", ".join(agreement.name for agreement in spec.agreements),
            "events": ", ".join(event.name for event in spec.events),
        }  # fmt: skip
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts.items()
        )
        return f"<table>{rows}</table>"

    def to_yaml(self) -> str:
        """The scenario as the text of a file of its own, with every value; what is read from it is equal to this."""
        from ruamel.yaml import YAML

        text = StringIO()
        document = json.loads(cast("Scenario", self).model_dump_json(exclude_none=True))
        YAML(typ="safe", pure=True).dump(document, text)
        return text.getvalue()

    def diff(self, other: Scenario, /) -> dict[str, tuple[Any, Any]]:
        """Values in which another scenario differs, as ``{path: (here, there)}``; None where one of them has none.

        Names, titles and how runs are done are left out.
        """
        here, there = (flat_values(one.model_dump(mode="json")) for one in (cast("Scenario", self), other))
        return {
            path: (here.get(path), there.get(path))
            for path in dict.fromkeys([*here, *there])
            if here.get(path) != there.get(path) and not is_no_identity(path)
        }

    def levers(
        self, *, roles: Sequence[Role] = ("lever",), under: Sequence[str] = ()
    ) -> list[dict[str, Any]]:
        """What can be moved here: path, value, plausible values, and why it can do nothing, where that can be read off.

        Args:
            roles: who moves it: lever, uncertainty, constant. under: only at or below one of these paths.
        """
        from partnersim.scenario.levers import levers_of

        spec = cast("Scenario", self)
        return [
            {"path": lever.path, "value": lever.value, "plausible": dict(lever.tried), "idle": lever.idle}
            for lever in levers_of(spec, roles=roles, under=under)
        ]


def is_no_identity(path: str, /) -> bool:
    """Whether a dotted path is of a text or of how runs are done, which change no result."""
    from partnersim.scenario.spec import Scenario

    words = path.split(".")
    return (
        any(path == name or path.startswith(f"{name}.") for name in Scenario.NOT_IDENTITY)
        or words[-1] == "title"
    )


def flat_values(value: Any, path: str = "", /) -> dict[str, Any]:
    """Values of plain data by dotted path; items of lists by their names."""
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        parts = [
            (str(item.get("name", place)) if isinstance(item, dict) else str(place), item)
            for place, item in enumerate(value)
        ]
    else:
        return {path: value}
    found: dict[str, Any] = {}
    for key, inner in parts:
        found |= flat_values(inner, f"{path}.{key}" if path else str(key))
    return found


def owners_of(*specs: Scenario) -> dict[str, str]:
    """What organizations and agreements of scenarios are called, by the words that paths of theirs begin with."""
    found: dict[str, str] = {}
    for spec in specs:
        found |= {f"actors.{actor.name}": actor.title or actor.name.replace("_", " ") for actor in spec.actors}
        found |= {
            f"agreements.{agreement.name}": agreement.name.replace("_", " ").title() for agreement in spec.agreements
        }
    return found
