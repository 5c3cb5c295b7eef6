"""A published result made up: two amounts of money in two settings, with a row of each kind."""

from pathlib import Path

SMALL = """\
id: T1
question: Is money counted?
result: Whoever has more spends more.
source: a textbook
confidence: seen
scenario: toy
common:
  mechanisms.needs.on: false
settings:
  - {name: poor, set: {actors.village_office.budget.yearly_idr: 3.0e6}}
  - {name: rich, set: {actors.village_office.budget.yearly_idr: 6.0e6}}
arms:
  - {name: little, set: {actors.village_ngo.budget.total_idr: 1.5e6}}
  - {name: much, set: {actors.village_ngo.budget.total_idr: 3.0e6}}
outcome: paid_ngos_idr_total
link: input
replicates: 2
rows:
  - id: more
    condition: The NGO has Rp3 million less the NGO has Rp1.5 million
    plus: [[much]]
    minus: [[little]]
    expected: "+"
    low: 1.4e6
    high: 1.6e6
  - id: less
    condition: The same, stated the wrong way round
    plus: [[much]]
    minus: [[little]]
    expected: "-"
  - id: whole
    condition: Money of the NGO per rupiah of the NGO
    per: paid_ngos_idr_total
    plus: [[much]]
    minus: [[little]]
    low: 0.9
    high: 1.1
  - id: apart
    condition: The gain where the office is rich less where it is poor
    plus: [[much, rich], [little, poor]]
    minus: [[little, rich], [much, poor]]
    expected: "0"
    margin: 1000.0
"""


def written(folder: Path, text: str = SMALL, *, name: str = "T1.yaml") -> Path:
    """The file of a result in a folder."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
