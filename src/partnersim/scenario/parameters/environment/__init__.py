"""Parameters of what comes from outside."""
