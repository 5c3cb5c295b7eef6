"""How many tasks a worker is handed at once, learned from those that were done."""

from types import SimpleNamespace

from partnersim.studies.runs.queueing import Queue
from partnersim.studies.runs.tasks import Task


def waiting(count):
    return Queue([Task(key=str(number), work=number) for number in range(count)])


def done(queue, tasks, *, seconds, left=0):
    queue.done(tasks, SimpleNamespace(left=left), seconds)


def test_a_batch_fits_eight_tenths_of_a_second_by_what_tasks_took():
    queue = waiting(100)
    first = queue.next(2)
    assert [task.key for task in first] == ["0"]  # nothing is known yet
    done(queue, first, seconds=0.1)
    second = queue.next(2)
    assert [task.key for task in second] == [str(number) for number in range(1, 9)]  # 0.8 / 0.1
    done(queue, second, seconds=8 * 0.3)  # the mean of 0.1 and 0.3 is 0.2
    assert len(queue.next(2)) == 4


def test_what_was_not_begun_comes_first_again_and_does_not_count():
    queue = waiting(60)
    done(queue, queue.next(2), seconds=0.1)
    batch = queue.next(2)
    done(queue, batch, seconds=0.3, left=5)  # three done, a tenth of a second each
    assert [task.key for task in queue.next(2)] == [task.key for task in batch[3:]] + ["9", "10", "11"]


def test_near_the_end_the_rest_is_shared_out():
    queue = waiting(9)
    done(queue, queue.next(2), seconds=0.001)
    assert len(queue.next(2)) == 2  # a quarter of eight, though 64 would fit
    assert len(queue.next(2)) == 2
    assert len(queue) == 4
