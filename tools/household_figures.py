"""Measures the figures on households that docs/validation.md and decision 0017 tell in words, and prints them.

    python tools/household_figures.py [PART ...] [--seeds N] [--scale 1] [--set PATH=VALUE ...] [--fit FILE] [--sets]

Parts: package, grants, credit, schemes, cash (shipped trials with one value changed at a time), crisis (a year in which
work pays less, once it is over: by decile, and deeper, longer, milder), sign (the same with a fall followed at once and
slowly) and rules (without one rule at a time); all if none is named. A line is a case, a figure and the mean over seeds
of paired differences without survey error, with its 95 percent interval. --set changes the model for all, --fit takes
the best set of another fit, --sets each set of its ensemble. The pages have 10 seeds, 25 for crises, and scale 1.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from partnersim.engine.population.populations import settled_population
from partnersim.scenario.experiments.trial_outcomes import Outcome
from partnersim.scenario.experiments.trials import Trial, load_trial, trial_scenario
from partnersim.studies.estimates import estimate
from partnersim.studies.fitting.households.fit_file import read_fit
from partnersim.studies.observing import shortened, sized
from partnersim.studies.trials import run_trial
from partnersim.studies.trials.living import Record, live_arm, take_snapshot

Values = Mapping[str, Any]
"""Values of a scenario or of a trial, by dotted path."""
Line = tuple[str, str, str]
"""Case, figure with its unit, mean and interval."""

ON, GROWTH = "mechanisms.{}.on", "mechanisms.market_growth.per_year"
AFTER = (6, 12, 18, 24)
"""Months after the end of a crisis at which is looked."""
CRISES = {
    "three tenths less for a year": (0.7, 12), "half less for a year": (0.5, 12), "0.15 less for a year": (0.85, 12),
    "three tenths less for half a year": (0.7, 6), "three tenths less for two years": (0.7, 24),
}  # fmt: skip
"""What is left of labour income, and for how many months."""
RULES: dict[str, Values] = {
    "a fall and a rise followed slowly": {ON.format("prompt_recovery"): False},
    "no starts and no closures": {ON.format("entry"): False, ON.format("exit"): False},
} | {
    f"no {name}": {ON.format(name): False}
    for name in ("moneylender", "enterprise", "time_cost", "self_control", "concave_spending")
}


def package(given: Values, seeds: int, scale: float) -> Iterator[Line]:
    """Effect on consumption after two years and what is left of it five years later, by growth of the market."""
    asked = [
        {"name": "consumption_24", "of": "consumption", "scale": "percent", "round": 24},
        {"name": "left", "of": "consumption", "scale": "log", "round": 84, "over": "log_consumption"},
    ]
    wanted = ("consumption_24", "log_consumption", "left")
    for growth in (0.0, 0.01, 0.03):
        case, values = f"growth {growth:.0%} a year", {**given, GROWTH: growth}
        yield from of_trial("graduation", case, values, seeds, scale, wanted, asked)


def grants(given: Values, seeds: int, scale: float) -> Iterator[Line]:
    """Monthly return on a grant of capital two years on, by growth of a market that reaches owners or does not."""
    for reach in (True, False):
        for growth in (-0.02, 0.0, 0.04):
            case = f"growth {growth:.0%} a year" + ("" if reach else ", no market_reach")
            values = {**given, GROWTH: growth, ON.format("market_reach"): reach}
            yield from of_trial("capital_grants", case, values, seeds, scale, ("return_mean_24",))


def credit(given: Values, seeds: int, scale: float) -> Iterator[Line]:
    """Who takes credit that is offered for three years, by its rate: all, owners, those without a business."""
    asked = [{"name": who, "of": "take_up", "sample": who} for who in ("prior_owners", "no_business")]
    wanted = ("take_up", "prior_owners", "no_business")
    for rate in (0.06, 0.24, 0.48, 0.80):
        case, terms = f"{rate:.0%} a year", {"arms.credit.0.rate.value": rate}
        yield from of_trial("microcredit", case, given, seeds, scale, wanted, asked, terms)


def schemes(given: Values, seeds: int, scale: float) -> Iterator[Line]:
    """What growers of schemes that survive gain of income, and all who ever entered one."""
    wanted = ("income", "income_36", "income_ever")
    yield from of_trial("contract_scheme", "contract scheme", given, seeds, scale, wanted)


def cash(given: Values, seeds: int, scale: float) -> Iterator[Line]:
    """What cash does to consumption after nine months by its size, a large sum eaten more slowly or not."""
    wanted = [f"consumption@{arm}" for arm in ("average", "small", "large")]
    for case, on in (("cash", True), ("cash, no concave_spending", False)):
        values = {**given, ON.format("concave_spending"): on}
        yield from of_trial("cash_transfers", case, values, seeds, scale, wanted)


def crisis(given: Values, seeds: int, scale: float) -> Iterator[Line]:
    """Crises of several depths and lengths."""
    for case, (factor, months) in CRISES.items():
        yield from after_crisis(case, given, seeds, scale, factor, months)


def rules(given: Values, seeds: int, scale: float) -> Iterator[Line]:
    """The first of these crises without one rule at a time."""
    for case, without in RULES.items():
        yield from after_crisis(case, {**given, **without}, seeds, scale, *next(iter(CRISES.values())))


def sign(given: Values, seeds: int, scale: float) -> Iterator[Line]:
    """The first of these crises with a fall of what lasts followed at once, and slowly."""
    for case, both_ways in (("a fall followed at once", True), ("a fall followed slowly", False)):
        values = {**given, "mechanisms.prompt_recovery.both_ways": both_ways}
        yield from after_crisis(case, values, seeds, scale, *next(iter(CRISES.values())))


def of_trial(
    name: str, case: str, values: Values, seeds: int, scale: float, wanted: Sequence[str],
    asked: Sequence[Values] = (), terms: Values | None = None,
) -> Iterator[Line]:  # fmt: skip
    """Outcomes ``wanted`` (NAME, or NAME@ARM) of a shipped trial with ``terms`` set; ``asked`` are added to its own."""
    trial = load_trial(name, overrides=dict(terms or {}))
    beside = tuple(Outcome.model_validate(one) for one in asked)
    trial = sized(trial.model_copy(update={"outcomes": (*trial.outcomes, *beside)}), scale=scale)
    trial = shortened(trial, [one.partition("@")[0] for one in wanted])
    rows = run_trial(trial, replicates=seeds, parameters=dict(values), field=False).summary
    for one in wanted:
        outcome, _, arm = one.partition("@")
        row = rows[(rows["outcome"] == outcome) & (rows["arm"] == (arm or rows["arm"].iloc[0]))].iloc[0]
        yield case, f"{one}, {row['unit']}", shown(row["effect"], row["low"], row["high"])


def after_crisis(
    case: str, values: Values, seeds: int, scale: float, factor: float, months: int
) -> Iterator[Line]:
    """A whole village of 6,000 whose work pays ``factor`` of before for ``months``, less the same one without."""
    rounds = [months + after for after in AFTER]
    trial = sized(Trial.model_validate({
        "name": "crisis", "population": {"who": "whole_village", "households": 6000, "clusters": 150},
        "design": {"unit": "cluster", "months": rounds[-1], "rounds": rounds},
        "arms": {"crisis": [{"kind": "income_shock", "start": 1, "factor": factor, "months": months}]},
        "outcomes": [{"name": "poor", "of": "poverty"}],
    }), scale=scale)  # fmt: skip
    spec = trial_scenario(trial, parameters=dict(values))
    settled, found = settled_population(spec), []
    for seed in range(1, seeds + 1):
        start = take_snapshot(trial, spec, settled, seed)
        line = np.asarray(start.p.line * start.village.columns.size)
        tenth = tenths(start.first.columns["consumption"] / line)
        lived, calm = (live_arm(trial, start, arm) for arm in ("crisis", "control"))
        found.append([difference(lived[month], calm[month], line, tenth) for month in rounds])
    for figure in found[0][0]:
        means = [estimate([one[number][figure] for one in found]) for number in range(len(AFTER))]
        yield case, figure, "; ".join(shown(one.mean, one.low, one.high) for one in means)


def tenths(well_being: np.ndarray, /) -> np.ndarray:
    """Tenth of each household by well-being, 0 the lowest, shape (N,)."""
    return np.argsort(np.argsort(well_being, kind="stable"), kind="stable") * 10 // len(well_being)


def difference(crisis: Record, calm: Record, line: np.ndarray, tenth: np.ndarray, /) -> dict[str, float]:
    """With the crisis less without at one round: points of households that are poor, rupiah a household; (N,) each."""
    poor, by_income = (
        100.0 * ((crisis.columns[of] < line).astype(float) - (calm.columns[of] < line))
        for of in ("consumption", "income")
    )
    made = {"poor, points": poor.mean(), "poor by income, points": by_income.mean()}
    made |= {f"poor of tenth {n + 1}, points": poor[tenth == n].mean() for n in np.unique(tenth)}
    for of in ("consumption", "savings", "moneylender_debt"):
        made[f"{of}, IDR"] = (crisis.columns[of] - calm.columns[of]).mean()
    return {name: float(value) for name, value in made.items()}


def shown(*mean_low_high: float) -> str:
    """A mean and its interval: three digits, and amounts of a thousand and more in full tens."""
    tidy = [f"{round(x, -1):,.0f}" if abs(x) >= 999.5 else f"{round(x, 9) + 0.0:.3g}" for x in mean_low_high]
    return "{} ({} to {})".format(*tidy)


HEAD = (
    f"| part | case | figure | mean (95 % interval); of crises {', '.join(map(str, AFTER))} months after the end |\n"
    "| --- | --- | --- | --- |"
)
PARTS = {one.__name__: one for one in (package, grants, credit, schemes, cash, crisis, sign, rules)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("parts", nargs="*", metavar="PART")
    reader.add_argument("--seeds", type=int)
    reader.add_argument("--scale", type=float, default=1.0)
    reader.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    reader.add_argument("--fit", type=Path)
    reader.add_argument("--sets", action="store_true")
    asked = reader.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        reader.error(f"no part is called {sorted(unknown)[0]}; there are {', '.join(PARTS)}")
    sets: list[Values] = [{}]
    if asked.fit or asked.sets:
        fit = read_fit(asked.fit) or {}
        sets = [one["parameters"] for one in (fit["ensemble"] if asked.sets else [fit["best"]])]
    said = {path: yaml.safe_load(value) for path, _, value in (text.partition("=") for text in asked.set)}
    print(HEAD)
    for number, values in enumerate(sets, start=1):
        for part in asked.parts or PARTS:
            seeds = asked.seeds or (25 if part in ("crisis", "sign", "rules") else 10)
            for line in PARTS[part]({**values, **said}, seeds, asked.scale):
                case, figure, found = line
                of_set = f"set {number}, " if asked.sets else ""
                print(f"| {part} | {of_set}{case} | {figure} | {found} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
