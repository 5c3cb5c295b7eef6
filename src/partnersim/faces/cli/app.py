"""All commands of the program; the one that is asked for is loaded, the others are only named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any, NamedTuple, cast

import typer
import typer.core
import typer.main

UsageError: type[Any] = typer.BadParameter.__mro__[1]
"""What the parser raises for a wrong command or option; its module differs between releases."""


class Listed(NamedTuple):
    """A command as the list of commands shows it.

    Attributes:
        module: of this folder, where it stands. function: its name there; that of a `typer.Typer` with commands of its
            own, too. summary: the first sentence of its help.
    """

    module: str
    function: str
    summary: str


COMMANDS = {
    "run": Listed("running", "run", "Run a scenario and print its outcomes."),
    "demo": Listed(
        "running", "demo",
        "Show what private firms would have changed in Jember, and what the partnership did.",
    ),
    "compare": Listed(
        "comparing", "compare",
        "Compare scenarios with the same seeds: along the results chain, who wins, who pays, and how sure.",
    ),
    "explain": Listed(
        "explaining", "explain", "Say what makes the difference between two scenarios, part by part."
    ),
    "sweep": Listed("sweeping", "sweep", "Run a scenario at many points of its fields."),
    "status": Listed("sweeping", "status", "Say how far a sweep is, what is missing, and why."),
    "export": Listed("sweeping", "export", "Write the runs of a finished sweep as one table."),
    "sensitivity": Listed(
        "sweeping", "sensitivity", "Say what the outcomes of a sweep depend on most, and how sure that is."
    ),
    "discover": Listed(
        "discovering", "discover",
        "Say in which box of the factors an outcome is of interest, and which alternative regrets least.",
    ),
    "pack": Listed(
        "packing", "pack",
        "Write what evaluators look for: balance, effects, cost, winners and losers, growth incidence, accounts.",
    ),
    "regency": Listed(
        "placing", "regency",
        "Make a scenario of each row of a table of public figures, and a sweep over all of them.",
    ),
    "trace": Listed(
        "tracing", "trace",
        "Follow one household through its lives under A and B and say where they part and why; or one organization.",
    ),
    "map": Listed(
        "mapping", "draw_map",
        "Say where over two fields B is ahead of A, where it is behind, and where that cannot be told.",
    ),
    "app": Listed("serving", "page", "Start the page: move a lever, see what changes, for whom and why."),
    "claims": Listed("claiming", "claims", "Run the claims of the documents and say which hold in the model."),
    "dock": Listed(
        "docking", "dock",
        "Run published results on partnerships as experiments and say which the model gives: met, missed, conditional.",
    ),
    "levers": Listed(
        "levering", "levers",
        "Move each lever of a case to its plausible values and say what that moves, from money put in to poverty.",
    ),
    "leads": Listed(
        "leading", "map_leads",
        "Draw points over uncertain inputs, run every arm at each, and say who is ahead where, with a rule in words.",
    ),
    "planes": Listed(
        "planing", "planes",
        "Run every way of working over two levers, and say where the first is ahead of each other one.",
    ),
    "trial": Listed(
        "trying", "trial",
        "Run a virtual trial: effects of the offer in the model, and as a field team would estimate them.",
    ),
    "calibrate": Listed(
        "fitting", "calibrate", "Fit the household parameters to the targets for calibration, and only those."
    ),
    "validate": Listed(
        "fitting", "validate", "Hold the model against published results, and say which of them it was fitted to."
    ),
    "scenarios": Listed("showing", "scenarios", "List the scenarios that come with the program."),
    "check": Listed(
        "showing", "check", "Check a scenario file: what is wrong in it, and what is valid and does nothing."
    ),
    "describe": Listed(
        "describing", "describe",
        "Show parameters: value, unit, plausible range and meaning; with --markdown what is allowed and sources, too.",
    ),
    "new": Listed(
        "beginning", "new",
        "Write a short scenario of your own with comments: the figures of the place to fill in, and how lists change.",
    ),
    "plan": Listed(
        "planning", "plan",
        "Show the month: every mechanism in order, what it reads and writes, and its share of the time.",
    ),
    "schema": Listed("showing", "schema", "Print the JSON schema of a scenario file."),
    "outcomes": Listed("measuring", "outcomes", "List every measure and outcome with its definition."),
    "pages": Listed(
        "paging", "pages", "Write the documentation's pages from results; they belong to the source tree."
    ),
    "fit": Listed(
        "other_fits", "fit",
        "Fit firms' choice and the setting of partnerships of two; households: `partnersim calibrate`.",
    ),
    "forecast": Listed(
        "forecasting", "forecast",
        "Seal a forecast of a trial, with date and hash, and score it once its results are known.",
    ),
}  # fmt: skip
"""All commands in the order in which help lists them."""


class _LoadedWhenAsked(Mapping[str, Any]):
    """All commands by name, each loaded when it is first looked up."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _loaded(COMMANDS[name], name)
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Commands(typer.core.TyperGroup):
    """The program's commands; the list of them needs none of their modules."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = cast(Any, _LoadedWhenAsked())

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands with their summaries."""
        named = [typer.core.TyperCommand(name, help=listed.summary) for name, listed in COMMANDS.items()]
        typer.core.TyperGroup(name=self.name, commands=named).format_commands(ctx, formatter)


def _loaded(listed: Listed, name: str) -> Any:
    """A command, or group of commands, as the parser takes it."""
    command = getattr(import_module(f"partnersim.faces.cli.{listed.module}"), listed.function)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    if isinstance(command, typer.Typer):
        alone.add_typer(command, name=name)
    else:
        alone.command(name)(command)
    return typer.main.get_group(alone).commands[name]


app = typer.Typer(
    name="partnersim",
    help="A laboratory for partnerships that serve poor households: who gains, who pays, how sure.",
    cls=_Commands,
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
