"""What makes the difference between two scenarios: their parts, every set of them run, and what follows."""

from partnersim.studies.explaining.parts import By, Part, parts_of
from partnersim.studies.explaining.result import Explanation
from partnersim.studies.explaining.run import run_explanation

__all__ = ["By", "Explanation", "Part", "parts_of", "run_explanation"]
