"""The measures of the programme: one function each, in files by family; `outcomes` holds those of a whole run."""

from partnersim.measures.catalogue import (
    firms,
    funds,
    harm,
    households,
    money,
    outcomes,
    partnership,
    partnership_attributes,
)

__all__ = [
    "firms",
    "funds",
    "harm",
    "households",
    "money",
    "outcomes",
    "partnership",
    "partnership_attributes",
]
