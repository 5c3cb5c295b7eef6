"""Numbers of a row of claims as docs/answers.md writes them: effects, sizes, intervals, how far they hold."""

from __future__ import annotations

import re
from typing import Any

from partnersim.measures.comparing import measures
from partnersim.studies.estimates import Estimate, smallest_shown
from partnersim.studies.words.numbers import estimate_text, number_text
from partnersim.studies.words.texts import Texts
from partnersim.studies.words.thresholds import SIZES, is_clear
from partnersim.studies.words.verdicts import reason_text, verdict_of

IN_HANDS = ("IDR/person/month", "IDR/enterprise/month")

PERIODS = re.compile(r"_(end|mean|total)$")
Row = dict[str, Any]


def tag(*rows: Row) -> str:
    """The claims on which a sentence rests, with their kinds."""
    return "[" + "; ".join(f"{row['id']}, {row['kind']}" for row in rows) + "]"


def unit_of(name: str) -> str:
    """Unit of an outcome."""
    return measures()[name].unit


def amount(value: float, unit: str, *, signed: bool = False, points: bool = True) -> str:
    """A number with its unit, for a sentence; of shares in points, or in per cent if they are levels."""
    return _with_unit(number_text(value, unit=unit, signed=signed), unit, points=points)


def estimate(value: float, low: float, high: float, unit: str) -> tuple[str, str]:
    """An effect with its unit, and the ends of its interval, with decimals that show the interval."""
    shown = estimate_text(value, low, high, unit=unit, signed=True)
    return _with_unit(shown.value, unit, points=True), f"{shown.low} to {shown.high}"


def _with_unit(text: str, unit: str, *, points: bool) -> str:
    if unit == "share":
        return f"{text} percentage points" if points else f"{text} %"
    if unit.startswith("IDR"):
        return " per ".join([text, " and ".join(unit.split("/")[1:])]) if "/" in unit else text
    tails = {"1/year": " a year", "1 = joint money's best use": " of the joint money's best use"}
    scale = {"index": " on a scale of 0 to 1", "0 to 1": " on a scale of 0 to 1", "units": " funds"}
    return text + (tails | scale).get(unit, f" {unit}" if unit.isalpha() and unit != "number" else "")


def noun(name: str, words: dict[str, Any]) -> str:
    """What an outcome is called in a sentence."""
    bare = PERIODS.sub("", name)
    late = f", {_period(name)}" if name.endswith("_end") and unit_of(name) != "units" else ""
    return str(words["nouns"][bare]) + late


def _period(name: str) -> str:
    """The months that an outcome at the end is of, as its label says it: the last twelve, or as of the last one."""
    months = measures()[name].label.rpartition(", ")[2]
    return f"in the {months}" if months.startswith("last") else months


def control(row: Row) -> float:
    """Mean of the arm that the effect is measured from."""
    arms = list(row["arms"].values())
    return float(arms[1] if row["design"] == "pair" else arms[0])


def size(effect: float, base: float, unit: str) -> str:
    """How large an effect is beside what there is; of money in people's hands also what that may be called."""
    if unit == "share" or not base:
        return ""
    part = abs(effect / base)
    shown = f"{100 * part:.0f}" if part >= 0.1 else f"{100 * part:.2g}" if part >= 1e-5 else "less than 0.001"
    called = next((word for limit, word in SIZES if part < limit), "much")
    return f"{shown} % of {number_text(base, unit=unit)}" + (f", {called}" if unit in IN_HANDS else "")


def smallest(row: Row) -> float:
    """Smallest effect that so many seeds would have shown in four of five studies (two-sided, 5 percent)."""
    return smallest_shown(Estimate(mean=row["effect"], low=row["low"], high=row["high"], n=row["n"]))


def same(row: Row) -> bool:
    """Whether the arms give the same number in every seed."""
    return bool(row["low"] == row["high"] == 0.0)


def nought(row: Row) -> bool:
    """Whether the outcome is zero in every arm and seed."""
    return same(row) and not any(row["arms"].values())


def numbers(row: Row) -> str:
    """Effect and size of a row, for the short answer; where nothing is shown, what could have been."""
    unit, effect, base = row["unit"], row["effect"], control(row)
    if same(row):
        return unmoved(row)
    held = row["design"] == "level"
    value, ends = estimate(effect, row["low"], row["high"], unit)
    text = f"{contrast(row)} {value} ({ends})"
    if row["verdict"] not in ("not shown", "cannot show") or clear(row["low"], row["high"]):
        return text if held or not size(effect, base, unit) else f"{text}, {size(effect, base, unit)}"
    least = smallest(row)
    part = "" if held else size(least, base, unit)
    return (
        f"{text}; less than about {amount(least, unit).removeprefix('+')}{f', or {part},' if part else ''} "
        f"cannot be told with {row['n']} seeds"
    )


