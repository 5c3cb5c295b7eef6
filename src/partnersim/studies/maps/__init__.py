"""Maps: which of several arms is ahead where, over drawn points of uncertain inputs, and a rule that says it."""

from partnersim.studies.maps.result import MapTable
from partnersim.studies.maps.run import read_map, run_map

__all__ = ["MapTable", "read_map", "run_map"]
