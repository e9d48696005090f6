"""The executor loses a task that crashes, hangs or eats memory, and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chancery.errors import DamagedFile, LimitExceeded, NeedsPassword
from chancery.pipeline.executor import ProcessExecutor, Task, TaskResult


def double(number: int) -> int:
    return 2 * number


def own_id(_: int) -> int:
    time.sleep(0.1)
    return os.getpid()


def crash(_: int) -> int:
    os.kill(os.getpid(), 11)
    return 0


def die_once(mark: Path) -> int:
    """As when the system ends a worker to get memory back."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), 9)
    return 5


def hang(_: int) -> int:
    time.sleep(60)
    return 0


def eat(_: int) -> int:
    return len(bytearray(4_000_000_000))


def refuse(_: int) -> int:
    raise NeedsPassword("it needs a password", where="a.pdf", remedy="Give it with --password-file.", page_number=3)


def run(executor: ProcessExecutor, tasks: list[Task]) -> Iterator[TaskResult]:
    for task in tasks:
        executor.submit(task)
    while executor.running:
        yield from executor.wait()


@pytest.fixture(scope="module")
def executor() -> Iterator[ProcessExecutor]:
    with ProcessExecutor(2, worker_bytes=500_000_000) as executor:
        yield executor


@pytest.mark.parametrize(
    ("function", "error", "words"),
    [
        (crash, DamagedFile, "signal 11"),
        (hang, LimitExceeded, "longer than 1 seconds"),
        (eat, LimitExceeded, "more memory"),
    ],
)
def test_a_task_that_goes_wrong_is_lost_alone(
    executor: ProcessExecutor, function: Callable[[int], int], error: type[Exception], words: str
) -> None:
    tasks = [Task(n, double, n, 30) for n in range(6)]
    tasks.insert(3, Task("bad", function, 0, 1 if function is hang else 30))
    results = {result.task.key: result for result in run(executor, tasks)}
    assert {key: result.value for key, result in results.items() if key != "bad"} == {n: 2 * n for n in range(6)}
    assert isinstance(results["bad"].error, error)
    assert words in str(results["bad"].error)


def test_a_task_whose_worker_was_ended_from_outside_is_done_again(executor: ProcessExecutor, tmp_path: Path) -> None:
    tasks = [Task(n, die_once, tmp_path / str(n), 30) for n in range(2)]
    assert [(result.value, result.error) for result in run(executor, tasks)] == [(5, None), (5, None)]


def test_our_own_errors_cross_the_border_whole(executor: ProcessExecutor) -> None:
    (result,) = run(executor, [Task(1, refuse, 0, 30)])
    assert isinstance(result.error, NeedsPassword)
    assert (result.error.where, result.error.page_number) == ("a.pdf", 3)
    assert str(result.error) == "a.pdf, page 3: it needs a password. Give it with --password-file."


def test_workers_that_are_ended_while_they_wait_are_replaced() -> None:
    with ProcessExecutor(2, worker_bytes=0) as executor:
        idle = {result.value for result in run(executor, [Task(n, own_id, n, 30) for n in range(4)])}
        for worker in idle:
            os.kill(worker, 9)
        later = list(run(executor, [Task(n, double, n, 30) for n in range(6)]))
        # However it is noticed (as the task is given, or after): nothing is lost and nothing is done twice.
        assert sorted(result.value for result in later) == [2 * n for n in range(6)]
        assert all(result.error is None for result in later)


def test_tasks_given_to_a_pool_that_gave_up_are_done_by_another(executor: ProcessExecutor) -> None:
    idle = {result.value for result in run(executor, [Task(n, own_id, n, 30) for n in range(4)])}
    for worker in idle:
        os.kill(worker, 9)
    time.sleep(0.5)
    assert sorted(result.value for result in run(executor, [Task(n, double, n, 30) for n in range(6)])) == [
        0,
        2,
        4,
        6,
        8,
        10,
    ]
