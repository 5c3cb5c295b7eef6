"""Every option of every command: a wrong number or name is one line with its value, what is allowed, the nearest name.

The commands and their options are read off the program, so that a new one is tried, too, or told that it is not.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

import pytest
import typer

from partnersim.faces.cli import main
from partnersim.faces.cli.app import COMMANDS
from partnersim.faces.cli.numbers import decimal_number, number_in, whole_number
from partnersim.scenario.documents.errors import nearest

FORUM = "toy,regulation.forum=1"
PAIR = ("toy", FORUM)
MADE = {
    "run": ("toy",), "demo": (), "compare": PAIR, "explain": (*PAIR, "--outcome", "members_end"),
    "sweep": ("rule-and-enforcement", "--out", "o"), "pack": (*PAIR, "--out", "o"),
    "trace": (*PAIR, "--pick", "harmed"), "dock": ("P01",), "levers": ("toy",), "leads": ("who-should-lead-lkp",),
    "map": (*PAIR, "--x", "regulation.clarity", "--y", "regulation.enforcement", "--outcome", "members_end"),
    "planes": ("faith-and-audits",), "trial": ("audits",), "check": ("toy",), "describe": ("toy",), "plan": ("toy",),
    "pages sanity": (),
}  # fmt: skip
"""What makes a command whole, where an option is looked at only then."""

NAMED = {
    ("run", "scenario"): (("toi",), "toy"),
    ("compare", "scenarios"): (("toy", "toi"), "toy"),
    ("compare", "arms"): (("toy", "--arm", "other=toi"), "toy"),
    ("compare", "until_ci"): ((*PAIR, "--until-ci", "member_end=3"), "members_end"),
    ("explain", "base"): (("toi", "toy", "--outcome", "members_end"), "toy"),
    ("explain", "other"): (("toy", "toi", "--outcome", "members_end"), "toy"),
    ("explain", "outcome"): ((*PAIR, "--outcome", "member_end"), "members_end"),
    ("sweep", "file"): (("rule-and-enforcemen",), "rule-and-enforcement"),
    ("pack", "base"): (("toi", "toy", "--out", "o"), "toy"),
    ("pack", "other"): (("toy", "toi", "--out", "o"), "toy"),
    ("regency", "base"): (("table.csv", "--out", "o", "--base", "toi"), "toy"),
    ("trace", "base"): (("toi", "toy", "--pick", "harmed"), "toy"),
    ("trace", "other"): (("toy", "toi", "--pick", "harmed"), "toy"),
    ("trace", "pick"): ((*PAIR, "--pick", "harmd"), "harmed"),
    ("trace", "organization"): (("toy", "--organization", "village_offic"), "village_office"),
    ("map", "base"): (("toi", *MADE["map"][1:]), "toy"),
    ("map", "other"): (("toy", "toi", *MADE["map"][2:]), "toy"),
    ("map", "x"): ((*MADE["map"], "--x", "regulation.forun"), "regulation.forum"),
    ("map", "y"): ((*MADE["map"], "--y", "regulation.forun=0:1"), "regulation.forum"),
    ("map", "outcome"): ((*MADE["map"], "--outcome", "member_end"), "members_end"),
    ("claims", "ids"): (("C0.111", "--kept"), "C0.11"),
    ("claims", "case"): (("--case", "jembr", "--kept"), "jember"),
    ("dock", "ids"): (("P1",), "P01"),
    ("levers", "case"): (("toi",), "toy"),
    ("levers", "under"): (("toy", "--under", "regulation.clarty"), "regulation.clarity"),
    ("levers", "outcomes"): (("toy", "--outcome", "member_end"), "members_end"),
    ("leads", "source"): (("who-should-lead-lpk",), "who-should-lead-lkp"),
    ("planes", "source"): (("faith-and-audit",), "faith-and-audits"),
    ("trial", "file"): (("audit",), "audits"),
    ("validate", "ids"): (("T9",), "T09"),
    ("check", "file"): (("toi",), "toy"),
    ("describe", "scenario"): (("toi",), "toy"),
    ("describe", "words"): (("toy", "enforcemnt"), "enforcement"),
    ("outcomes", "words"): (("povrty",), "poverty"),
    ("new", "base"): (("mine.yaml", "--from", "toi"), "toy"),
    ("plan", "scenario"): (("toi",), "toy"),
    ("pages trials", "names"): (("audit",), "audits"),
    ("pages cases", "names"): (("gresk",), "gresik"),
    ("pages sanity", "scenario"): (("--scenario", "toi"), "toy"),
    ("forecast seal", "trial"): (("audit", "--out", "f.json"), "audits"),
}
"""By command and parameter: arguments with a name that is wrong by a letter, and the name that is meant."""

OF_FILES = {"out", "csv", "parquet", "picture", "group", "folder", "fit", "table", "before", "after", "sealed",
            "results", "files"}  # fmt: skip
"""Parameters that take a file or folder of the reader's."""

