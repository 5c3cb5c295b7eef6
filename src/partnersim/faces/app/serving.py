"""One pool of processes for all visitors of this server, and names for what is asked for at once."""

from __future__ import annotations

import itertools
import threading

from partnersim.faces.app.jobs import Jobs
from partnersim.studies.runs.processes import WorkerProcesses
from partnersim.theory.cores import cores

_TURNS = itertools.count()


class _Server:
    """The pool of this server, made once however many pages ask for it at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: WorkerProcesses | None = None
        self._jobs: Jobs | None = None

    def jobs(self) -> Jobs:
        with self._lock:
            if self._jobs is None:
                self._processes = WorkerProcesses(cores())
                self._jobs = Jobs(self._processes, at_once=cores())
            return self._jobs

    def stop(self) -> None:
        with self._lock:
            if self._jobs is None or self._processes is None:
                return
            self._jobs.close()
            self._processes.kill()
            self._processes.shutdown(cancel_futures=True)


_SERVER = _Server()


def jobs() -> Jobs:
    """The jobs of this server, made at the first question."""
    return _SERVER.jobs()


def warm() -> None:
    """Have the workers load, and where it is needed compile, the rules before the first visitor asks; read designs.

    The work is what the first page asks for, so that nothing is done twice.
    """
    from partnersim.faces.app.estimating import estimates
    from partnersim.faces.app.session import Choice
    from partnersim.faces.app.work import key_of, outcomes_of

    base = Choice().base()
    for seed in range(base.run.seed, base.run.seed + cores()):
        jobs().ask("warming", key_of(base, seed, "outcomes"), outcomes_of, base, seed)
    threading.Thread(target=estimates.prepare, name="designs", daemon=True).start()


def stop() -> None:
    """End the jobs of this server and the processes that do them."""
    _SERVER.stop()


def new_turn() -> str:
    """A name for what is asked for at once, so that giving it up takes nothing from what is asked for next.

    Two moves of a lever may overlap: the work of the first is given up after that of the second was asked for.
    """
    import solara.server.kernel_context

    return f"{solara.server.kernel_context.get_current_context().id}: {next(_TURNS)}"
