"""Where tasks run: worker processes now, a cluster engine later, behind one small protocol.

A task is a function of a module and one serialisable argument, so that nothing but its input reaches it. A task that
crashes, hangs or eats memory is given back as a failure; the others go on.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Protocol, Self

from pebble import ProcessExpired, ProcessPool

from chancery.errors import ChanceryError, DamagedFile, LimitExceeded

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work: `function(argument)` in at most `seconds`; `key` tells whoever asked what it was."""

    key: Any
    function: Callable[[Any], Any]
    argument: Any
    seconds: float


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What a task gave, or why it failed."""

    task: Task
    value: Any = None
    error: ChanceryError | None = None


class Executor(Protocol):
    """Takes tasks, runs them in any order, gives results as they come."""

    @property
    def places(self) -> int:
        """How many tasks run at once."""
        ...

    @property
    def running(self) -> int:
        """How many tasks were submitted whose result was not yet given."""
        ...

    def submit(self, task: Task) -> None: ...

    def wait(self) -> Iterator[TaskResult]:
        """The results that are there; waits until there is one. Yields nothing when nothing runs."""
        ...

    def close(self, *, now: bool = False) -> None:
        """Let running tasks end, or end them at once."""
        ...


class ProcessExecutor:
    """Worker processes on this machine: each with a bound on memory, each task with a bound on time."""

    def __init__(
        self,
        workers: int,
        worker_bytes: int,
        tasks_per_worker: int = 400,
        ahead: Sequence[str] = ("chancery.pipeline.tasks",),
    ) -> None:
        """`ahead` are the modules that are imported once, for all workers: they start at once, and share that memory."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(ahead))
        self.places = workers
        self._running: dict[Future[Any], Task] = {}
        self._tried_again: set[int] = set()
        self._new_pool = partial(
            ProcessPool,
            max_workers=workers,
            max_tasks=tasks_per_worker,
            initializer=_start_worker,
            initargs=(worker_bytes, os.getpid()),
            context=context,
        )
        self._pool = self._new_pool()

    @property
    def running(self) -> int:
        return len(self._running)

    def submit(self, task: Task) -> None:
        if not self._pool.active:
            self._renew()
        self._running[self._schedule(task)] = task

    def _schedule(self, task: Task) -> Future[Any]:
        return self._pool.schedule(task.function, args=(task.argument,), timeout=task.seconds)

    def _renew(self) -> None:
        """A pool of which a worker was ended while it had nothing to do gives up as a whole; another takes its place."""
        self.close(now=True)
        self._pool = self._new_pool()
        for future in [future for future in self._running if _is_lost(future)]:
            task = self._running.pop(future)
            self._running[self._schedule(task)] = task

    def wait(self) -> Iterator[TaskResult]:
        if self._running:
            done, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in done:
                if future not in self._running:
                    continue  # given to another pool
                if _is_lost(future):
                    self._renew()
                    continue
                task = self._running.pop(future)
                # A worker may die for no fault of its task (the system ends one where memory is short): try it once more.
                if isinstance(future.exception(), ProcessExpired) and id(task) not in self._tried_again:
                    self._tried_again.add(id(task))
                    self.submit(task)
                    continue
                self._tried_again.discard(id(task))
                yield _result(task, future)

    def close(self, *, now: bool = False) -> None:
        if now:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close(now=kind is not None)


def _is_lost(future: Future[Any]) -> bool:
    """Whether its pool ended before it came to a result, which is no fault of the task."""
    return future.cancelled() or not future.done() or isinstance(future.exception(), BrokenProcessPool)


def _start_worker(worker_bytes: int, parent: int) -> None:
    """A worker leaves Ctrl-C to its parent, dies with it, and may not grow without bound."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Where there is no prctl (not Linux) an orphan ends when its pipe closes.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1 and parent != 1:
        os._exit(1)  # the parent died before we could ask to die with it
    os.environ["OMP_THREAD_LIMIT"] = "1"
    if worker_bytes:
        limit = _address_space() + worker_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _address_space() -> int:
    with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - a file of the kernel, read before any import of ours
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _result(task: Task, future: Future[Any]) -> TaskResult:
    try:
        return TaskResult(task, value=future.result())
    except ChanceryError as error:
        return TaskResult(task, error=error)
    except TimeoutError:
        return TaskResult(task, error=_took_too_long(task))
    except MemoryError:
        return TaskResult(task, error=_took_too_much())
    except ProcessExpired as expired:
        return TaskResult(task, error=_worker_died(expired.exitcode))
    except Exception as error:  # noqa: BLE001 - the door of the worker: a fault in reading one page must not end the run
        return TaskResult(task, error=_fault(error))


def _took_too_long(task: Task) -> ChanceryError:
    return LimitExceeded(
        f"reading took longer than {task.seconds:g} seconds and was stopped",
        remedy="Allow more with CHANCERY_READ_PAGE_SECONDS, or leave this page out.",
    )


def _took_too_much() -> ChanceryError:
    return LimitExceeded(
        "reading needed more memory than a worker may use and was stopped",
        remedy="Allow more with CHANCERY_READ_WORKER_BYTES, or leave this page out.",
    )


def _worker_died(code: int) -> ChanceryError:
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return DamagedFile(
        f"the process that read it crashed ({how})",
        remedy="The file is probably damaged; open it in another program and save it anew, then add that.",
    )


def _fault(error: Exception) -> ChanceryError:
    return DamagedFile(
        f"reading failed ({type(error).__name__}: {str(error)[:200]})",
        remedy="Please report this with the file; the other pages are not affected.",
    )
