"""How a piece of work can fail: where, with which message, and what is kept of the exception."""

from __future__ import annotations

import pickle
import traceback
from dataclasses import dataclass
from typing import Literal

Origin = Literal["build", "run", "measure", "write"]
"""Where a run failed: building the world, stepping it, measuring it, or handing over what came of it."""

LONGEST_MESSAGE = 500


class RunFailed(Exception):
    """A run that could not be finished; the exception it came from is its cause."""

    def __init__(self, origin: Origin, cause: BaseException) -> None:
        super().__init__(origin, str(cause))
        self.origin: Origin = origin
        self.cause = cause


class WorkFailed(RuntimeError):
    """A piece of work failed with an exception that cannot be carried from the process where it rose."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What is kept of a failed piece of work.

    Attributes:
        origin: where it failed. message: one line. traceback: the whole story, empty if there is none.
        error: the exception, if it can be carried between processes.
    """

    origin: Origin
    message: str
    traceback: str = ""
    error: Exception | None = None

    @classmethod
    def of(cls, error: BaseException, /, *, origin: Origin = "run") -> Failure:
        """The failure that an exception amounts to; a ``RunFailed`` names its own origin and cause."""
        cause = error
        if isinstance(error, RunFailed):
            origin, cause = error.origin, error.cause
        first = (str(cause).strip() or "no message").splitlines()[0]
        return cls(
            origin=origin,
            message=f"{type(cause).__name__}: {first}"[:LONGEST_MESSAGE],
            traceback="".join(traceback.format_exception(cause)),
            error=_carried(cause),
        )

    def as_error(self) -> Exception:
        """The exception, to be raised where the work was asked for."""
        return self.error or WorkFailed(self.message)


def _carried(error: BaseException) -> Exception | None:
    """The exception, if it comes out of a pickle as it went in."""
    try:
        again = pickle.loads(pickle.dumps(error))
    except Exception:
        return None
    same = type(again) is type(error) and str(again) == str(error)
    return error if same and isinstance(error, Exception) else None
