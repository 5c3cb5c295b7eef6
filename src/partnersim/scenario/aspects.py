"""The five aspects that partners share, in the order every array uses."""

from typing import Literal

Aspect = Literal["programme", "facilities", "personnel", "use_of_outputs", "funds"]

ASPECTS: tuple[Aspect, ...] = ("programme", "facilities", "personnel", "use_of_outputs", "funds")
K = len(ASPECTS)
PROGRAMME, FACILITIES, PERSONNEL, USE_OF_OUTPUTS, FUNDS = range(5)
REAL_ASPECTS: tuple[Aspect, ...] = ASPECTS[:4]
"""The aspects that are limited real capacity; funds are money and move between members."""
