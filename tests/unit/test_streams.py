"""Standard streams that are closed, left by their reader, full or narrow: no traceback, no lost table."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from partnersim.faces.cli import main
from partnersim.faces.cli.streams import Output, OutputLost, ReaderGone, Remarks, plain_text, usable_streams
from partnersim.faces.cli.tables import to_json

SMALL = "run toy --months 2 --replicates 2 --workers 1"
SCENARIO = """extends: toy
name: far
title: "Ba$$in − 日本 café"
"""


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command line of the shell; ``partnersim`` stands for the program."""
    text = command.replace("partnersim", f"{sys.executable} -W error -m partnersim")
    return subprocess.run(
        ["bash", "-c", text], capture_output=True, check=False, timeout=300, env=os.environ | environment
    )


@pytest.mark.parametrize("command", ["check toy", "--help"])
def test_a_closed_output_is_silent(command: str) -> None:
    done = shell(f"partnersim {command} >&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_wrong_input_with_a_closed_output_still_says_so() -> None:
    done = shell("partnersim check nowhere >&-")
    assert done.returncode == 2
    assert b"no scenario is named 'nowhere'" in done.stderr


def test_closed_remarks_lose_no_table(tmp_path: Path) -> None:
    done = shell(f"partnersim {SMALL} --out {tmp_path / 'kept'} 2>&-")
    assert done.returncode == 0
    assert b"Poverty headcount, last 12 months" in done.stdout
    assert (tmp_path / "kept" / "report.html").exists()
    assert shell("partnersim check nowhere 2>&-").returncode == 2


def test_all_streams_closed_end_well(tmp_path: Path) -> None:
    assert shell(f"partnersim {SMALL} --out {tmp_path / 'kept'} <&- >&- 2>&-").returncode == 0
    assert (tmp_path / "kept" / "report.html").exists()


def test_a_reader_that_goes_away_ends_as_by_its_signal_and_the_files_are_whole(tmp_path: Path) -> None:
    out = tmp_path / "kept"
    done = shell(f"partnersim {SMALL} --out {out} | true; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout.split(), done.stderr) == ([b"141"], b"")
    assert (out / "report.html").exists() and (out / "manifest.json").exists()
    done = shell("partnersim schema | head -n 1; echo ${PIPESTATUS[0]}")
    assert (done.stdout.split(), done.stderr) == ([b"{", b"141"], b"")


def test_a_reader_of_remarks_that_goes_away_stops_nothing(tmp_path: Path) -> None:
    done = shell(f"{{ partnersim {SMALL} --set run.workers=1 2>&1 >&3 | true; }} 3>&1")
    assert b"Poverty headcount, last 12 months" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the full device of Linux")
def test_a_full_output_is_one_line_and_code_1() -> None:
    done = shell("partnersim schema > /dev/full")
    assert done.returncode == 1
    assert done.stderr == b"partnersim: cannot write to the standard output: No space left on device\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_any_alphabet_of_the_terminal_will_do(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "far.yaml"
    file.write_text(SCENARIO, "utf-8")
    done = shell(f"partnersim run {file} --months 1 --replicates 1", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    heading = done.stdout.decode(encoding).splitlines()[0]
    assert heading == f"Ba$$in - ?? {'cafe' if encoding == 'ascii' else 'café'}: 1 run, seed 1"
    done = shell(f"partnersim check {file} --json", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode(encoding))["title"] == "Ba$$in − 日本 café"


def test_plain_forms_of_characters() -> None:
    assert plain_text("−5 … 3 × café 日", "ascii") == "-5 ... 3 x cafe ?"
    assert plain_text("−5 … 3 × café 日", "cp1252") == "-5 … 3 × café ?"


def test_documents_can_be_written_in_ascii() -> None:
    assert to_json({"a": "日"}, escaped=True) == '{\n  "a": "\\u65e5"\n}'
    assert to_json({"a": "日"}) == '{\n  "a": "日"\n}'


class Broken(io.StringIO):
    """A stream that fails with an error number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def write(self, text: str) -> int:
        raise OSError(self.number, os.strerror(self.number))

    flush = write  # type: ignore[assignment]


def test_failures_of_streams_have_names() -> None:
    with pytest.raises(ReaderGone):
        Output(Broken(32)).write("x")
    with pytest.raises(OutputLost, match="No space left"):
        Output(Broken(28)).write("x")
    assert Remarks(Broken(28)).write("xyz") == 3


def test_streams_of_the_caller_come_back() -> None:
    before = sys.stdout, sys.stderr
    with usable_streams():
        assert (sys.stdout, sys.stderr) != before
    assert (sys.stdout, sys.stderr) == before


def test_a_full_disk_keeps_the_table_and_the_former_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, report_apart: None
) -> None:
    from partnersim.studies.runs.results import Results

    out = tmp_path / "kept"
    assert main([*SMALL.split(), "--out", str(out)]) == 0
    former = (out / "report.html").read_bytes()
    capsys.readouterr()

    def full(self: Results, folder: object) -> None:
        from partnersim.studies.runs.files import ResultsError

        raise ResultsError(f"cannot write to the folder '{folder}': No space left on device")

    monkeypatch.setattr(Results, "write", full)
    assert main([*SMALL.split(), "--out", str(out)]) == 2
    shown = capsys.readouterr()
    assert "Poverty headcount, last 12 months" in shown.out
    assert "No space left on device" in shown.err and "Traceback" not in shown.err
    assert (out / "report.html").read_bytes() == former
