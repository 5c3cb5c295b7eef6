"""The site of the docs, as far as it can be told without building it: `make site` builds it strictly."""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def settings():
    return YAML(typ="safe").load((ROOT / "mkdocs.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def hooks():
    place = importlib.util.spec_from_file_location("site_hooks", ROOT / "tools" / "site_hooks.py")
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


def pages_of(nav):
    for entry in nav:
        target = next(iter(entry.values())) if isinstance(entry, dict) else entry
        if isinstance(target, list):
            yield from pages_of(target)
        else:
            yield target


def test_every_page_stands_once_in_the_navigation(settings, hooks):
    wanted = [str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")]
    wanted += list(hooks.FRONT.values())
    assert Counter(pages_of(settings["nav"])) == Counter(wanted)


def test_the_reader_comes_first_and_the_method_after(settings):
    order = list(pages_of(settings["nav"]))
    first = [
        "index.md",
        "your-own-place.md",
        "answers.md",
        "jember.md",
        "claims.md",
        "validation.md",
        "odd.md",
    ]
    places = [order.index(page) for page in first]
    assert places == sorted(places) and order[0] == "index.md"


def test_nothing_of_another_host_is_asked_for(settings):
    assert settings["theme"]["font"] is False
    assert not {"repo_url", "extra_javascript", "extra_css"} & set(settings)
    # The plugin "offline" puts a script of unpkg.com into every page.
    assert {name if isinstance(name, str) else next(iter(name)) for name in settings["plugins"]} == {"search"}


def test_what_the_extra_declares_is_what_builds_the_site(settings):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f"mkdocs-{settings['theme']['name']}>=" in text
    pinned = (ROOT / "constraints.txt").read_text("utf-8")
    assert "\nmkdocs==" in pinned and f"\nmkdocs-{settings['theme']['name']}==" in pinned
    assert "/site/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_links_of_the_readme_are_seen_from_docs(hooks):
    text = "[a](docs/odd.md#x) ![b](docs/images/fit.png) [c](README.id.md) [d](https://e.org/docs/f)"
    assert hooks.from_docs(text) == (
        "[a](odd.md#x) ![b](images/fit.png) [c](index.id.md) [d](https://e.org/docs/f)"
    )


@pytest.mark.parametrize(
    ("folder", "before", "after"),
    [
        ("", "[a](odd.md#part)", "[a](odd.md#part)"),
        ("", "[a](../CHANGELOG.md)", "a"),
        ("", "[a](decisions)", "a"),  # a folder is no page
        ("", "[a](../README.md#what-it-does-not-do)", "[a](index.md#what-it-does-not-do)"),
        ("adding", "[a](../odd.md)", "[a](../odd.md)"),
        ("adding", "[a](../../README.md)", "[a](../index.md)"),
        ("adding", "[a](../../scenarios/toy.yaml)", "a"),
        ("", "[a](#here) [b](https://e.org)", "[a](#here) [b](https://e.org)"),
    ],
)
def test_links_that_leave_the_pages_become_words(hooks, folder, before, after):
    assert hooks.links_kept(before, folder) == after


def test_only_events_of_mkdocs_begin_with_on(hooks):
    # mkdocs takes every function of that beginning for an event and fails on any other name
    assert {name for name in vars(hooks) if name.startswith("on_")} == {"on_files", "on_page_markdown"}
