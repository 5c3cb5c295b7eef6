"""The picture of what two parts bring together: a square for each pair, on both sides of the diagonal."""

from types import SimpleNamespace

import pandas as pd
from matplotlib.patches import Rectangle

from partnersim.faces.report.explained import interaction_picture
from partnersim.studies.words.drawing import drawing
from partnersim.studies.words.texts import Texts


def test_each_pair_has_its_square_twice_hatched_where_it_may_be_chance():
    pairs = pd.DataFrame(
        [
            {"first": "forum", "second": "staff", "interaction": 4.0, "low": 3.0, "high": 5.0},
            {"first": "forum", "second": "rule", "interaction": -1.0, "low": -2.0, "high": 0.5},
        ]
    )
    parts = [SimpleNamespace(name=name, said=()) for name in ("forum", "staff", "rule")]
    explanation = SimpleNamespace(interactions=pairs, parts=parts, outcome="members_end")
    with drawing():
        figure = interaction_picture(explanation, Texts())
    (ax,) = figure.axes
    squares = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    places = [(s.get_x(), s.get_y(), s.get_width(), s.get_height(), s.get_hatch() or "") for s in squares]
    assert places == [
        (-0.5, 0.5, 1, 1, ""), (0.5, -0.5, 1, 1, ""),  # forum and staff: centres (0, 1) and (1, 0)
        (-0.5, 1.5, 1, 1, "////"), (1.5, -0.5, 1, 1, "////"),  # forum and rule
    ]  # fmt: skip
    written = [(text.get_position(), text.get_text()) for text in ax.texts]
    assert [place for place, _ in written] == [(0, 1), (1, 0), (0, 2), (2, 0)]
    assert [text[0] for _, text in written] == ["+", "+", "\N{MINUS SIGN}", "\N{MINUS SIGN}"]
    assert [text.get_color() for text in ax.texts][:2] == ["white", "white"]