FREE = {
    ("app", "host"), ("sweep", "address"), ("pages verdicts", "earlier"), ("pages verdicts", "later"),
    ("calibrate", "seeds"),  # two numbers
    ("discover", "outcome"), ("discover", "alternative"), ("sensitivity", "outcomes"),  # names of a sweep that was run
    ("new", "file"), ("pages claims", "file"), ("pages validation", "file"), ("pages score", "file"),
    ("pages posterior", "file"), ("pages docking", "file"),
}  # fmt: skip
"""Parameters that take any text, or a name that only the reader's own files know."""


class Asked(NamedTuple):
    """A parameter of a command."""

    command: str
    name: str
    kinds: tuple[Any, ...]
    info: Any

    @property
    def option(self) -> str:
        """As it is written; empty for an argument."""
        declared = [text for text in self.info.param_decls or () if text.startswith("--")]
        written = declared or ([self.info.default] if isinstance(self.info.default, str) else [])
        return written[0] if isinstance(self.info, typer.models.OptionInfo) else ""

    @property
    def words(self) -> list[str]:
        return self.command.split()

    def __str__(self) -> str:
        return f"{self.command} {self.option or self.name}"


def functions() -> Iterator[tuple[str, Any]]:
    for name, listed in COMMANDS.items():
        function = getattr(import_module(f"partnersim.faces.cli.{listed.module}"), listed.function)
        if isinstance(function, typer.Typer):
            yield from ((f"{name} {one.name}", one.callback) for one in function.registered_commands)
        else:
            yield name, function


def parameters() -> list[Asked]:
    found = []
    for command, function in functions():
        hints = get_type_hints(function, include_extras=True)
        for name in inspect.signature(function).parameters:
            kind, info = get_args(hints[name])[:2]
            kinds = tuple(one for part in (get_args(kind) or (kind,)) for one in (get_args(part) or (part,)))
            found.append(Asked(command, name, tuple(one for one in kinds if one is not type(None)), info))
    return found


ALL = parameters()
WHOLE = [one for one in ALL if one.kinds == (int,)]
DECIMAL = [one for one in ALL if one.kinds == (float,)]
CHOICES = [one for one in ALL if isinstance(one.kinds[0], type) and issubclass(one.kinds[0], Enum)]
TEXTS = [one for one in ALL if one.kinds[0] in (str, Path) and one.name != "sets"]
SETS = [one for one in ALL if one.name == "sets"]


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line by which a command refuses its input."""
    assert main(arguments) == 2, arguments
    streams = capsys.readouterr()
    assert streams.err.count("\n") == 1 and "Traceback" not in streams.err and not streams.out, arguments
    return streams.err


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is run or written: a study that begins is a refusal that did not come."""
    from partnersim.studies.runs import running

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running.Gathered, "attempt", lambda *given: pytest.fail("a study has begun"))


def test_all_commands_and_kinds_of_options_are_there() -> None:
    assert {one.command.split()[0] for one in ALL} | {"schema"} == set(COMMANDS)
    assert len(WHOLE) > 90 and len(DECIMAL) >= 5 and len(SETS) > 12 and len(CHOICES) > 20
    others = [str(one) for one in ALL if one not in [*WHOLE, *DECIMAL, *CHOICES, *TEXTS, *SETS]]
    assert all(one.kinds == (bool,) for one in ALL if str(one) in others), others


def test_every_text_is_a_name_that_is_tried_a_file_or_free() -> None:
    known = set(NAMED) | FREE
    left = [str(one) for one in TEXTS if (one.command, one.name) not in known and one.name not in OF_FILES]
    assert left == []
    assert known <= {(one.command, one.name) for one in TEXTS}


