"""Everything that can change a number is in the version under which the number is kept."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from partnersim.scenario.documents import fingerprint, package
from partnersim.scenario.documents.fingerprint import DATA, PARTS, SourceChanged, code_version
from partnersim.studies.runs import provenance

PACKAGE = package.PACKAGE
ROOT = PACKAGE.parents[1]

NO_NUMBER = {
    "__init__.py": "gives public names", "studies/__init__.py": "is empty", "studies/runs/__init__.py": "is empty",
    "studies/validation/__init__.py": "is empty", "studies/fitting/__init__.py": "is empty",
    "studies/fitting/households/__init__.py": "is empty",
    # who does the work, where it is kept and how far it is: held by tests of equal tables
    "studies/runs/files.py": "", "studies/runs/processes.py": "", "studies/runs/progress.py": "",
    "studies/runs/provenance.py": "", "studies/runs/queueing.py": "", "studies/runs/running.py": "",
    "studies/runs/store.py": "", "studies/runs/tasks.py": "", "studies/runs/cluster.py": "",
    "studies/runs/side_by_side.py": "runs are the same to the bit as alone, in a test",
    # which targets there are and what is said of them: their numbers are held against what was measured, later
    "studies/validation/registry.py": "", "studies/validation/patterns.py": "",
    # which sets are tried: the values of a set are in its key
    "studies/fitting/households/bounds.py": "",
}  # fmt: skip
"""Modules loaded beside a run that cannot change its numbers."""

RUNS = {
    "run": """
        from partnersim.scenario.reading import load_scenario
        from partnersim.studies.runs.simulate import simulate
        simulate(load_scenario("toy", overrides=["time.months=2"]), 1)
        simulate(load_scenario("jember-with-firms", overrides=["time.months=2", "sample.households=400"]), 1)
    """,
    "trials": """
        from partnersim.scenario.experiments.trials import load_trial, trial_places
        from partnersim.studies.trials.running import tables_of_replicate
        small = {"design.months": 2, "design.rounds": [2], "population.set": {"sample.households": 300}}
        one = load_trial("audits", overrides=small)
        tables_of_replicate(one, trial_places(one), True, 1)
        from partnersim.studies.trials import living, estimating, delivery, population
    """,
    "households": """
        from partnersim.studies.fitting.households.evaluate import Effort, try_set
        from partnersim.studies.fitting.households.bounds import present_values
        from partnersim.studies.fitting.households.aims import household_aims, read_aims
        aims = [aim for aim in household_aims(read_aims().items) if aim.by == "panel"]
        try_set(present_values(), aims, Effort(rows=200, seeds=(1, 2), trial_scale=0.04))
    """,
    "validation": """
        from partnersim.studies.validation.measuring import Size, Task, do
        small = Size(replicates=1, rows=200, scale=0.04, dyads=2)
        do(Task(name="", experiments=(("panel", ""), ("partnership", "dyads")), parameters={}, size=small))
    """,
}
"""A small example of each kind of number."""

SPY = """
import sys
opened = set()
sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" else None)
{run}
for name, module in list(sys.modules.items()):
    if name.split(".")[0] == "partnersim" and getattr(module, "__file__", None):
        print(module.__file__)
for path in opened:
    if path.endswith((".yaml", ".yml", ".json", ".csv", ".parquet")):
        print(path)
"""


@pytest.mark.parametrize("numbers", list(RUNS))
def test_whatever_a_run_loads_and_reads_is_in_its_version(numbers: str) -> None:
    code = SPY.format(run=textwrap.dedent(RUNS[numbers]))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=500, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    loaded = {Path(line).resolve() for line in done.stdout.splitlines()}
    covered = set(package.source_files(*PARTS[numbers]))
    data = {file.resolve() for file in fingerprint.data_files(numbers)}
    missing = {
        path.relative_to(PACKAGE).as_posix()
        for path in loaded - covered
        if path.suffix == ".py" and path.is_relative_to(PACKAGE)
    }
    assert missing <= set(NO_NUMBER), f"not in the version of {numbers}: {sorted(missing - set(NO_NUMBER))}"
    assert len(loaded & covered) > 40
    read = {
        path for path in loaded - data if path.suffix != ".py" and path.is_relative_to(ROOT / "scenarios")
    }
    # a scenario's own files are in its hash, and what extends what with them
    assert {path.parent.name for path in read} <= {"scenarios"}, (
        f"read, and not in the version: {sorted(read)}"
    )


def test_what_compiles_is_in_the_version_of_compiled_code() -> None:
    covered = set(package.source_files(*PARTS["compiled"]))
    compiles = {
        file
        for file in package.source_files("")
        if "from partnersim.theory.compiled import" in file.read_text(encoding="utf-8")
    }
    assert len(compiles) > 10 and compiles <= covered, sorted(compiles - covered)


def test_every_part_exists_and_none_is_forgotten_silently() -> None:
    for numbers in PARTS:
        assert package.source_files(*PARTS[numbers])
        assert len(code_version(numbers)) == 64
    assert set(DATA) <= set(PARTS)
    assert len({code_version(numbers) for numbers in PARTS}) == len(PARTS)
    with pytest.raises(FileNotFoundError, match="moved"):
        package.source_files("engine/moved.py")


def test_a_version_moves_with_every_file_behind_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, data = tmp_path / "rule.py", tmp_path / "fit.yaml"
    code.write_text("a = 1\n")
    data.write_text("a: 1\n")

    def version() -> str:
        package.source_hash.cache_clear()
        monkeypatch.setattr(fingerprint, "_LOADED", {str(f): fingerprint._stamp(f) for f in (code, data)})
        return code_version.__wrapped__("one")

    monkeypatch.setattr(package, "PACKAGE", tmp_path)
    monkeypatch.setattr(fingerprint, "PACKAGE", tmp_path)
    monkeypatch.setitem(PARTS, "one", ("rule.py",))
    monkeypatch.setattr(fingerprint, "data_files", lambda numbers: [data])
    versions = [version()]
    code.write_text("a = 2\n")
    versions.append(version())
    data.write_text("a: 2\n")
    versions.append(version())
    assert len(set(versions)) == 3 and version() == versions[-1]
    os.utime(code, ns=(1, 1))
    package.source_hash.cache_clear()
    with pytest.raises(SourceChanged, match=r"after it was loaded \(rule.py\)"):
        code_version.__wrapped__("one")
    package.source_hash.cache_clear()


def test_versions_name_the_release_and_the_kind_of_number() -> None:
    run, trials = provenance.engine_version(), provenance.engine_version("trials")
    assert run.split("+")[0] == trials.split("+")[0] and run != trials
    assert run.split("+")[1] == code_version("run")[:12]


def test_asking_for_the_program_hashes_nothing() -> None:
    code = (
        "import hashlib, sys\n"
        "import partnersim.scenario.documents.package as package\n"
        "def fail(*parts): raise AssertionError('hashed on import')\n"
        "package.source_hash = fail\n"
        "import partnersim.studies.runs.provenance\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
