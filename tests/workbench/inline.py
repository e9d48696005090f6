"""An executor for tests: each task runs in this process when it is waited for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from chancery.errors import ChanceryError
from chancery.pipeline.executor import Task, TaskResult


class InlineExecutor:
    """Runs each task when it is waited for, in this process, where nothing needs to be bounded."""

    places = 1

    def __init__(self) -> None:
        self._waiting: deque[Task] = deque()

    @property
    def running(self) -> int:
        return len(self._waiting)

    def submit(self, task: Task) -> None:
        self._waiting.append(task)

    def wait(self) -> Iterator[TaskResult]:
        if self._waiting:
            task = self._waiting.popleft()
            try:
                yield TaskResult(task, value=task.function(task.argument))
            except ChanceryError as error:
                yield TaskResult(task, error=error)

    def close(self, *, now: bool = False) -> None:  # noqa: ARG002 - nothing runs between two waits
        self._waiting.clear()
