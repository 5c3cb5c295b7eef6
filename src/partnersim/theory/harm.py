"""What a partner was promised, got and put in: harm as the one who suffers it sees it. Pure.

Row ``i`` of a matrix of money between partners is who pays, column ``j`` who is paid.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnersim.theory.arrays import Flags, Floats

BY_PROMISE, BY_INPUT, BY_BOTH, NOT_HARMED = "promise", "put in", "both", ""
"""Why a partner is harmed: it got less than was promised to it, less than it put in, both, or it is not."""


class Dealings(NamedTuple):
    """What n partners promised and did in a year, rupiah.

    Attributes:
        promised_idr, delivered_idr: own work by aspect, (n, K).
        passed_idr, withheld_idr: of the money that i promised to pass on to j, what it gave and kept, (n, n).
        rival_idr: share of rival benefits, (n,). founding_idr: year's part of the cost of the contract, (n,).
    """

    promised_idr: Floats
    delivered_idr: Floats
    passed_idr: Floats
    withheld_idr: Floats
    rival_idr: Floats
    founding_idr: Floats


class VictimsAccount(NamedTuple):
    """What each of n partners was promised by others, what of that came, what it got and put in: rupiah, (n,)."""

    promised_to_idr: Floats
    fulfilled_idr: Floats
    got_idr: Floats
    put_in_idr: Floats


def victims_account(dealings: Dealings, needs: Floats) -> VictimsAccount:
    """What each partner was promised by the others, what came of it, what it got in all, and what it put in.

    Work in aspect k counts for partner i as ``w_ik = K a_ik`` per rupiah, a the needs in its eyes: a rupiah counts one
    where it sees all aspects needed alike, more in what it wants and less in what it does not. With P promised and D
    delivered work, G money passed on and H money withheld::

        promised_i = sum_j (G_ji + H_ji) + sum_(j != i) (1 - H_ij / P_j) sum_k w_ik P_jk
        came_i     = sum_j G_ji + sum_(j != i) sum_k w_ik D_jk
        got_i      = sum_j sum_k w_ik D_jk + rival_i
        put_in_i   = max(0, sum_k D_ik + sum_j G_ij - sum_j G_ji) + founding_i

    Work that j could not do because i itself withheld the money for it is not counted as promised to i, what i
    diverted or had stolen is not counted as put in, and what it would have gained by diverting stands nowhere: nobody
    is harmed by what it did or was kept from doing.

    Args:
        dealings: of the year. needs: weights of the aspects in each one's eyes, (n, K), rows summing to one.
    """
    d, n = dealings, len(needs)
    others = ~np.eye(n, dtype=bool)
    weights = needs.shape[1] * needs
    of_plan = d.promised_idr.sum(axis=1)
    own_fault = np.minimum(1.0, d.withheld_idr / np.where(of_plan > 0.0, of_plan, 1.0)[None, :])
    promised_work = (1.0 - own_fault) * (weights @ d.promised_idr.T)
    done_work = weights @ d.delivered_idr.T
    received = d.passed_idr.sum(axis=0)
    put_in = d.delivered_idr.sum(axis=1) + d.passed_idr.sum(axis=1) - received
    return VictimsAccount(
        promised_to_idr=received
        + d.withheld_idr.sum(axis=0)
        + np.where(others, promised_work, 0.0).sum(axis=1),
        fulfilled_idr=received + np.where(others, done_work, 0.0).sum(axis=1),
        got_idr=done_work.sum(axis=1) + d.rival_idr,
        put_in_idr=np.maximum(0.0, put_in) + d.founding_idr,
    )


def harm(account: VictimsAccount, who: Flags, tolerance: float) -> tuple[str, ...]:
    """Why each of the partners marked is harmed: short by more than ``tolerance`` of what was promised or put in.

    Args:
        account: of the year. who: who is asked about, (n,). tolerance: share that may be missing, 0 to 1.
    """
    by_promise = account.fulfilled_idr < (1.0 - tolerance) * account.promised_to_idr
    by_input = account.got_idr < (1.0 - tolerance) * account.put_in_idr
    labels = {
        (True, True): BY_BOTH, (True, False): BY_PROMISE, (False, True): BY_INPUT, (False, False): NOT_HARMED,
    }  # fmt: skip
    return tuple(
        labels[bool(promise), bool(put_in)] if member else NOT_HARMED
        for promise, put_in, member in zip(by_promise, by_input, who, strict=True)
    )
