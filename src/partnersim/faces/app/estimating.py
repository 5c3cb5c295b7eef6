"""Estimates before runs are done: the designs of this server, which grow with what visitors have run."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from partnersim.faces.app.compared import Compared
from partnersim.faces.app.designs import Estimate, Foretelling, axes_of, foretelling_of, read_design
from partnersim.faces.app.levers import levers_of
from partnersim.faces.app.session import CASES, Choice


class Estimates:
    """What is foretold for each case; many pages ask at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_case: dict[str, Foretelling | None] = {}

    def of(self, choice: Choice) -> dict[str, Estimate]:
        """Estimates of what a choice changes, by outcome; empty where nothing is moved or nothing can be foretold."""
        foretelling = self._foretelling(choice)
        if foretelling is None or not (choice.positions or choice.numbers):
            return {}
        return foretelling.estimates(choice.positions, choice.numbers)

    def prepare(self) -> None:
        """Read the designs that ship, so that the first visitor's answer need not wait for it."""
        for case in CASES:
            foretelling = self._foretelling(Choice(case=case))
            if foretelling is not None:
                for surrogate in foretelling.surrogates.values():
                    surrogate.at(surrogate.points[:1])

    def check(self, choice: Choice, runs: Mapping[int, Mapping[str, float]]) -> None:
        """Foretell nothing more of a case whose runs as it was are not those of the design: the program has changed."""
        foretelling = self._foretelling(choice)
        if foretelling is not None and not all(foretelling.fits(seed, run) for seed, run in runs.items()):
            with self._lock:
                self._by_case[choice.case] = None

    def join(self, choice: Choice, compared: Compared) -> None:
        """Take what has been run into the design."""
        foretelling = self._foretelling(choice)
        if foretelling is None or not (choice.positions or choice.numbers):
            return
        answer = {
            row.name: (row.difference, (row.high - row.low) / 2.0)
            for row in compared.rows(foretelling.shown) if row.shows_interval
        }  # fmt: skip
        grown = foretelling.with_answer(choice.positions, choice.numbers, answer)
        with self._lock:
            if (
                self._by_case.get(choice.case) is foretelling
            ):  # another page's point may have joined; this one waits
                self._by_case[choice.case] = grown

    def _foretelling(self, choice: Choice) -> Foretelling | None:
        if choice.uploaded is not None or choice.more:
            return None
        with self._lock:
            if choice.case not in self._by_case:
                document = read_design(choice.case)
                base = choice.base()
                self._by_case[choice.case] = (
                    None if document is None else foretelling_of(document, axes_of(base, levers_of(base)))
                )
            return self._by_case[choice.case]


estimates = Estimates()
"""Of this server."""
