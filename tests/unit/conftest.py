"""What several tests of parts share: a short run, what was really simulated, what was told, a report made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import partnersim

if TYPE_CHECKING:
    from partnersim.scenario.spec import Scenario
    from partnersim.studies.runs.results import Results

# What is heavy is loaded by the fixture that needs it: most tests of parts need neither runs nor the report.


@pytest.fixture(scope="session")
def toy() -> Scenario:
    """The smallest shipped scenario, three months of it."""
    return partnersim.load("toy", time__months=3)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seeds that were really simulated."""
    from partnersim.studies.runs import runner
    from partnersim.studies.runs.simulate import simulate

    seeds: list[int] = []

    def counting(spec: Scenario, seed: int) -> Any:
        seeds.append(seed)
        return simulate(spec, seed)

    monkeypatch.setattr(runner, "simulate", counting)
    return seeds


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lines told on the terminal while tasks are done."""
    from partnersim.studies.runs import running, store

    lines: list[str] = []
    monkeypatch.setattr(store, "tell", lines.append)
    monkeypatch.setattr(running, "tell", lines.append)
    return lines


@pytest.fixture
def report_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands write a line where the report would stand: what it says, and that it is written, is tried elsewhere."""

    def written(results: Results, path: Path, **asked: Any) -> Path:
        assert not results.done.empty
        path.write_text(f"<!doctype html>\n{sorted(asked)} {results.arms}\n", "utf-8")
        return path

    monkeypatch.setattr("partnersim.faces.report.write_report", written)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of the report are made and not drawn, for tests of what stands around them."""
    monkeypatch.setattr("partnersim.faces.report.figures.png", lambda figure, **asked: b"\x89PNG")


@pytest.fixture
def unstyled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of the report have no styles, for tests of what they hold."""
    from tests.report_case import bare_table

    for part in ("claims", "compared", "tables", "write"):
        monkeypatch.setattr(f"partnersim.faces.report.{part}.plain_table", bare_table)


@pytest.fixture
def bare(undrawn: None, unstyled: None) -> None:
    """Figures of the report are not drawn and its tables have no styles, for tests of its words."""


@pytest.fixture(scope="session")
def results() -> Results:
    """Results of two arms, made by hand; not to be changed."""
    from tests.report_case import hand_made

    return hand_made()


@pytest.fixture(scope="session")
def page(results: Results) -> str:
    """The report of the results made by hand."""
    from partnersim.faces.report.write import report_html

    return report_html(results)