@pytest.mark.parametrize("asked", WHOLE, ids=str)
def test_a_whole_number_is_digits_alone_and_within_its_range(asked: Asked, capsys) -> None:
    for written, meant in (("10.000", "10000"), ("1,000,000", "1000000"), ("2.5", "2000"), ("ten", "2000")):
        said = refusal(capsys, *asked.words, asked.option, written)
        told = f"{asked.option} '{written}' is no whole number; write digits alone, as in {meant}\n"
        assert said == f"partnersim: {told}"
    said = refusal(capsys, *asked.words, *MADE.get(asked.command, ()), asked.option, "-1")
    assert "-1" in said and re.search(r"allowed|or more", said), said
    ends = re.search(r"\[(\d+) (?:or more|to (\d+))\]", asked.info.help or "")
    for end, step in zip(ends.groups() if ends else (), (-1, 1), strict=False):
        if end is not None:
            beyond = str(int(end) + step)
            said = refusal(capsys, *asked.words, asked.option, beyond)
            assert f"{asked.option} '{beyond}' is out of range; allowed {ends[0][1:-1]}\n" in said


@pytest.mark.parametrize("asked", DECIMAL, ids=str)
def test_a_number_with_decimals_has_a_point_and_one_reading(asked: Asked, capsys) -> None:
    for written, told in (
        ("10.000", "may be two numbers: 10000 or 10? write one of them"),
        ("0,5", "is no number; write the decimal with a point: 0.5"),
        ("1.234.567", "is no number; write digits alone, as in 1234567"),
        ("nan", "is no number; write digits, with a point before decimals, as in 0.5"),
        ("inf", "is no number; write digits, with a point before decimals, as in 0.5"),
    ):
        said = refusal(capsys, *asked.words, asked.option, written)
        assert said == f"partnersim: {asked.option} '{written}' {told}\n"


@pytest.mark.parametrize(
    ("command", "option", "wrong", "told"),
    [
        ("explain", "--threshold", "0", "allowed above 0, in the outcome's unit"),
        ("explain", "--until-ci", "-2", "allowed above 0"),
        ("discover", "--density", "0", "allowed above 0 to 1, a share"),
        ("discover", "--density", "1.5", "allowed above 0 to 1, a share"),
    ],
)
def test_a_number_with_decimals_lies_in_its_range(
    command: str, option: str, wrong: str, told: str, capsys
) -> None:
    assert f"{option} '{wrong}' is out of range; {told}\n" in refusal(capsys, command, option, wrong)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            ("--until-ci", "members_end=1.000"),
            "--until-ci '1.000' may be two numbers: 1000 or 1? write one of them",
        ),
        (
            ("--until-ci", "members_end=0,5"),
            "--until-ci '0,5' is no number; write the decimal with a point: 0.5",
        ),
        (
            ("--until-ci", "members_end=0"),
            "'members_end=0' is not of the form OUTCOME=WIDTH with a number above 0",
        ),
    ],
)
def test_numbers_inside_of_an_option_are_held_to_it_too(wrong: tuple[str, str], told: str, capsys) -> None:
    assert told in refusal(capsys, "compare", *PAIR, *wrong)


@pytest.mark.parametrize(
    ("range_of", "told"),
    [
        ("regulation.forum=0:1.000", "--x '1.000' may be two numbers: 1000 or 1? write one of them"),
        ("regulation.forum=0:", "is not of the form \"FIELD\" or \"FIELD=LOW:HIGH\""),
        ("regulation.forum=1:0", "--x = regulation.forum=1:0 has an empty range (1 to 0)"),
        ("regulation.forum=0:7", "toy cannot be at regulation.forum = 7: "),
        ("actors.village_ngo.title", "x = actors.village_ngo.title has no range of its own here; give low and high"),
    ],
)  # fmt: skip
def test_the_range_of_an_axis_is_one_the_scenario_can_be_at(range_of: str, told: str, capsys) -> None:
    said = refusal(capsys, "map", *MADE["map"], "--x", range_of)
    assert told in said and ("= 7" not in told or "allowed 0 to 1 share" in said)


