"""Arguments and options that commands share, and the scenario that they amount to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli.numbers import whole
from partnersim.scenario.documents.errors import Problem, ScenarioError
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from partnersim.scenario.spec import Scenario


class Language(StrEnum):
    """Languages of tables and reports."""

    en = "en"
    id = "id"


ScenarioName = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A shipped name (see `partnersim scenarios`) or a YAML file."),
]


Seed = Annotated[int | None, whole("--seed", "Seed of the first replicate.", show_default=False)]
Replicates = Annotated[int | None, whole("--replicates", "Runs, with consecutive seeds.", show_default=False)]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="A.B=VALUE", help="Set one value; may be repeated.", show_default=False),
]
HouseholdCount = Annotated[int | None, whole("--households", "Households simulated.", show_default=False)]
Months = Annotated[int | None, whole("--months", "Months simulated.", show_default=False)]
Workers = Annotated[
    int | None,
    whole(
        "--workers",
        "Processes; 0 for one per core, and by default as many as pay.",
        least=0,
        show_default=False,
    ),
]


def folder(text: str) -> Path:
    """A folder as it was given; an empty name would silently be the current folder."""
    if not str(text).strip():
        raise typer.BadParameter(Phrase("is empty; write '.' for the current folder"))
    return Path(text)


class ExecutorName(StrEnum):
    """Who does the work of a study."""

    local = "local"
    dask = "dask"


OnExecutor = Annotated[
    ExecutorName,
    typer.Option("--executor", help="Who does the work: processes of this machine, or a cluster of dask."),
]
Address = Annotated[
    str | None,
    typer.Option(
        "--address",
        metavar="ADDRESS",
        help="Scheduler of the cluster, such as tcp://10.0.0.5:8786.",
        show_default=False,
    ),
]


@contextmanager
def executor_of(name: ExecutorName, address: str | None, /) -> Iterator[Executor | None]:
    """The executor that is asked for; None for this machine.

    Raises:
        typer.BadParameter: an address is missing, or given for this machine. ResultsError: the cluster is of no use.
    """
    if name is ExecutorName.local:
        if address is not None:
            raise typer.BadParameter(
                Phrase("is the address of a cluster; say --executor dask"), param_hint="--address"
            )
        yield None
        return
    if not (address or "").strip():
        raise typer.BadParameter(
            Phrase("needs the address of a scheduler (--address tcp://...)"), param_hint="--executor dask"
        )
    from partnersim.studies.runs.cluster import cluster_executor

    with cluster_executor(str(address)) as executor:
        yield executor


Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        parser=folder,
        help="Folder for the results. What is finished is kept there as it comes, and the same command goes on "
        "from it after a stop.",
        show_default=False,
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help="Replace the results of another finished study in the folder.")
]


class Form(StrEnum):
    """Files that people open."""

    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"


InForm = Annotated[
    Form,
    typer.Option(
        "--format",
        help="Tables in --out that people open: xlsx is one workbook with outcomes, differences, months and a "
        "dictionary, csv a file for each; parquet alone is always there.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
AsMarkdown = Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")]
InLanguage = Annotated[Language, typer.Option("--language", help="Language of tables, report and errors.")]

_PATHS = {
    "--seed": "run.seed",
    "--replicates": "run.replicates",
    "--households": "sample.households",
    "--months": "time.months",
    "--workers": "run.workers",
}


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What the options of a command change in a scenario."""

    sets: Sequence[str] = ()
    numbers: dict[str, int] | None = None

    @property
    def overrides(self) -> list[str]:
        """Overrides for the reader of scenarios; the options of their own come last."""
        return [*self.sets, *(f"{_PATHS[option]}={value}" for option, value in (self.numbers or {}).items())]


def changes(
    *,
    sets: Sequence[str] | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    households: int | None = None,
    months: int | None = None,
    workers: int | None = None,
) -> Changes:
    """Collect the options that were given."""
    given = {
        "--seed": seed,
        "--replicates": replicates,
        "--households": households,
        "--months": months,
        "--workers": workers,
    }
    return Changes(
        sets=sets or (), numbers={name: value for name, value in given.items() if value is not None}
    )


def scenario_of(name: str, asked: Changes, /) -> Scenario:
    """Read a scenario and apply the options.

    Raises:
        ScenarioError: the input is wrong; a problem with an option names the option as it was given.
    """
    from partnersim.scenario.reading import load_scenario

    try:
        return load_scenario(name, overrides=asked.overrides)
    except ScenarioError as error:
        raise ScenarioError([_as_given(problem, asked) for problem in error.problems]) from None


def _as_given(problem: Problem, asked: Changes) -> Problem:
    for option, value in (asked.numbers or {}).items():
        if problem.file.startswith(f"--set {_PATHS[option]}={value}"):
            return replace(problem, file=f"{option} {value}")
    return problem
