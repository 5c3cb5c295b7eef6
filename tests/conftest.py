"""What all tests share: no window, one thread for algebra, no deadline for compiled code, and the browser."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")
# As in the program's workers, before numpy loads: a second thread of OpenBLAS spins while it waits for a core that
# another test has.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

CHROMIUM = Path("/usr/bin/chromium")

# The first call of a compiled rule takes seconds, so a deadline would measure the compiler. In CI the
# examples are the same at every run: a failure there can be repeated.
settings.register_profile("partnersim", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("partnersim")


def pytest_collection() -> None:
    """What is imported stays, so to look through it for garbage again and again is a third of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Tests leave garbage, and what was there before them is not looked through for it."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """At the end all is looked through once: libraries tell of what they made and is never let go."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of Debian's Chromium: a test that needs it is skipped where it is missing, but fails in CI."""
    if not CHROMIUM.exists():
        message = f"{CHROMIUM} is missing (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return str(CHROMIUM)
