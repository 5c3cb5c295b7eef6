"""How far a difference is spread by luck, and how far by inputs that nobody knows well, apart.

Every draw gives all arms the same values of the uncertain inputs, and seeds of its own that all arms share. What
differs between the seeds of a draw is luck; what the means of draws differ by beyond that is the inputs (one-way
analysis of variance with random effects; Searle, Casella and McCulloch 1992, Variance Components).
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.experiments.claims import claim_folders
from partnersim.scenario.experiments.robustness import FILE_NAME, Uncertain, read_robustness
from partnersim.scenario.phrases import Phrase
from partnersim.studies.claims.effects import draw_seeds, draw_shares
from partnersim.studies.compare import described, link_of
from partnersim.studies.estimates import share_interval
from partnersim.studies.explaining.differences import differences
from partnersim.studies.runs.design import PlannedRun, check_runnable, seeds_of, tasks_of
from partnersim.studies.runs.files import folder_of
from partnersim.studies.runs.progress import progress
from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.runs.runner import outcomes_of_run
from partnersim.studies.runs.running import run_tasks
from partnersim.studies.runs.store import Store

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario

SEEDS_A_DRAW = 2
"""Seeds of each draw; luck is told from one draw to the other by the difference of two."""

FEWEST_DRAWS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What spreads a difference.

    Attributes:
        mean: over draws. low, high: middle 95 % of the means of draws.
        sd_seeds: standard deviation between seeds of a draw. sd_inputs: between draws, beyond what seeds do.
        of_inputs: share of the variance that is the inputs'; NaN where nothing varies. draws: whole ones.
    """

    mean: float
    low: float
    high: float
    sd_seeds: float
    sd_inputs: float
    of_inputs: float
    draws: int


def spread_apart(gaps: Floats, /) -> Spread:
    """Spread by seeds and by inputs apart.

    Args:
        gaps: differences, shape (draws, seeds of a draw); draws with a gap in them are left out.
    """
    whole = gaps[~np.isnan(gaps).any(axis=1)]
    draws, seeds = whole.shape
    if draws < 2:
        mean = float(whole.mean()) if draws else math.nan
        unknown = dict.fromkeys(("low", "high", "sd_seeds", "sd_inputs", "of_inputs"), math.nan)
        return Spread(mean=mean, draws=draws, **unknown)
    means = whole.mean(axis=1)
    by_seeds = float(whole.var(axis=1, ddof=1).mean()) if seeds > 1 else math.nan
    by_inputs = max(0.0, float(means.var(ddof=1)) - by_seeds / seeds)
    both = by_seeds + by_inputs
    low, high = np.percentile(means, (2.5, 97.5))
    return Spread(
        mean=float(means.mean()), low=float(low), high=float(high), sd_seeds=math.sqrt(by_seeds),
        sd_inputs=math.sqrt(by_inputs), of_inputs=by_inputs / both if both > 0.0 else math.nan, draws=draws,
    )  # fmt: skip


def check_draws(count: int, /) -> None:
    """Refuse a number of draws that tells nothing.

    Raises:
        ScenarioError: there are fewer than three.
    """
    if count < FEWEST_DRAWS:
        text = Phrase("is too few; allowed {least} or more", least=FEWEST_DRAWS)
        raise ScenarioError(Problem(field="--draws", value=str(count), message=text))


def uncertain_inputs(arms: Mapping[str, Scenario], /) -> tuple[Uncertain, ...]:
    """Inputs that claims are tried over, without those in which the arms themselves differ."""
    listed: tuple[Uncertain, ...] = ()
    for folder in claim_folders():
        if (folder / FILE_NAME).is_file():
            listed = read_robustness(folder / FILE_NAME).file.uncertain
            break
    specs = list(arms.values())
    apart = {one.dotted for other in specs[1:] for one in differences(specs[0], other)}
    return tuple(
        one for one in listed
        if not any(f"{path}.".startswith(f"{one.path}.") or f"{one.path}.".startswith(f"{path}.") for path in apart)
    )  # fmt: skip


