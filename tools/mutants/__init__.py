"""Plant small faults in the package, one at a time, and see whether the tests catch them.

    python -m tools.mutants map                       which lines each test file executes, and how long it takes
    python -m tools.mutants try --count 80 --seed 1   plant faults and run the tests that execute their lines
    python -m tools.mutants page --out FILE           the table of all verdicts so far, survivors first

A whole map takes as long as all tests; without one, ``try`` measures the test files that name a fault's function or
module until it knows three that execute the line. What is learned lies in ``.mutants`` (never committed): test files are
measured again only when they changed, and ``try`` goes on where it stopped.

A fault is planted when its module is imported (``hook/sitecustomize.py``); no file is changed, so that what the machine
has compiled stays of use. A fault in a compiled rule is tried in plain Python (``NUMBA_DISABLE_JIT=1``) against the
tests that pass so. Populations are settled anew for every fault.
"""
