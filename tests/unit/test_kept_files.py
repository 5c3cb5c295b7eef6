"""Compiled code and populations kept on disk: nothing that can happen to the folder stops a run or changes a number."""

import ast
import errno
import gc
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numba
import numpy as np
import pytest
from numba import config
from numba.core.compiler import Compiler
from numba.core.errors import TypingError

import partnersim
from partnersim.engine.population import populations
from partnersim.engine.population.populations import Populations, read_settled, write_settled
from partnersim.engine.population.settling import Settled
from partnersim.mechanisms.households.parameters import WageLevel
from partnersim.scenario.documents.fingerprint import PARTS
from partnersim.theory import compiled as compiling
from partnersim.theory import kept_files, kernel_cache
from partnersim.world.households import COLUMN_NAMES

PACKAGE = Path(partnersim.__file__).parent

pytestmark = pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")


def twice_and_one(x):
    return 2.0 * x + 1.0


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty cache folder of this process, and nothing told yet."""
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(kept_files, "_told", set())
    return tmp_path


@pytest.fixture
def read_only(monkeypatch):
    """A function that makes every folder refuse writing, as another user's or a read-only mount does."""

    def refuse():
        plain = Path.open

        def opened(self, mode="r", *args, **kwargs):
            if set(mode) & set("wax+"):
                raise OSError(errno.EROFS, "Read-only file system", str(self))
            return plain(self, mode, *args, **kwargs)

        def removed(self, missing_ok=False):
            raise OSError(errno.EROFS, "Read-only file system", str(self))

        monkeypatch.setattr(Path, "open", opened)
        monkeypatch.setattr(Path, "unlink", removed)

    return refuse


def hits(function):
    return sum(function.stats.cache_hits.values())


def kernels(folder):
    return sorted(folder.glob("*.kernel"))


def population():
    columns = {name: np.arange(5.0) for name in COLUMN_NAMES}
    return Settled(columns=columns, wages=WageLevel(0.25, 0.5), headcount=0.125)


def test_what_was_compiled_once_is_read(folder):
    assert compiling.compiled(twice_and_one)(3.0) == 7.0
    assert len(kernels(folder)) == 1
    again = compiling.compiled(twice_and_one)
    assert again(4.0) == 9.0 and hits(again) == 1
    # another signature has a file of its own
    assert again(4) == 9.0 and hits(again) == 1 and len(kernels(folder)) == 2


def test_a_warm_folder_that_cannot_be_written_is_read(folder, read_only, capsys):
    compiling.compiled(twice_and_one)(3.0)
    write_settled(folder / "settled-a.kept", population())
    read_only()
    again = compiling.compiled(twice_and_one)
    assert again(4.0) == 9.0 and hits(again) == 1
    assert read_settled(folder / "settled-a.kept").wages == (0.25, 0.5)
    assert capsys.readouterr().err == ""


