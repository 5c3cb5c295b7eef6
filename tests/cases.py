"""The cases: shipped scenarios that extend nothing, and the village that is for learning is none."""

from partnersim.scenario.documents.shipped import shipped_names, shipped_scenario

CASES = tuple(name for name in shipped_names() if name != "toy" and not shipped_scenario(name).extends)
