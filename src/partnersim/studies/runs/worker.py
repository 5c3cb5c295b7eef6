"""The main loop of a worker process: read a call, make it, write what it gave."""

from __future__ import annotations

import os
import pickle
import threading
import time
from typing import BinaryIO

from partnersim.studies.runs.processes import READY, receive, send


def main(planner: int) -> None:
    """Serve calls until there are no more.

    Args:
        planner: process that planned the work; if it goes, this one does.
    """
    calls, replies = _own_pipes()
    threading.Thread(target=_end_with, args=(planner,), daemon=True).start()
    replies.write(READY)
    replies.flush()
    while True:
        try:
            message = receive(calls)
        except EOFError:
            return
        try:
            fn, args, kwargs = pickle.loads(message)
        except Exception as error:  # its code cannot be imported here
            reply = _pickled(None, error)
        else:
            try:
                reply = _pickled(fn(*args, **kwargs), None)
            except Exception as error:
                reply = _pickled(None, error)
        try:
            send(replies, reply)
        except OSError:  # nobody listens any more
            return


def _pickled(value: object, error: Exception | None) -> bytes:
    try:
        return pickle.dumps((value, error), protocol=pickle.HIGHEST_PROTOCOL)
    except Exception as fault:
        from partnersim.studies.runs.failures import WorkFailed

        return pickle.dumps((None, WorkFailed(f"{type(error or fault).__name__}: {error or fault}")))


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the planner, on numbers of their own: whatever prints here must not end up between the replies."""
    calls, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # standard error is closed
        os.dup2(nothing, 1)
    os.close(nothing)
    return calls, replies


def _end_with(planner: int) -> None:
    """End this process soon after the planner has gone, also in the middle of a run."""
    while os.getppid() == planner:
        time.sleep(0.5)
    os._exit(1)
