"""Write the generated parts of the documentation again, or check that they are current.

usage: python tools/generate_docs.py [--check]

Two things are generated, both from what the command line prints, so that text and program cannot drift apart:

- ``docs/scenario.schema.json``, the JSON schema of a scenario file (``partnersim schema``);
- in every Markdown file under ``docs`` and in the README, the text between
  ``<!-- generated: partnersim ARGUMENTS -->`` and ``<!-- end generated -->``: the output of that command.
"""

import argparse
import io
import os
import re
import shlex
import sys
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "docs" / "scenario.schema.json"
BLOCK = re.compile(
    r"(?P<open><!-- generated: partnersim (?P<arguments>[^\n]+?) -->\n).*?(?P<close><!-- end generated -->)",
    re.DOTALL,
)
MARKDOWN_STARTS = ("|", "#", "<")


@cache
def output_of(arguments: str) -> str:
    """Standard output of ``partnersim ARGUMENTS``, without colour, 100 columns wide."""
    os.environ.update(COLUMNS="100", NO_COLOR="1", TERM="dumb")
    from partnersim.faces.cli import main as partnersim

    printed, remarks = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(remarks):
        code = partnersim(shlex.split(arguments))
    if code != 0:
        raise SystemExit(f"partnersim {arguments} ended with {code}:\n{remarks.getvalue()}")
    return "\n".join(line.rstrip() for line in printed.getvalue().strip().splitlines()) + "\n"


def filled(text: str) -> str:
    """The text with every generated block filled in; output that is no Markdown is fenced."""

    def block(match: re.Match[str]) -> str:
        body = output_of(match["arguments"])
        if not body.startswith(MARKDOWN_STARTS):
            body = f"```text\n{body}```\n"
        return f"{match['open']}{body}{match['close']}"

    return BLOCK.sub(block, text)


def wanted_files() -> dict[Path, str]:
    """Content that each generated file should have."""
    pages = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]
    wanted = {page: filled(page.read_text("utf-8")) for page in pages if page.exists()}
    wanted[SCHEMA] = output_of("schema")
    return wanted


def main() -> int:
    """Write what is out of date, or with ``--check`` only name it and return 1."""
    parser = argparse.ArgumentParser(description="Write the generated parts of the documentation again.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if something is stale")
    check = parser.parse_args().check
    stale = [
        (path, text)
        for path, text in wanted_files().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    for path, text in stale:
        print(f"{'out of date' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(text, "utf-8")
    if check and stale:
        print("run: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
