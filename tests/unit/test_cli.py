"""The command line: what it prints, its exit codes, and that wrong input leaves nothing behind."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer.main

import partnersim
from partnersim.faces.cli import main, paging
from partnersim.faces.cli.app import COMMANDS, app
from partnersim.studies import api
from partnersim.studies.runs.results import Results
from tests.command_case import printed

SMALL = ("toy", "--months", "3", "--workers", "1")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, with warnings as errors."""
    command = [sys.executable, "-W", "error", "-m", "partnersim", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, **options)


def test_help_is_light_and_lists_every_command() -> None:
    begun = time.perf_counter()
    done = program("--help")
    print(f"help took {time.perf_counter() - begun:.2f} s")
    assert done.returncode == 0
    assert {"run", "demo", "scenarios", "check", "describe", "plan", "schema", "claims", "outcomes"} <= set(
        COMMANDS
    )
    listed = done.stdout.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed if line[2:3].isalpha()] == list(COMMANDS)
    heavy = ("numba", "mesa", "pandas", "numpy", "matplotlib", "scipy", "pyarrow", "pydantic", "rich")
    code = "import sys, partnersim.faces.cli as c; c.main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(heavy) & set(done.stderr.split())
    modules = {f"partnersim.faces.cli.{listed.module}" for listed in COMMANDS.values()}
    assert len(modules) > 20 and not modules & set(done.stderr.split())


def test_a_command_loads_its_own_module_alone(here: Path) -> None:
    code = "import sys, partnersim.faces.cli as c; c.main(['schema']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {listed.module for listed in COMMANDS.values()}
    loaded = {module for module in modules if f"partnersim.faces.cli.{module}" in done.stderr.split()}
    assert loaded == {"showing"}


def test_what_is_kept_of_claims_is_shown_without_what_runs_them() -> None:
    code = (
        "import sys, partnersim.faces.cli as c; c.main(['claims', '--list']); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "C0.1" in done.stdout
    assert not {"scipy", "numba", "pandas", "partnersim.studies.claims.run"} & set(done.stderr.split())


def test_the_list_of_commands_says_what_their_help_says() -> None:
    commands = typer.main.get_command(app).commands
    assert list(commands) == list(COMMANDS)
    for name, listed in COMMANDS.items():
        command = commands[name]
        assert command.name == name
        assert 0 < len(listed.summary) <= 62 and listed.summary[-1] in ".?"  # a line of 80 columns
    assert commands.get("dance") is None
    assert set(commands["pages"].commands) == {command.name for command in paging.pages.registered_commands}


def test_importing_the_package_is_light() -> None:
    code = "import sys, partnersim; dir(partnersim); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numba", "mesa", "pandas", "numpy", "pydantic"} & set(done.stdout.split())


def test_every_public_name_is_there() -> None:
    for name in partnersim.__all__:
        assert getattr(partnersim, name) is not None
        assert name in dir(partnersim)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = partnersim.no_such_name


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Usage" in printed(capsys, command, "--help")


def test_version_and_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--version").strip() == f"partnersim {partnersim.__version__}"
    assert "Usage" in printed(capsys)


