"""What changes, in the middle of the page: at once what is known or estimated, then the runs themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import solara

from partnersim.faces.app.arms import Arms, arm_compared
from partnersim.faces.app.asking import Wanted, came, run_of, seeds_of_page, times_to_tell, use_work
from partnersim.faces.app.claims import Claims
from partnersim.faces.app.compared import Compared, chain_view, differences_view, size_text
from partnersim.faces.app.designs import Estimate
from partnersim.faces.app.downloads import downloads
from partnersim.faces.app.estimating import estimates
from partnersim.faces.app.parts import words
from partnersim.faces.app.playing import Play
from partnersim.faces.app.remembered import identity_of
from partnersim.faces.app.serving import jobs, new_turn
from partnersim.faces.app.session import VIEWS, Choice
from partnersim.faces.app.state import arm_shown, choice, language, view
from partnersim.faces.app.where import Where
from partnersim.faces.app.who import who_view
from partnersim.faces.app.why import Why
from partnersim.faces.app.work import chain_of
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.problems import error_text
from partnersim.studies.words.texts import Texts

Runs = dict[str, dict[int, Mapping[str, float]]]
"""Outcomes by arm and seed."""


@solara.component
def Answers() -> None:
    """What changes, as it comes in."""
    texts = Texts(language.value)
    chosen = choice.value
    try:
        arms = chosen.scenarios()
    except ScenarioError as fault:
        words("p", error_text(fault, texts), "ps-notice", role="alert")
        return
    compared, pending = _compared(chosen, arms, texts)

    def foretold() -> dict[str, dict[str, Estimate]]:
        return {arm: estimates.of(chosen.arm(arm)) if pending else {} for arm in arms}

    told = solara.use_memo(foretold, [chosen.link(), chosen.uploaded is None, pending])
    chain_view(
        compared, texts, chain_of(arms["base"]), size=size_text(arms["base"], texts), pending=pending,
        estimates=told["now"], kept_estimates=told.get("kept", {}),
    )  # fmt: skip
    with solara.Row(gap="4px"):
        for name, label in zip(
            VIEWS, (texts.say("Play"), texts.say("Compare"), texts.say("Claims")), strict=True
        ):
            solara.Button(
                label, on_click=lambda name=name: view.set(name), outlined=view.value != name, color="primary",
                attributes={"aria-pressed": str(view.value == name).lower()},
            )  # fmt: skip
    if view.value == "claims":
        Claims(chosen.case)
        return
    Arms(texts, view.value)
    if view.value == "play":
        Play(arms)
        return
    arm = arm_compared(arm_shown.value, chosen)
    base, other = arms["base"], arms[arm]
    who_view(compared, texts, arm, pending=pending)
    # kept when a lever moves: a browser that is behind would be told to take apart what it has not yet put up
    Why(chosen.arm(arm), base, other, texts, arm).key(f"why {identity_of(base)}")
    Where(base, other, texts, arm).key(f"where {identity_of(base)}")
    differences_view(compared, texts, chain_of(base))
    downloads(compared, texts, arms, arm)


def _compared(chosen: Choice, arms: Mapping[str, Scenario], texts: Texts) -> tuple[Compared, bool]:
    """What has come of all arms, and whether more is coming; asks for what is missing."""
    asked_for = " ".join(f"{arm} {identity_of(spec)}" for arm, spec in arms.items())
    shown, set_shown = solara.use_state(("", Runs()))
    known = solara.use_memo(lambda: _known(arms), [asked_for])
    total = len(arms) * len(seeds_of_page(arms["base"]))
    title = chosen.kept.title if chosen.kept is not None else ""

    def compare(wanted: Wanted) -> None:
        turn, due = new_turn(), times_to_tell()
        asked = [
            (arm, seed, run_of(spec, seed))
            for seed in seeds_of_page(arms["base"]) for arm, spec in arms.items()
        ]  # fmt: skip
        answers = [(arm, seed, jobs().ask(turn, p.key, p.work, *p.arguments)) for arm, seed, p in asked]
        runs: Runs = {arm: {} for arm in arms}
        for count, (arm, seed, answer) in enumerate(answers, start=1):
            if not came(answer, turn, wanted):
                return
            runs[arm][seed] = answer.result()
            if next(due) and count < len(answers) and wanted():
                set_shown((asked_for, {arm: dict(of_arm) for arm, of_arm in runs.items()}))
        if _count(known) < total:
            set_shown((asked_for, runs))
        estimates.check(chosen, runs["base"])
        for arm in arms.keys() - {"base"}:
            estimates.join(chosen.arm(arm), Compared.of({"base": runs["base"], "now": runs[arm]}))

    task = use_work(compare, dependencies=[asked_for])
    # a thread that a later one overtook may still tell what it had: what is shown is of these scenarios alone
    runs = shown[1] if shown[0] == asked_for else known
    is_coming = _count(runs) < total and _is_coming(task, texts)
    words(
        "progress", "", "ps-progress", max="1", value=f"{_count(runs) / total if is_coming else 1.0:.2f}",
        **{"aria-label": texts.say("Runs that are done")},
    )  # fmt: skip
    return Compared.of(runs, title), is_coming


def _is_coming(task: Any, texts: Texts) -> bool:
    """Whether more runs are coming; says so if they take long to prepare, or could not be done."""
    if task.error:
        reason = texts.say("The runs could not be done: {reason}", reason=str(task.exception)[:300])
        words("p", reason, "ps-notice", role="alert")
        return False
    if task.pending and math.isnan(jobs().seconds_for(1, "outcomes")):
        words(
            "p",
            texts.say(
                "The rules are being prepared for this machine: this takes up to a minute or two, once."
            ),
            "ps-preparing",
        )
    return bool(task.pending)


def _count(runs: Runs) -> int:
    return sum(len(of_arm) for of_arm in runs.values())


def _known(arms: Mapping[str, Scenario]) -> Runs:
    """Runs that are remembered, of whomever they were."""
    runs: Runs = {arm: {} for arm in arms}
    for arm, spec in arms.items():
        for seed in seeds_of_page(arms["base"]):
            outcomes = jobs().known(run_of(spec, seed).key)
            if outcomes is not None:
                runs[arm][seed] = outcomes
    return runs
