"""Worker processes: an executor whose every thread hands its work to a process of its own.

Three things it does that the standard pool of processes does not, and that studies of hours need:

- A worker that dies takes only its own piece of work with it; the others go on, and a new one is started when needed.
- Starting a worker changes nothing in this process. The standard pool has a worker import the caller's main script and
  inherit its environment, so one thread of linear algebra per worker, and scripts without a ``__main__`` guard, were to
  be had only by changing both for a moment, under the feet of other threads.
- Two pipes per worker are all it needs: no semaphores in shared memory, which some containers do not have. What goes
  through them says its length first: a call that cannot be read ends where it ends, and not in the midst of the next.
"""

from __future__ import annotations

import json
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from typing import IO, Any

from partnersim.scenario.phrases import Phrase
from partnersim.theory.kept_files import IN_WORKER

_MAIN = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); import sys, json; "
    "sys.path[:] = json.loads(sys.argv[1]); from partnersim.studies.runs.worker import main; main(int(sys.argv[2]))"
)
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", IN_WORKER: "1"}
"""The number of workers is the parallelism that was asked for; the libraries in them start no threads of their own."""

READY = b"ready"
_LENGTH = struct.Struct("<Q")


class WorkerDied(BrokenExecutor):
    """The process that had a piece of work is gone: killed, out of memory, or crashed in compiled code."""


class TookTooLong(WorkerDied):
    """A piece of work was not done in the time it had; the process that had it has been ended."""


class NoWorker(OSError):
    """No worker process can be started."""


class WorkerProcesses(ThreadPoolExecutor):
    """An executor over processes; what is submitted must be picklable, and its function importable by a worker.

    A future whose worker dies has ``WorkerDied``, one for which no process can be started has ``NoWorker``; the
    executor goes on. An interrupt of the terminal does not reach workers: whoever planned the work decides.

    Args:
        workers: processes, each started when it is first needed.
    """

    def __init__(self, workers: int, /) -> None:
        # Loads numba, which workers that only read this module can do without.
        from partnersim.engine.first_start import begin

        begin()  # what the workers will call, compiled while they start
        super().__init__(max_workers=workers, thread_name_prefix="worker")
        self._own = threading.local()
        self._started: set[_Worker] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a worker call ``fn``; see ``concurrent.futures.Executor.submit``."""
        return super().submit(self._elsewhere, fn, args, kwargs)

    def submit_within(self, seconds: float, fn: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Have a worker call ``fn``, and end the worker if it is not done after so many seconds of work.

        The future has ``TookTooLong`` then. Waiting for a worker does not count.
        """
        return super().submit(self._elsewhere, fn, args, {}, seconds)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers once they have done what they have."""
        super().shutdown(wait=wait, cancel_futures=cancel_futures)
        for worker in list(self._started):
            worker.close()
        if wait:
            for worker in list(self._started):
                worker.process.wait()

    def kill(self) -> None:
        """End the workers at once; what they have is lost."""
        for worker in list(self._started):
            worker.process.kill()

    def _elsewhere(self, fn: Callable[..., Any], args: Any, kwargs: Any, seconds: float | None = None) -> Any:
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None or worker.process.poll() is not None:
            worker = self._own.worker = _Worker()
            self._started.add(worker)
        late = threading.Event()
        clock = None if seconds is None else threading.Timer(seconds, _end_late, (worker.process, late))
        if clock is not None:
            clock.daemon = True
            clock.start()
        try:
            return worker.call(fn, args, kwargs)
        except WorkerDied as fault:
            self._own.worker = None
            self._started.discard(worker)
            if late.is_set():
                raise TookTooLong(Phrase("not done after {seconds:g} seconds", seconds=seconds)) from fault
            raise
        finally:
            if clock is not None:
                clock.cancel()


class _Worker:
    """One process and the two pipes to it."""

    def __init__(self) -> None:
        options = [text for option in sys.warnoptions for text in ("-W", option)]
        places = json.dumps([place for place in sys.path if isinstance(place, str)])
        command = [sys.executable or "python", "-P", *options, "-c", _MAIN, places, str(os.getpid())]
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **_ENVIRONMENT},
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise NoWorker(*error.args) from error
        assert self.process.stdin is not None and self.process.stdout is not None
        self._to, self._from = self.process.stdin, self.process.stdout
        if self._from.read(len(READY)) != READY:
            self.process.kill()
            self.close()
            raise NoWorker(f"a worker process ended with code {self.process.wait()} before it began")

    def call(self, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        # Pickled before anything is sent: what cannot be pickled is the caller's error, and the worker stays whole.
        message = pickle.dumps((fn, args, kwargs), protocol=pickle.HIGHEST_PROTOCOL)
        try:
            send(self._to, message)
            reply = receive(self._from)
        except (OSError, EOFError) as fault:
            self.process.kill()
            self.close()
            code = self.process.wait()
            raise WorkerDied(f"the worker process died ({_reason(code)})") from fault
        value, error = pickle.loads(reply)
        if error is not None:
            raise error
        return value

    def close(self) -> None:
        """Close the pipes: the worker ends when it sees that."""
        for pipe in (self._to, self._from):
            try:
                pipe.close()
            except OSError:
                continue


def send(pipe: IO[bytes], message: bytes) -> None:
    """Write a message with its length before it.

    Raises:
        OSError: nobody listens any more.
    """
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """One whole message as `send` wrote it.

    Raises:
        EOFError: the pipe was closed, before a message or in the midst of it.
    """
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (size,) = _LENGTH.unpack(head)
    message = pipe.read(size)
    if len(message) < size:
        raise EOFError
    return message


def _end_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _reason(code: int) -> str:
    if code == -9:
        return "killed, or out of memory"
    return f"signal {-code}: a crash in compiled code" if code < 0 else f"exit code {code}"
