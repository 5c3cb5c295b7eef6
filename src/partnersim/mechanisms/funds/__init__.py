"""Rules of community funds."""
