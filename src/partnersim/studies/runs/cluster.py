"""Work over a cluster of dask.distributed that runs already, by the address of its scheduler.

The cluster moves work and keeps nothing: what is finished is kept by the process that planned it. If a worker dies, its
work goes to another; if the scheduler dies, the study ends with one line, and the same command goes on from what is
kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from typing import Any

from partnersim.scenario.phrases import Phrase
from partnersim.studies.runs.files import ResultsError
from partnersim.studies.runs.provenance import engine_version

CONNECT_SECONDS = 10.0
"""How long a scheduler may take to answer."""

_CLOSE_SECONDS = 2.0


class ClusterExecutor(Executor):
    """The executor of a dask client, which says when its scheduler has gone.

    Args:
        client: a connected ``distributed.Client``. address: of its scheduler.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._inner = client.get_executor()
        self._address = address
        self._max_workers = max(1, sum(client.nthreads().values()))

    @property
    def gone(self) -> str:
        """Why no more work can be done here; empty while it can."""
        if self._client.status == "running":
            return ""
        gone = f"the scheduler at {self._address} is gone"
        return f"{gone}; what is finished is kept, and the same command goes on from it"

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a call.

        Raises:
            BrokenExecutor: the scheduler has gone.
        """
        if self.gone:
            raise BrokenExecutor(self.gone)
        outer: Future[Any] = Future()
        inner = self._inner.submit(fn, *args, **kwargs)

        def pass_on(done: Future[Any]) -> None:
            if outer.cancelled():
                return
            try:
                outer.set_result(done.result())
            except (CancelledError, OSError) as error:
                outer.set_exception(BrokenExecutor(self.gone or f"the work was cancelled: {error}"))
            except Exception as error:
                outer.set_exception(error)

        inner.add_done_callback(pass_on)
        return outer


@contextmanager
def cluster_executor(address: str, /) -> Iterator[ClusterExecutor]:
    """An executor over the workers of a scheduler, closed at the end; the cluster itself goes on.

    Args:
        address: of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises:
        ResultsError: dask.distributed is missing, the scheduler does not answer, it has no workers, or a worker has
            another version of the program.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ResultsError(
            Phrase(
                "a cluster is reached by dask.distributed, which is not installed: pip install "
                "'partnersim[cluster]'"
            )
        ) from None
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # a scheduler that goes is told once, by us
    try:
        client = _connected(Client, address)
        try:
            _check_workers(client, address)
            yield ClusterExecutor(client, address)
        finally:
            with suppress(Exception):
                client.close(timeout=_CLOSE_SECONDS)
    finally:
        logger.setLevel(level)


def _connected(make: Any, address: str) -> Any:
    try:
        return make(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        raise ResultsError(
            Phrase(
                "no scheduler of dask answers at '{address}': {reason}", address=address[:80], reason=reason
            )
        ) from None


def _check_workers(client: Any, address: str) -> None:
    """Every worker must have this version of the program: numbers of two programs are never mixed."""
    versions = client.run(engine_version, on_error="return")
    if not versions:
        raise ResultsError(
            Phrase(
                "the scheduler at {address} has no workers; start some: dask worker {address}",
                address=address,
            )
        )
    mine = engine_version()
    for worker, version in versions.items():
        if version != mine:
            found = (
                Phrase("has {version}", version=version)
                if isinstance(version, str)
                else Phrase("cannot load the program ({version})", version=version)
            )
            raise ResultsError(
                Phrase("the worker {worker} {found}; here is {mine}", worker=worker, found=found, mine=mine)
            )
