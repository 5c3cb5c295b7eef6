"""Why? The levers that were moved, taken apart: which are enough, which are needed, whose share is how large."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import numpy as np
import solara

from partnersim.faces.app.asking import (
    Wanted,
    answers_of,
    pair_of,
    run_of,
    seeds_of_page,
    time_text,
    use_asked,
    use_work,
)
from partnersim.faces.app.levers import GROUPS, levers_of
from partnersim.faces.app.parts import arm_names, words
from partnersim.faces.app.serving import new_turn
from partnersim.faces.app.session import Choice
from partnersim.faces.app.work import has_funds, shown_of
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.spec import Scenario
from partnersim.studies.explaining.differences import Mixing, differences
from partnersim.studies.explaining.parts import Part, parts_of, scenario_with
from partnersim.studies.explaining.result import JOIN, Explanation
from partnersim.studies.words.problems import error_text
from partnersim.studies.words.texts import Texts

MOST_APART = 6
"""Levers that are taken apart one by one; of more, families of levers are."""


def first_outcome(base: Scenario) -> str:
    """The outcome that is explained first: members of community funds, or incomes where a case has no funds."""
    return "members_end" if has_funds(base) else "income_listed_idr_mean"


def groups_of(chosen: Choice, base: Scenario, now: Scenario, texts: Texts) -> dict[str, list[str]]:
    """Fields that differ, by what is taken apart: levers and further fields, or families of them if there are many.

    Raises:
        ScenarioError: nothing differs.
    """
    groups = _groups(chosen, base, now, texts, by_family=False)
    return groups if len(groups) <= MOST_APART else _groups(chosen, base, now, texts, by_family=True)


def _groups(
    chosen: Choice, base: Scenario, now: Scenario, texts: Texts, *, by_family: bool
) -> dict[str, list[str]]:
    """Fields that differ, by the lever or family of levers that set them; further ones each, or together by family."""
    left = [one.dotted for one in differences(base, now)]
    groups: dict[str, list[str]] = {}
    for lever in levers_of(base):
        label = texts.say(GROUPS[lever.group] if by_family else lever.label)
        if lever.key in chosen.numbers:
            paths = [lever.path]
        else:
            position = chosen.positions.get(lever.key)
            paths = [path for p in lever.positions if p.key == position for path in p.values]
        mine = [one for one in left if any(_touches(one, path) for path in paths)]
        left = [one for one in left if one not in mine]
        if mine:
            groups.setdefault(label, []).extend(mine)
    if by_family and left:
        return {**groups, texts.say("Further levers"): left}
    return {**groups, **{one: [one] for one in left}}


def _touches(one: str, other: str) -> bool:
    """Whether one of two dotted paths leads to the other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def explanation_of(
    outcome: str,
    parts: Sequence[Part],
    runs: Mapping[int, Mapping[int, Mapping[str, float]]],
    texts: Texts,
    arm: str = "now",
) -> Explanation | None:
    """The explanation of one outcome from runs of every set of parts.

    Args:
        outcome: which. parts: bit i of a set stands for part i. runs: outcomes by set and seed. texts: the language.
        arm: that is held against the case as it was.

    Returns:
        None where the outcome has a value in no seed.
    """
    seeds = [seed for seed in runs[0] if all(np.isfinite(of_set[seed][outcome]) for of_set in runs.values())]
    if not seeds:
        return None
    base, other = arm_names(texts, arm)
    return Explanation(
        base=base, other=other, outcome=outcome, parts=parts, seeds=seeds,
        values={row: np.array([of_set[seed][outcome] for seed in seeds]) for row, of_set in runs.items()},
    )  # fmt: skip


@solara.component
def Why(chosen: Choice, base: Scenario, now: Scenario, texts: Texts, arm: str) -> None:
    """Says how long it will take, runs every set of the moved levers of an arm, and tells what came of it."""
    outcome, set_outcome = solara.use_state(first_outcome(base))
    done, set_done = solara.use_state(0)
    found, set_found = solara.use_state(None)
    seeds = seeds_of_page(base)

    def groups_or_fault() -> dict[str, list[str]] | str:
        try:
            return groups_of(chosen, base, now, texts)
        except ScenarioError as fault:
            return error_text(fault, texts)

    pair = pair_of(base, now, arm)
    groups = solara.use_memo(groups_or_fault, dependencies=[texts.language, pair])

    def run_sets(wanted: Wanted) -> None:
        set_done(0)
        mixing = Mixing(base, now)
        parts = parts_of(mixing, group=groups)
        sets = _scenarios(mixing, parts)
        pieces = [run_of(spec, seed) for spec in sets.values() for seed in seeds]
        answers = answers_of(new_turn(), pieces, wanted, told=set_done)
        if answers is not None:
            by_piece = iter(answers)
            set_found(
                (pair, list(groups), parts, {row: {seed: next(by_piece) for seed in seeds} for row in sets})
            )

    task = use_work(run_sets, dependencies=None)
    asked, ask = use_asked(task, pair)
    with solara.Column(classes=["ps-why"], gap="4px"):
        words("h3", texts.say("Why?"))
        if isinstance(groups, str) and chosen.changed:
            words("p", groups, "ps-notice", role="alert")
            return
        told = found[1:] if found is not None and found[0] == pair else None
        count = len(groups) if chosen.changed else 0
        _controls(task, ask, count, done, len(seeds), texts, asked=asked, told=told is not None)
        if told is not None:
            labels, parts, runs = told
            _outcome_choice(base, outcome, set_outcome, texts)
            said = called(parts, dict(zip(labels, groups, strict=True)))
            _told(explanation_of(outcome, said, runs, texts, arm), texts)


