"""What docs/validation.md tells in words is what was measured and what ships."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from partnersim.scenario.parameters.mechanisms import Mechanisms

ROOT = Path(__file__).resolve().parents[2]
WORDS = (ROOT / "docs/validation.md").read_text(encoding="utf-8").split("<!-- what it says -->")[1]
FIGURES = (ROOT / "docs/results/household-figures.md").read_text(encoding="utf-8")
ROWS = {
    "three tenths less for a year": ("crisis", "three tenths less for a year"),
    "half less for a year": ("crisis", "half less for a year"),
    "0.15 less for a year": ("crisis", "0.15 less for a year"),
    "three tenths less for half a year": ("crisis", "three tenths less for half a year"),
    "three tenths less for two years": ("crisis", "three tenths less for two years"),
    "the first, a fall followed slowly (`both_ways` off)": ("sign", "a fall followed slowly"),
}


def numbers(text: str) -> list[float]:
    """Every number of a text, in its order."""
    return [float(one) for one in re.findall(r"[-−+]?\d+\.?\d*", text.replace("−", "-"))]


def measured(part: str, case: str, figure: str) -> list[float]:
    """Means and ends of the intervals of a figure."""
    (row,) = re.findall(rf"^\| {part} \| {re.escape(case)} \| {re.escape(figure)} \| (.*) \|$", FIGURES, re.MULTILINE)
    return numbers(row)


def test_the_table_of_crises_has_the_measured_numbers() -> None:
    told = dict(re.findall(r"^\| ([^|]+) \| ((?:[−+]\d.*\|)+)$", WORDS, re.MULTILINE))
    assert set(told) == set(ROWS)
    for row, text in told.items():
        found, wanted = numbers(text), measured(*ROWS[row], "poor, points")
        assert len(found) == len(wanted) == 12
        assert all(abs(a - b) <= 0.00501 for a, b in zip(found, wanted, strict=True)), (row, found, wanted)


def test_figures_of_trials_in_words_are_the_measured_ones() -> None:
    """Take-up by rate, returns by growth of the market, what is left of a package, cash with and without a form."""
    rates = [measured("credit", f"{rate}% a year", "take_up, share")[0] for rate in (6, 24, 48, 80)]
    owners = [measured("credit", f"{rate}% a year", "prior_owners, share")[0] for rate in (6, 24, 48, 80)]
    others = [measured("credit", f"{rate}% a year", "no_business, share")[0] for rate in (6, 24, 48, 80)]
    (text,) = re.findall(r"Take-up falls with the rate: (.*?)\.\n", WORDS, re.DOTALL)
    assert numbers(text) == [*(round(100 * one) for one in rates), 6, 24, 48, 80,
                             *(round(100 * one) for one in owners), *(round(100 * one) for one in others)]  # fmt: skip
    asked = "return_mean_24, percent_per_month"
    returns = [measured("grants", f"growth {growth}% a year", asked)[0] for growth in (-2, 0, 4)]
    (text,) = re.findall(r"two years on it returns (.*?) \(4\.4", WORDS, re.DOTALL)
    assert numbers(text) == [round(returns[0], 1), 2, round(returns[1], 1), round(returns[2], 1), 4]
    left = [measured("package", f"growth {growth}% a year", "left, ratio")[0] for growth in (1, 0, 3)]
    (text,) = re.findall(r"of its effect at 24 months (.*?)\n  percent a year", WORDS, re.DOTALL)
    assert [one for one in numbers(text) if one < 1] == [round(left[0], 2), 0.42, *(round(one, 2) for one in left[1:])]
    with_it, without = (
        measured("cash", case, "consumption@large, percent")[0] for case in ("cash", "cash, no concave_spending")
    )
    assert f"would raise consumption by {without:.0f} percent, not {with_it:.0f}" in WORDS


def test_the_fit_that_is_told_of_is_the_one_that_ships() -> None:
    fit = yaml.safe_load((ROOT / "scenarios/fits/households.yaml").read_text(encoding="utf-8"))
    assert f"tried {fit['provenance']['evaluations']} sets" in WORDS
    assert f"a loss of {fit['best']['loss']:.2f}" in WORDS and f"(loss {fit['ensemble'][-1]['loss']:.1f})" in WORDS
    names = {9: "nine", 12: "twelve"}
    assert f"and {names[len(fit['ensemble'])]} different sets do" in WORDS
    last = fit["ensemble"][-1]["parameters"]
    moved = dict(re.findall(r"`([a-z_.]+)` (0\.\d+)", WORDS.split("by hand")[1]))
    for path in ("consumption.buffer", "consumption.buffer_propensity", "entry.idea"):
        assert last[f"mechanisms.{path}"] == float(moved[path]), path


def test_the_line_that_decides_the_sign_is_there_and_acts_by_default() -> None:
    (line,) = re.findall(r"\*The line that decides the sign\* is `([^`]+)`", WORDS)
    code = (ROOT / "src/partnersim/mechanisms/households/consumption.py").read_text(encoding="utf-8")
    assert f"if p.prompt_recovery_both_ways != 0.0:\n            {line}\n" in code
    assert Mechanisms().prompt_recovery.on and Mechanisms().prompt_recovery.both_ways
