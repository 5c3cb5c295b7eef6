"""The report's table of a pair says of each row what its ends are: an interval, or the range of few pairs."""

import math
from types import SimpleNamespace

import pytest

from partnersim.faces.report.tables import outcome_table, pair_table
from partnersim.studies.compare import compare_results
from partnersim.studies.words.arms import names_of_arms
from partnersim.studies.words.texts import Texts
from tests.unit.test_compare import results

RANGE = "lowest and highest of the runs"


def shown(pairs: int, queues: int, language: str = "en") -> str:
    """The table over so many pairs of runs, so many of them with a queue: members 10, 11, ... more, queues 1, 2, ..."""
    seeds = range(pairs)
    queue = [100.0 + k if k < queues else math.nan for k in seeds]
    arms = {
        "a": {"members_end": [100.0] * pairs, "queue_end": [99.0] * pairs},
        "b": {"members_end": [110.0 + k for k in seeds], "queue_end": queue},
    }
    comparison, texts = compare_results(results(arms)), Texts(language)
    letters = names_of_arms(comparison.results.manifest, texts, called={"a": "A", "b": "B"})
    return pair_table(comparison, ("a", "b"), letters, texts)


def test_intervals_are_called_intervals_though_one_outcome_has_few_pairs() -> None:
    page = shown(6, 4)
    assert RANGE not in page and "95 % interval" in page
    assert "+1.0 \N{HORIZONTAL ELLIPSIS} +4.0, the range of 4 pairs of runs" in page
    assert page.count("the range of") == 1


@pytest.mark.parametrize(("pairs", "queues"), [(6, 6), (4, 4)])
def test_where_all_have_as_many_pairs_the_heading_says_it(pairs: int, queues: int) -> None:
    page = shown(pairs, queues)
    assert (RANGE in page) == (pairs < 5) and ("95 % interval" in page) == (pairs >= 5)
    assert "the range of" not in page


def test_few_pairs_are_marked_in_indonesian() -> None:
    assert "rentang 4 pasang simulasi" in shown(6, 4, "id")


@pytest.mark.parametrize("pairs", [4, 6])
def test_the_table_of_all_outcomes_says_what_its_ends_are(pairs: int) -> None:
    """Ten to 13 members more in four pairs of runs; of one arm alone 110 to 113. From five pairs on, intervals."""
    arms = {"a": {"members_end": [100.0] * pairs}, "b": {"members_end": [110.0 + k for k in range(pairs)]}}
    found, texts = results(arms), Texts("en")
    names = names_of_arms(found.manifest, texts)
    styles = [SimpleNamespace(arm=arm) for arm in arms]
    page = outcome_table(found, compare_results(found), styles, names, texts, every=True)
    assert (RANGE in page) == (pairs < 5) and ("95 % interval" in page) == (pairs >= 5)
    assert ("+10.0 \N{HORIZONTAL ELLIPSIS} +13.0" in page) == (pairs < 5)
    alone = outcome_table(found, None, styles[1:], names, texts, every=True)
    assert (RANGE in alone) == (pairs < 5) and ("110.0 \N{HORIZONTAL ELLIPSIS} 113.0" in alone) == (pairs < 5)
