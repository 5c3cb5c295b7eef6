"""The picture of the results chain: a bar an outcome, as long as the difference is over what would have shown."""

from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from partnersim.studies.digest import drawing
from partnersim.studies.words.texts import Texts


def picture(monkeypatch, effects):
    """The picture of effects given as (outcome, difference, smallest that shows, clear)."""
    rows = [
        {"base": "a", "other": "b", "link": "output", "outcome": outcome, "difference": d, "mde": mde, "clear": clear}
        for outcome, d, mde, clear in effects
    ]
    rows.append({**rows[0], "base": "c", "difference": 99.0})
    monkeypatch.setattr(drawing, "effect_of", lambda row: SimpleNamespace(**row))
    results = SimpleNamespace(manifest={"arms": {"a": {}, "b": {}, "c": {}}})
    return drawing.chain_figure(SimpleNamespace(chain=pd.DataFrame(rows), results=results), "a", "b", Texts())


def test_bars_are_multiples_of_what_would_have_shown(monkeypatch):
    effects = [("members_end", 6.0, 2.0, True), ("queue_end", -1.0, 4.0, False), ("units_active_end", 0.0, 0.0, False)]
    figure = picture(monkeypatch, effects)
    bars = figure.axes[0].patches
    assert [bar.get_width() for bar in bars] == [3.0, -0.25]  # what no seed moves has no bar
    assert [drawing.CLEAR.lower(), drawing.UNCLEAR] == [to_hex(bar.get_facecolor()) for bar in bars]
    assert tuple(figure.get_size_inches()) == pytest.approx((9.0, 0.6 + 2 * 0.3))
    none = picture(monkeypatch, effects[2:])
    assert not none.axes[0].patches and none.get_size_inches()[1] == pytest.approx(0.9)