@pytest.mark.parametrize("asked", CHOICES, ids=str)
def test_a_choice_is_one_of_a_few_and_the_nearest_is_named(asked: Asked, capsys) -> None:
    names = [one.value for one in asked.kinds[0]]
    told = f"is not one of {', '.join(names)}"
    assert f"{asked.option} 'zzzz' {told}\n" in refusal(capsys, *asked.words, asked.option, "zzzz")
    for name in (one for one in names if len(one) > 3):
        said = refusal(capsys, *asked.words, asked.option, name[:-1])
        assert f"{asked.option} '{name[:-1]}' {told} (did you mean '{name}'?)\n" in said


@pytest.mark.parametrize("named", NAMED, ids=" ".join)
def test_a_name_that_is_wrong_by_a_letter_is_answered_with_the_nearest(
    named: tuple[str, str], capsys
) -> None:
    arguments, meant = NAMED[named]
    said = refusal(capsys, *named[0].split(), *arguments)
    assert f"(did you mean '{meant}'?)" in said, said


@pytest.mark.parametrize("asked", SETS, ids=str)
def test_a_value_that_is_set_names_a_field(asked: Asked, capsys) -> None:
    said = refusal(capsys, *asked.words, *MADE[asked.command], "--set", "regulation.forun=0.5")
    assert re.search(r"regulation\.forun.*\(did you mean '(regulation\.)?forum'\?\)", said), said


def test_the_seed_of_an_organizations_life_is_in_its_range(capsys) -> None:
    said = refusal(capsys, "trace", "toy", "--organization", "village_office", "--seed", "-1")
    assert "run.seed = -1 is out of range; allowed 0 to " in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("explain", "--threshold", "10.000"), "--threshold '10.000' bisa berarti dua bilangan: 10000 atau 10? "),
        (("explain", "--threshold", "0"), "'0' di luar rentang; yang boleh di atas 0, dalam satuan hasilnya"),
        (("run", "--workers", "-1"), "--workers '-1' di luar rentang; yang boleh 0 atau lebih"),
        (("map", *MADE["map"], "--x", "regulation.forum=0,5:1"), "--x '0,5' bukan bilangan; tulis"),
    ],
)
def test_refusals_are_in_the_readers_language(arguments: tuple[str, ...], told: str, capsys) -> None:
    assert told in refusal(capsys, *arguments, "--language", "id")


# --- numbers and names alone ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [("7", 7.0), ("0.125", 0.125), ("-0.5", -0.5), (".5", 0.5), ("1e6", 1e6), ("1234.567", 1234.567), ("12.34", 12.34),
     ("10.0000", 10.0), (" 3 ", 3.0), ("2.", 2.0), ("-2.5e-3", -0.0025)],
)  # fmt: skip
def test_a_number_that_has_one_reading_is_taken(written: str, number: float) -> None:
    assert decimal_number(written) == number == number_in("--x", written)


@pytest.mark.parametrize(
    ("written", "told"),
    [("-10.000", "10000 or 10?"), ("1.250", "1250 or 1.25?"), ("1,250", "1250 or 1.25?"), ("1 000", "as in 1000"),
     ("1_000", "as in 1000"), ("", "write digits"), ("5%", "write digits"), ("1e", "write digits")],
)  # fmt: skip
def test_a_number_that_has_two_readings_or_none_is_not(written: str, told: str) -> None:
    with pytest.raises(typer.BadParameter) as refused:
        number_in("--x", written)
    assert told in refused.value.message and refused.value.param_hint == "--x"


@pytest.mark.parametrize(
    ("written", "number"), [("7", 7), ("-7", -7), (" 2000 ", 2000), ("+3", 3), ("007", 7)]
)
def test_a_whole_number_in_digits_is_taken(written: str, number: int) -> None:
    assert whole_number(written) == number


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("P1", "P01"),
        ("p01", "P01"),
        ("P012", "P12"),
        ("C0.1", "C0.10"),
        ("C0.01", "C0.10"),
        ("T1", "T01"),
        ("zzz", ""),
    ],
)
def test_of_names_with_numbers_that_of_the_same_number_is_nearest(word: str, meant: str) -> None:
    assert nearest(word, among=["P10", "P12", "P01", "C0.10", "T01", "T11"]) == meant
