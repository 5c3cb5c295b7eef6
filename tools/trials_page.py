"""Run the shipped trials and write what they give into docs/trials.md and docs/results/trials.csv.

usage: python tools/trials_page.py [--replicates N] [--seed S] [TRIAL ...]

Without names all shipped trials run, which takes about a minute on two cores.
"""

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from partnersim.studies.runs.provenance import engine_version
from partnersim.studies.trials import load_trial, run_trial, trial_names
from partnersim.studies.words.numbers import number_text

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "trials.md"
TABLE = ROOT / "docs" / "results" / "trials.csv"
BLOCK = re.compile(r"(<!-- trials: [^\n]*-->\n).*?(<!-- end trials -->)", re.DOTALL)
HEADS = (
    "trial",
    "outcome",
    "arm",
    "month",
    "unit",
    "in the model",
    "95 % interval",
    "in the field",
    "power, %",
)


def main() -> int:
    asked = argparse.ArgumentParser(
        description="Write the results of the shipped trials into the documentation."
    )
    asked.add_argument("names", nargs="*")
    asked.add_argument("--replicates", type=int, default=5)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    found = []
    for name in options.names or trial_names():
        print(name, file=sys.stderr)
        trial = load_trial(name)
        found.append(run_trial(trial, replicates=options.replicates, seed=options.seed).summary)
    table = pd.concat(found, ignore_index=True)
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(TABLE, index=False, float_format="%.6g")
    last = options.seed + options.replicates - 1
    head = f"{datetime.now(UTC):%d %B %Y}, engine {engine_version()}, seeds {options.seed} to {last}."
    lines = [
        f"Run on {head}",
        "",
        f"| {' | '.join(HEADS)} |",
        "| --- | --- | --- | ---: | --- | ---: | --- | --- | ---: |",
    ]
    lines += [row_text(row) for row in table.to_dict("records")]
    text = PAGE.read_text("utf-8")
    body = "\n".join(lines)
    PAGE.write_text(BLOCK.sub(lambda m: f"{m[1]}{body}\n{m[2]}", text), "utf-8")
    return 0


def row_text(row: dict) -> str:
    share = row["unit"] == "share"

    def shown(value: float) -> str:
        if abs(value) < 1e-9:  # a zero but for rounding
            value = 0.0
        return "" if value != value else number_text(100.0 * value if share else value, unit="number")

    field = (
        f"{shown(row['field_effect'])} ({shown(row['field_se'])})"
        if row["field_effect"] == row["field_effect"]
        else ""
    )
    against = "" if row["against"] in ("control", "none") else f" against {row['against']}"
    unit = (
        "percent"
        if share and row["against"] == "none"
        else ("points" if share else row["unit"].replace("_", " "))
    )
    power = "" if row["power"] != row["power"] else f"{100.0 * row['power']:.0f}"
    cells = (
        row["trial"], row["outcome"], row["arm"] + against, str(row["round"]), unit, shown(row["effect"]),
        f"{shown(row['low'])} to {shown(row['high'])}", field, power,
    )  # fmt: skip
    return f"| {' | '.join(cell.replace('_', ' ') for cell in cells)} |"


if __name__ == "__main__":
    sys.exit(main())
