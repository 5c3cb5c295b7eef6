"""The engine: builds a world, runs its months in order and closes the books."""
