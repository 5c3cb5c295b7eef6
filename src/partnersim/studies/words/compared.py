"""A comparison beyond its answer: where along the results chain it shows, who wins beyond luck, what pairing saved."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from partnersim.measures.declaring import Link
from partnersim.studies.digest.facts import effect_of, telling
from partnersim.studies.estimates import LEVEL
from partnersim.studies.words.arms import ArmNames, names_of_arms
from partnersim.studies.words.catalogue import noted
from partnersim.studies.words.numbers import exact_text, fixed_text
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import MOST_SAVED, ends_of, is_clear, is_few

if TYPE_CHECKING:
    import pandas as pd

    from partnersim.studies.compare import Comparison

LINKS = {
    Link.INPUT: noted("Inputs"), Link.ACTIVITY: noted("Activities"), Link.OUTPUT: noted("Outputs"),
    Link.OUTCOME: noted("Outcomes"), Link.IMPACT: noted("Impact"),
}  # fmt: skip
BIN_NAMES = {
    "lose over 5 %": noted("lose over 5 %"), "lose up to 5 %": noted("lose up to 5 %"),
    "within 0.1 %": noted("within 0.1 %"), "gain up to 5 %": noted("gain up to 5 %"),
    "gain over 5 %": noted("gain over 5 %"),
}  # fmt: skip

_MOST_OF_A_LINK = 2


def compared_lines(
    comparison: Comparison, base: str, other: str, texts: Texts, /, *, names: ArmNames | None = None
) -> list[str]:
    """What to say of a pair of arms: the chain, the households if they were followed, and the pairing.

    Args:
        comparison: the comparison. base, other: the pair. texts: the language. names: what arms are called; their
            names if not given.
    """
    called = (names or names_of_arms(comparison.results.manifest, texts)).called
    chain = _of_pair(comparison.chain, base, other)
    clear = _clear_outcomes(chain)
    lines = [texts.say("Along the results chain, {other} less {base}:", other=called[other], base=called[base])]
    lines += [f"  {_link(link, chain, clear, texts)}" for link in Link if (chain["link"] == str(link)).any()]
    lines += [_where(chain, clear, texts), _by_luck(chain, texts)]
    if comparison.households is not None:
        lines += _households(comparison, base, other, called, texts)
    return [line for line in (*lines, _pairing(chain, texts), _draws(comparison, base, other, clear, texts)) if line]


def _clear_outcomes(chain: pd.DataFrame) -> frozenset[str]:
    """Outcomes whose difference is clear and more than about nothing, as the digest has it."""
    return frozenset(effect.outcome for effect in telling([effect_of(row) for row in chain.to_dict("records")]))


def _link(link: Link, chain: pd.DataFrame, clear: Collection[str], texts: Texts) -> str:
    rows = chain[chain["link"] == str(link)].to_dict("records")
    told = sorted((row for row in rows if row["outcome"] in clear), key=_strength, reverse=True)[:_MOST_OF_A_LINK]
    if told:
        found = "; ".join(_gap(row, texts) for row in told)
        return texts.say("{link}: {found}.", link=texts.say(LINKS[link]), found=found)
    hardly = sorted((row for row in rows if is_clear(row["low"], row["high"])), key=_strength, reverse=True)
    if hardly:
        found = "; ".join(_gap(row, texts) for row in hardly[:_MOST_OF_A_LINK])
        return texts.say("{link}: about nothing, {found}.", link=texts.say(LINKS[link]), found=found)
    could = [row for row in rows if row["mde"] > 0.0]
    if not could:
        return texts.say("{link}: no difference.", link=texts.say(LINKS[link]))
    row = could[0]
    return texts.say(
        "{link}: nothing that can be told from chance; in {label} {mde} would have shown.",
        link=texts.say(LINKS[link]), label=texts.label(row["outcome"]),
        mde=texts.difference(row["mde"], row["outcome"]),
    )  # fmt: skip


def _where(chain: pd.DataFrame, clear: Collection[str], texts: Texts) -> str:
    """How far along the chain a clear difference reaches."""
    links = [link for link in Link if (chain["link"] == str(link)).any()]
    found = chain[chain["outcome"].isin(clear)]
    reached = [link for link in links if (found["link"] == str(link)).any()]
    if not reached:
        return texts.say("No leading measure shows a difference that chance does not explain.")
    if reached[-1] is links[-1]:
        return texts.say("The difference reaches the end of the chain.")
    return texts.say(
        "The difference is to be seen as far as here: {link}.", link=texts.say(LINKS[reached[-1]])
    )


def _by_luck(chain: pd.DataFrame, texts: Texts) -> str:
    """How many of the outcomes that vary are clear, and how many would be if nothing but luck differed."""
    varied = [row for row in chain.to_dict("records") if row["mde"] > 0.0]
    if not varied:
        return ""
    return texts.say(
        "Of {n} leading outcomes whose difference varies {clear} are clear; by luck alone about {luck} would be.",
        n=len(varied), clear=sum(is_clear(row["low"], row["high"]) for row in varied),
        luck=fixed_text((1.0 - LEVEL) * len(varied), 1, language=texts.language),
    )  # fmt: skip


def _households(
    comparison: Comparison, base: str, other: str, called: Mapping[str, str], texts: Texts
) -> list[str]:
    table = _of_pair(comparison.winners, base, other)
    every = table[table["decile"] == 0].set_index("bin")
    if every.empty or not every["n"].iloc[0]:
        return []
    shares = {
        "gain": every.loc["gain over 5 %", "share"], "lose": every.loc["lose over 5 %", "share"],
        "gain_luck": every.loc["gain over 5 %", "luck"], "lose_luck": every.loc["lose over 5 %", "luck"],
    }  # fmt: skip
    said = {name: texts.percent(share) for name, share in shares.items()}
    lines = [
        texts.say(
            "{gain} of households consume over 5 % more in {other} and {lose} over 5 % less.",
            other=called[other], **said,
        )
    ]  # fmt: skip
    if not math.isnan(shares["gain_luck"]):
        lines[0] += " " + texts.say(
            "By luck alone, {gain_luck} would have over 5 % more and {lose_luck} over 5 % less: so much differs "
            "between households that began alike under two seeds of {base}.",
            base=called[base], **said,
        )  # fmt: skip
    gains = _of_pair(comparison.gains, base, other).set_index("decile")
    lines.append(
        texts.say(
            "All households together consume {all} a month ({interval}); the poorest tenth {poorest}, the richest "
            "{richest}.",
            all=texts.money(gains.loc[0, "gain_idr_month"], signed=True),
            interval=_money_ends(gains.loc[0].to_dict(), texts),
            poorest=texts.money(gains.loc[1, "gain_idr_month"], signed=True),
            richest=texts.money(gains.loc[10, "gain_idr_month"], signed=True),
        )
    )  # fmt: skip
    return lines


def _money_ends(row: Mapping[str, Any], texts: Texts) -> str:
    ends = " … ".join(texts.money(end, signed=True) for end in ends_of(row))
    return texts.say("{ends}, the range of {n} pairs of runs", ends=ends, n=int(row["n"])) if is_few(row) else ends


def _pairing(chain: pd.DataFrame, texts: Texts) -> str:
    """What pairing brought to the last outcome of the chain that varies in both arms."""
    rows = [row for row in chain.to_dict("records") if abs(row["runs_saved"]) < MOST_SAVED]
    if not rows:
        return ""
    row = rows[-1]
    facts = {
        "label": texts.label(row["outcome"]), "ratio": texts.number(row["se_ratio"]),
        "runs": exact_text(round(abs(row["runs_saved"])), language=texts.language),
    }  # fmt: skip
    if row["runs_saved"] > 0.0:
        return texts.say(
            "Pairing by seed makes the standard error of {label} {ratio} times smaller than independent seeds would: "
            "it saved {runs} runs.",
            **facts,
        )
    return texts.say("Pairing by seed saved no runs for {label}.", **facts)


def _draws(comparison: Comparison, base: str, other: str, clear: Collection[str], texts: Texts) -> str:
    """What spreads the clear difference that stands furthest along the chain, or else the last one that varies."""
    if not len(comparison.draws):
        return ""
    found = _of_pair(comparison.draws, base, other).set_index("outcome", drop=False)
    rows = [
        found.loc[name].to_dict()
        for name in dict.fromkeys(comparison.chain["outcome"])
        if name in found.index
    ]
    known = [row for row in rows if math.isfinite(row["of_inputs"]) and math.isfinite(row["same_sign"])]
    if not known:
        return texts.say("No draw of the uncertain inputs changes a difference between the two.")
    row = ([one for one in known if one["outcome"] in clear] or known)[-1]
    facts = {
        "draws": row["draws"], "inputs": row["inputs"], "label": texts.label(row["outcome"]),
        "same": texts.percent(row["same_sign"]), "low": texts.percent(row["same_low"]),
        "high": texts.percent(row["same_high"]), "share": texts.percent(row["of_inputs"]),
    }  # fmt: skip
    return texts.say(
        "Over {draws} draws of {inputs} inputs that nobody knows well, the difference in {label} has the same sign in "
        "{same} of draws ({low} to {high}); {share} of what spreads it are the inputs, the rest is luck.",
        **facts,
    )


def _gap(row: Mapping[str, Any], texts: Texts) -> str:
    value, interval = texts.gap(row["difference"], *ends_of(row), row["outcome"])
    if is_few(row):
        interval = texts.say("{ends}, the range of {n} pairs of runs", ends=interval, n=int(row["n"]))
    return texts.say(
        "{label} {value} ({interval})", label=texts.label(row["outcome"]), value=value, interval=interval
    )


def _strength(row: Mapping[str, Any]) -> float:
    half = (row["high"] - row["low"]) / 2.0
    return abs(row["difference"]) / half if half > 0.0 else math.inf


def _of_pair(table: pd.DataFrame, base: str, other: str) -> pd.DataFrame:
    return table[(table["base"] == base) & (table["other"] == other)]
