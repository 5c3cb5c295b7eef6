"""What a scenario may say, and reading it. Nothing here loads the engine."""
