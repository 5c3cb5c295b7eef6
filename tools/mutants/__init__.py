"""Plant small faults in the package, one at a time, and see whether the tests catch them.

    python -m tools.mutants try --count 80 --seed 1   plant faults and run tests that evaluate them
    python -m tools.mutants page --out FILE           the table of all verdicts so far, survivors first

A fault is planted when its module is imported (``hook/sitecustomize.py``); no file is changed, so that what the machine
has compiled stays of use. It notes by itself when it is evaluated. Run are test files that name its function, what
calls it, or its module, until one fails that passes without the fault, or enough have evaluated it and pass.

A fault in a compiled rule is tried in plain Python (``NUMBA_DISABLE_JIT=1``). Populations are settled anew for each
fault. Verdicts are kept in ``.mutants`` (never committed) as they come: ``try`` goes on where it stopped.
"""
