"""Put the claims to the test: arms paired by seed, a verdict each, and how far it holds."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from partnersim.measures.comparing import links
from partnersim.scenario.experiments import claims as registry
from partnersim.scenario.experiments.claims import RegisteredClaim
from partnersim.studies.claims.plans import Effort, plan_claim
from partnersim.studies.claims.rows import ClaimRow, ClaimTable
from partnersim.studies.estimates import LEVEL, PAIRED_METHOD
from partnersim.studies.runs.design import check_last_seed
from partnersim.studies.runs.files import folder_of, refuse_another_study
from partnersim.studies.runs.needed import Needed, cached_runs, run_needed
from partnersim.studies.runs.provenance import engine_version, git_state, library_versions, machine
from partnersim.studies.runs.running import worker_count

__all__ = ["ClaimRow", "ClaimTable", "registered", "run_claims"]

DRAWS = 64
DRAW_REPLICATES = 2
FORM_REPLICATES = 10
FIRST_SEED = 2009


def registered(*, check_arms: bool = True) -> list[RegisteredClaim]:
    """All shipped claims, checked.

    Raises:
        ScenarioError: a claim names something unknown; with file and line.
    """
    return registry.load_claims(outcomes=links(), check_arms=check_arms)


def run_claims(
    claims: Sequence[RegisteredClaim],
    /,
    *,
    replicates: int | None = None,
    draws: int = DRAWS,
    draw_replicates: int = DRAW_REPLICATES,
    form_replicates: int = FORM_REPLICATES,
    seed: int = FIRST_SEED,
    workers: int | None = None,
    executor: Executor | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    remember: bool = False,
    show_progress: bool = True,
) -> ClaimTable:
    """Run claims and give a row for each; equal arms of different claims are run once.

    Args:
        claims: the claims.
        replicates: seeds per arm; each claim's own if not given.
        draws: points of a Latin hypercube over the uncertain inputs of headline claims; 0 for none. Each is
            run with a few seeds that no other draw and no replicate has.
        draw_replicates: how many seeds.
        form_replicates: seeds of each other form of headline claims, at most those of its replicates; 0 for no
            forms.
        seed: first seed, of replicates and of the hypercube.
        workers: processes; 0 for one per core, None for as many as pay.
        executor: runs them instead, any of ``concurrent.futures``.
        out: folder in which finished runs are kept, so that a stopped study goes on.
        force: whether rows of other claims in that folder may be lost.
        remember: whether finished runs are kept in the cache of this user if ``out`` is not given.
        show_progress: report progress on stderr.

    Raises:
        ScenarioError: an arm cannot be made, or a seed would be too large.
        ResultsError: the folder cannot be written, or holds rows of other claims.
        ValueError: the number of workers is negative.
    """
    began, clock, processes = datetime.now(UTC), time.perf_counter(), worker_count(workers)
    folder = None if out is None else folder_of(out)
    if folder is not None:
        _refuse_other_claims(folder, {one.claim.id for one in claims}, force=force)
    keep = folder if folder is not None or not remember else cached_runs()
    needed = Needed()
    effort = Effort(
        replicates=replicates, draws=draws, draw_replicates=draw_replicates, form_replicates=form_replicates,
        seed=seed,
    )  # fmt: skip
    plans = [plan_claim(one, needed, effort=effort) for one in claims]
    _refuse_large_seeds(needed, first=seed)
    found = run_needed(
        needed, workers=workers, executor=executor, out=keep, show_progress=show_progress
    )  # fmt: skip
    rows = [plan.row(found) for plan in plans]
    facts = {
        "program": "partnersim",
        "version": engine_version(),
        "date": began.date().isoformat(),
        "started": began.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - clock, 1),
        "workers": processes,
        "first_seed": seed,
        "replicates": replicates,
        "draws": draws,
        "draw_replicates": draw_replicates,
        "form_replicates": form_replicates,
        "runs": len(needed),
        "run_seconds": round(found.seconds, 1),
        "scenarios": len(needed.specs),
        "level": LEVEL,
        "method": PAIRED_METHOD,
        "git": git_state(),
        "libraries": library_versions(),
        "sittings": found.sittings,
        **machine(),
    }
    return ClaimTable(rows=rows, facts=facts)


def _refuse_large_seeds(needed: Needed, *, first: int) -> None:
    check_last_seed(first, max((max(seeds) for seeds in needed.seeds.values()), default=first))


def _refuse_other_claims(folder: Path, ids: set[str], *, force: bool) -> None:
    """Refuse to lose the rows of claims that are not run now."""

    def lost(document: Mapping[str, Any]) -> list[str]:
        return sorted({row["id"] for row in document["claims"]} - ids)

    refuse_another_study(
        folder / "claims.json",
        same=lambda document: not lost(document),
        what=lambda document: f"rows of claims {', '.join(lost(document)[:5])}",
        force=force,
    )
