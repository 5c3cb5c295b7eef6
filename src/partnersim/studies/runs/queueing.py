"""Which tasks are handed out next, and how many at once."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

from partnersim.studies.runs.tasks import Batch, Task

BATCH_SECONDS = 0.8
"""After how long a worker begins no further task of its batch: what a stop or a kill can cost, beside one task."""

MOST_AT_ONCE = 64
MOST_DEATHS = 2
"""Workers that a task may have been with when they died, the second time alone, before it is taken for the cause."""


class Queue:
    """Tasks waiting, in their order but for their groups: what is costly to prepare is not prepared twice at once.

    Args:
        tasks: what is to be done.
    """

    def __init__(self, tasks: Sequence[Task], /) -> None:
        self._waiting: dict[str, deque[Task]] = {}
        for task in tasks:
            self._waiting.setdefault(task.group, deque()).append(task)
        self._suspects: deque[Task] = deque()
        self._deaths: Counter[str] = Counter()
        self._being_prepared: Counter[str] = Counter()
        self._prepared: set[str] = set()
        self._seconds_per_task = 0.0

    def __len__(self) -> int:
        return len(self._suspects) + sum(map(len, self._waiting.values()))

    def next(self, workers: int) -> list[Task]:
        """Tasks of one group for one of some workers: about as many as it can do in the time of a batch.

        A group that another worker is just preparing waits if there is another; if there is none, it is prepared
        twice, which takes no longer than waiting. Tasks whose worker died go alone.
        """
        if self._suspects and not any(self._waiting.values()):
            return [self._suspects.popleft()]
        free = [name for name in self._waiting if name in self._prepared or not self._being_prepared[name]]
        name = (free or list(self._waiting))[0]
        group = self._waiting[name]
        share = -(-len(self) // max(1, 2 * workers))
        batch = [group.popleft() for _ in range(min(len(group), share, self._fitting()))]
        if not group:
            del self._waiting[name]
        self._being_prepared[name] += 1
        return batch

    def _fitting(self) -> int:
        """Tasks that fit the time of a batch, by those done so far; one as long as nothing is known."""
        if self._seconds_per_task <= 0.0:
            return 1
        return max(1, min(MOST_AT_ONCE, int(BATCH_SECONDS / self._seconds_per_task)))

    def done(self, tasks: Sequence[Task], batch: Batch, seconds: float) -> None:
        """Take back what a worker did not begin, and learn from what it did.

        Args:
            tasks: as they were handed out. batch: what became of them. seconds: that it took.
        """
        count = len(tasks) - batch.left
        self._returned(tasks, tasks[count:])
        self._prepared.add(tasks[0].group)
        per_task = seconds / max(1, count)
        self._seconds_per_task = (
            (self._seconds_per_task + per_task) / 2.0 if self._seconds_per_task else per_task
        )

    def untouched(self, tasks: Sequence[Task]) -> None:
        """Take back tasks that nobody has begun."""
        self._returned(tasks, tasks)

    def died(self, tasks: Sequence[Task]) -> list[Task]:
        """Take back what was with a worker that died; gives those that must be taken for the cause."""
        self._returned(tasks, ())
        self._deaths.update(task.key for task in tasks)
        guilty = [task for task in tasks if self._deaths[task.key] >= MOST_DEATHS]
        self._suspects += [task for task in tasks if self._deaths[task.key] < MOST_DEATHS]
        return guilty

    def rest(self) -> list[Task]:
        """Everything that nobody has begun, taken out."""
        left = [task for group in self._waiting.values() for task in group]
        self._waiting = {}
        return left

    def suspects(self) -> list[Task]:
        """What was with workers that died and has not been tried again, taken out."""
        left, self._suspects = list(self._suspects), deque()
        return left

    def _returned(self, tasks: Sequence[Task], left: Sequence[Task]) -> None:
        name = tasks[0].group
        self._being_prepared[name] -= 1
        if left:
            self._waiting.setdefault(name, deque()).extendleft(reversed(left))
