"""One household and its surroundings as numbers: what the rules of this folder take.

The household month reads a row of the columns into these tuples, lives it through rules that are functions of numbers,
and writes the row back. Money is rupiah of one household, not of those behind the row.
"""

from __future__ import annotations

from typing import NamedTuple

from partnersim.theory.compiled import compiled_stage


class Market(NamedTuple):
    """What the enterprises of a hamlet meet this month.

    Attributes:
        price: local price relative to the base price. reach: log, added to what every enterprise makes as markets grow.
        scheme: price of the hamlet's contract scheme relative to what the nucleus usually pays. fails: it fails now.
    """

    price: float
    reach: float
    scheme: float
    fails: bool


class Setting(NamedTuple):
    """What all households of a hamlet share in a month.

    Attributes:
        market: ``Market``. shock, growth: log, on labour income. factor: on it, from events.
        lends: the hamlet's fund works. per_member: its capital per member.
        late_share: share of borrowers in arrears. success: of those in good standing; negative where nobody borrows.
        socialised, meeting_rate, promised_ratio: programme work (``Services``).
    """

    market: Market
    shock: float
    growth: float
    factor: float
    lends: bool
    per_member: float
    late_share: float
    success: float
    socialised: float
    meeting_rate: float
    promised_ratio: float


class Chances(NamedTuple):
    """Chance that a candidate of the hamlet gets one of the places of a service this month, 0 to 1 each."""

    training: float
    mentor: float
    order: float
    contract: float
    asset: float
    support: float


class Traits(NamedTuple):
    """What stays with a household.

    Attributes:
        line, floor: poverty line of all its members, and what it eats at least, rupiah a month.
        fixed_wage, talent: log. weak_will: standard normal. hassle: rupiah. listed: on the list of the poor.
    """

    line: float
    floor: float
    fixed_wage: float
    talent: float
    weak_will: float
    hassle: float
    listed: bool


class Craft(NamedTuple):
    """What a household has learned: practice and indiscipline (log), skill without an enterprise (0 to 1)."""

    practice: float
    indiscipline: float
    skill: float


class Firm(NamedTuple):
    """The enterprise of a household.

    Attributes:
        owner: there is one. capital: rupiah. technology: steps of the better one that it uses, 0 for none.
        contract: under a nucleus firm.
        order: a buyer's order runs.
    """

    owner: bool
    capital: float
    technology: int
    contract: bool
    order: bool


class Purse(NamedTuple):
    """Money of a household before the month's choices.

    Attributes:
        savings, debt: rupiah; debt is owed to a moneylender. smoothed: smoothed net income, rupiah a month.
        account: share of savings above the buffer that lies out of easy reach.
    """

    savings: float
    debt: float
    smoothed: float
    account: float


@compiled_stage
def traits_of(p, size, fixed_wage, talent, weak_will, hassle, listed):  # type: ignore[no-untyped-def]
    """Traits of a household of so many persons, as ``Traits``; what markets have grown by counts as talent."""
    line = size * p.line
    return Traits(line, p.consumption_floor * line, fixed_wage, talent, weak_will, hassle, listed)
