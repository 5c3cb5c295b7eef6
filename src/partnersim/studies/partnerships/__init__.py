"""Partnerships and organizations observed alone, for what is known about them: each study gives named numbers.

A study is a function of replicates and a first seed; it returns, for each of its numbers, one value per replicate
(seed, dyad or parameter set), NaN where a replicate has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from partnersim.studies.partnerships import donors, dyads, firms, leakage

Found = dict[str, list[float]]
Study = Callable[..., Found]

STUDIES: dict[str, tuple[Study, Sequence[str]]] = {
    "dyads": (dyads.study, dyads.NUMBERS),
    "firms": (firms.study, firms.NUMBERS),
    "leakage": (leakage.study, leakage.NUMBERS),
    "donors": (donors.study, donors.NUMBERS),
}
"""Study and the names of its numbers, by name."""


def numbers() -> Mapping[str, Sequence[str]]:
    """Names of the numbers of every study."""
    return {name: given for name, (_, given) in STUDIES.items()}


def observe(name: str, /, *, replicates: int, seed: int) -> Found:
    """Run one study.

    Args:
        name: of the study.
        replicates: runs of each of its arms; the study says what one is.
        seed: first seed.
    """
    study, _ = STUDIES[name]
    return study(replicates=replicates, seed=seed)
