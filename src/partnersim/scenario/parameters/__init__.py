"""Parameters of the mechanisms, each in a file that has the name of its rule."""
