"""At a first start several processes compile: what they are told, what each does, and that nobody does it twice."""

import json
import os
import subprocess
import sys
import time

import numba
import numpy as np
import pytest
from numba import types

from partnersim.engine import first_start
from partnersim.engine.first_start import NotListed, compile_listed, function_of, listed, type_of, words_of
from partnersim.theory import kept_files
from partnersim.theory.firm_choice import Regime
from partnersim.theory.kernel_cache import Turn
from tools.first_start import ROOT

pytestmark = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")

READ_ONLY = np.zeros((2, 3))
READ_ONLY.flags.writeable = False

WORDS = (
    (1.5, "float64"),
    (7, "int64"),
    (True, "bool"),
    (np.zeros(3), "float64 1C"),
    (np.zeros((3, 2, 2), np.int8), "int8 3C"),
    (np.zeros((2, 3)).T, "float64 2F"),
    (READ_ONLY, "float64 2Cr"),
    ((1, np.zeros(2, bool)), ["", "int64", "bool 1C"]),
    ((1.0, 2.0), ["", "float64", "float64"]),
    (Regime(*[0.5] * 6), ["partnersim.theory.firm_choice:Regime", *["float64"] * 6]),
    (None, "none"),
)


@pytest.mark.parametrize(("value", "words"), WORDS, ids=[str(words) for _, words in WORDS])
def test_a_type_has_words_and_they_give_it_back(value, words):
    kind = numba.typeof(value)
    assert words_of(kind) == words
    assert type_of(json.loads(json.dumps(words))) == kind


def test_a_type_without_words_is_not_listed():
    for kind in (types.unicode_type, types.literal(3), numba.typeof([1.0])):
        with pytest.raises(NotListed):
            words_of(kind)


def test_the_list_is_what_runs_call_today():
    """Written anew by ``python tools/first_start.py`` after a rule has changed what it is given."""
    for name, arguments in listed():
        assert function_of(name).compile(arguments) is not None, name
    told = subprocess.run(
        [sys.executable, "tools/first_start.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (0, ""), told.stderr


# --- who begins ---------------------------------------------------------------------------------------------


@pytest.fixture
def begun(tmp_path, monkeypatch):
    """Begin in an empty folder on four cores; what would be started."""
    started = []

    class Process:
        def __init__(self, command, **options):
            started.append([*command[-3:], options["env"]["PARTNERSIM_WORKER"]])

        def terminate(self):
            pass

        def wait(self):
            pass

    monkeypatch.setattr(first_start, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(first_start, "cores", lambda: 3)
    monkeypatch.setattr(first_start.subprocess, "Popen", Process)
    monkeypatch.setattr(first_start.atexit, "register", lambda *arguments: None)
    monkeypatch.delenv("PARTNERSIM_WORKER", raising=False)

    def begin():
        started.clear()
        first_start.begin.__wrapped__()
        return list(started)

    return begin


def test_a_process_for_each_other_core_begins_unless_it_has_been_done(begun, tmp_path):
    me = str(os.getpid())
    assert begun() == [[me, "0", "2", "1"], [me, "1", "2", "1"]]
    kept_files.write_kept(tmp_path / "first-start-1-of-2.kept", b"")
    assert begun() == [[me, "1", "2", "1"]]
    (tmp_path / "first-start-1-of-2.kept").write_bytes(b"damaged")
    assert len(begun()) == 2


@pytest.mark.parametrize(
    "why", ["one core", "a worker", "no folder", "a folder that is read only", "compiling is off"]
)
def test_nobody_begins_without_need(begun, monkeypatch, why):
    if why == "one core":
        monkeypatch.setattr(first_start, "cores", lambda: 1)
    elif why == "a worker":
        monkeypatch.setenv("PARTNERSIM_WORKER", "1")
    elif why == "no folder":
        monkeypatch.setattr(first_start, "cache_folder", lambda: None)
    elif why == "compiling is off":
        monkeypatch.setattr(first_start, "BY_ADDRESS", False)
    else:
        monkeypatch.setattr(first_start.os, "access", lambda folder, mode: False)
    assert begun() == []


# --- what each does -----------------------------------------------------------------------------------------


class Noted:
    """A compiled function that notes when it is compiled."""

    def __init__(self, name, done):
        self.name, self.done = name, done

    def compile(self, arguments):
        self.done.append((self.name, arguments))
        if self.name == "b":
            raise numba.TypingError("no such rule any more")


def test_each_compiles_its_share_from_the_end_and_says_when_it_is_through(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(first_start, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(first_start, "listed", lambda: [(name, (types.int64,)) for name in "abcde"])
    monkeypatch.setattr(first_start, "function_of", lambda name: Noted(name, done))
    compile_listed(os.getppid(), 1, 2)
    # An entry that has fallen behind stops nothing.
    assert done == [("d", (types.int64,)), ("b", (types.int64,))]
    assert [path.name for path in tmp_path.iterdir()] == ["first-start-2-of-2.kept"]
    compile_listed(os.getppid() + 1, 0, 2)  # who began it is gone
    assert len(done) == 2 and len(list(tmp_path.iterdir())) == 1


HOLD = """
import fcntl, sys, time
with open(sys.argv[1], "ab") as file:
    fcntl.lockf(file, fcntl.LOCK_EX, 1, int(sys.argv[2]))
    print("held", flush=True)
    time.sleep(60)
"""


TRY = """
import fcntl, sys
fcntl.lockf(open(sys.argv[1], "ab"), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, int(sys.argv[2]))
"""


@pytest.fixture
def holder():
    """Has another process hold a byte of the file of turns."""
    processes = []

    def hold(file, byte):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(file), str(byte)], stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield hold
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_one_function_is_waited_for_and_another_is_not(tmp_path, holder):
    mine = Turn()
    mine.take(tmp_path, "weigh")
    ((_, byte),) = mine._taken
    mine.end()
    process = holder(tmp_path / "compiling", byte)
    begun = time.monotonic()
    mine.take(tmp_path, "propose")
    assert time.monotonic() - begun < 5.0  # the other one is no matter
    mine.end()
    process.kill()  # whoever dies lets go of what it had
    process.wait()
    mine.take(tmp_path, "weigh")
    assert len(mine._taken) == 1
    mine.end()


def test_what_was_taken_is_given_back_one_by_one(tmp_path):
    def free(byte):
        asked = [sys.executable, "-c", TRY, str(tmp_path / "compiling"), str(byte)]
        return subprocess.run(asked, stderr=subprocess.DEVNULL, check=False).returncode == 0

    mine = Turn()
    mine.take(tmp_path, "outer")
    mine.take(tmp_path, "inner")
    outer, inner = (byte for _, byte in mine._taken)
    assert outer != inner and not free(outer) and not free(inner)
    mine.give()
    assert free(inner) and not free(outer)
    mine.give()
    mine.give()  # after an error there is nothing left to give
    assert free(outer)
