"""Claims put to the test: plans, runs, effects, robustness."""
