"""Parameters of what organizations are by themselves."""
