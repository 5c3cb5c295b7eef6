"""A pack as files: one HTML page, a table each as CSV, and one Excel workbook."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
import numpy as np
import pandas as pd

from partnersim.faces.report.style import data_address
from partnersim.faces.report.tables import plain_table
from partnersim.scenario.phrases import Phrase
from partnersim.studies.packing.tables import TABLES
from partnersim.studies.runs.files import ResultsError, written_together
from partnersim.studies.words.drawing import drawing, new_figure, png
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.packed import accounts_rows, balance_rows, cost_rows, effect_rows
from partnersim.studies.words.texts import Texts

if TYPE_CHECKING:
    from partnersim.studies.compare import Comparison
    from partnersim.studies.packing.tables import Pack

PAGE, BOOK = "pack.html", "pack.xlsx"


def check_workbook() -> None:
    """Find out before a long study whether the Excel file can be written.

    Raises:
        ResultsError: the library that writes it is not installed.
    """
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise ResultsError(
            Phrase(
                "the Excel file of a pack is written by openpyxl, which is not installed: pip install "
                "'partnersim[study]'"
            )
        ) from None


def write_pack(pack: Pack, comparison: Comparison, folder: Path, /, *, language: str = "en") -> list[Path]:
    """Write a pack: ``pack.html``, ``pack.xlsx`` and a CSV file each table.

    Args:
        pack: the tables. comparison: that they are from. folder: made if needed. language: "en" or "id".

    Returns:
        The files.

    Raises:
        ResultsError: the folder cannot be written, or openpyxl is missing; nothing has changed then.
    """
    check_workbook()
    page, book = pack_html(pack, comparison, language=language), workbook(pack)
    with written_together(folder) as draft:
        (draft / PAGE).write_text(page, encoding="utf-8")
        (draft / BOOK).write_bytes(book)
        for name in TABLES:
            getattr(pack, name).to_csv(draft / f"{name}.csv", index=False)
    return [folder / name for name in (PAGE, BOOK, *(f"{table}.csv" for table in TABLES))]


def workbook(pack: Pack, /) -> bytes:
    """One Excel file, a sheet a table; the accounts are matrices, a sheet an arm."""
    stream = io.BytesIO()
    with pd.ExcelWriter(stream, engine="openpyxl") as writer:
        for name in TABLES[:-1]:
            getattr(pack, name).to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 1))
        for place, arm in enumerate((pack.base, pack.other)):
            sheet = f"accounts {'AB'[place]}"
            pack.matrix(arm).to_excel(writer, sheet_name=sheet, freeze_panes=(1, 1))
    return stream.getvalue()


def pack_html(pack: Pack, comparison: Comparison, /, *, language: str = "en") -> str:
    """The pack as one page that needs nothing else.

    Args:
        pack: the tables. comparison: that they are from. language: "en" or "id".
    """
    from partnersim.studies.words.compared_tables import winner_rows

    texts = Texts(language)

    def shown(rows: tuple[list[str], list[list[str]]], key: str, left: int = 1) -> str:
        heads, cells = rows
        return plain_table(heads, cells, key=key, numbers=heads[left:]) if cells else ""

    template = jinja2.Environment(
        loader=jinja2.PackageLoader("partnersim.faces.report"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    ).get_template("pack.html.j2")  # fmt: skip
    return template.render(
        language=language, say=texts.say, pack=pack, seeds=exact_text(pack.seeds, language=language),
        balance=shown(balance_rows(pack, texts), "balance"), effects=shown(effect_rows(pack, texts), "effects", 3),
        cost=shown(cost_rows(pack, texts), "cost", 3),
        winners=shown(winner_rows(comparison, pack.base, pack.other, texts), "winners"),
        growth=data_address(growth_picture(pack, texts)),
        accounts=[
            {"arm": arm, "table": shown(accounts_rows(pack, arm, texts), f"accounts_{place}")}
            for place, arm in enumerate((pack.base, pack.other))
        ],
        version=comparison.results.manifest.get("version", ""),
    )  # fmt: skip


def growth_picture(pack: Pack, texts: Texts, /) -> bytes:
    """The growth incidence curve with its 95 % band, as a PNG file."""
    table = pack.growth
    with drawing():
        figure = new_figure(7.2, 3.6)
        ax = figure.subplots()
        x, y = 100.0 * table["share"], 100.0 * table["growth"]
        ax.axhline(0.0, color="#888888", linewidth=0.8)
        if np.isfinite(table["low"]).all():
            ax.fill_between(
                x, 100.0 * table["low"], 100.0 * table["high"], color="#0072B2", alpha=0.25, linewidth=0
            )
        ax.plot(x, y, color="#0072B2", marker="o", markersize=3)
        ax.set_xlabel(texts.say("people, from the poorest (percent)"))
        ax.set_ylabel(texts.say("consumption per person, B over A (percent)"))
        return png(figure)
