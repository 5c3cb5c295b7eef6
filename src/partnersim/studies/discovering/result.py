"""What was discovered in the runs of a sweep: boxes of factors, how often they come back, how alternatives stand."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is of interest.

    Attributes:
        outcome: of the sweep. alternative: whose points; empty in a sweep without any.
        kind: ``above`` or ``below`` a threshold, or ``best``: where the alternative is the best of all.
        threshold: in the outcome's unit; NaN for ``best``. chosen: whether nobody asked for it, so that it was taken
            from the outcomes.
    """

    outcome: str
    alternative: str
    kind: str
    threshold: float
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """Boxes of factors in which cases of interest are dense, and how alternatives stand.

    Attributes:
        question: what is of interest.
        rate: share of all points that are of interest.
        boxes: a row a box: box (from 1), points, mass (share of all), coverage, density, rate (of the points that no
            box before it holds), comes_back (share of draws of points and seeds in which a box that shares half of
            its points is there again), coverage_unused, density_unused (the same on points that a draw left out, mean).
        sides: a row for each side of a box: box, factor, end (``low`` or ``high``), value, low, high (95 % of draws in
            which the box comes back and asks for this side), again (share of those draws that ask for it), is_value
            (text of a value that the factor has or has not; empty for numbers).
        alternatives: a row an alternative, the one that regrets least first: alternative, mean_regret, high_regret,
            most_regret, best, enough, each with its ends ``_low`` and ``_high``. Empty without alternatives.
        points: a row a point: point, factors, outcome (mean over seeds), of_interest, box (0 for none).
        seeds: of each point. dropped: points left out, as a run of theirs failed. resamples: draws.
    """

    question: Question
    rate: float
    boxes: pd.DataFrame
    sides: pd.DataFrame
    alternatives: pd.DataFrame
    points: pd.DataFrame
    seeds: int
    dropped: int
    resamples: int

    def sentences(self, language: str = "en") -> list[str]:
        """What was discovered in words ("en" or "id"); every number is from the tables."""
        from partnersim.studies.words.discovered import discovered_lines
        from partnersim.studies.words.texts import Texts

        return discovered_lines(self, Texts(language))
