"""What is wrong with the words of claims: numbers given twice, outcomes, links and forms that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from partnersim.scenario.documents.document import Mark, Tree
from partnersim.scenario.documents.errors import Problem, nearest
from partnersim.scenario.experiments.claim import ClaimFile
from partnersim.scenario.experiments.robustness import FILE_NAME, Robustness
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.scenario.experiments.claims import RegisteredClaim


def chain_faults(file: ClaimFile, tree: Tree, outcomes: Mapping[str, str]) -> Iterator[Problem]:
    """Outcomes of a file's chain that no run has, or that stand at a link for which it names one already."""
    first: dict[str, str] = {}
    for name in file.chain:
        mark = tree.keys["chain"]
        if name not in outcomes:
            text = Phrase("the chain names the outcome '{name}', which no run has", name=name[:60])
            yield mark.problem(text, suggestion=nearest(name, among=list(outcomes)))
        elif first.setdefault(outcomes[name], name) != name:
            text = Phrase(
                "the chain names both '{first}' and '{name}', which stand at the same link",
                first=first[outcomes[name]],
                name=name,
            )
            yield mark.problem(text)


def claim_faults(
    one: RegisteredClaim, *, outcomes: Mapping[str, str], seen: dict[str, Mark]
) -> list[Problem]:
    """A number given before, outcomes and forms that are not there, a link that is another."""
    claim, keys = one.claim, one.tree.keys
    faults = []
    if claim.id in seen:
        first = f"{seen[claim.id].file}:{seen[claim.id].line}"
        text = Phrase("claim {id} is defined a second time (first in {first})", id=claim.id, first=first)
        faults.append(keys["id"].problem(text))
    seen.setdefault(claim.id, keys["id"])
    for key, names in (("outcome", (claim.outcome,)), ("also", claim.also)):
        for name in names:
            if name not in outcomes:
                text = Phrase(
                    "claim {id} names the outcome '{name}', which no run has", id=claim.id, name=name[:60]
                )
                faults.append(keys[key].problem(text, suggestion=nearest(name, among=list(outcomes))))
    stands_at = outcomes.get(claim.outcome, claim.link)
    if stands_at != claim.link:
        text = Phrase(
            "claim {id} is about the link '{link}', and its outcome '{outcome}' stands at the link "
            "'{stands_at}'",
            id=claim.id,
            link=claim.link,
            outcome=claim.outcome,
            stands_at=stands_at,
        )
        faults.append(keys["link"].problem(text))
    forms = [form.name for form in one.robustness.file.forms]
    for name in claim.forms or ():
        if name not in forms:
            text = Phrase(
                "claim {id} names the form '{name}', which {file_name} does not have",
                id=claim.id,
                name=name[:60],
                file_name=FILE_NAME,
            )
            faults.append(keys["forms"].problem(text, suggestion=nearest(name, among=forms)))
    if claim.headline and not (claim.uncertain or one.robustness.file.uncertain):
        text = Phrase("claim {id} is a headline claim but nothing is uncertain in it", id=claim.id)
        faults.append(keys["id"].problem(text))
    return faults


def beside_faults(robustness: Robustness, *, outcomes: Mapping[str, str]) -> list[Problem]:
    """Outcomes of the arms beside all claims that no run has."""
    faults, tree = [], robustness.tree
    for k, one in enumerate(robustness.file.beside):
        mark = tree.content["beside"].content[k].keys["outcomes"]
        for name in one.outcomes:
            if name not in outcomes:
                text = Phrase(
                    "the arm beside '{arm}' names the outcome '{name}', which no run has",
                    arm=one.name,
                    name=name[:60],
                )
                faults.append(mark.problem(text, suggestion=nearest(name, among=list(outcomes))))
    return faults
