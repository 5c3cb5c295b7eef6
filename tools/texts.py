"""Keep the report's catalogues of texts up to date.

    python tools/texts.py

Reads every text from the modules and templates, and of the values of shipped scenarios what they mean and why they
were assumed, adds new ones to each catalogue without a translation, and drops those no longer used. Prints what still
waits for a translation, and ends with 1 then.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from partnersim.scenario.documents.describe import parameter_table
from partnersim.scenario.documents.shipped import shipped_names
from partnersim.scenario.reading import load_scenario
from partnersim.studies.words.texts import SWITCH

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "partnersim"
LOCALE = PACKAGE / "studies" / "words" / "locale"
KEYWORDS = {"say": None, "say_count": (1, 2), "noted": None, "Phrase": None}
METHODS = [("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")]


def found_texts(folder: Path = PACKAGE) -> Catalog:
    """Every text that a module or template of ``folder`` asks for."""
    catalog = Catalog(project="partnersim", charset="utf-8")
    for file, line, message, comments, context in extract_from_dir(
        folder, method_map=METHODS, options_map={"**.j2": {"trimmed": "true"}}, keywords=KEYWORDS
    ):
        catalog.add(message, None, [(file, line)], auto_comments=comments, context=context)
    for text in (*meanings(), *judgements()):
        catalog.add(text)
    return catalog


def meanings() -> list[str]:
    """What the values of shipped scenarios mean; of a switch, what follows the words that all switches begin with."""
    specs = [load_scenario(name) for name in shipped_names()]
    docs = dict.fromkeys(str(row["doc"]) for spec in specs for row in parameter_table(spec))
    return [SWITCH.sub("", doc) for doc in docs if doc]


def judgements() -> list[str]:
    """Why a value or a plausible range of a shipped lever was assumed; other sources are citations, and stay."""
    found: dict[str, None] = {}
    for spec in (load_scenario(name) for name in shipped_names()):
        for row in parameter_table(spec):
            if row["role"] == "lever":
                told = (row["plausible_source"], spec.sources.get(row["path"]) or row["source"])
                found |= dict.fromkeys(text for text in map(str, told) if text.startswith("assumed:"))
    return list(found)


def catalogue(language: str, folder: Path = LOCALE) -> Path:
    """The catalogue of a language."""
    return folder / language / "LC_MESSAGES" / "partnersim.po"


def untranslated(catalog: Catalog) -> list[str]:
    """Texts of a catalogue that wait for a translation, in any of their plural forms."""
    waiting = []
    for message in catalog:
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(forms):
            waiting.append(str(message.id))
    return waiting


def main() -> int:
    """Renew every catalogue; 1 if one has a text without a translation."""
    argparse.ArgumentParser(description="Keep the catalogues of texts up to date.").parse_args()
    waiting = 0
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/partnersim.po")):
        language = path.parts[-3]
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        begun = catalog.creation_date
        catalog.update(found_texts(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.header_comment = f"# The report's texts in language '{language}' (partnersim, MIT licence)."
        catalog.copyright_holder = catalog.last_translator = catalog.language_team = "partnersim contributors"
        catalog.msgid_bugs_address = "see CITATION.cff"
        catalog.revision_date = catalog.creation_date = begun
        for message in catalog:
            message.flags.discard("python-format")  # gaps are filled by str.format; a per cent sign is no gap
        with path.open("wb") as file:
            write_po(file, catalog, width=100, no_location=True, omit_header=False, sort_output=True)
        missing = untranslated(catalog)
        for text in missing:
            print(f"{language}: {text!r}")
        waiting += len(missing)
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
