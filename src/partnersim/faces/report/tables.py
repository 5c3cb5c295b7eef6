"""Tables of the report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from great_tables import GT

from partnersim.faces.report.style import ArmStyle
from partnersim.measures import leading
from partnersim.scenario.telling import flat_values
from partnersim.studies.compare import Comparison, summary
from partnersim.studies.digest.facts import Effect, effect_of
from partnersim.studies.runs.results import Results
from partnersim.studies.words.arms import ArmNames
from partnersim.studies.words.numbers import NONE, exact_text
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import FEWEST_SEEDS, ends_of, is_few


def outcome_table(
    results: Results,
    comparison: Comparison | None,
    styles: Sequence[ArmStyle],
    names: ArmNames,
    texts: Texts,
    *,
    every: bool,
) -> str:
    """Outcomes by arm with paired differences and 95 % intervals, or the range of few runs, as HTML.

    Args:
        results: the runs.
        comparison: pairs of arms, or None for a single arm, which gets intervals of its means.
        styles: arms in order. names: what they are called.
        texts: the language.
        every: all outcomes instead of the main ones that are neither zero nor empty in all arms.
    """
    means = summary(results).set_index(["outcome", "arm"])
    outcomes = list(results.outcome_names) if every else [n for n in leading() if n in results.outcome_names]
    if not every:
        outcomes = [n for n in outcomes if any(_counts(means.loc[(n, s.arm), "mean"]) for s in styles)]
    columns = [texts.say("Outcome"), texts.say("Unit"), *(names.called[s.arm] for s in styles)]
    alone = results.done[results.done["arm"] == styles[0].arm]
    most = len(alone) if comparison is None else int(comparison.table["n"].max())
    few = most < FEWEST_SEEDS
    interval = texts.say("lowest and highest of the runs") if few else texts.say("95 % interval")
    if comparison is None:
        columns.append(interval)
    else:
        same = texts.say("same direction")
        for pair in map(lambda sides: names.minus(*sides), comparison.pairs):
            columns += [pair, f"{pair}: {interval}", f"{pair}: {same}"]
    rows = []
    for name in outcomes:
        row = [texts.label(name), texts.unit(name)]
        values = [texts.value(float(means.loc[(name, s.arm), "mean"]), name) for s in styles]
        if comparison is None:
            first = means.loc[(name, styles[0].arm)]
            ends = (alone[name].min(), alone[name].max()) if few else (first["low"], first["high"])
            shown, told = texts.mean(first["mean"], *ends, name)
            row += [shown, *values[1:], told]
        else:
            row += values
            for base, other in comparison.pairs:
                row += _gap(comparison.row(name, base=base, other=other), name, texts, few=few)
        rows.append(row)
    return plain_table(columns, rows, key="every_outcome" if every else "outcomes", numbers=columns[2:])


def pair_table(comparison: Comparison, pair: tuple[str, str], names: ArmNames, texts: Texts) -> str:
    """Leading outcomes of a pair: the difference first, what chance leaves, what would have shown, and both means."""
    base, other = pair
    chain = comparison.chain
    mine = chain[(chain["base"] == base) & (chain["other"] == other)].to_dict("records")
    shown = [effect_of(row) for row in mine if _counts(row["base_mean"]) or _counts(row["other_mean"])]
    few = all(effect.few for effect in shown)
    columns = [
        texts.say("Outcome"),
        names.minus(base, other),
        texts.say("lowest and highest of the runs") if few else texts.say("95 % interval"),
        texts.say("would have shown"),
        names.called[other],
        names.called[base],
    ]
    rows = [_pair_row(effect, texts, marked=effect.few and not few) for effect in shown]
    return plain_table(
        columns, rows, key=f"outcomes_{names.called[other]}_{names.called[base]}", numbers=columns[1:]
    )


def _pair_row(effect: Effect, texts: Texts, *, marked: bool) -> list[str]:
    """Cells of an outcome; ``marked`` where its ends are the range of few pairs, and those of others an interval."""
    name, unit = effect.outcome, texts.unit(effect.outcome)
    label = (
        f"{texts.label(name)} ({unit})" if unit and effect.unit not in ("share", "IDR") else texts.label(name)
    )
    means = [texts.value(value, name) for value in (effect.other, effect.base)]
    if effect.least == effect.most == 0.0:
        return [label, texts.say("no difference"), NONE, NONE, *means]
    value, ends = texts.gap(effect.difference, *effect.ends, name)
    if marked:
        ends = texts.say("{ends}, the range of {n} pairs of runs", ends=ends, n=effect.n)
    least = texts.difference(effect.mde, name).lstrip("+") if effect.mde > 0.0 else NONE
    return [label, value, ends, least, *means]


def _counts(mean: float) -> bool:
    return not math.isnan(mean) and mean != 0.0


def plain_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], *, key: str, numbers: Sequence[str] = ()
) -> str:
    """Rows as an HTML table; the columns in ``numbers`` are set to the right."""
    frame = pd.DataFrame([[str(cell) for cell in row] for row in rows], columns=list(columns))
    table = GT(frame, id=key).cols_align(align="left")
    if numbers:
        table = table.cols_align(align="right", columns=list(numbers))
    return table.tab_options(table_font_size="90%", data_row_padding="3px", table_width="100%").as_raw_html()


def difference_rows(
    specs: Mapping[str, Mapping[str, Any]], styles: Sequence[ArmStyle], texts: Texts
) -> list[list[str]]:
    """Parameters in which the arms' scenarios differ: path and value by arm."""
    flat = {s.arm: flat_values(specs[s.arm]) for s in styles}
    paths = dict.fromkeys(path for arm in flat.values() for path in arm)
    rows = []
    for path in paths:
        values = [exact_text(flat[s.arm].get(path), language=texts.language) for s in styles]
        if len(set(values)) > 1:
            rows.append([path, *values])
    return rows


def _gap(row: Mapping[str, Any], name: str, texts: Texts, *, few: bool) -> list[str]:
    if row["n"] == 0:
        return [NONE, NONE, NONE]
    if row["least"] == row["most"] == 0.0:
        return [texts.say("no difference"), NONE, NONE]
    same = f"{round(row['same_sign'] * row['n'])}/{int(row['n'])}"
    value, ends = texts.gap(row["difference"], *ends_of(row), name)
    if is_few(row) and not few and row["n"] > 1:
        ends = texts.say("{ends}, the range of {n} pairs of runs", ends=ends, n=int(row["n"]))
    return [value, ends, same]
