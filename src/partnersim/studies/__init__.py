"""Studies: sets of runs, their tables, and what the tables say."""
