"""Mesa, imported from a thread of its own.

To name its loggers Mesa reads the sources of all callers of its import. Below the imports of a whole program these are
some fifty frames and a quarter of a second, a fifth of what it takes to load the model; in a new thread they are four.
"""

from __future__ import annotations

import importlib
import threading
from contextlib import suppress


def _load() -> None:
    with suppress(ImportError):  # told by the import below, where it is seen
        importlib.import_module("mesa")


_loading = threading.Thread(target=_load, name="import of mesa")
_loading.start()
_loading.join()

import mesa  # noqa: E402

__all__ = ["mesa"]
