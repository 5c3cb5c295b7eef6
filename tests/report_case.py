"""Hand-made results, of which a report is written."""

import json
from html import escape

import numpy as np
import pandas as pd

from partnersim.faces.report.style import arm_styles
from partnersim.measures import MEASURES, OUTCOMES
from partnersim.scenario.documents.identity import canonical, scenario_hash
from partnersim.scenario.reading import load_scenario
from partnersim.studies.runs.results import Results

ARMS = ("toy", "toy-firms")
SEEDS = (1, 2, 3, 4)
MONTHS = 14


def hand_made(*, arms=ARMS, seeds=SEEDS, headcount_gap=0.0):
    """Results of two arms in which firms pay 9 billion more in the second, and the office 1 billion less."""
    spec = load_scenario("toy")
    actors = [a.name for a in spec.actors]
    rng = np.random.default_rng(3)
    runs, series, flows, diary = [], [], [], []
    for arm in arms:
        second = arm != arms[0]
        for seed in seeds:
            noise = rng.normal(0.0, 0.01)
            outcomes = {m.name: 1.0 + noise for m in OUTCOMES}
            outcomes |= {
                "headcount_end": 0.12 + (headcount_gap if second else 0.0) + 0.0001 * noise,
                "firm_participation_end": 0.6 if second else 0.0,
                "consumption_listed_idr_mean": 350_000.0,
                "money_spent_idr_total": (20e9 if second else 12e9) + 1e6 * noise,
            }
            key = {"run_id": f"{arm}:{seed}", "arm": arm, "seed": seed}
            runs.append(key | {"scenario": "toy", "scenario_hash": scenario_hash(spec), "status": "done",
                               "origin": "", "message": "", "seconds": 0.1} | outcomes)  # fmt: skip
            for month in range(MONTHS):
                values = {m.name: 0.1 + 0.01 * month + noise for m in MEASURES}
                date = f"{2009 + month // 12}-{month % 12 + 1:02d}"
                series.append(key | {"month": month, "date": date} | values)
            office, other = actors[0], actors[1]
            for source, target, kind, amount in (
                (office, "programme", "funds", (10e9 if second else 11e9) + 1e6 * seed),
                (office, other, "transfer", 1e9),
                (other, "market", "personnel", 1.5e9),
                (office, "treasury", "lapsed", 5e9),
                (other, other, "contribution", 9e9),
            ):
                flows.append(key | {"month": 0, "payer": source, "receiver": target, "kind": kind,
                                    "amount_idr": amount})  # fmt: skip
            if second:
                flows.append(key | {"month": 0, "payer": other, "receiver": "market", "kind": "use_of_outputs",
                                    "amount_idr": 9e9 + 1e6 * seed})  # fmt: skip
            diary.append(key | {"month": 0, "date": "2009-01", "what": "signed <b>", "who": "", "detail": ""})
    spec_json = json.loads(canonical(spec))
    manifest = {
        "version": "0.1.0+test", "python": "3.11", "git": None, "command": "partnersim demo",
        "started": "2026-01-02T03:04:05+00:00",
        "arms": {arm: {"scenario": "toy", "title": f"Title of {arm}", "seeds": list(seeds),
                       "hash": scenario_hash(spec), "spec": spec_json} for arm in arms},
    }  # fmt: skip
    frames = (pd.DataFrame(rows) for rows in (runs, series, flows, diary))
    runs_frame, series_frame, flows_frame, diary_frame = frames
    return Results(runs=runs_frame, series=series_frame, flows=flows_frame, diary=diary_frame,
                   snapshots=pd.DataFrame(), manifest=manifest)  # fmt: skip


def styles_of(results):
    """Colours and letters of the arms of results."""
    return arm_styles({arm: results.manifest["arms"][arm]["title"] for arm in results.arms})


def bare_table(columns, rows, *, key, numbers=()):
    """The cells of a table of the report without the library's styles."""
    assert set(numbers) <= set(columns)
    lines = [("th", columns), *(("td", row) for row in rows)]
    cells = ("".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in line) for tag, line in lines)
    return f'<table id="{key}">{"".join(f"<tr>{line}</tr>" for line in cells)}</table>'
