"""What is measured in a run: monthly measures and outcomes of a whole run. Measuring never changes a run."""

from partnersim.measures.catalog import MEASURES
from partnersim.measures.measure import Measure
from partnersim.measures.outcome_catalog import OUTCOMES
from partnersim.measures.recorder import Recorder

__all__ = ["MEASURES", "OUTCOMES", "Measure", "Recorder"]
