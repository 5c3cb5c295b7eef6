"""How good predictions are: scores, and the rivals that a model has to beat. It knows nothing of the simulation."""

from partnersim.studies.scoring.pooled import Pooled, others_pooled, random_effects
from partnersim.studies.scoring.scores import Prediction, crps_normal, scored

__all__ = ["Pooled", "Prediction", "crps_normal", "others_pooled", "random_effects", "scored"]
