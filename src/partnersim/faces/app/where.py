"""Where? The difference over two levers: which settings of them it holds at, as a picture and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import solara
from scipy.stats import qmc

from partnersim.faces.app.asking import (
    Piece,
    Wanted,
    answers_of,
    pair_of,
    run_of,
    time_text,
    use_asked,
    use_work,
)
from partnersim.faces.app.levers import Lever, levers_of
from partnersim.faces.app.parts import arm_names, picture, words
from partnersim.faces.app.remembered import identity_of
from partnersim.faces.app.serving import new_turn
from partnersim.faces.app.why import first_outcome
from partnersim.faces.app.work import shown_of
from partnersim.faces.report.mapped import map_picture
from partnersim.measures import OUTCOMES
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.experiments.maps import value_at
from partnersim.scenario.spec import Scenario
from partnersim.studies.explaining.differences import differences
from partnersim.studies.mapping.result import LeadMap
from partnersim.studies.mapping.run import surface_of
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.sweeping.design import Factor
from partnersim.studies.words.planes import plane_sentences
from partnersim.studies.words.problems import said
from partnersim.studies.words.texts import Texts

POINTS, SEEDS_A_POINT = 32, 2
"""Points of the plane that are run, spread evenly, and pairs of runs at each."""


def axes_to_choose(base: Scenario) -> list[Lever]:
    """Levers over which a map can be drawn: those that set one number."""
    return [lever for lever in levers_of(base) if lever.path]


def factor_of_lever(lever: Lever, base: Scenario) -> Factor:
    """The range of a lever: from the lowest to the highest of its named positions and of what the case has."""
    numbers = [float(p.values[lever.path]) for p in lever.positions[1:]] + [float(value_at(base, lever.path))]
    return Factor(path=lever.path, values=(), low=min(numbers), high=max(numbers))


@dataclass(frozen=True)
class Plane:
    """Points over two levers at which both scenarios are run.

    Attributes:
        base, now: the scenarios. factors: x and y. base_moves: whether the two levers move under both; False where the
            scenarios differ in nothing else, so that the case as it was stands beside every setting.
    """

    base: Scenario
    now: Scenario
    factors: tuple[Factor, Factor]
    base_moves: bool

    @classmethod
    def of(cls, base: Scenario, now: Scenario, factors: tuple[Factor, Factor]) -> Plane:
        """Over the ranges of two levers."""
        paths = {factor.path for factor in factors}
        same = identity_of(base) == identity_of(now)
        others = [] if same else [one for one in differences(base, now) if one.dotted not in paths]
        return cls(base, now, factors, base_moves=bool(others))

    @property
    def unit(self) -> Any:
        """The points in the unit square, (POINTS, 2)."""
        return qmc.Sobol(2, seed=self.base.run.seed).random(POINTS)

    def place(self, point: Any) -> dict[str, float]:
        """What a point sets."""
        return {f.path: float(f.low + u * (f.high - f.low)) for f, u in zip(self.factors, point, strict=True)}

    def pieces(self) -> Iterator[Piece]:
        """Runs of each point, pair by pair; every point has seeds of its own, so that points err apart."""
        for number, point in enumerate(self.unit):
            place = self.place(point)
            now = self.now.but(place)
            base = self.base.but(place) if self.base_moves else self.base
            first = self.base.run.seed + number * SEEDS_A_POINT
            for seed in range(first, first + SEEDS_A_POINT):
                yield run_of(base, seed)
                yield run_of(now, seed)

    def table(self, values: Sequence[float]) -> pd.DataFrame:
        """A row per point from one outcome of all runs, in the order of `pieces`."""
        pairs = np.asarray(values, dtype=float).reshape(POINTS, SEEDS_A_POINT, 2)
        rows = []
        for point, pair in zip(self.unit, pairs, strict=True):
            known = (pair[:, 1] - pair[:, 0])[~np.isnan(pair).any(axis=1)]
            enough = len(known) >= 2
            x, y = self.place(point).values()
            rows.append({
                "x": x, "y": y, "unit_x": point[0], "unit_y": point[1], "seeds": len(known),
                "difference": known.mean() if enough else np.nan,
                "error": known.std(ddof=1) / np.sqrt(len(known)) if enough else np.nan,
            })  # fmt: skip
        return pd.DataFrame(rows)


def map_of(plane: Plane, values: Sequence[float], outcome: str, names: tuple[str, str]) -> LeadMap:
    """The map of one outcome.

    Raises:
        ScenarioError: too few points have a value.
    """
    table = plane.table(values)
    stands = {
        which: tuple(float(value_at(spec, factor.path)) for factor in plane.factors)
        for which, spec in (("base", plane.base), ("other", plane.now))
    }
    return LeadMap(
        base=names[0], other=names[1], outcome=outcome, better=OUTCOMES.named(outcome).better, factors=plane.factors,
        points=table.drop(columns=["unit_x", "unit_y"]), surface=surface_of(table),
        case={"base": stands["base"], "other": stands["other"]},  # type: ignore[dict-item]
        stopped="as many points as asked for",
        facts={"points": POINTS, "seeds_a_point": SEEDS_A_POINT, "runs": 2 * SEEDS_A_POINT * POINTS,
               "dropped": int(table["difference"].isna().sum()), "engine": engine_version()},
    )  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A map, its picture (PNG), or the reason why there is none."""

    found: LeadMap | None
    image: bytes = b""
    reason: str = ""


