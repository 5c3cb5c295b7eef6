"""Which parts make a difference: a game in arrays, whose shares, sufficient sets and interactions are worked out.

Nothing here knows what the numbers stand for. A *part* is a player; the value of a set of parts is a vector over seeds.
"""

from partnersim.studies.attribution.game import Game, members, place_of
from partnersim.studies.attribution.sampled import (
    SampledShares,
    orders,
    sampled_shares,
    sets_of_orders,
    shrunk,
)
from partnersim.studies.attribution.shares import (
    alone,
    interactions,
    moebius,
    owen,
    shapley,
    taken_away,
)
from partnersim.studies.attribution.sufficiency import Sufficiency, share_of_seeds, sufficiency, target_of

__all__ = [
    "Game",
    "SampledShares",
    "Sufficiency",
    "alone",
    "interactions",
    "members",
    "moebius",
    "orders",
    "owen",
    "place_of",
    "sampled_shares",
    "sets_of_orders",
    "shapley",
    "share_of_seeds",
    "shrunk",
    "sufficiency",
    "taken_away",
    "target_of",
]
