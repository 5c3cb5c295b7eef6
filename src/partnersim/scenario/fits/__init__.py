"""Files of fits under ``scenarios/fits``: what was fitted, to what, and what it reaches; read strictly."""
