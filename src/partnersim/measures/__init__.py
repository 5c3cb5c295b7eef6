"""What is measured in a run: monthly measures and outcomes of a whole run. Measuring never changes a run."""

from partnersim.measures import catalogue as catalogue
from partnersim.measures.declaring import HIGHER, LOWER, NEITHER, Link, Measure, monthly, outcome, withdraw
from partnersim.measures.months import Months
from partnersim.measures.noting import noted, noted_from
from partnersim.measures.recorder import Recorder
from partnersim.measures.summaries import FLOW, LEVEL, STATE
from partnersim.measures.tables import MEASURES, OUTCOMES, leading, spoken

__all__ = [
    "MEASURES", "OUTCOMES", "Link", "Measure", "Months", "Recorder", "noted", "noted_from", "leading", "spoken",
    "monthly", "outcome", "withdraw", "HIGHER", "LOWER", "NEITHER", "LEVEL", "STATE", "FLOW",
]  # fmt: skip
