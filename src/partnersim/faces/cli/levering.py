"""The command that tries every lever of a case: ``partnersim levers``."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from math import isinf
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from partnersim.faces.cli import options as o
from partnersim.faces.cli.numbers import whole
from partnersim.faces.cli.tables import show, show_json, table, to_json
from partnersim.scenario.phrases import Phrase

if TYPE_CHECKING:
    from partnersim.studies.levers import LeverRow, LeverTable
    from partnersim.studies.words.texts import Texts

NARROWEST = 40
"""Characters of what a lever moves on one line of a terminal, at least."""

MOST_ERRORS = 100.0
"""Standard errors beyond which nobody is told how many: the effect is then all but the same in every seed."""

PARTLY = "partly"
"""Fact of a kept table: of each lever it has the clearest move on each link alone."""

_HEADS = ("lever", "as it is", "tried", "what came of it", "moves most on each link", "reason")


class Who(StrEnum):
    """Who moves a parameter."""

    lever = "lever"
    uncertainty = "uncertainty"
    constant = "constant"


def levers(
    case: o.ScenarioName,
    replicates: Annotated[int, whole("--replicates", "Seeds, the same for the case and each lever.")] = 4,
    seed: o.Seed = None,
    role: Annotated[
        list[Who] | None,
        typer.Option("--role", help="Who moves it; may be repeated. By default what decision makers move."),
    ] = None,
    under: Annotated[
        list[str] | None,
        typer.Option(
            "--under",
            metavar="A.B",
            help="Only levers at or below this path; may be repeated.",
            show_default=False,
        ),
    ] = None,
    outcomes: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome",
            metavar="O",
            help="Say which levers move this outcome most; may be repeated.",
            show_default=False,
        ),
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", help="Run nothing: show what is kept of a shipped case, at once.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Show every lever, too, with what it moves or why nothing.")
    ] = False,
    sets: o.Sets = None,
    households: o.HouseholdCount = None,
    months: o.Months = None,
    workers: o.Workers = None,
    out: o.Out = None,
    force: o.Force = False,
    as_json: o.AsJson = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print one line per lever and outcome that it moves.")
    ] = False,
    as_markdown: o.AsMarkdown = False,
    language: o.InLanguage = o.Language.en,
) -> int:
    """Move each lever of a case to its plausible values and say what that moves, from money put in to poverty.

    First come the levers that move most, by the size of their effect. This takes many runs: half an hour for a whole
    case of full size; --kept shows at once what was kept of a shipped one, --under a few levers alone.

    A lever that moves nothing at all is inert, with the reason. The command ends with 1 where one is inert and nobody
    says why, or moves something although the case says that it does not. With --out finished runs are kept as they
    come, and the same command goes on from them after a stop.
    """
    if as_json and as_csv:
        raise typer.BadParameter(Phrase("--json and --csv cannot both be asked for"))
    _check_outcomes(outcomes or ())
    spec = o.scenario_of(case, o.changes(sets=sets, households=households, months=months))
    if kept:
        given = {"--set": sets, "--households": households, "--months": months, "--out": out, "--seed": seed}
        _refuse_beside_kept(given)
        found = kept_table(spec.name, under or ())
    else:
        from partnersim.studies.levers import run_levers

        found = run_levers(
            spec, roles=[str(one) for one in role or (Who.lever,)], under=under or (), seed=seed,  # type: ignore[misc]
            replicates=replicates, workers=workers, out=out, force=force,
        )  # fmt: skip
    try:
        if as_json:
            show_json(found.document())
        elif as_csv:
            show(found.table.to_csv(index=False).rstrip("\n"))
        elif as_markdown:
            show(levers_table(found, markdown=True))
        else:
            from partnersim.studies.words.texts import Texts

            show(levers_text(found, outcomes or (), Texts(language.value), every=every))
    finally:  # written even where the reader has gone
        if out is not None:
            _write(found, out)
    if kept:  # the maintainer of the table is told, not its reader
        return 0
    unexplained = [row for row in found.rows if row.unexplained or row.status == "failed"]
    for row in unexplained:
        print(f"partnersim: {row.lever} {row.unexplained or f'failed to run: {row.reason}'}", file=sys.stderr)
    return 1 if unexplained else 0


def _check_outcomes(names: Sequence[str]) -> None:
    """Refuse an outcome that is none of the leading ones, which alone are measured against levers."""
    from partnersim.scenario.documents.errors import nearest, refused
    from partnersim.studies.levers.rows import leading

    known = [outcome.name for outcome in leading()]
    for name in names:
        if name not in known:
            near = nearest(name, among=known)
            text = Phrase("is no leading outcome") + (
                "" if near else Phrase("; leading are {known}", known=", ".join(known))
            )
            raise refused(text, field="--outcome", value=f"'{name[:60]}'", suggestion=near)


def _refuse_beside_kept(given: Mapping[str, object]) -> None:
    for option, value in given.items():
        if value is not None and value != []:
            text = Phrase("what is kept was run without {option}; leave out one of the two", option=option)
            raise typer.BadParameter(text, param_hint="--kept")


def kept_table(name: str, under: Sequence[str], /) -> LeverTable:
    """What is kept of the levers of a shipped case, with today's reasons.

    Args:
        name: of the case. under: paths; only levers at or below one of them, all if there is none.

    Raises:
        ScenarioError: nothing is kept of it, or it has no lever there.
    """
    from partnersim.faces.pages.levers import reasoned, table_of
    from partnersim.scenario.documents.errors import nearest, refused
    from partnersim.scenario.documents.package import data_places

    for path in data_places(f"docs/results/levers-{name}.json"):
        if path.is_file():
            found = reasoned(table_of(json.loads(path.read_text("utf-8"))))
            below = tuple(f"{one}." for one in under)
            rows = [row for row in found.rows if not under or f"{row.lever}.".startswith(below)]
            if not rows:
                near = nearest(under[0], among=[row.lever for row in found.rows])
                value = f"'{under[0][:60]}'"
                raise refused(
                    Phrase("has no lever at or below it"), field="--under", value=value, suggestion=near
                )
            return replace(found, rows=rows, facts={**found.facts, PARTLY: True})
    names = sorted({
        path.stem.removeprefix("levers-")
        for place in data_places("docs/results") if place.is_dir() for path in place.glob("levers-*.json")
    })  # fmt: skip
    kept = ", ".join(names) or Phrase("no cases")
    text = Phrase(
        "nothing is kept of '{name}'; kept are {kept}. Without --kept its levers are run",
        name=name,
        kept=kept,
    )
    raise refused(text, field="--kept", suggestion=nearest(name, among=names))


def levers_text(found: LeverTable, outcomes: Sequence[str], texts: Texts, /, *, every: bool) -> str:
    """The levers that move most, how many came out how, and with ``every`` all of them in a table that fits."""
    from partnersim.studies.words.lever_lines import strongest_lines

    facts = found.facts
    width = get_terminal_size().columns
    head = texts.say(
        "{case}: the levers that move most, each alone, and by how much (clear effects; rules of the model left out)",
        case=found.case,
    )
    lines, partly = [*wrap(head, width), ""], PARTLY in facts
    if partly:
        told = texts.say(
            "Kept is the clearest effect of each lever on each link of the results chain: others, too, may move an "
            "outcome. Without --kept all are run."
        )
        lines = [*lines[:-1], *wrap(told, width), ""]
    for line in strongest_lines(found.rows, texts, outcomes=outcomes, partly=partly):
        lines += wrap(line, max(width, NARROWEST), subsequent_indent="  ", break_on_hyphens=False)
    if every:
        lines += ["", _wrapped_table(found, texts, width)]
    lines += ["", *wrap(_how(found, texts), width)] if facts else []
    if not every:
        lines.append(texts.say("Every lever, with what it moves or why nothing: --all"))
    return "\n".join(lines)


def _how(found: LeverTable, texts: Texts) -> str:
    """How many levers came out how, in words, and what that rests on."""
    said = {
        "alive": texts.say("with a clear effect"), "unclear": texts.say("with no clear effect"),
        "elsewhere": texts.say("on lesser outcomes alone"), "inert": texts.say("without any effect"),
        "untried": texts.say("with nothing to try"), "failed": texts.say("failed"),
    }  # fmt: skip
    numbers = {key: sum(row.status == key for row in found.rows) for key in said}
    counts = ", ".join(f"{text} {numbers[key]}" for key, text in said.items() if numbers[key])
    facts = found.facts
    text = texts.say(
        "{case}: levers {n}; {counts}. Each was moved alone, with {seeds} runs of {households} households under the "
        "same luck, version {version}.",
        case=found.case, n=len(found.rows), counts=counts, seeds=facts.get("replicates"),
        households=facts.get("households"), version=facts.get("version"),
    )  # fmt: skip
    from partnersim.studies.words.lever_lines import by_luck_text

    return " ".join(part for part in (text, by_luck_text(facts, texts)) if part)


def _wrapped_table(found: LeverTable, texts: Texts, width: int) -> str:
    """Lever, value, values tried, what came of it, and what it moves or why nothing, wrapped to the terminal."""
    from partnersim.studies.words.idle_texts import reason_text

    heads = [
        texts.say("lever"), texts.say("as it is"), texts.say("tried"), texts.say("what came of it"),
        texts.say("what it moves, or why nothing"),
    ]  # fmt: skip
    status = {
        "alive": texts.say("alive"), "unclear": texts.say("unclear"), "elsewhere": texts.say("elsewhere"),
        "inert": texts.say("inert"), "untried": texts.say("untried"), "failed": texts.say("failed"),
    }  # fmt: skip
    rows = []
    for row in found.rows:
        lever, value, tried, _, moves, _ = _cells(row)
        rows.append(
            [lever, value[:24], tried[:40], status[row.status], moves or reason_text(row.reason, texts)]
        )
    before = sum(max(len(line[k]) for line in [heads, *rows]) + 2 for k in range(4))
    lines = []
    for *first, text in rows:
        for place, part in enumerate(wrap(text, max(NARROWEST, width - before)) or [""]):
            lines.append([*(first if place == 0 else [""] * 4), part])
    return table(heads, lines)


def levers_table(found: LeverTable, /, *, markdown: bool = False) -> str:
    """The table for people, and how many levers came out how."""
    counts: dict[str, int] = {}
    for row in found.rows:
        counts[row.status] = counts.get(row.status, 0) + 1
    summary = ", ".join(f"{count} {status}" for status, count in counts.items())
    return (
        f"{table(_HEADS, [_cells(row) for row in found.rows], markdown=markdown)}\n\n{found.case}: {summary}"
    )


def _cells(row: LeverRow) -> list[str]:
    from partnersim.studies.words.numbers import exact_text

    strongest: dict[str, str] = {}
    for move in row.moves:
        if move.clear and move.link not in strongest:
            strongest[move.link] = (
                f"{move.link}: {move.outcome} {errors_text(move.standard_errors)} ({move.value})"
            )
    if row.status == "elsewhere":
        strongest["elsewhere"] = f"only {', '.join(row.elsewhere[:3])}"
    tried = ", ".join(
        name if name in ("on", "off", str(v)) else f"{name} {exact_text(v)}" for name, v in row.tried.items()
    )
    return [row.lever, exact_text(row.value), tried, row.status, "; ".join(strongest.values()), row.reason]


def errors_text(count: float | None, /, *, unit: str = "s.e.", alike: str = "in every seed alike") -> str:
    """Standard errors in a few characters.

    Args:
        count: of standard errors, with the sign of the effect; infinite or None where every seed gives the same
            difference. unit: what they are called. alike: said instead in that case.
    """
    if count is None:
        return alike
    if isinf(count):
        return f"{'+' if count > 0.0 else '-'} {alike}"
    if abs(count) > MOST_ERRORS:
        return f"{'over +' if count > 0.0 else 'beyond -'}{MOST_ERRORS:.0f} {unit}"
    return f"{count:+.1f} {unit}"


def _write(found: LeverTable, folder: Path) -> None:
    from partnersim.studies.levers.run import FILE
    from partnersim.studies.runs.files import written_together

    with written_together(folder) as draft:
        (draft / FILE).write_text(to_json(found.document()) + "\n", "utf-8")
        found.table.to_csv(draft / "levers.csv", index=False)
