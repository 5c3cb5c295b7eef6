"""Sizes of a study in place of those of its file, the last seed that can be drawn, and results that pages keep."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from partnersim.faces.pages.tree import document_of, renewed_documents
from partnersim.scenario.documents.errors import ScenarioError
from partnersim.scenario.phrases import Phrase
from partnersim.scenario.reading import load_scenario
from partnersim.studies.runs.design import LARGEST_SEED, check_last_seed, first_seed
from partnersim.studies.runs.sizes import resized


class Sized(BaseModel):
    points: int = 40
    replicates: int = 3


LEAST = {"points": 20, "replicates": 2}


def test_sizes_that_are_given_stand_in_place_of_the_files() -> None:
    file = Sized()
    found = resized(file, {"points": 20, "replicates": None}, least=LEAST)
    assert (found.points, found.replicates, file.points) == (20, 3, 40)
    with pytest.raises(ScenarioError, match=r"^replicates = 1 is too small; allowed 2 or more$"):
        resized(file, {"points": None, "replicates": 1}, least=LEAST)


def test_the_last_seed_may_be_the_largest_and_no_larger() -> None:
    check_last_seed(5, LARGEST_SEED)
    told = rf"^run.seed = 5 the last seed would be {LARGEST_SEED + 1}; allowed 0 to {LARGEST_SEED}$"
    with pytest.raises(ScenarioError, match=told):
        check_last_seed(5, LARGEST_SEED + 1, field="run.seed")


def test_a_single_run_has_the_seed_that_is_asked_for_or_that_of_its_scenario() -> None:
    toy = load_scenario("toy")
    assert first_seed(toy, 7) == 7 and first_seed(toy, None) == toy.run.seed
    assert first_seed(toy, LARGEST_SEED) == LARGEST_SEED
    with pytest.raises(ScenarioError, match=r"run.seed = -1 is out of range"):
        first_seed(toy, -1)


def written(folder: Path, name: str, value: int) -> Path:
    path = folder / f"result-{value}.json"
    path.write_text(json.dumps({"name": name, "value": value}), "utf-8")
    return path


def read(path: Path) -> dict:
    return document_of(path, keys=("name", "value"), message=Phrase.verbatim("is no result"))


def test_new_results_are_kept_beside_older_ones_and_replace_those_of_their_name(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    with pytest.raises(ScenarioError, match=r"^docs/results/kept: none is kept$"):
        renewed_documents([], kept, read=read, nothing=Phrase.verbatim("none is kept"))
    first = [written(tmp_path, "b", 1), written(tmp_path, "a", 2)]
    found, wrong = renewed_documents(first, kept, read=read, nothing=Phrase())
    assert ({name: one["value"] for name, one in found.items()}, wrong) == ({"b": 1, "a": 2}, 0)
    assert {path.name for path in kept.iterdir()} == {"a.json", "b.json"}
    again = [written(tmp_path, "b", 3)]
    found, wrong = renewed_documents(again, kept, read=read, nothing=Phrase(), check=True)
    assert (
        found["b"]["value"] == 3
        and wrong == 1
        and json.loads((kept / "b.json").read_text("utf-8"))["value"] == 1
    )
    found, wrong = renewed_documents(again, kept, read=read, nothing=Phrase())
    assert (found["a"]["value"], found["b"]["value"], wrong) == (2, 3, 0)
    assert renewed_documents([], kept, read=read, nothing=Phrase(), check=True) == (found, 0)


@pytest.mark.parametrize(
    ("content", "told"),
    [('{"name": "a"}', "is no result"), ("[1]", "is no result"), ("{", "is no JSON"), (None, "No such file")],
)
def test_what_is_no_result_is_refused_with_its_file(content: str | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(ScenarioError, match=told) as refused:
        renewed_documents([path], tmp_path / "kept", read=read, nothing=Phrase())
    assert str(path) in str(refused.value) and not (tmp_path / "kept").exists()
