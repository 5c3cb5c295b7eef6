"""The page of the house names the rooms that there are, with what is inside them, in the order of the layers."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import partnersim

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(partnersim.__file__).parent
PAGE = (ROOT / "docs" / "house.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \|([^|]*)\|$", re.MULTILINE)
NAMED = [(room, set(re.findall(r"`(\w+)`", inside))) for room, inside in ROW.findall(PAGE)]


def folders(place: Path) -> set[str]:
    return {path.parent.name for path in place.glob("*/__init__.py")}


def test_the_rooms_are_those_of_the_package():
    assert {room for room, _ in NAMED} == folders(PACKAGE), (
        "docs/house.md names other rooms than the package has"
    )


def test_the_rooms_stand_in_the_order_of_the_layers():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c["layers"] for c in contracts if c["id"] == "layers")
    assert [room for room, _ in NAMED] == [layer.strip("()") for layer in layers]


def test_what_is_inside_a_room_is_named():
    wrong = {room: inside ^ folders(PACKAGE / room) for room, inside in NAMED}
    wrong = {room: names for room, names in wrong.items() if names}
    assert not wrong, f"folders that docs/house.md does not name, or that are gone: {wrong}"


def test_at_most_eight_rooms():
    assert len(NAMED) <= 8
