"""What differs between kinds of actors is declared in their classes; nobody else asks for a kind by name."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest

import partnersim
from partnersim.mechanisms.deciding.budgets import giver
from partnersim.scenario.actors import KINDS
from partnersim.scenario.spec import Scenario

PACKAGE = Path(partnersim.__file__).parent
FILES = sorted(
    file
    for folder in ("world", "mechanisms", "engine", "measures", "faces", "scenario")
    for file in (PACKAGE / folder).rglob("*.py")
)


OLDEST = ("government", "donor", "ngo", "training_institute", "firms", "firm")


def kinds_asked_for(text: str) -> list[str]:
    """Comparisons of an actor's kind with a name or names."""
    asked = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Compare):
            continue
        names = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
        looks = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)} | names
        if "kind" in looks and names & set(KINDS):
            asked.append(ast.unparse(node))
    return asked


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_no_file_asks_for_a_kind_of_actor_by_name(file: Path) -> None:
    asked = kinds_asked_for(file.read_text("utf-8"))
    assert not asked, (
        f"declare what differs in scenario/actors.py, as `public` or `forum`, instead of {asked}"
    )


@pytest.mark.parametrize(
    "text", ['o.kind == "firms"', 'a["kind"] in ("firm", "firms")', 'x = not m.kind != "donor"']
)
def test_the_search_finds_names_of_kinds(text: str) -> None:
    assert kinds_asked_for(text)


def test_what_each_kind_is() -> None:
    told = {
        name: (kind.counted_as, kind.giver, kind.public, kind.of_the_place, kind.forum)
        for name, kind in KINDS.items()
    }
    assert told == {
        "government": ("government", "treasury", True, True, False),
        "donor": ("donors", "donors_abroad", False, False, False),
        "ngo": ("ngos", "donors_abroad", False, True, False),
        "training_institute": ("institutes", "donors_abroad", False, True, False),
        "firms": ("firms", "firms_profit", False, True, True),
        "firm": ("firms", "firms_profit", False, True, False),
    } | {name: told[name] for name in set(told) - set(OLDEST)}


@pytest.mark.parametrize("kind", KINDS)
def test_an_actor_of_any_kind_can_be_written(kind: str) -> None:
    spec = Scenario(actors=({"name": "firms" if kind == "firms" else "somebody", "kind": kind},))
    assert spec.actors[0].kind == kind


@pytest.mark.parametrize(
    ("kind", "rule", "account"),
    [
        ("government", "appropriation", "treasury"),
        ("government", "project", "treasury"),
        ("ngo", "appropriation", "treasury"),
        ("ngo", "project", "donors_abroad"),
        ("donor", "none", "donors_abroad"),
        ("firm", "profit_share", "firms_profit"),
        ("firm", "appropriation", "firms_profit"),
        ("firms", "none", "firms_profit"),
    ],
)
def test_money_of_its_own_comes_from_where_the_kind_says(kind: str, rule: str, account: str) -> None:
    accounts = SimpleNamespace(treasury=1, donors_abroad=2, firms_profit=3)
    name = "firms" if kind == "firms" else "somebody"
    spec = Scenario(actors=({"name": name, "kind": kind, "budget": {"rule": rule}},)).actors[0]
    model, organization = SimpleNamespace(accounts=accounts), SimpleNamespace(spec=spec)
    assert giver(model, organization) == getattr(accounts, account)
