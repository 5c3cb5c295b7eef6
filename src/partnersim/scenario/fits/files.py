"""Where files of fits lie, and the numbers that several of them have."""

from pathlib import Path
from typing import Any

from partnersim.scenario.documents.fields import quantity
from partnersim.scenario.documents.shipped import shipped_folders


def shipped_fit(name: str, /) -> Path | None:
    """The shipped file of a fit such as ``fits/dyads.yaml``; None if none is shipped."""
    return next((folder / name for folder in shipped_folders() if (folder / name).is_file()), None)


def percent(doc: str, /, *, default: Any = ..., low: float = 0.0) -> Any:
    """Declare a percentage that a fit reaches."""
    return quantity(default, unit="percent", low=low, high=100.0, doc=doc)


def loss(doc: str = "How far from its targets it is; 0 at all of them.", /, *, default: Any = ...) -> Any:
    """Declare the loss of a set."""
    return quantity(default, unit="1", low=0.0, high=1e6, doc=doc)
