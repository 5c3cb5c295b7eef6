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
