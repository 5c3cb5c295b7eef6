"""The documentation says what the program does: tables are current, code runs, links lead somewhere."""

import json
import re
import subprocess
import sys
from pathlib import Path
from textwrap import indent
from urllib.parse import unquote

import jsonschema
import pytest

from partnersim.measures import leading
from partnersim.scenario.documents.document import read_document
from partnersim.scenario.documents.shipped import shipped_names, shipped_scenario
from partnersim.scenario.reading import load_scenario, read_merged

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "README.id.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)")


def code_blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def test_generated_parts_are_current() -> None:
    done = run("tools/generate_docs.py", "--check")
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_generated_tables_list_what_the_model_has() -> None:
    odd = (ROOT / "docs" / "odd.md").read_text("utf-8")
    for name in type(load_scenario("jember").mechanisms).model_fields:
        assert f"mechanisms.{name}." in odd, f"no parameter of {name} in the ODD"
    for name in ("firm_participation", "service_delivery", "household_month"):
        assert f"| {name} |" in odd, f"no row of {name} in the table of the month"


def test_the_page_of_measures_names_what_leads_and_why_a_mark_does() -> None:
    page = (ROOT / "docs" / "measures.md").read_text("utf-8")
    section = page.partition("## What leads")[2].partition("## How to add one")[0]
    leads = leading()
    assert f"the same {len(leads)} outcomes" in section
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][2:]
    named = [name for row in rows for name in row.split(", ")]
    assert named and all({one, f"{one}_end"} & set(leads) for one in named), named


@pytest.mark.slow
def test_code_of_the_readme_runs(tmp_path: Path) -> None:
    blocks = code_blocks(ROOT / "README.md", "python")
    assert blocks
    for number, block in enumerate(blocks):
        script = tmp_path / f"block{number}.py"
        script.write_text('if __name__ == "__main__":\n' + indent(block, "    "), "utf-8")
        done = run("-W", "error", str(script))
        assert done.returncode == 0, done.stderr
        assert "what differs" in done.stdout and "Name: members" in done.stdout


def test_scenario_of_the_readme_is_valid(tmp_path: Path) -> None:
    blocks = code_blocks(ROOT / "README.md", "yaml")
    assert blocks
    for number, block in enumerate(blocks):
        file = tmp_path / f"mine{number}.yaml"
        file.write_text(block, "utf-8")
        mine = load_scenario(file)
        base = load_scenario(str(read_document(file, label=file.name).plain()["extends"]))
        assert mine != base


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text("utf-8")):
        if "://" not in link:
            assert (page.parent / unquote(link)).exists(), f"{page.name} links to {link}"


@pytest.mark.parametrize("name", shipped_names())
def test_schema_accepts_what_ships(name: str) -> None:
    schema = json.loads((ROOT / "docs" / "scenario.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(read_merged(name).plain())


def test_schema_refuses_what_the_program_refuses() -> None:
    schema = json.loads((ROOT / "docs" / "scenario.schema.json").read_text("utf-8"))
    check = jsonschema.Draft202012Validator(schema)
    for wrong in (
        {"tiem": {}},
        {"time": {"months": 0}},
        {"time": {"start": "January"}},
        {"place": {"headcount": 2}},
    ):
        assert list(check.iter_errors(wrong)), f"the schema accepts {wrong}"


@pytest.mark.parametrize("name", shipped_names())
def test_every_source_belongs_to_a_value(name: str) -> None:
    chain = [load_scenario(name)]
    while base := shipped_scenario(chain[-1].name).extends:  # what a variant removes keeps its source
        chain.append(load_scenario(base))
    for path in chain[0].sources:
        found = any(leads_somewhere(scenario, path.split(".")) for scenario in chain)
        assert found, f"{name}: sources names {path}"


def leads_somewhere(part: object, keys: list[str]) -> bool:
    for key in keys:
        if isinstance(part, tuple):
            part = next((item for item in part if getattr(item, "name", None) == key), None)
        else:
            part = getattr(part, key, None)
        if part is None:
            return False
    return True
