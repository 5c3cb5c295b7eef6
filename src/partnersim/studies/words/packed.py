"""Tables of a pack as evaluators read them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.compared import LINKS
from partnersim.studies.words.numbers import NONE, exact_text, fixed_text, number_text, p_text, size_text
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.studies.packing.tables import Pack

Rows = tuple[list[str], list[list[str]]]

VARIABLES = {
    "consumption": noted("consumption a month (rupiah)"), "savings": noted("savings (rupiah)"),
    "capital": noted("capital of the enterprise (rupiah)"), "moneylender_debt": noted("owed to a moneylender (rupiah)"),
    "size": noted("persons in the household"), "listed": noted("on the list of the poor (share)"),
    "owner": noted("owns an enterprise (share)"),
}  # fmt: skip


def balance_rows(pack: Pack, texts: Texts, /) -> Rows:
    """Heads and cells of the balance before the first month."""
    heads = [
        texts.say("before the first month"), texts.say("N (A)"), texts.say("mean (A)"), texts.say("sd (A)"),
        texts.say("N (B)"), texts.say("mean (B)"), texts.say("sd (B)"), texts.say("normalised difference"),
    ]  # fmt: skip
    cells = []
    for row in pack.balance.to_dict("records"):
        shown = [
            cell
            for arm in ("base", "other")
            for cell in (
                exact_text(row[f"n_{arm}"], language=texts.language), texts.number(row[f"mean_{arm}"]),
                texts.number(row[f"sd_{arm}"]),
            )
        ]  # fmt: skip
        apart = fixed_text(row["normalised_difference"], 3, language=texts.language)
        name = VARIABLES[row["variable"]]
        cells.append([texts.say(name), *shown, apart])
    return heads, cells


def effect_rows(pack: Pack, texts: Texts, /) -> Rows:
    """Heads and cells of the effects, along the results chain."""
    links = {str(link): texts.say(name) for link, name in LINKS.items()}
    cells = []
    for row in pack.effects.to_dict("records"):
        unit, lang = row["unit"], texts.language
        gap = texts.gap(row["itt"], row["low"], row["high"], row["outcome"])
        reached = ("", "") if math.isnan(row["tot"]) else texts.gap(
            row["tot"], row["tot_low"], row["tot_high"], row["outcome"]
        )  # fmt: skip
        cells.append([
            links.get(row["link"], NONE), texts.label(row["outcome"]), texts.unit(row["outcome"]),
            number_text(row["control_mean"], unit=unit, language=lang), *gap,
            size_text(row["se"], unit=unit, language=lang),
            size_text(row["mde"], unit=unit, language=lang) if row["mde"] > 0.0 else NONE,
            p_text(row["p"], language=lang), p_text(row["q"], language=lang), *reached,
        ])  # fmt: skip
    heads = [
        texts.say("link"), texts.say("outcome"), texts.say("unit"), texts.say("control mean (A)"), texts.say("ITT"),
        texts.say("95 % interval"), texts.say("standard error"), texts.say("would have shown"), "p", "q",
        texts.say("ToT"), texts.say("95 % interval of ToT"),
    ]  # fmt: skip
    return heads, cells


def cost_rows(pack: Pack, texts: Texts, /) -> Rows:
    """Heads and cells of what one unit more of an outcome costs all together, and each payer; of a share, one point."""
    heads = [
        texts.say("outcome"), texts.say("unit"), texts.say("payer"), texts.say("more of it"), texts.say("paid more"),
        texts.say("rupiah a unit"), texts.say("95 % interval"),
    ]  # fmt: skip
    cells = []
    for row in pack.cost.to_dict("records"):
        share = row["unit"] == "share"
        cost, low, high = (0.01 * row[one] if share else row[one] for one in ("idr_a_unit", "low", "high"))
        ends = " … ".join(texts.money(end) for end in (low, high))
        unit = texts.say("point of a hundred") if share else texts.unit(row["outcome"])
        cells.append([
            texts.label(row["outcome"]), unit, texts.title(row["title"]) or texts.say("all together"),
            texts.difference(row["more_of_it"], row["outcome"]), texts.money(row["more_paid_idr"], signed=True),
            texts.money(cost), ends,
        ])  # fmt: skip
    return heads, cells


def accounts_rows(pack: Pack, arm: str, texts: Texts, /) -> Rows:
    """Heads and cells of the social accounting matrix of an arm, in millions of rupiah."""
    wide = pack.matrix(arm)
    names = [_account(str(name), texts) for name in wide.columns]
    cells = [
        [_account(str(name), texts), *(fixed_text(value / 1e6, 1, language=texts.language) for value in row)]
        for name, row in zip(wide.index, wide.to_numpy(), strict=True)
    ]
    return [texts.say("receives, million rupiah"), *names], cells


def _account(name: str, texts: Texts) -> str:
    known = {"total": texts.say("total"), "capital account (saving)": texts.say("capital account (saving)")}
    return known.get(name, name.replace("_", " "))