def test_a_cold_folder_that_cannot_be_written_is_done_without_and_named_once(folder, read_only, capsys):
    read_only()
    for _ in range(2):
        function = compiling.compiled(twice_and_one)
        assert function(4.0) == 9.0 and hits(function) == 0
    write_settled(folder / "settled-a.kept", population())
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        f"partnersim: what is made now is not kept: '{folder}' cannot be written (Read-only file system)"
    ]
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_nothing_half_written(folder, monkeypatch, capsys):
    def full(self, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert not kept_files.write_kept(folder / "a.kept", b"content")
    assert list(folder.iterdir()) == [] and "No space left" in capsys.readouterr().err


DAMAGE = {
    "truncated": lambda content: content[: len(content) // 2],
    "cut within its hash": lambda content: content[:20],
    "empty": lambda content: b"",
    "one bit": lambda content: content[:-9] + bytes([content[-9] ^ 4]) + content[-8:],
    "one bit of its hash": lambda content: bytes([content[0] ^ 1]) + content[1:],
    "of another program": lambda content: b"[section]\nkey = 1\n" * 10,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_file_of_code_is_made_anew_and_its_folder_named(folder, kind, capsys):
    compiling.compiled(twice_and_one)(3.0)
    (path,) = kernels(folder)
    path.write_bytes(DAMAGE[kind](path.read_bytes()))
    again = compiling.compiled(twice_and_one)
    assert again(4.0) == 9.0 and hits(again) == 0
    assert capsys.readouterr().err == f"partnersim: a file in '{folder}' was damaged and is made anew\n"
    third = compiling.compiled(twice_and_one)
    assert third(4.0) == 9.0 and hits(third) == 1


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_population_is_settled_anew(folder, kind, capsys, monkeypatch):
    from partnersim.scenario.reading import load_scenario

    monkeypatch.setattr(populations, "settle", lambda economy, rows: population())
    spec = load_scenario("toy")
    for _ in range(2):
        assert Populations(folder=lambda: folder).of(spec).wages == (0.25, 0.5)
        (path,) = folder.glob("settled-*.kept")
        whole = path.read_bytes()
        path.write_bytes(DAMAGE[kind](whole))
    assert capsys.readouterr().err == f"partnersim: a file in '{folder}' was damaged and is made anew\n"
    path.write_bytes(whole)
    stored = read_settled(path)
    assert stored.headcount == 0.125 and stored.wages == (0.25, 0.5)
    assert all(np.array_equal(stored.columns[name], np.arange(5.0)) for name in COLUMN_NAMES)


def test_a_damaged_file_that_cannot_be_removed_is_compiled_in_memory(folder, read_only, capsys):
    compiling.compiled(twice_and_one)(3.0)
    (path,) = kernels(folder)
    path.write_bytes(path.read_bytes()[:-1])
    read_only()
    assert compiling.compiled(twice_and_one)(4.0) == 9.0
    assert "was damaged" in capsys.readouterr().err


def test_without_a_home_nothing_is_kept_and_all_works(monkeypatch, capsys):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(kept_files, "_told", set())
    kept_files.cache_folder.cache_clear()
    try:
        assert compiling.compiled(twice_and_one)(4.0) == 9.0
        assert kept_files.cache_folder() is None
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1 and "set XDG_CACHE_HOME" in lines[0]
    finally:
        kept_files.cache_folder.cache_clear()


def test_a_folder_in_the_way_of_a_file_is_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setattr(kept_files, "_told", set())
    kept_files.cache_folder.cache_clear()
    try:
        assert kept_files.cache_folder() is None
        assert str(tmp_path / "file") in capsys.readouterr().err
    finally:
        kept_files.cache_folder.cache_clear()


def test_folders_of_older_versions_go_and_the_newest_stay(tmp_path, monkeypatch):
    for age in range(9):
        (tmp_path / "kernels" / f"v{age}").mkdir(parents=True)
        os.utime(tmp_path / "kernels" / f"v{age}", (1e9 - age, 1e9 - age))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    kept_files.cache_folder.cache_clear()
    try:
        mine = kept_files.cache_folder()
        assert {p.name for p in (tmp_path / "kernels").iterdir()} == {mine.name, "v0", "v1", "v2", "v3", "v4"}
    finally:
        kept_files.cache_folder.cache_clear()


def test_compiling_that_takes_long_says_so_once(folder, monkeypatch, capsys):
    monkeypatch.setattr(kernel_cache, "LONG", 0.0)
    for _ in range(2):
        shutil.rmtree(folder)
        folder.mkdir()
        compiling.compiled(twice_and_one)(3.0)
    assert capsys.readouterr().err.count("compiling the rules for this machine") == 1


def test_reading_what_was_compiled_says_nothing(folder, monkeypatch, capsys):
    compiling.compiled(twice_and_one)(3.0)
    monkeypatch.setattr(kernel_cache, "LONG", 0.0)
    compiling.compiled(twice_and_one)(3.0)
    time.sleep(0.1)
    assert capsys.readouterr().err == ""


HOLD = """
import fcntl, sys
with open(sys.argv[1], "ab") as file:
    fcntl.lockf(file, fcntl.LOCK_EX, 0, 0)
    print("held", flush=True)
    sys.stdin.read()
"""


def test_while_one_process_compiles_another_waits_and_reads(folder, tmp_path_factory):
    compiling.compiled(twice_and_one)(3.0)
    aside = tmp_path_factory.mktemp("aside")
    (path,) = kernels(folder)
    path.rename(aside / path.name)
    function = compiling.compiled(twice_and_one)
    values = []
    other = [sys.executable, "-c", HOLD, str(folder / "compiling")]
    with subprocess.Popen(other, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        waiting = threading.Thread(target=lambda: values.append(function(4.0)))
        waiting.start()
        time.sleep(0.5)
        assert values == []
        (aside / path.name).rename(path)
        process.stdin.close()
    waiting.join(30)
    assert values == [9.0] and hits(function) == 1


def test_a_function_that_cannot_be_compiled_gives_the_turn_back(folder):
    def impossible(x):
        return x.nothing_of_this_name

    with pytest.raises(TypingError):
        compiling.compiled(impossible)(3.0)
    assert gc.isenabled()
    other = [sys.executable, "-c", HOLD, str(folder / "compiling")]  # waits for ever if something is still held
    done = subprocess.run(other, input="", capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "held\n", done.stderr
    assert compiling.compiled(twice_and_one)(4.0) == 9.0


def test_others_who_use_numba_here_keep_their_level(folder, monkeypatch):
    """And while ours compiles, nothing searches for garbage."""
    levels = []
    plain = Compiler.compile_extra

    def noted(self, func):
        levels.append((func.__name__, int(config.OPT), gc.isenabled()))
        return plain(self, func)

    monkeypatch.setattr(Compiler, "compile_extra", noted)
    monkeypatch.delenv("NUMBA_OPT", raising=False)
    compiling.compiled(twice_and_one)(3.0)
    compiling.compiled_loops(twice_and_one)(3.0)
    numba.njit(twice_and_one)(3.0)
    name = "twice_and_one"
    assert levels == [(name, compiling.LEVEL, False), (name, compiling.LOOPS_LEVEL, False), (name, 3, True)]
    assert gc.isenabled()


def test_importing_the_engine_changes_no_setting_of_the_process():
    program = """
import os, numba
before = dict(os.environ), int(numba.config.OPT), numba.config.CACHE_DIR
import partnersim.engine.model
assert before == (dict(os.environ), int(numba.config.OPT), numba.config.CACHE_DIR)
"""
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_OPT"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def names_used_by_compiled_code(file):
    """Files of the package from which the compiled functions of a module take names, itself included."""
    tree = ast.parse(file.read_text("utf-8"))
    compiled = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(d, ast.Name) and d.id.startswith("compiled") for d in node.decorator_list)
    ]
    names = {n.id for function in compiled for n in ast.walk(function) if isinstance(n, ast.Name)}
    sources = {file} if compiled else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("partnersim."):
            for alias in node.names:
                if (alias.asname or alias.name) in names:
                    base = PACKAGE.joinpath(*node.module.split(".")[1:])
                    sources |= {
                        p for p in (base.with_suffix(".py"), base / f"{alias.name}.py") if p.is_file()
                    }
    return sources


def test_the_folder_of_compiled_code_changes_with_every_file_compiled_code_comes_from():
    sources = set().union(*(names_used_by_compiled_code(file) for file in PACKAGE.rglob("*.py")))
    assert PACKAGE / "world" / "flows.py" in sources and len(sources) > 20
    parts = [PACKAGE / part for part in PARTS["compiled"]]
    outside = {file for file in sources if not any(file == p or p in file.parents for p in parts)}
    assert {str(file.relative_to(PACKAGE)) for file in outside} == set()