def drawn_map(
    plane: Plane,
    values: Sequence[float],
    outcome: str,
    names: tuple[str, str],
    axes: tuple[str, str],
    language: str,
) -> Drawn:
    """The map and its picture; work of another process."""
    try:
        found = map_of(plane, values, outcome, names)
    except ScenarioError as fault:
        return Drawn(None, reason=fault.phrase())
    return Drawn(found, map_picture(found, language=language, axes=axes))


@solara.component
def Where(base: Scenario, now: Scenario, texts: Texts, arm: str) -> None:
    """Two levers to choose, how long it will take, and the map."""
    levers = axes_to_choose(base)
    keys, set_keys = solara.use_state((levers[0].key, levers[1].key) if len(levers) > 1 else ("", ""))
    outcome, set_outcome = solara.use_state(first_outcome(base))
    done, set_done = solara.use_state(0)
    found, set_found = solara.use_state(None)
    by_key = {lever.key: lever for lever in levers}

    pair = pair_of(base, now, arm)

    def draw(wanted: Wanted) -> None:
        set_done(0)
        turn, chosen = new_turn(), (by_key[keys[0]], by_key[keys[1]])
        plane = Plane.of(base, now, (factor_of_lever(chosen[0], base), factor_of_lever(chosen[1], base)))
        runs = answers_of(turn, plane.pieces(), wanted, told=set_done)
        if runs is None:
            return
        values = [run[outcome] for run in runs]
        names = arm_names(texts, arm)
        axes = (texts.say(chosen[0].label), texts.say(chosen[1].label))
        key = f"map:{identity_of(base)}:{identity_of(now)}:{keys}:{outcome}:{arm}:{texts.language}"
        work = Piece(key, drawn_map, (plane, values, outcome, names, axes, texts.language))
        drawn = answers_of(turn, [work], wanted)
        if drawn is not None:
            set_found((pair, drawn[0], axes, plane.base_moves))

    task = use_work(draw, dependencies=None)
    asked, ask = use_asked(task, pair)
    with solara.Column(classes=["ps-where"], gap="4px"):
        words("h3", texts.say("Where?"))
        if len(levers) < 2:
            words("p", texts.say("This case has fewer than two levers that are numbers."), "ps-told")
            return
        labels = {texts.say(lever.label): lever.key for lever in levers}
        with solara.Row(gap="12px"):
            for place, name in enumerate((texts.say("Across"), texts.say("Up"))):
                solara.Select(
                    name, value=texts.say(by_key[keys[place]].label), values=list(labels), dense=True,
                    on_value=lambda label, place=place: set_keys(
                        tuple(labels[label] if k == place else key for k, key in enumerate(keys))
                    ),
                )  # fmt: skip
            named = {texts.label(name): name for name in shown_of(base)}
            solara.Select(
                texts.say("Outcome"), value=texts.label(outcome), values=list(named), dense=True,
                on_value=lambda label: set_outcome(named[label]),
            )  # fmt: skip
        _controls(task, ask, done, texts, asked=asked, allowed=keys[0] != keys[1])
        if found is not None and found[0] == pair:
            _, drawn, axes, base_moves = found
            _shown(drawn, axes, base_moves, texts)


def _controls(
    task: Any, ask: Callable[[], None], done: int, texts: Texts, *, asked: bool, allowed: bool
) -> None:
    """What it takes, the button that begins, progress, and the button that gives up."""
    total = 2 * SEEDS_A_POINT * POINTS
    if asked and task.error:
        words("p", str(task.exception)[:300], "ps-notice", role="alert")
    if asked and task.pending:
        solara.ProgressLinear(value=100.0 * done / total)
        with solara.Row(gap="12px"):
            words("p", texts.say("{done} of {total} runs", done=done, total=total), "ps-told", role="status")
            solara.Button(texts.say("Stop"), on_click=task.cancel, outlined=True, small=True)
        return
    if not allowed:
        words("p", texts.say("Choose two different levers."), "ps-told")
        return
    told = texts.say(
        "{points} settings of the two levers, {seeds} pairs of runs each: {time}.",
        points=POINTS, seeds=SEEDS_A_POINT, time=time_text(total, texts),
    )  # fmt: skip
    words("p", told, "ps-told")
    with solara.Row():
        solara.Button(texts.say("Draw the map"), on_click=ask, outlined=True, color="primary")


def _shown(drawn: Drawn, axes: tuple[str, str], base_moves: bool, texts: Texts) -> None:
    if drawn.found is None:
        words("p", said(drawn.reason, texts), "ps-notice", role="alert")
        return
    if base_moves:
        told = texts.say(
            "At every point both have these two levers there; all other moved levers are moved only now."
        )
    else:
        told = texts.say("At every point the two levers stand there now, beside the case as it was.")
    words("p", told, "ps-told")
    sentences = [sentence[:1].upper() + sentence[1:] for sentence in plane_sentences(drawn.found, texts)]
    picture(drawn.image, texts.say("Map over {x} and {y}. ", x=axes[0], y=axes[1]) + sentences[0])
    for sentence in sentences:
        words("p", sentence, "ps-told ps-there")
