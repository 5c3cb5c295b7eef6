"""One pool of processes for all visitors of this server, and names for what is asked for at once."""

from __future__ import annotations

import itertools
from functools import cache

from partnersim.faces.app.jobs import Jobs
from partnersim.studies.runs.processes import WorkerProcesses
from partnersim.studies.runs.running import cores

_TURNS = itertools.count()


@cache
def processes() -> WorkerProcesses:
    """The worker processes of this server."""
    return WorkerProcesses(cores())


@cache
def jobs() -> Jobs:
    """The jobs of this server, made at the first question."""
    return Jobs(processes(), at_once=cores())


def stop() -> None:
    """End the jobs of this server and the processes that do them."""
    jobs().close()
    processes().kill()
    processes().shutdown(cancel_futures=True)


def new_turn() -> str:
    """A name for what is asked for at once, so that giving it up takes nothing from what is asked for next.

    Two moves of a lever may overlap: the work of the first is given up after that of the second was asked for.
    """
    import solara.server.kernel_context

    return f"{solara.server.kernel_context.get_current_context().id}: {next(_TURNS)}"
