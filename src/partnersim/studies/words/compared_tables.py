"""Tables of a comparison as people read them: the results chain, who pays, who wins beyond luck, what spreads it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from partnersim.studies.words.arms import ArmNames, names_of_arms
from partnersim.studies.words.compared import BIN_NAMES, LINKS
from partnersim.studies.words.numbers import (
    NONE,
    EstimateText,
    difference_text,
    estimate_text,
    exact_text,
    fixed_text,
    interval_text,
    number_text,
    size_text,
)
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import MOST_SAVED, ends_of, is_few

if TYPE_CHECKING:
    import pandas as pd

    from partnersim.studies.compare import Comparison

Rows = tuple[list[str], list[list[str]]]
"""Heads, and cells row by row."""


def _of_pair(table: pd.DataFrame, base: str, other: str) -> list[dict[str, Any]]:
    if not len(table):
        return []
    rows: list[dict[str, Any]] = table[(table["base"] == base) & (table["other"] == other)].to_dict("records")
    return rows


def _sides(
    comparison: Comparison, base: str, other: str, texts: Texts, names: ArmNames | None
) -> tuple[str, str]:
    """Heads of the columns of both arms, the other one first."""
    called = (names or names_of_arms(comparison.results.manifest, texts)).called
    return called[other], called[base]


def _links(texts: Texts) -> dict[str, str]:
    return {str(link): texts.say(name) for link, name in LINKS.items()}


def chain_rows(
    comparison: Comparison,
    base: str,
    other: str,
    texts: Texts,
    /,
    *,
    every: bool = False,
    names: ArmNames | None = None,
) -> Rows:
    """Outcomes along the results chain: difference, interval, share of the base, what would have shown, and pairing.

    Args:
        comparison: the comparison. base, other: the pair. texts: the language. every: all outcomes, not leading ones.
        names: what arms are called; their names if not given.
    """
    links, cells = _links(texts), []
    mine = _of_pair(comparison.table if every else comparison.chain, base, other)
    few = all(map(is_few, mine))
    for row in mine:
        unit, lang = row["unit"], texts.language
        gap = estimate_text(row["difference"], *ends_of(row), unit=unit, language=lang, signed=True)
        cells.append([
            links.get(row["link"], NONE), texts.label(row["outcome"]), texts.unit(row["outcome"]),
            number_text(row["other_mean"], unit=unit, language=lang),
            number_text(row["base_mean"], unit=unit, language=lang), gap.value, _ends(row, gap, few, texts),
            number_text(row["of_base"], unit="share", language=lang, signed=True),
            _shown(row["mde"], unit, lang), fixed_text(row["correlation"], 2, language=lang),
            _saved(row["runs_saved"], lang),
        ])  # fmt: skip
    heads = [
        texts.say("link"), texts.say("outcome"), texts.say("unit"), *_sides(comparison, base, other, texts, names),
        texts.say("difference"),
        _ends_head(few, texts), texts.say("% of base"), texts.say("would have shown"),
        texts.say("correlation"), texts.say("runs saved"),
    ]  # fmt: skip
    return heads, cells


def _shown(least: float, unit: str, language: str) -> str:
    """The smallest difference that would have shown; a dash where all pairs of runs are alike, which tells of none."""
    return number_text(least, unit=unit, language=language) if least > 0.0 else NONE


def _ends_head(few: bool, texts: Texts) -> str:
    """What the ends beside differences are: of few pairs of runs the range, else an interval."""
    return texts.say("range of runs") if few else texts.say("95 % interval")


def _ends(row: Mapping[str, Any], gap: EstimateText, few: bool, texts: Texts) -> str:
    """The ends beside a difference, marked where they are a range among intervals."""
    ends = interval_text(gap)
    if few or not is_few(row) or ends == NONE:
        return ends
    return texts.say("{ends}, the range of {n} pairs of runs", ends=ends, n=int(row["n"]))


def _saved(runs: float, language: str) -> str:
    """Runs that pairing saved; of a difference that varies by rounding alone, that they are more than could be."""
    if not math.isfinite(runs):
        return number_text(runs, language=language)
    if runs >= MOST_SAVED:
        return f"> {exact_text(MOST_SAVED, language=language)}"
    return exact_text(round(runs), language=language)


def winner_rows(comparison: Comparison, base: str, other: str, texts: Texts, /) -> Rows:
    """Shares of households in each bin by decile, what deciles consume more, and the shares that luck alone makes."""
    rows, gains = (_of_pair(table, base, other) for table in (comparison.winners, comparison.gains))
    names = [texts.say(name) for name in BIN_NAMES.values()]
    heads = [texts.say("decile"), *names, texts.say("consume a month")]
    by_decile = {row["decile"]: row["gain_idr_month"] for row in gains}
    cells = []
    for decile in (*range(1, 11), 0):
        shares = [texts.percent(row["share"]) for row in rows if row["decile"] == decile]
        name = str(decile) if decile else texts.say("all")
        cells.append([name, *shares, texts.money(by_decile[decile], signed=True)])
    luck = [row["luck"] for row in rows if row["decile"] == 0]
    if not any(math.isnan(share) for share in luck):
        cells.append([texts.say("by luck"), *(texts.percent(share) for share in luck), ""])
    return heads, cells


def payer_rows(
    comparison: Comparison, base: str, other: str, texts: Texts, /, *, names: ArmNames | None = None
) -> Rows:
    """What each organization pays in both arms, and what all households of each tenth gain in return."""
    cells = []
    mine = _of_pair(comparison.payers, base, other)
    few = all(map(is_few, mine))
    for row in mine:
        gap = estimate_text(
            row["difference"], *ends_of(row), unit="IDR", language=texts.language, signed=True
        )
        means = [texts.money(row[side]) for side in ("other_mean", "base_mean")]
        cells.append([texts.title(row["title"]), *means, gap.value, _ends(row, gap, few, texts)])
    sides = _sides(comparison, base, other, texts, names)
    heads = [texts.say("pays"), *sides, texts.say("difference"), _ends_head(few, texts)]
    return heads, cells


def draw_rows(
    comparison: Comparison, base: str, other: str, texts: Texts, /, *, only: Collection[str] | None = None
) -> Rows:
    """What spreads each leading difference, or ``only`` those of some outcomes: luck and uncertain inputs apart."""
    names, cells = _links(texts), []
    leading = [name for name in dict.fromkeys(comparison.chain["outcome"]) if only is None or name in only]
    rows = {row["outcome"]: row for row in _of_pair(comparison.draws, base, other)}
    for row in (rows[name] for name in leading if name in rows):
        unit, lang = row["unit"], texts.language
        over = texts.gap(row["mean"], row["low"], row["high"], row["outcome"])
        cells.append([
            names.get(row["link"], NONE), texts.label(row["outcome"]),
            difference_text(row["difference"], unit=unit, language=lang), *over,
            *(size_text(row[name], unit=unit, language=lang) for name in ("sd_seeds", "sd_inputs")),
            _percent(row["of_inputs"], texts), same_sign_text(row),
        ])  # fmt: skip
    heads = [
        texts.say("link"), texts.say("outcome"), texts.say("as it stands"), texts.say("over draws"),
        texts.say("middle 95 %"), texts.say("spread by luck"), texts.say("spread by inputs"),
        texts.say("of it inputs"), texts.say("same sign"),
    ]  # fmt: skip
    return heads, cells


def draw_rows_in_short(
    comparison: Comparison, base: str, other: str, outcomes: Collection[str], texts: Texts, /
) -> Rows:
    """What spreads some differences, in a terminal's width: without the link, the mean over draws and both spreads.

    Args:
        comparison: the comparison. base, other: the pair. outcomes: names of those shown. texts: the language.
    """
    heads, cells = draw_rows(comparison, base, other, texts, only=outcomes)
    columns = (1, 2, 4, 7, 8)
    return [heads[k] for k in columns], [[row[k] for k in columns] for row in cells]


def same_sign_text(row: Mapping[str, Any]) -> str:
    """Share of draws with the same sign and its interval in whole per cent: more than some draws can tell."""
    if math.isnan(row["same_sign"]):
        return NONE
    share, low, high = (f"{100.0 * row[name]:.0f}" for name in ("same_sign", "same_low", "same_high"))
    return f"{share} % ({low} … {high})"


def _percent(share: float, texts: Texts) -> str:
    return NONE if math.isnan(share) else texts.percent(share)
