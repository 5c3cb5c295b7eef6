"""The page of a posterior: its counts by hand, its words kept, and what is no posterior refused."""

from pathlib import Path

import pytest

from partnersim.faces.pages import posterior
from partnersim.faces.pages.posterior import page_text, posterior_of
from partnersim.scenario.documents.errors import ScenarioError

MADE = {
    "version": "0.1.0", "date": "2026-11-27", "simulations": 300, "accepted": 30, "effective": 21.04, "rows": 500,
    "seeds": [1, 2], "members": 9, "members_inside_all_bands": 4, "trials_of_ranks": 50, "seconds": 150.0, "workers": 2,
}  # fmt: skip


def told(spread: float, p: float, *ranks: int) -> dict[str, object]:
    known = {"bounds": [0.1, 0.5], "mean": 0.25, "posterior_over_prior_spread": spread, "p_of_even_ranks": p}
    return {**known, "ranks": list(ranks or (10, 10, 10, 10, 10))}


def number(middle: float) -> dict[str, object]:
    return {
        "target": 2.0,
        "band": [1.0, 5.0],
        "prior_5_50_95": [0.5, 4.0, 9.0],
        "posterior_5_50_95": [1.5, middle, 6.0],
    }


CONTENT = {
    "provenance": MADE, "members": [],
    "parameters": {
        "a.little": told(0.97, 0.5), "a.known": told(0.8, 0.05), "a.dishonest": told(0.3, 0.0004, 28, 5, 0, 7, 10),
    },
    "numbers": {"T01": number(5.0), "T02": number(5.01), "T03": number(1.0)},
}  # fmt: skip


def test_the_best_known_comes_first_and_counts_are_of_what_is_told() -> None:
    text = page_text(CONTENT, "By hand.")
    assert text.index("a.dishonest") < text.index("a.known") < text.index("a.little")
    assert (
        "Of 3 parameters the numbers tell something of 2 (spread left 0.8 and less), and the ranks of 2 are even"
        in text
    )
    assert "| `a.dishonest` | 0.100 to 0.500 | 0.250 | 0.30 | < 0.001 | █▂▁▃▄ |" in text
    assert "| 0.97 | 0.500 | ▄▄▄▄▄ |" in text
    # outer bins 20, 20 and 38 of 150
    assert "Of the ranks of all parameters 52 percent lie in the two outer bins of 5; 40 would be even." in text
    assert "inside the band of 2 of 3 numbers." in text
    assert "| T01 | 2.00 | 1.00 to 5.00 | 0.500, 4.00, 9.00 | 1.50, 5.00, 6.00 |" in text
    assert (
        "nearest 30 count, with weights worth 21.0 of them" in text
        and "50 sets; 2.50 minutes (processes: 2)" in text
    )
    assert "<!-- in words -->\nBy hand.\n<!-- end in words -->" in text


def test_the_committed_page_is_what_the_kept_posterior_says() -> None:
    assert posterior.write(check=True) == 0


@pytest.mark.parametrize("text", ["a: 1\n", "a: [\n", "[1]\n", ""])
def test_what_is_no_posterior_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match=r"is no posterior\.yaml of `partnersim fit posterior`"):
        posterior_of(path)
    with pytest.raises(ScenarioError, match="No such file"):
        posterior_of(tmp_path / "nothing.yaml")
