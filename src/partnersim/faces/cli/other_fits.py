"""Commands that fit what is not a household's, and the posterior of what is: ``partnersim fit``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.tables import show

fit = typer.Typer(
    name="fit",
    help="Fit firms' choice and the setting of partnerships of two; households: `partnersim calibrate`.",
    rich_markup_mode=None,
)


@fit.callback(invoke_without_command=True)
def _fit(context: typer.Context) -> int:
    if context.invoked_subcommand is None:
        show(context.get_help())
    return 0


@fit.command("firms")
def firms(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write.")] = Path(
        "firm_choice.yaml"
    ),
) -> int:
    """Fit the firm's decision to the three known regimes, in nine different worlds (minutes).

    The shipped result is scenarios/fits/firm_choice.yaml.
    """
    from partnersim.studies.fitting.firms import FEWEST, fit_firms

    _check(out)
    return _kept(fit_firms(), out, f"fewer than {FEWEST} worlds fit the three regimes")


@fit.command("dyads")
def dyads(
    wide: Annotated[int, whole("--wide", "Settings over all bounds.", least=1)] = 120,
    near: Annotated[int, whole("--near", "Settings near the best of these.", least=0)] = 60,
    finalists: Annotated[int, whole("--finalists", "Settings of the last round.", least=1)] = 8,
    around: Annotated[int, whole("--around", "Settings around the best of it.", least=0)] = 10,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write.")] = Path("dyads.yaml"),
) -> int:
    """Fit the setting of partnerships of two to how many are dissolved and when (hours).

    The shipped result is scenarios/fits/dyads.yaml.
    """
    from partnersim.studies.fitting.dyads import fit_dyads

    _check(out)
    content = fit_dyads(wide=wide, near=near, finalists=finalists, around_best=around)
    return _kept(content, out, "in no setting were half of the dyads signed and one dissolved")


@fit.command("posterior")
def posterior(
    simulations: Annotated[int, whole("--simulations", "Sets drawn from the prior.", least=200)] = 2_000,
    members: Annotated[int, whole("--members", "Posterior draws simulated again.", least=2)] = 30,
    trials: Annotated[int, whole("--trials", "Simulations of the check of ranks.", least=20)] = 200,
    workers: Annotated[int, whole("--workers", "Processes; 0 for one per core.", least=0)] = 0,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder; what was simulated is kept in it.")
    ] = Path("posterior"),
) -> int:
    """Household parameters as a posterior: what published numbers say of each, and whether that is honest (an hour).

    Writes posterior.yaml (draws, spread after over before, ranks, what prior and posterior give for each number) and
    members.yaml, the draws that were simulated again, for `partnersim validate --fit`.
    """
    from partnersim.studies.fitting.households import fit_file
    from partnersim.studies.fitting.households.posterior import as_fit, document, household_posterior

    _check(out / "posterior.yaml")
    made = household_posterior(
        simulations=simulations, members=members, trials=trials, workers=workers, out=out
    )
    for path, known in sorted(made.identified.items(), key=lambda one: one[1]):
        show(f"{path}: spread {known:.2f} of the prior's, even ranks p = {made.p_values[path]:.2f}")
    return _kept_together(
        {out / "posterior.yaml": document(made), out / "members.yaml": fit_file.document(as_fit(made))}
    )


def _check(out: Path) -> None:
    """Find out before the work whether the file can be written."""
    from partnersim.studies.runs.files import check_writable

    check_writable(out.parent)


def _kept(content: dict[str, Any] | None, out: Path, otherwise: str) -> int:
    if content is None:
        print(f"partnersim: {otherwise}; nothing is written", file=sys.stderr)
        return 1
    return _kept_together({out: content})


def _kept_together(contents: dict[Path, dict[str, Any]]) -> int:
    """Write documents into their one folder, all or none."""
    from partnersim.studies.runs.files import written_together, yaml_text

    with written_together(next(iter(contents)).parent) as draft:
        for out, content in contents.items():
            (draft / out.name).write_text(yaml_text(content), encoding="utf-8")
    for out in contents:
        show(f"Written: {out}")
    return 0
