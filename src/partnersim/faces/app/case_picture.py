"""A case at a glance: who works together, and for how many hamlets. Drawn from the scenario, with no text in it."""

from __future__ import annotations

import base64

import solara

from partnersim.scenario.presence import those_present
from partnersim.scenario.spec import Scenario
from partnersim.studies.words.numbers import exact_text
from partnersim.studies.words.texts import Texts

WIDTH, HEIGHT = 220, 72
KIND_COLOURS = {
    "government": "#0072B2", "donor": "#D55E00", "ngo": "#009E73", "training_institute": "#B58900", "firm": "#AA4499",
    "firms": "#AA4499",
}  # fmt: skip
MOST_HAMLETS = 60
"""Hamlets that are drawn; a place of more is drawn as this many."""

_ROWS, _RADIUS, _PARTNERS_Y, _HAMLETS_Y = 3, 9, 14, 46


def case_picture(spec: Scenario, texts: Texts) -> None:
    """The picture of a case beside its two sentences, told in words to those who do not see it."""
    drawn, told = base64.b64encode(case_svg(spec).encode("utf-8")).decode("ascii"), case_words(spec, texts)
    solara.HTML(
        "img", "", classes=["ps-case-picture"],
        attributes={"src": f"data:image/svg+xml;base64,{drawn}", "alt": told, "title": told},
    )  # fmt: skip


def case_words(spec: Scenario, texts: Texts) -> str:
    """What the picture shows: who is there, and for how many hamlets and households."""
    names = "; ".join(texts.title(actor.title) or actor.name for actor in those_present(spec).actors)
    return texts.say(
        "{names}: for {hamlets} hamlets with {households} households",
        names=names, hamlets=exact_text(spec.place.hamlets, language=texts.language),
        households=exact_text(spec.place.households, language=texts.language),
    )  # fmt: skip


def case_svg(spec: Scenario) -> str:
    """The picture: a circle for each organization, a bar for each agreement of some of them, a dot for each hamlet.

    Firms that are many are a ring: a forum through which some may give.
    """
    actors = those_present(spec).actors
    step = WIDTH / (len(actors) + 1)
    places = {actor.name: step * (k + 1) for k, actor in enumerate(actors)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
    ]
    for agreement in those_present(spec).agreements:
        inside = [places[name] for name in agreement.members if name in places]
        if len(inside) > 1:
            left, right = min(inside), max(inside)
            middle = (left + right) / 2.0
            parts.append(
                f'<path d="M{left:g} {_PARTNERS_Y}H{right:g}M{middle:g} {_PARTNERS_Y}V{_HAMLETS_Y - 8}" stroke="#555" '
                'stroke-width="3" fill="none"/>'
            )
    for actor in actors:
        colour = KIND_COLOURS[actor.kind]
        fill = "#fff" if actor.forum else colour
        parts.append(
            f'<circle cx="{places[actor.name]:g}" cy="{_PARTNERS_Y}" r="{_RADIUS}" fill="{fill}" stroke="{colour}" '
            'stroke-width="3"/>'
        )
    count = min(MOST_HAMLETS, int(spec.place.hamlets))
    columns = -(-count // _ROWS)
    for k in range(count):
        x = WIDTH / 2.0 + (k // _ROWS - (columns - 1) / 2.0) * 10.0
        y = _HAMLETS_Y + k % _ROWS * 9
        parts.append(f'<rect x="{x - 3:g}" y="{y - 3:g}" width="6" height="6" fill="#8796a3"/>')
    return "".join([*parts, "</svg>"])
