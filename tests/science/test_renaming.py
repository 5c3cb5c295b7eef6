"""Luck belongs to an id: an actor that gets a new name and keeps its old one as id lives the same life."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

import partnersim as ps
from partnersim.scenario.documents.texts import NAME_FORM
from partnersim.scenario.names import MACHINE_NAMES
from partnersim.scenario.spec import Scenario
from partnersim.studies.runs.provenance import table_hash
from partnersim.world.accounts import open_accounts
from partnersim.world.ledger import Ledger


def renamed(spec: Scenario, names: dict[str, str], *, with_id: bool) -> Scenario:
    """The scenario with other names of its actors."""
    data: dict[str, Any] = spec.model_dump(mode="json")
    for actor in data["actors"]:
        actor["id"] = actor["name"] if with_id else None
        actor["name"] = names[actor["name"]]
    for agreement in data["agreements"]:
        for group in ("members", "reserve"):
            agreement[group] = [names[member] for member in agreement[group]]
        agreement["leader"] = names.get(agreement["leader"])
    for event in data["events"]:
        if "actor" in event:
            event["actor"] = names[event["actor"]]
    return Scenario.model_validate(data | {"sources": {}})


def hashes(results: ps.Results, back: dict[str, str]) -> dict[str, str]:
    """Hash of each table with the old names in it."""
    found = {"runs": results.runs.drop(columns=["scenario_hash", "seconds"]), "series": results.series}
    flows = results.flows.replace(back)
    keys = [name for name in flows.columns if name != "amount_idr"]
    found["flows"] = flows.sort_values(keys, ignore_index=True)
    words = re.compile("|".join(map(re.escape, back)) or "(?!)")
    texts = results.diary.select_dtypes(exclude="number")
    found["diary"] = results.diary.assign(
        **{
            name: column.map(lambda text: words.sub(lambda m: back[m[0]], str(text)))
            for name, column in texts.items()
        }
    )
    return {name: table_hash(pd.DataFrame(table)) for name, table in found.items()}


def test_a_new_name_with_the_old_one_as_id_changes_names_only():
    spec = ps.load("jember-with-firms", sample__households=400, time__months=30)
    names = [actor.name for actor in spec.actors]
    # backwards, so that the order of names in the alphabet is another one; a population of firms keeps its own
    new = {name: name if name == "firms" else f"z{99 - place}" for place, name in enumerate(names)}
    back = {value: key for key, value in new.items()}
    assert len(back) == len(new) > 3
    runs = [
        ps.run(one, seed=3, replicates=1, workers=1, show_progress=False)
        for one in (spec, renamed(spec, new, with_id=True), renamed(spec, new, with_id=False))
    ]
    first, with_id, without = (hashes(results, back) for results in runs)
    assert len(runs[0].diary) > 0 and len(runs[0].flows) > 100
    assert set(new.values()) & set(runs[1].flows["payer"])
    assert with_id == first
    assert {name for name in first if without[name] != first[name]} >= {"series", "flows"}


def test_no_name_in_a_scenario_meets_a_holder_of_a_common_account():
    ledger = Ledger()
    zero = dict.fromkeys(
        ("savings", "capital", "moneylender_debt", "fund_cash", "fund_claims", "bank_debt"), 0.0
    )
    open_accounts(ledger, **zero)
    holders = {account.holder for account in ledger.accounts}
    possible = {holder for holder in holders if re.fullmatch(NAME_FORM, holder)}
    assert possible | {"apart"} == set(MACHINE_NAMES)
