"""docs/results/posterior.md: what published numbers say of each household parameter, from a kept posterior."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from partnersim.faces.cli.tables import markdown_table
from partnersim.faces.pages.tree import RESULTS, kept_words, put
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase
from partnersim.studies.words.numbers import fixed_text, number_text, p_text

KEPT = RESULTS / "posterior.yaml"
PAGE = RESULTS / "posterior.md"
WORDS = "in words"
WHEN = ("prior_5_50_95", "posterior_5_50_95")
PARTS = ("provenance", "parameters", "numbers", "members")

TELLS, EVEN = 0.8, 0.05
"""Spread left, of that before, up to which numbers tell something of a parameter; p from which its ranks are even."""

BARS = "▁▂▃▄▅▆▇█"
"""Counts of a histogram of ranks in quarters of an even one: the fourth is even."""

HEAD = """# What published numbers say of each household parameter

Sets of household parameters were drawn from inside their bounds, each was simulated, and those whose numbers come
nearest to the published ones stand for what the publications leave open (approximate Bayesian computation, adjusted by
regression). Made by `partnersim pages posterior`; only what stands between the two marks below is written by hand."""

READING = f"""**Spread left** is the spread of a parameter after the numbers were seen over its spread before: 1 is
nothing learned, and a little more than 1 is luck of the draws. **Ranks** were counted over sets of which the truth is
known: if the method is honest, the truth is as often low as high among the draws, and p is large. Where p is below
{EVEN}, the spread of that parameter is not to be trusted. Bars show how often which rank came, the lowest first:
{BARS[3]} throughout is even, high ends are draws too close together, a high middle ones too far apart, a slope
is bias."""


def write(file: Path | None = None, /, *, check: bool = False) -> int:
    """Write the page, or check it.

    Args:
        file: a new posterior (posterior.yaml of `partnersim fit posterior`), which is kept first. check: write nothing,
            and give 1 if something is not what the kept posterior says.

    Raises:
        ScenarioError: the file is no posterior, or none is kept.
    """
    content = posterior_of(file or KEPT)
    wrong = 0
    if file is not None:
        wrong |= put(KEPT, file.read_text("utf-8"), check=check)
    return wrong | put(PAGE, page_text(content, kept_words(PAGE, WORDS)), check=check)


def posterior_of(path: Path, /) -> dict[str, Any]:
    """The document of a posterior.

    Raises:
        ScenarioError: the file cannot be read, or is none.
    """
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except OSError as error:
        text = Phrase.verbatim(error.strerror or str(error))
        raise ScenarioError(Problem(file=str(path), message=text)) from None
    except (YAMLError, UnicodeDecodeError):
        content = None
    if not isinstance(content, dict) or not set(PARTS) <= content.keys():
        text = Phrase.verbatim("is no posterior.yaml of `partnersim fit posterior`")
        raise ScenarioError(Problem(file=str(path), message=text))
    return content


def page_text(content: Mapping[str, Any], words: str = "", /) -> str:
    """The page: in words, how to read it, each parameter, each number, and how it was made.

    Args:
        content: document of a posterior. words: what is written by hand.
    """
    blocks = [HEAD, f"<!-- {WORDS} -->\n{words}\n<!-- end {WORDS} -->", READING]
    blocks += [
        *_parameters(content["parameters"]),
        *_numbers(content["numbers"]),
        *_made(content["provenance"]),
    ]
    return "\n\n".join(blocks) + "\n"


def _parameters(parameters: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    yield "## Parameters, the best known first"
    told = sorted(parameters.items(), key=lambda item: float(item[1]["posterior_over_prior_spread"]))
    learned = sum(float(one["posterior_over_prior_spread"]) <= TELLS for _, one in told)
    even = sum(float(one["p_of_even_ranks"]) >= EVEN for _, one in told)
    yield (
        f"Of {len(told)} parameters the numbers tell something of {learned} (spread left {TELLS} and less), and the "
        f"ranks of {even} are even (p from {EVEN}).\n{ends_text([one['ranks'] for _, one in told])}"
    )
    rows = [
        [f"`{name}`", " to ".join(number_text(float(end)) for end in one["bounds"]), number_text(float(one["mean"])),
         fixed_text(float(one["posterior_over_prior_spread"]), 2), p_text(float(one["p_of_even_ranks"])),
         histogram_text(one["ranks"])]
        for name, one in told
    ]  # fmt: skip
    heads = ("parameter", "bounds", "mean", "spread left", "p of even ranks", "ranks")
    yield markdown_table(heads, rows, right=(2, 3, 4))


def histogram_text(counts: Sequence[int], /) -> str:
    """A histogram as a line of bars, each the count in quarters of an even one, to the next and at most twice that."""
    even = sum(counts) / len(counts)
    levels = [round(4.0 * count / even) for count in counts]
    return "".join(BARS[min(len(BARS), max(1, level)) - 1] for level in levels)


def ends_text(histograms: Sequence[Sequence[int]], /) -> str:
    """How many ranks of all parameters lie in the two outer bins, beside what would be honest."""
    ends = sum(one[0] + one[-1] for one in histograms)
    share, honest = ends / sum(map(sum, histograms)), 2.0 / len(histograms[0])
    return (
        f"Of the ranks of all parameters {fixed_text(100.0 * share, 0)} percent lie in the two outer bins of "
        f"{len(histograms[0])}; {fixed_text(100.0 * honest, 0)} would be even."
    )


def _numbers(numbers: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    yield "## Numbers, before and after"
    inside = sum(one["band"][0] <= one["posterior_5_50_95"][1] <= one["band"][1] for one in numbers.values())
    yield (
        f"5, 50 and 95 of 100 sets. The middle of what is left lies inside the band of {inside} of {len(numbers)} "
        "numbers."
    )
    rows = [
        [name, number_text(float(one["target"])), " to ".join(number_text(float(end)) for end in one["band"]),
         *(", ".join(number_text(float(value)) for value in one[when]) for when in WHEN)]
        for name, one in numbers.items()
    ]  # fmt: skip
    yield markdown_table(("target", "published", "band", "before", "after"), rows, right=(1,))


def _made(made: Mapping[str, Any]) -> Iterable[str]:
    yield "## How it was done"
    seeds, minutes = (
        " and ".join(str(seed) for seed in made["seeds"]),
        number_text(float(made["seconds"]) / 60.0),
    )
    yield (
        f"Version {made['version']}, {made['date']}: {made['simulations']} sets from inside the bounds, of which the "
        f"nearest {made['accepted']} count, with weights worth {number_text(float(made['effective']))} of them; "
        f"{made['rows']} rows a simulation, seeds {seeds}; {made['members']} draws simulated again with more rows, "
        f"{made['members_inside_all_bands']} of them inside all bands at once; ranks over {made['trials_of_ranks']} "
        f"sets; {minutes} minutes (processes: {made['workers']})."
    )
    yield (
        f"```sh\npartnersim fit posterior --simulations {made['simulations']} --out posterior\n"
        "partnersim pages posterior posterior/posterior.yaml\n```"
    )
