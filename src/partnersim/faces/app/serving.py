"""One pool of processes for all visitors of this server, and who a visitor is."""

from __future__ import annotations

from functools import cache

from partnersim.faces.app.jobs import Jobs
from partnersim.studies.runs.processes import WorkerProcesses
from partnersim.studies.runs.running import cores


@cache
def jobs() -> Jobs:
    """The jobs of this server, made at the first question."""
    return Jobs(WorkerProcesses(cores()), at_once=cores())


def visitor() -> str:
    """Name of the visitor whose page is being drawn."""
    import solara.server.kernel_context

    return str(solara.server.kernel_context.get_current_context().id)
