"""Pure functions: what the equations say, without state and without agents."""