WRONG = {
    "unknown scenario": (["run", "nowhere"], "no scenario is named 'nowhere'"),
    "no scenario": (["run"], "Missing argument"),
    "unknown command": (["dance"], "dance"),
    "unknown option": (["run", "toy", "--speed", "3"], "--speed"),
    "no months": (
        ["run", "toy", "--months", "0"],
        "--months 0: time.months = 0 is out of range; allowed 1 to 600",
    ),
    "too many months": (["run", "toy", "--months", "601"], "1 to 600 months"),
    "no households": (["run", "toy", "--households", "0"], "--households 0"),
    "10^12 households": (["run", "toy", "--households", str(10**12)], "1 to 5,000,000 households"),
    "months in words": (["run", "toy", "--months", "many"], "--months"),
    "too many workers": (["run", "toy", "--workers", "5000"], "0 to 1024"),
    "no replicates": (["run", "toy", "--replicates", "0"], "--replicates 0"),
    "seed out of range": (["run", "toy", "--seed", "-1"], "--seed -1"),
    "last seed out of range": (["run", "toy", "--seed", str(2**31 - 1)], "last seed"),
    "set without value": (["run", "toy", "--set", "time.months"], "a.b.c=VALUE"),
    "set of an unknown field": (["run", "toy", "--set", "time.mnths=3"], "did you mean"),
    "set of a wrong type": (["describe", "toy", "--set", "time.months=[]"], "time.months"),
    "unknown language": (["run", "toy", "--language", "fr"], "--language"),
    "unusable folder": (["run", "toy", "--out", "file/deeper"], "cannot write to the folder"),
    "empty folder": (["run", "toy", "--out", ""], "is empty; write '.' for the current folder"),
    "empty folder of a trial": (
        ["trial", "audits", "--out", " "],
        "is empty; write '.' for the current folder",
    ),
    "negative workers": (["run", "toy", "--workers", "-1"], "--workers"),
    "a file as folder": (["run", "toy", "--out", "file"], "cannot write to the folder"),
    "binary file": (["check", "binary.yaml"], "binary.yaml"),
    "broken YAML": (["check", "broken.yaml"], "broken.yaml"),
    "a folder": (["check", "."], "."),
    "demo of nothing": (["demo", "--months", "0", "--out", "new"], "--months 0"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_line_code_2_and_leaves_nothing(
    case: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "file").write_text("")
    (here / "binary.yaml").write_bytes(bytes(range(256)))
    (here / "broken.yaml").write_text("name: [x\n")
    before = sorted(here.iterdir())
    arguments, text = WRONG[case]
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert text in shown.err
    assert shown.err.count("\n") == 1
    assert shown.err.startswith("partnersim: ")
    assert sorted(here.iterdir()) == before


def test_wrong_input_in_a_process_shows_no_traceback(tmp_path: Path) -> None:
    done = program("run", "toy", "--set", "place.households=ten", "--out", "new", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "place.households = 'ten' must be a whole number" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_run_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "run", *SMALL, "--replicates", "2").splitlines()
    assert "2 runs, seeds 1 to 2" in lines[0]
    assert any(line.startswith("Poverty headcount, last 12 months") for line in lines)
    short = len(lines)
    every = printed(capsys, "run", *SMALL, "--replicates", "2", "--all").splitlines()
    assert len(every) > short + 50
    assert "Persentase penduduk miskin" in printed(
        capsys, "run", *SMALL, "--replicates", "2", "--language", "id"
    )


def test_few_runs_show_their_range_and_what_is_nought_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "run", *SMALL, "--replicates", "2")
    heads = re.split(r"  +", out.splitlines()[2])
    assert heads[3:] == ["range of runs", "runs"]
    assert "One scenario alone shows no effect of anything; partnersim compare A B" in out
    document = json.loads(printed(capsys, "run", *SMALL, "--replicates", "2", "--json"))
    found = {row["outcome"]: row for row in document["outcomes"]}
    assert found["paid_firms_idr_total"]["mean"] == 0.0
    (nought,) = (line for line in out.splitlines() if "nought in every run" in line)
    assert int(nought.split()[0]) >= 2 and nought.endswith("--all shows them")
    assert "Paid by firms" not in out
    every = printed(capsys, "run", *SMALL, "--replicates", "2", "--all")
    assert "Paid by firms" in every and "nought" not in every
    assert "95 % interval" in printed(capsys, "run", *SMALL, "--replicates", "5")


def test_the_range_of_few_runs_is_from_the_lowest_to_the_highest() -> None:
    import pandas as pd

    from partnersim.faces.cli.running import _outcome_table
    from partnersim.studies.words.texts import Texts

    row = {"outcome": "members_end", "unit": "households", "mean": 30.0, "low": -97.0, "high": 157.0, "n": 2}
    done = pd.DataFrame({"members_end": [20.0, 40.0]})
    assert "20 … 40" in _outcome_table(pd.DataFrame([row]), done, every=False, texts=Texts("en"))
    many = pd.DataFrame({"members_end": [20.0, 40.0, 30.0, 30.0, 30.0]})
    assert "−97 … 157" in _outcome_table(pd.DataFrame([row]), many, every=False, texts=Texts("en"))


def test_help_names_every_command_in_a_whole_line() -> None:
    done = program("--help", env={**os.environ, "COLUMNS": "80"})
    assert not [line for line in done.stdout.splitlines() if line.startswith("  ") and line.endswith("...")]
    assert "Begin with: partnersim demo" in done.stdout


def test_run_as_json_is_one_document_with_the_same_numbers(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(capsys, "run", *SMALL, "--replicates", "2", "--seed", "5", "--json", "--out", "kept")
    document = json.loads(out)
    assert document["arms"]["toy"]["seeds"] == [5, 6]
    results = Results.read(here / "kept")
    means = {row["outcome"]: row["mean"] for row in document["outcomes"]}
    assert means["headcount_end"] == pytest.approx(results.runs["headcount_end"].mean(), rel=1e-12)
    assert set(means) == set(results.outcome_names)
    assert Path(document["files"]["report"]).read_text("utf-8").lstrip().lower().startswith("<!doctype html")
    assert document["failed"] == []


def test_a_second_run_finds_the_first(
    here: Path, capsys: pytest.CaptureFixture[str], report_apart: None
) -> None:
    arguments = ("run", *SMALL, "--replicates", "2", "--out", "kept")
    first = printed(capsys, *arguments)
    before = Results.read(here / "kept").table_facts()
    assert main(arguments) == 0
    shown = capsys.readouterr()
    assert shown.out == first
    assert "2 of 2 runs were found finished" in shown.err
    assert Results.read(here / "kept").table_facts() == before


def test_set_reaches_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    line = "place.poverty_line_idr=190000"
    plain, changed = (
        json.loads(printed(capsys, "run", *SMALL, "--replicates", "1", "--json", *more))
        for more in ((), ("--set", line))
    )
    assert plain["arms"]["toy"]["hash"] != changed["arms"]["toy"]["hash"]


def test_failed_work_is_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    from partnersim.engine.model import PartnershipModel

    def fail(self: Any) -> None:
        raise RuntimeError("the dam broke")

    monkeypatch.setattr(PartnershipModel, "step", fail)
    assert main(["run", *SMALL, "--replicates", "2", "--out", "kept"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "2 of 2 runs failed, first toy:1 (run): RuntimeError: the dam broke" in shown.err
    assert "Traceback" in (here / "kept" / "failures" / "toy-1.txt").read_text()


def test_any_other_error_is_one_line_and_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise ZeroDivisionError("one\ntwo")

    monkeypatch.setattr(api, "run_unwritten", fail)
    assert main(["run", *SMALL]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setattr(api, "run_unwritten", lambda *a, **o: (_ for _ in ()).throw(KeyboardInterrupt))
    assert main(["run", *SMALL]) == 1
    assert "interrupted" in capsys.readouterr().err


def test_demo_compares_and_answers(
    here: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    small = ("--months", "4", "--households", "1000", "--replicates", "2", "--workers", "1")
    out = printed(capsys, "demo", *small)
    assert "jember-with-firms against jember: what differs" in out
    assert "no-partnership against jember" in out
    assert len(out.splitlines()) <= 27 and max(len(line) for line in out.splitlines()) <= 100
    assert "Who paid in the whole run:" not in out
    report = (here / "partnersim-demo" / "report.html").read_text("utf-8")
    assert report.lstrip().lower().startswith("<!doctype html")
    assert report.count("data:image/png") > 5  # four arms: timelines, who paid, the flows of money
    request.getfixturevalue("report_apart")  # the same two more times
    whole = printed(capsys, "demo", *small, "--all")
    assert "jember-with-firms less jember" in whole and "Who paid in the whole run:" in whole
    home = here / "partnersim-demo"
    assert (home / "report.html").exists()
    assert str(home.relative_to(here)) in out
    results = Results.read(home)
    assert results.arms == ["jember", "jember-with-firms", "no-partnership", "jember-each-alone"]
    document = json.loads(printed(capsys, "demo", *small, "--json"))
    row = next(
        r
        for r in document["comparison"]
        if r["outcome"] == "headcount_end" and r["other"] == "jember-with-firms"
    )
    runs = results.runs.set_index(["arm", "seed"])["headcount_end"]
    expected = (runs["jember-with-firms"] - runs["jember"]).mean()
    assert row["difference"] == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_a_script_without_guard_can_use_workers(tmp_path: Path) -> None:
    script = tmp_path / "study.py"
    script.write_text(
        "import partnersim as ps\n"
        "print('started')\n"
        "toy = ps.load('toy', time__months=2)\n"
        "print(len(ps.run(toy, replicates=4, workers=2).done))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.split() == ["started", "4"]


def test_a_finished_study_of_another_scenario_is_kept_unless_forced(
    here: Path, capsys: pytest.CaptureFixture[str], report_apart: None
) -> None:
    kept = ("run", *SMALL, "--replicates", "1", "--out", "kept")
    printed(capsys, *kept)
    before = {path: path.read_bytes() for path in (here / "kept").glob("*.*")}
    other = [text if text != "3" else "2" for text in kept]
    assert main(other) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and len(shown.err.splitlines()) == 1
    assert "holds a finished study of something else (toy " in shown.err and "--force" in shown.err
    assert {path: path.read_bytes() for path in (here / "kept").glob("*.*")} == before
    printed(capsys, *other, "--force")
    assert Results.read(here / "kept").series["month"].max() == 1


@pytest.mark.parametrize("command", ["run", "demo", "trial", "claims", "validate", "calibrate"])
def test_help_says_that_a_stopped_study_goes_on(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(printed(capsys, command, "--help").split())
    assert re.search(r"the same command goes on from (it|them) after a stop", text) and "--force" in text
    assert "cache" in text or command != "claims"
