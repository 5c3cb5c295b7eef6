"""A small trial as a file, and a hamlet with which its rules are worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from partnersim.mechanisms.households.parameters import household_parameters
from partnersim.scenario.spec import Scenario
from partnersim.world.funds import Funds
from partnersim.world.hamlets import Hamlets, Services
from partnersim.world.households import new_columns
from tests.reference.worlds import WAGES

TEXT = """\
name: small
population: {who: whole_village, households: 400, clusters: 20}
design:
  months: 12
  rounds: [6, 12]
arms:
  credit:
    - kind: group_loan
      size: {value: 0.2, of: yearly_income}
      rate: {value: 0.24, per: year, kind: declining}
outcomes:
  - {name: take_up, of: take_up}
  - {name: profit, of: profit, scale: control_sd}
"""
P = household_parameters(Scenario(), WAGES)


def place(rows: int = 4) -> tuple[Any, Hamlets, Funds, Services]:
    """One hamlet of owners with a million of capital each, without a fund and without services."""
    c = new_columns(rows)
    c.id[:] = np.arange(rows)
    c.owner[:], c.capital[:] = 1, 1e6
    zeros = np.zeros(1)
    first = np.array([0, rows])
    hamlets = Hamlets.at_start(weight=np.ones(1), first=first, site=np.zeros(1, dtype=np.int64), shock=zeros)
    return c, hamlets, Funds.none(1), Services.none(1)