def called(parts: Sequence[Part], labels: Mapping[str, str]) -> list[Part]:
    """Parts by other names, as after a change of language; those that were put together by both of theirs."""
    return [replace(part, name=JOIN.join(labels[name] for name in part.name.split(JOIN))) for part in parts]


def _scenarios(mixing: Mixing, parts: Sequence[Part]) -> dict[int, Scenario]:
    """The scenario of every set of parts, the ends first, which are known or asked for already."""
    made = {0: mixing.base, 2 ** len(parts) - 1: mixing.other}
    for row in range(1, 2 ** len(parts) - 1):
        spec = scenario_with(mixing, [part for place, part in enumerate(parts) if row >> place & 1])
        assert spec is not None  # parts that need one another have been put together
        made[row] = spec
    return made


def _controls(
    task: Any,
    ask: Callable[[], None],
    parts: int,
    done: int,
    seeds: int,
    texts: Texts,
    *,
    asked: bool,
    told: bool,
) -> None:
    """What it takes, the button that begins, progress, and the button that gives up; no parts if nothing differs."""
    total, ends = 2**parts * seeds, 2 * seeds
    if asked and task.error:
        words("p", str(task.exception)[:300], "ps-notice", role="alert")
    if asked and task.pending:
        solara.ProgressLinear(value=100.0 * done / total)
        with solara.Row(gap="12px"):
            words("p", texts.say("{done} of {total} runs", done=done, total=total), "ps-told", role="status")
            solara.Button(texts.say("Stop"), on_click=task.cancel, outlined=True, small=True)
    elif not told:
        if parts:
            takes = announced(parts, seeds, time_text(max(0, total - ends), texts), texts)
        else:
            takes = texts.say("Move a lever first: then this says which of them makes the difference.")
        words("p", takes, "ps-told")
        with solara.Row():
            solara.Button(
                texts.say("Find out why"), on_click=ask, outlined=True, color="primary", disabled=not parts,
            )  # fmt: skip


def announced(parts: int, seeds: int, time: str, texts: Texts) -> str:
    """What taking so many parts apart asks for; one part alone has nothing to be taken apart from.

    Args:
        parts: that differ. seeds: runs of each set. time: it takes, in words. texts: the language.
    """
    if parts == 1:
        return texts.say("One part differs: the whole difference is its own, and no further run is needed.")
    return texts.say(
        "{parts} parts differ. To take them apart, each of {sets} sets of them is run {seeds} times: {time}.",
        parts=parts, sets=2**parts, seeds=seeds, time=time,
    )  # fmt: skip


def _outcome_choice(base: Scenario, outcome: str, set_outcome: Any, texts: Texts) -> None:
    labels = {texts.label(name): name for name in shown_of(base)}
    solara.Select(
        texts.say("Outcome"), value=texts.label(outcome), values=list(labels), dense=True,
        on_value=lambda label: set_outcome(labels[label]) if label else None,
    )  # fmt: skip


def _told(explanation: Explanation | None, texts: Texts) -> None:
    """The explanation in sentences, what is enough first, then the shares as bars."""
    if explanation is None:
        words("p", texts.say("no value"), "ps-told")
        return
    for sentence in explanation.sentences(texts.language):
        words("p", sentence, "ps-told ps-because")
    shares = explanation.shares
    largest = float(shares["share"].abs().max()) or 1.0
    rows = "".join(
        f"<tr><td>{escape(str(row['part']))}</td><td>{escape(texts.difference(row['share'], explanation.outcome))}</td>"
        f'<td style="width:45%;text-align:left">{_bar(row["share"] / largest)}</td></tr>'
        for row in shares.to_dict("records")
    )
    heads = (texts.say("part"), texts.say("share of the difference"), "")
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    solara.HTML("table", f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>", classes=["ps-table"])


def _bar(share: float) -> str:
    """A share as a bar as long as it is large: blue where it raises the outcome, orange where it lowers it."""
    colour = "#0072B2" if share >= 0.0 else "#D55E00"
    return f'<span class="ps-share" style="width:{100.0 * abs(share):.0f}%;background:{colour}"></span>'