def unmoved(row: Row) -> str:
    """What is said of a row whose effect is zero in every seed."""
    if row["design"] == "level":
        return f"{amount(control(row), row['unit'], points=False)} in every seed"
    if nought(row):
        return f"{amount(0.0, row['unit'], points=False)} in every arm and seed"
    if row["design"] == "factorial":
        return "every seed gives exactly the sum of what each does alone"
    return "every seed gives the same number in both arms, so that as set here it makes no difference at all"


def home(row: Row) -> str:
    """First word of the scenario a claim runs on, which names the case that carries it."""
    return str(row["scenario"]).split("-")[0]


def placed(text: str, row: Row, words: dict[str, Any]) -> str:
    """Words with the place they hold for in front, if that is named."""
    place = words["places"].get(home(row))
    return f"{place}, {text[0].lower()}{text[1:]}" if place else text


def capital(text: str) -> str:
    """The same with a capital letter in front."""
    return text[0].upper() + text[1:]


def under_forms(row: Row) -> str:
    """In how many other forms the verdict stands; they have fewer seeds, with which the usual form may have another."""
    usual, kept, tried = row["reference"], row["forms_survived"], len(row["forms"])
    if usual["verdict"] == row["verdict"].removesuffix(", not robust"):
        return f"the verdict is kept under {kept} of {tried} other forms"
    signs = sum(form["same_sign"] for form in row["forms"])
    return (
        f"with the {usual['n']} seeds of other forms it is *{usual['verdict']}* in the usual form, as in {kept} of "
        f"{tried} others; {signs} of these have the same sign"
    )


def reach(row: Row, words: dict[str, Any]) -> list[str]:
    """How far a row holds: over draws, other forms, fits, and with beliefs that stay as they were."""
    said, over, forms = [], row.get("over"), row.get("forms") or ()
    stated = "found" if row["expected"] in ("0", "either") else "stated"
    if row["robustness"] is not None:
        said.append(
            f"the sign {stated} holds in {round(100 * row['robustness'])} % of {row['draws']} draws over "
            "uncertain inputs"
        )
    if forms:
        said.append(under_forms(row))
    if over and over["count"] and (row["expected"] == "0" or not same(row)):
        held = "the mean lies within the margin" if row["expected"] == "0" else f"the sign {stated} holds"
        still = sum(value["effect"] == 0.0 for value in over["values"]) if row["expected"] != "0" else 0
        none = f", nothing moves in {still}" if still else ""
        said.append(f"{held} in {over['holds']} of {over['count']} {words['over'][over['path']]}{none}")
    frozen = (row.get("beside") or {}).get("frozen_beliefs")
    if frozen and frozen["low"] is not None and not same(row):
        value, ends = estimate(frozen["effect"], frozen["low"], frozen["high"], row["unit"])
        said.append(f"with beliefs that stay as at the founding the effect is {value} ({ends})")
    return said


def doubt(row: Row) -> list[str]:
    """Why the verdict on a row is refused or weakened; nothing where it is neither."""
    reason = reason_text(row, Texts("en"))
    return [f"*{verdict_of(row)}*, since {reason}"] if reason else []


def contrast(row: Row) -> str:
    """Which arms an effect compares."""
    arms, unit = [arm.replace("_", " ") for arm in row["arms"]], row["unit"]
    if row["design"] == "level":
        mark = control(row) - row["effect"]
        return f"{amount(control(row), unit, points=False)} against a mark of {number_text(mark, unit=unit)}, that is"
    if row["design"] == "factorial":
        return "beyond the sum of each alone"
    if row["design"] == "dose":
        steps = (
            f"*{arm}* {amount(mean, unit, points=False)}"
            for arm, mean in zip(arms, row["arms"].values(), strict=True)
        )
        return f"{', '.join(steps)}; *{arms[-1]}* less *{arms[0]}*"
    return f"*{arms[0]}* less *{arms[1]}*"


def clear(low: float | None, high: float | None) -> bool:
    """Whether an interval leaves zero out; one that does not exist does not."""
    return low is not None and high is not None and is_clear(low, high)
