"""What the package imports is what it asks pip for."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_imported_library_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["app"], *extras["study"], *extras["cluster"]]
    declared = {canonical(re.match(r"[A-Za-z0-9_.-]+", text).group(0)) for text in asked}
    declared.add("llvmlite")  # numba's, released with it
    declared.add("solara-ui")  # solara's, released with it and asked for by it
    declared.add("pydantic-core")  # pydantic's own other half, released with it
    owners = packages_distributions()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            else:
                continue
            for top in {name.split(".")[0] for name in names} - {"partnersim", *sys.stdlib_module_names}:
                found = {canonical(owner) for owner in owners.get(top, [top])}
                assert found & declared, f"{path.relative_to(ROOT)} imports {top}, which nobody declares"


def needed(project: dict) -> dict[str, str]:
    """Lowest version of each library that a plain install and the tests ask for, by name."""
    asked = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    pairs = (re.match(r"([A-Za-z0-9_.-]+)(?:\[\w+\])?>=([0-9.]+)", text) for text in asked)
    return {canonical(pair.group(1)): pair.group(2) for pair in pairs if pair is not None}


def as_numbers(version: str) -> list[int]:
    numbers = [int(part) for part in version.split(".")]
    return numbers + [0] * (4 - len(numbers))


def test_the_lowest_versions_tested_are_those_promised():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = (ROOT / "constraints-lowest.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    tested = {canonical(name): as_numbers(version) for name, version in pinned.items()}
    promised = {name: as_numbers(low) for name, low in needed(project).items() if name != "playwright"}
    assert tested == promised


def test_every_declared_library_is_imported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {canonical(re.match(r"[A-Za-z0-9_.-]+", text).group(0)) for text in project["dependencies"]}
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    tops = set(re.findall(r"^\s*(?:import|from) (\w+)", source, re.MULTILINE))
    owners = packages_distributions()
    used = {canonical(owner) for top in tops for owner in owners.get(top, [])}
    assert not declared - used
