"""What there is: shipped scenarios, outcomes and claims as tables; claims and targets by their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from partnersim.studies.claims.run import ClaimTable
    from partnersim.studies.validation.run import Validation


def scenarios() -> pd.DataFrame:
    """The scenarios that come with the program: name, title, description, and the one that each extends."""
    from partnersim.scenario.documents.shipped import shipped_names, shipped_scenario

    found = [shipped_scenario(name) for name in shipped_names()]
    return pd.DataFrame(
        [
            {"name": s.name, "title": s.title, "description": s.description, "extends": s.extends}
            for s in found
        ]
    )


def outcomes() -> pd.DataFrame:
    """The outcomes of a run: name, label, unit, better direction, link of the results chain, definition, leading."""
    from partnersim.measures import OUTCOMES

    return pd.DataFrame(
        [
            {
                "name": m.name, "label": m.label, "label_id": m.label_id, "unit": m.unit, "better": m.better,
                "link": str(m.link), "leads": m.leads, "definition": m.doc,
            }
            for m in OUTCOMES
        ]
    )  # fmt: skip


def claims(*ids: str, case: str = "", **asked: Any) -> ClaimTable:
    """Put claims of the documents to the test, each judged at the link of the results chain that it speaks of.

    Args:
        ids: numbers such as "C0.6"; all if none is given (hours). case: only those about this case.
        asked: ``replicates``, ``draws``, ``form_replicates``, ``seed``, ``workers``, ``executor``, ``out``, ``force``,
            ``remember``, ``show_progress``; see ``studies.claims.run.run_claims``.

    Raises:
        ScenarioError: there is no such claim, or an arm cannot be made. ResultsError: the folder cannot be written.
    """
    from partnersim.scenario.experiments.claims import chosen
    from partnersim.studies.claims.run import registered, run_claims

    return run_claims(chosen(registered(), list(ids), case=case), **asked)


def validate(*ids: str, replicates: int = 10, seed: int = 1, **asked: Any) -> Validation:
    """Hold the model against published results.

    Args:
        ids: targets such as "T09"; all if none is given (hours). replicates: seeds of each experiment. seed: the first.
        asked: ``ensemble``, ``switches``, ``workers``, ``executor``, ``out``, ``force``, ``show_progress``; see
            ``studies.validation.run.validate``.

    Raises:
        ScenarioError: there is no such target. ResultsError: the folder cannot be written.
    """
    from partnersim.studies.validation.measuring import Size
    from partnersim.studies.validation.registry import chosen, registered
    from partnersim.studies.validation.run import validate as hold

    return hold(chosen(registered(), list(ids)), size=Size(replicates=replicates, seed=seed), **asked)
