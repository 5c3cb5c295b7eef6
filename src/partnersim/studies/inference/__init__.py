"""From simulated to observed numbers: which parameters fit, how well each is known, and whether the method is honest.

Arrays of numbers only: it knows nothing of the simulation.
"""

from partnersim.studies.inference.abc import Posterior, Simulated, posterior
from partnersim.studies.inference.checks import identified, rank_histograms, uniform_p_values

__all__ = ["Posterior", "Simulated", "identified", "posterior", "rank_histograms", "uniform_p_values"]
