"""Fitting household parameters to the targets that may be used for it, and to nothing else.

Nothing here knows that there are other targets: one file is read, `aims.CALIBRATE_FILE`, and no module that reads
another can be reached by import (a contract of the import linter, and a test).
"""
