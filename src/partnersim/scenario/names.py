"""Names that the model uses for itself in its tables, so that nothing in a scenario may be called so."""

MACHINE_NAMES: tuple[str, ...] = (
    "treasury",
    "firms",
    "market",
    "officials",
    "moneylenders",
    "bank",
    "households",
    "programme",
    "apart",
)
"""Holders of the ledger's common accounts, as tables of flows and the diary show them, and work without agreement.

Others, such as "community funds", hold a space, which no name in a scenario can.
"""

FIRMS = "firms"
"""The one such name that an actor may have: a population of firms, whose profits are shown under it."""
