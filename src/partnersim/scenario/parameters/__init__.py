"""Parameters of the mechanisms, each in the folder and file that its rule has under ``mechanisms``."""
