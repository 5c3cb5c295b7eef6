"""Money flows of the household sector: each declared once, with its name, its number and how it is posted.

The number of a flow is its column in what the compiled household month adds up (``flow[f.WAGES] += ...``); its
name is the kind under which it stands in the ledger and in the tables of a study.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from partnersim.world.accounts import Accounts

Posting = tuple[str, str]
"""From which account to which, by the names of `Accounts`."""

_ACCOUNTS = frozenset(f.name for f in fields(Accounts))


@dataclass(frozen=True)
class Flow:
    """One kind of flow: its name in the ledger, and the postings it makes, each of the whole amount."""

    name: str
    postings: tuple[Posting, ...]


_declared: list[Flow] = []


def _flow(name: str, *postings: Posting) -> int:
    """Declare the next flow and give its number, which compiled code takes for a constant.

    Raises:
        ValueError: the name is taken, or an account is unknown.
    """
    unknown = {account for posting in postings for account in posting} - _ACCOUNTS
    if unknown or any(flow.name == name for flow in _declared):
        raise ValueError(f"flow {name!r} is declared twice or names unknown accounts {sorted(unknown)}")
    _declared.append(Flow(name, postings))
    return len(_declared) - 1


_HOME, _GOODS, _DEBT = "households_cash", "households_capital", "households_debt"
_CLAIMS, _FUND, _LOANS = "moneylender_claims", "funds_cash", "funds_claims"

# received
WAGES = _flow("wages", ("market", _HOME))
IN_KIND_BASE = _flow("in-kind base", ("kin", _HOME))
SALES = _flow("sales", ("market", _HOME))
CONTRACT_SALES = _flow("contract sales", ("market", _HOME))
ORDER_SALES = _flow("order sales", ("market", _HOME))
KIN_SUPPORT = _flow("kin support", ("kin", _HOME))
CONSUMPTION_SUPPORT = _flow("consumption support", ("support_pot", _HOME))
MONEYLENDER_LOAN = _flow("moneylender loan", ("moneylenders", _HOME), (_DEBT, _CLAIMS))
DRAWN_DOWN = _flow("capital drawn down", (_GOODS, "market"), ("market", _HOME))
DISTRESS_SALE = _flow("distress sale", (_GOODS, "market"), ("market", _HOME))
# to and from community funds
LOAN_REPAYMENT = _flow("loan repayment", (_HOME, _FUND), (_LOANS, _DEBT))
LOAN_INTEREST = _flow("loan interest", (_HOME, _FUND))
PROGRAMME_LOAN = _flow("programme loan", (_FUND, _HOME), (_DEBT, _LOANS))
# spent, owed and lost
INPUT_COSTS = _flow("input costs", (_HOME, "market"))
EQUIPMENT = _flow("equipment", (_HOME, "market"), ("market", _GOODS))
EQUIPMENT_IN_KIND = _flow("equipment in kind", ("market", _GOODS))
MONEYLENDER_INTEREST = _flow("moneylender interest", (_DEBT, _CLAIMS))
INPUT_DEBT = _flow("input debt", (_DEBT, _CLAIMS))
MONEYLENDER_REPAYMENT = _flow("moneylender repayment", (_HOME, "moneylenders"), (_CLAIMS, _DEBT))
MONEYLENDER_FORGIVEN = _flow("moneylender debt forgiven", (_CLAIMS, _DEBT))
LOAN_WRITTEN_OFF = _flow("loan written off", (_LOANS, _DEBT))
CONSUMPTION = _flow("consumption", (_HOME, "market"))
WEAR_AND_LOSS = _flow("wear and loss", (_GOODS, "market"))
DISTRESS_LOSS = _flow("distress loss", (_GOODS, "market"))

FLOWS: tuple[Flow, ...] = tuple(_declared)
"""All flows by number, in which order they are posted."""

FLOW_KINDS: tuple[str, ...] = tuple(flow.name for flow in FLOWS)
"""Names of all flows by number."""
