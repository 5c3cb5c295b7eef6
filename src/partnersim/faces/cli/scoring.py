"""What ``partnersim validate --score`` prints and writes: predictions of published effects beside two rivals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnersim.faces.cli.tables import show, show_json, table, to_json

if TYPE_CHECKING:
    from partnersim.studies.scoreboard import Board

NAMES = {"model": "the model", "other_studies": "mean of the other studies", "no_effect": "no effect"}
"""Predictors as a reader calls them."""

SCORE_HEADS = (
    "effect", "predictor", "sites", "error (rms)", "error (mean)", "CRPS", "in 50 %", "in 80 %", "in 95 %",
)  # fmt: skip


def show_scores(
    *, replicates: int, seed: int, ensemble: bool, fit: Path | None, workers: int | None, out: Path | None,
    force: bool, as_json: bool, as_markdown: bool,
) -> int:  # fmt: skip
    """Score, print, and keep the results where a folder is given.

    Raises:
        ScenarioError: a file is unusable. ResultsError: the folder cannot be written, or holds another scoreboard.
    """
    from partnersim.studies.runs.files import folder_of, refuse_another_study
    from partnersim.studies.scoreboard import score

    if out is not None:
        asked = {"replicates": replicates, "first_seed": seed}
        refuse_another_study(
            folder_of(out) / "scores.json",
            same=lambda document: all(document[key] == value for key, value in asked.items()),
            what=lambda document: f"scores of {document['replicates']} seeds from {document['first_seed']}",
            force=force,
        )
    found = score(replicates=replicates, seed=seed, ensemble=ensemble, fit=fit, workers=workers, out=out)
    try:
        if as_json:
            show_json(found.scores.to_dict("records"))
        else:
            show(scores_table(found, markdown=as_markdown))
            show("\n" + "\n".join(sentences_of(found.scores.to_dict("records"))))
    finally:  # written even where the reader has gone
        if out is not None:
            write_scores(found, out)
    return 0


def write_scores(found: Board, folder: Path, /) -> None:
    """Write scores.json, scores.csv and predictions.csv into a folder, all or none.

    Raises:
        ResultsError: the folder cannot be written.
    """
    from partnersim.studies.runs.files import written_together

    with written_together(folder) as draft:
        found.scores.to_csv(draft / "scores.csv", index=False)
        found.predictions.to_csv(draft / "predictions.csv", index=False)
        (draft / "scores.json").write_text(to_json(found.document()) + "\n", encoding="utf-8")


def scores_table(found: Board, /, *, markdown: bool = False) -> str:
    """The table for people, a line for each family and predictor."""
    cells = [score_cells(row) for row in found.scores.to_dict("records")]
    return table(SCORE_HEADS, cells, right=(2, 3, 4, 5, 6, 7, 8), markdown=markdown)


def score_cells(row: dict[str, Any], /) -> list[str]:
    """One line of the table; errors and CRPS in the unit of the effect, coverage in per cent of sites."""
    from partnersim.studies.words.numbers import fixed_text

    family = row["family"].replace("_", " ") + (" (mean fitted)" if row["fitted"] else "")
    return [
        family, NAMES[row["predictor"]], fixed_text(row["n"], 0),
        *(fixed_text(row[name], 1) for name in ("rmse", "mae", "crps")),
        *(fixed_text(100.0 * row[f"covered_{share}"], 0) for share in (50, 80, 95)),
    ]  # fmt: skip


def sentences_of(scores: list[dict[str, Any]], /) -> list[str]:
    """Who predicts best, family by family; families in which a rival wins come first.

    Args:
        scores: rows with family, predictor, rmse and fitted.
    """
    said = []
    for family in dict.fromkeys(row["family"] for row in scores):
        rows = [row for row in scores if row["family"] == family]
        by = {row["predictor"]: row["rmse"] for row in rows}
        best = min(by, key=lambda who: by[who])
        name = str(family).replace("_", " ")
        places = 1 if len({round(rmse, 1) for rmse in by.values()}) == len(by) else 2  # no tie that is only rounding
        rest = ", ".join(f"{NAMES[who]} {by[who]:.{places}f}" for who in by if who != best)
        note = " Its mean was fitted, so this is no test of the level." if rows[0]["fitted"] else ""
        text = f"{name}: nearest is {NAMES[best]} (root mean square error {by[best]:.{places}f}; {rest}).{note}"
        said.append((best == "model", text))
    return [text for _, text in sorted(said, key=lambda one: one[0])]