def run_draws(
    arms: Mapping[str, Scenario],
    count: int,
    /,
    *,
    pairs: Sequence[tuple[str, str]],
    standing: pd.DataFrame,
    seed: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    show_progress: bool = True,
) -> pd.DataFrame:
    """Run arms at draws of the uncertain inputs and say what spreads each difference.

    Args:
        arms: scenarios by arm, the base first. count: number of draws.
        pairs: (base, other) of each comparison. standing: the comparison's table, for the sign of each difference.
        seed: first seed of the comparison. workers, executor, out, show_progress: as in ``partnersim.run``.

    Returns:
        A row per pair and outcome: base, other, outcome, label, unit, group, better, link, difference (as the
        scenarios stand), the fields of `Spread`, same_sign (share of draws whose mean has the sign of the difference),
        same_low, same_high (ends of its 95 % interval), seeds (of a draw), inputs.

    Raises:
        ScenarioError: fewer than three draws; a draw is no valid scenario of an arm; a run fails.
        ResultsError: the folder cannot be written.
    """
    check_draws(count)
    inputs = uncertain_inputs(arms)
    first = seeds_of(next(iter(arms.values())), seed=seed)[0]
    design = _design(arms, inputs, count, first)
    check_runnable([run.spec for run in design])
    tasks, keys = tasks_of(design, version=engine_version())
    store = None if out is None else Store(folder_of(out))
    with progress(len(tasks), shown=show_progress) as shown:
        found = run_tasks(
            tasks,
            outcomes_of_run,
            store=store,
            executor=executor,
            workers=workers,
            judged=workers is None,
            shown=shown,
        )
    found.raise_first(tasks)
    runs = found.tables["runs"].set_index("key").loc[keys]
    values = {arm: runs[[run.arm == arm for run in design]] for arm in arms}
    rows = []
    for base, other in pairs:
        mine = standing[(standing["base"] == base) & (standing["other"] == other)].set_index("outcome")
        for outcome, row in mine.iterrows():
            gaps = (
                values[other][outcome].to_numpy(dtype=np.float64)
                - values[base][outcome].to_numpy(dtype=np.float64)
            ).reshape(count, SEEDS_A_DRAW)
            name = str(outcome)
            rows.append({
                "base": base, "other": other, **described(name), "link": link_of(name),
                "difference": row["difference"], **vars(spread_apart(gaps)), **_same_sign(gaps, row["difference"]),
                "seeds": SEEDS_A_DRAW, "inputs": len(inputs),
            })  # fmt: skip
    return pd.DataFrame(rows)


def _design(
    arms: Mapping[str, Scenario], inputs: Sequence[Uncertain], count: int, first: int
) -> list[PlannedRun]:
    """Runs draw by draw, arm by arm, seed by seed."""
    shares = draw_shares(count, [one.path for one in inputs], seed=first)
    design = []
    for draw, point in enumerate(shares):
        values = {one.path: one.value(float(share)) for one, share in zip(inputs, point, strict=True)}
        for arm, base in arms.items():
            try:
                spec = base.but(values)
            except ScenarioError as error:
                raise ScenarioError(
                    Problem(
                        message=Phrase(
                            "draw {draw}, {arm}: {problem}", draw=draw, arm=arm, problem=error.problems[0]
                        )
                    )
                ) from None
            design += [PlannedRun(arm=arm, spec=spec, seed=s) for s in draw_seeds(first, draw, SEEDS_A_DRAW)]
    return design


def _same_sign(gaps: Floats, difference: float) -> dict[str, Any]:
    """Share of draws whose mean has the sign of the difference, with its interval; NaN without a sign."""
    means = gaps[~np.isnan(gaps).any(axis=1)].mean(axis=1)
    if not len(means) or not difference or math.isnan(difference):
        return dict.fromkeys(("same_sign", "same_low", "same_high"), math.nan)
    hits = int((np.sign(means) == np.sign(difference)).sum())
    low, high = share_interval(hits, len(means))
    return {"same_sign": hits / len(means), "same_low": low, "same_high": high}
