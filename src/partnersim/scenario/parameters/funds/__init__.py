"""Parameters of community funds."""
