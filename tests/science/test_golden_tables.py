"""Every shipped scenario, small: its tables are the same to the last digit on every interpreter and Mesa.

Where numbers are meant to move, write the hashes anew with ``make golden`` and say in the change what moved and why.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import partnersim as ps
from partnersim.engine.population.populations import own_populations
from partnersim.scenario.documents.shipped import shipped_names

GOLDEN = Path(__file__).parents[1] / "golden" / "tables.json"
SEED, ROWS, SETTLED_ROWS = 11, 400, 1000
NAMES = sorted(shipped_names())


def hashes_of(name: str) -> dict[str, str]:
    """First half of the hash of each table of one small run."""
    spec = ps.load(name) if name == "toy" else ps.load(name, sample__households=ROWS)
    with own_populations(rows=SETTLED_ROWS):
        results = ps.run(spec, seed=SEED, replicates=1, workers=1, show_progress=False)
    return {table: facts["sha256"][:32] for table, facts in results.table_facts().items()}


@pytest.mark.parametrize("name", NAMES)
def test_tables_of_a_scenario_are_as_they_were(name):
    expected = json.loads(GOLDEN.read_text("utf-8"))
    assert hashes_of(name) == expected[name], "meant to move? see the head of this file"


def test_every_shipped_scenario_has_its_hashes():
    assert sorted(json.loads(GOLDEN.read_text("utf-8"))) == NAMES


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps({name: hashes_of(name) for name in NAMES}, indent=1) + "\n", "utf-8")
