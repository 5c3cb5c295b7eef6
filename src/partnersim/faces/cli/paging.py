"""Commands that write pages of the documentation from results: ``partnersim pages``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.tables import show

pages = typer.Typer(
    name="pages",
    help="Write the documentation's pages from results; they belong to the source tree.",
    no_args_is_help=False,
    rich_markup_mode=None,
)
Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; end with 1 if a page is not what the results say.")
]
Results = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", help="Results to show; the committed ones if not given."),
]
Count = Annotated[int | None, whole("--replicates", "Seeds an arm.", least=2, show_default=False)]
Households = Annotated[int, whole("--households", "Households simulated.", least=100)]


@pages.callback(invoke_without_command=True)
def every(context: typer.Context, check: Check = False) -> int:
    """Write the documentation's pages from results; with --check alone, check those that need no runs."""
    if context.invoked_subcommand is not None:
        return 0
    if not check:
        show(context.get_help())
        return 0
    return max(
        claims(check=True), answers(check=True), validation(check=True), score(check=True), docking(check=True)
    )  # fmt: skip


@pages.command("claims")
def claims(file: Results = None, check: Check = False) -> int:
    """docs/claims.md, from a claims.json of `partnersim claims --out DIR`."""
    _in_tree()
    from partnersim.faces.pages import claims as page

    return page.write(file or page.TABLE, check=check)


@pages.command("answers")
def answers(check: Check = False) -> int:
    """docs/answers.md and its pictures, from the committed table of claims."""
    _in_tree()
    from partnersim.faces.pages import answers as page

    return page.write(check=check)


@pages.command("validation")
def validation(file: Results = None, check: Check = False) -> int:
    """docs/validation.md, from a validation.json of `partnersim validate --switches --out DIR`."""
    _in_tree()
    from partnersim.faces.pages import validation as page

    return page.write(file or page.TABLE, check=check)


@pages.command("score")
def score(file: Results = None, check: Check = False) -> int:
    """docs/good-for.md and its picture, from a scores.json of `partnersim validate --score --out DIR`."""
    _in_tree()
    from partnersim.faces.pages import scoreboard as page

    return page.write(file or page.TABLE, check=check)


@pages.command("maps")
def maps(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="New results to keep: leads.json of `partnersim leads`."),
    ] = None,
    check: Check = False,
) -> int:
    """docs/who-should-lead.md and docs/what-carries.md with their pictures, from the kept results of maps."""
    _in_tree()
    from partnersim.faces.pages import maps as page

    return page.write(files or (), check=check)


@pages.command("planes")
def planes(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="New results to keep: plane.json of `partnersim planes`."),
    ] = None,
    check: Check = False,
) -> int:
    """docs/where-equals-lead.md with its pictures, from the kept results of planes."""
    _in_tree()
    from partnersim.faces.pages import planes as page

    return page.write(files or (), check=check)


@pages.command("docking")
def docking(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="New results to keep: docking.json of `partnersim dock --out DIR`."),
    ] = None,
    check: Check = False,
) -> int:
    """The table of docs/docking.md, from the kept rows of published results on partnerships."""
    _in_tree()
    from partnersim.faces.pages import docking as page

    return page.write(file, check=check)


@pages.command("posterior")
def posterior(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A new one to keep: posterior.yaml of `partnersim fit posterior`."),
    ] = None,
    check: Check = False,
) -> int:
    """docs/results/posterior.md: what published numbers say of each household parameter."""
    _in_tree()
    from partnersim.faces.pages import posterior as page

    return page.write(file, check=check)


@pages.command("levers")
def levers(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="New results to keep: levers.json of `partnersim levers`."),
    ] = None,
    check: Check = False,
) -> int:
    """docs/results/levers-CASE.md, from the kept results of what each lever of a case moves."""
    _in_tree()
    from partnersim.faces.pages import levers as page

    return page.write(files or (), check=check)


@pages.command("verdicts")
def verdicts(
    before: Annotated[Path, typer.Argument(help="The earlier claims.json.")],
    after: Annotated[Path, typer.Argument(help="The later one, run with the same seeds.")],
    earlier: Annotated[str, typer.Option("--before", help="What the page calls the earlier.")] = "before",
    later: Annotated[str, typer.Option("--after", help="What the page calls the later.")] = "after",
) -> int:
    """docs/results/verdicts-moved.md, from two tables of claims."""
    _in_tree()
    from partnersim.faces.pages import verdicts as page

    return page.write(before, after, earlier=earlier, later=later)


@pages.command("trials")
def trials(
    names: Annotated[list[str] | None, typer.Argument(metavar="[TRIAL]...", help="All if none; others stay.")] = None,
    replicates: Annotated[int, whole("--replicates", "Seeds of each trial.", least=1)] = 5,
    seed: Annotated[int, whole("--seed", "First seed.", least=0)] = 1,
    workers: Annotated[int, whole("--workers", "Processes; 0 for one per core.", least=0)] = 0,
) -> int:
    """docs/trials.md: run the shipped trials (a minute or two)."""
    _in_tree()
    from partnersim.faces.pages import trials as page

    return page.write(names or (), replicates=replicates, seed=seed, workers=workers)


@pages.command("cases")
def cases(
    names: Annotated[list[str] | None, typer.Argument(metavar="[CASE]...", help="All if none.")] = None,
    replicates: Count = None,
) -> int:
    """Pages of the cases beside Jember: run them with their variants (many minutes)."""
    _in_tree()
    from partnersim.faces.pages import cases as page

    return page.write(names or (), replicates=replicates)


@pages.command("jember")
def jember(
    replicates: Annotated[int, whole("--replicates", "Seeds an arm.", least=2)] = 20,
    households: Households = 20_000,
    seeds: Annotated[int, whole("--seeds", "Seeds of the observed facts.", least=1)] = 20,
    workers: o.Workers = None,
) -> int:
    """docs/jember.md: run Jember and its variants (some minutes)."""
    _in_tree()
    from partnersim.faces.pages import jember as page

    return page.write(replicates=replicates, households=households, seeds=seeds, workers=workers)


@pages.command("dyads")
def dyads(
    count: Annotated[int, whole("--dyads", "Partnerships of two in each arm.", least=2)] = 200,
    years: Annotated[int, whole("--years", "Years observed.", least=6)] = 10,
) -> int:
    """docs/results/dyads.md: partnerships of two, left alone (many minutes)."""
    _in_tree()
    from partnersim.faces.pages import dyads as page

    return page.write(dyads=count, years=years)


@pages.command("sanity")
def sanity(
    scenario: Annotated[str, typer.Option("--scenario", help="Name of the scenario.")] = "jember",
    households: Households = 20_000,
    seeds: Annotated[int, whole("--seeds", "Consecutive seeds.", least=1)] = 8,
    sets: o.Sets = None,
) -> int:
    """Print how runs of Jember lie beside what was observed there; writes nothing."""
    from partnersim.faces.pages.sanity import sanity_text

    show(sanity_text(scenario=scenario, households=households, seeds=seeds, overrides=sets or ()))
    return 0


def _in_tree() -> None:
    from partnersim.faces.pages.tree import check_tree

    check_tree()
