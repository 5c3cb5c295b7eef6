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
            own, too. summary: what it is for, short enough for one line of help.
    """

    module: str
    function: str
    summary: str


COMMANDS = {
    "run": Listed("running", "run", "Run one scenario and print what came of it."),
    "demo": Listed("running", "demo", "The answer in one command: Jember without and with firms."),
    "compare": Listed("comparing", "compare", "What changes between scenarios, for whom, who pays."),
    "explain": Listed("explaining", "explain", "What makes the difference between two scenarios."),
    "sweep": Listed("sweeping", "sweep", "Run a scenario at many values of its fields."),
    "status": Listed("sweeping", "status", "How far a sweep is."),
    "export": Listed("sweeping", "export", "Write a sweep's runs as one table."),
    "sensitivity": Listed("sweeping", "sensitivity", "What the outcomes of a sweep depend on most."),
    "discover": Listed("discovering", "discover", "Under which conditions of a sweep an outcome is good."),
    "pack": Listed("packing", "pack", "What evaluators look for: effects, cost, winners, accounts."),
    "regency": Listed("placing", "regency", "Make scenarios from a table of public figures."),
    "trace": Listed("tracing", "trace", "Follow one household, or one organization."),
    "map": Listed("mapping", "draw_map", "Where over two fields one scenario is ahead of another."),
    "app": Listed("serving", "page", "Start the page: move a lever, see what changes and why."),
    "claims": Listed("claiming", "claims", "Put claims of the documents to the test; --list names them."),
    "dock": Listed("docking", "dock", "Published results on partnerships: does the model give them?"),
    "levers": Listed("levering", "levers", "Which levers move what, and which move most."),
    "leads": Listed("leading", "map_leads", "Which of several ways of working leads where."),
    "planes": Listed("planing", "planes", "Where one way of working is ahead of each other one."),
    "trial": Listed("trying", "trial", "Run a published trial in the model, or one of your own."),
    "calibrate": Listed("fitting", "calibrate", "Fit the household parameters anew (half an hour)."),
    "validate": Listed("fitting", "validate", "Hold the model against published results."),
    "scenarios": Listed("showing", "scenarios", "List the scenarios that come with the program."),
    "check": Listed("showing", "check", "Is my file right, and does all of it do something?"),
    "describe": Listed("describing", "describe", "Values of a scenario by word: unit, range, meaning."),
    "new": Listed("beginning", "new", "Begin a scenario of your own."),
    "plan": Listed("planning", "plan", "The month: which rule acts when, and how long it takes."),
    "schema": Listed("showing", "schema", "The JSON schema of a scenario file, for editors."),
    "outcomes": Listed("measuring", "outcomes", "Everything that is measured, with its definition."),
    "pages": Listed("paging", "pages", "Write pages of the docs from results (for maintainers)."),
    "fit": Listed("other_fits", "fit", "Fit firms' choice, or partnerships of two (hours)."),
    "forecast": Listed("forecasting", "forecast", "Seal a forecast of a trial, and score it later."),
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
    epilog=(
        "Begin with: partnersim demo; partnersim app; partnersim new my.yaml --from jember. "
        "Each command says more with --help."
    ),
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
