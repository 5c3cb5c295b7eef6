"""All commands of the program."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from partnersim.faces.cli import (
    beginning,
    claiming,
    comparing,
    describing,
    discovering,
    docking,
    explaining,
    fitting,
    forecasting,
    leading,
    levering,
    mapping,
    measuring,
    other_fits,
    packing,
    paging,
    placing,
    planning,
    running,
    serving,
    showing,
    sweeping,
    tracing,
    trying,
)

UsageError: type[Any] = typer.BadParameter.__mro__[1]
"""What the parser raises for a wrong command or option; its module differs between releases."""

app = typer.Typer(
    name="partnersim",
    help="A laboratory for partnerships that serve poor households: who gains, who pays, how sure.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from partnersim import __version__

        typer.echo(f"partnersim {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> int:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
    return 0


app.command("run")(running.run)
app.command("demo")(running.demo)
app.command("compare")(comparing.compare)
app.command("explain")(explaining.explain)
app.command("sweep")(sweeping.sweep)
app.command("status")(sweeping.status)
app.command("export")(sweeping.export)
app.command("sensitivity")(sweeping.sensitivity)
app.command("discover")(discovering.discover)
app.command("pack")(packing.pack)
app.command("regency")(placing.regency)
app.command("trace")(tracing.trace)
app.command("map")(mapping.draw_map)
app.command("app")(serving.page)
app.command("claims")(claiming.claims)
app.command("dock")(docking.dock)
app.command("levers")(levering.levers)
app.command("leads")(leading.map_leads)
app.command("trial")(trying.trial)
app.command("calibrate")(fitting.calibrate)
app.command("validate")(fitting.validate)
app.command("scenarios")(showing.scenarios)
app.command("check")(showing.check)
app.command("describe")(describing.describe)
app.command("new")(beginning.new)
app.command("plan")(planning.plan)
app.command("schema")(showing.schema)
app.command("outcomes")(measuring.outcomes)
app.add_typer(paging.pages, name="pages")
app.add_typer(other_fits.fit, name="fit")
app.add_typer(forecasting.forecast, name="forecast")
