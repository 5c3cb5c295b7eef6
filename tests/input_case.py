"""A small place in which one text is changed, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.reading import load_scenario
from partnersim.scenario.spec import Scenario

PLACE = """\
name: small
time: {start: 2010-01, months: 12}
place: {households: 400, listed_households: 100, hamlets: 4, villages: 2}
actors:
  - kind: government
    name: office
    budget:
      rule: project
      start: 2010-03
      total_idr: 750_000
      by_year: {"2010": 5.0e6}
  - {kind: ngo, name: helper}
agreements:
  - name: pact
    members: [office, helper]
    begins: 2010-02
events:
  - {name: gift, what: extra_money, actor: office, amount_idr: 1.0e6, month: 2030-01}
sources:
  place.households: census
  actors.office.budget: law
run: {snapshots: [0, 12]}
"""


def problem(tmp_path: Path, old: str, new: str) -> Problem:
    """The one problem of the small place after one change."""
    assert old in PLACE
    path = tmp_path / "small.yaml"
    path.write_text(PLACE.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert len(caught.value.problems) == 1, str(caught.value)
    return caught.value.problems[0]


def accepted(tmp_path: Path, old: str, new: str) -> Scenario:
    """The small place after one change."""
    assert old in PLACE
    path = tmp_path / "small.yaml"
    path.write_text(PLACE.replace(old, new), encoding="utf-8")
    return load_scenario(path)
