"""Parameters of starting and closing enterprises."""

from partnersim.scenario.documents.fields import IF_ON, Part, quantity, switch
from partnersim.scenario.documents.plausible import between, times
from partnersim.scenario.parameters.fitted import fitted
from partnersim.scenario.parameters.sources import HOUSEHOLD_PILOT, PILOT_BOUNDS


class Entry(Part):
    """A household starts an enterprise when it has an idea, the capital, and more to gain than its wage."""

    on: bool = switch("no enterprise is started.")
    idea: float = fitted(
        "entry.idea",
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.02, 0.08, source=PILOT_BOUNDS),
        doc="Monthly probability of an idea for an enterprise; loans do not raise it.",
    )
    start_capital_idr: float = quantity(
        300_000.0,
        unit="IDR/household",
        low=1_000.0,
        high=1e8,
        source=HOUSEHOLD_PILOT,
        plausible=times(0.5, 2.0, source="assumed: half to twice"),
        doc="Capital put in at the start.",
    )
    margin: float = quantity(
        0.10,
        unit="share",
        low=0.0,
        high=2.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.0, 0.3),
        doc="Margin by which expected profit must exceed the wage given up.",
    )


class Exit(Part):
    """Enterprises close by chance, and sooner when they earn less than the wage given up or run out of capital."""

    on: bool = switch("no enterprise closes.")
    base: float = fitted(
        "exit.base",
        unit="per_month",
        low=0.0,
        high=1.0,
        plausible=between(0.003, 0.008, source=PILOT_BOUNDS),
        doc="Monthly probability of closing for reasons outside the model.",
    )
    low_profit: float = quantity(
        0.02,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.01, 0.04),
        doc="Added probability while expected profit is below the wage given up.",
    )
    low_capital: float = quantity(
        0.10,
        unit="per_month",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.05, 0.2),
        doc="Added probability while capital is nearly gone.",
    )
    nearly_gone_share: float = quantity(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        source=HOUSEHOLD_PILOT,
        plausible=between(0.1, 0.4),
        doc="Share of the start capital that counts as nearly gone.",
    )


class StartWithSavings(Part):
    """A new owner puts in what it has above a reserve, not a fixed sum."""

    settles = IF_ON
    on: bool = switch("every enterprise starts with the start capital.")
    reserve_months: float = fitted(
        "start_with_savings.reserve_months",
        unit="months",
        low=0.0,
        high=24.0,
        plausible=between(0.3, 1.0, source="assumed: about half a month's income is kept at hand"),
        doc="Savings that a starter keeps, in months of usual income.",
    )


class EntryExitRules(Part):
    """What stands of this file under ``mechanisms:`` in a scenario."""

    entry: Entry = Entry()
    start_with_savings: StartWithSavings = StartWithSavings()
    exit: Exit = Exit()
