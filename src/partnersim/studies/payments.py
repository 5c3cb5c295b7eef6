"""What each organization paid, from the table of money flows."""

from __future__ import annotations

import pandas as pd

from partnersim.measures.money import PASSED_ON, USES
from partnersim.studies.runs.results import Results


def payments(results: Results, arm: str, /) -> pd.DataFrame:
    """Rows of the flow table by which an arm's organizations spent money or passed it on to a partner.

    Money handed back and the giving of firms to their own forum are not among them.
    """
    flows = results.flows
    of_actors = (flows["arm"] == arm) & flows["payer"].isin(list(results.actors(arm)))
    return flows[of_actors & flows["kind"].isin((*USES, PASSED_ON))]


def paid_by_actor(results: Results, arm: str, /) -> pd.DataFrame:
    """Rupiah that each organization paid in each run: spent or passed on, less what was passed to it.

    Returns:
        One row per finished run, by seed, and one column per organization of the arm.
    """
    rows, actors = payments(results, arm), list(results.actors(arm))
    done = results.done
    blank = {"index": pd.Index(done.loc[done["arm"] == arm, "seed"], name="seed"), "columns": actors}
    gone = rows.pivot_table(index="seed", columns="payer", values="amount_idr", aggfunc="sum")
    passed = rows[rows["kind"] == PASSED_ON]
    received = passed.pivot_table(index="seed", columns="receiver", values="amount_idr", aggfunc="sum")
    return gone.reindex(**blank).fillna(0.0) - received.reindex(**blank).fillna(0.0)
