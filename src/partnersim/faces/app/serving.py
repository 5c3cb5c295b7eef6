"""One pool of processes for all visitors of this server, and who a visitor is."""

from __future__ import annotations

from functools import cache

from partnersim.faces.app.jobs import Jobs
from partnersim.studies.runs.processes import WorkerProcesses
from partnersim.studies.runs.running import cores


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


def visitor() -> str:
    """Name of the visitor whose page is being drawn."""
    import solara.server.kernel_context

    return str(solara.server.kernel_context.get_current_context().id)
