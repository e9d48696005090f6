"""One run over many sources: files in, pages read, records described, mentions found, each saved as soon as it is there.

The run writes only through the archive, in short transactions, from one process; the stages work in an executor. What a
killed run left undone the next run finds and does: received sources that nobody looked into, pages without a reading,
sources whose pages are all in and which nobody described yet.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chancery.archive import Archive, HeldSource, Received
from chancery.describe.source import DESCRIBE_VERSION
from chancery.errors import ArchiveError, ChanceryError, LimitExceeded, NeedsPassword
from chancery.extract.references import EXTRACT_VERSION
from chancery.model.page import Page, PageReading
from chancery.model.record import SourceDescription
from chancery.model.source import Problem
from chancery.model.viewer import OWNER
from chancery.pipeline import tasks
from chancery.pipeline.again import with_manifest
from chancery.pipeline.copies import compare_waiting
from chancery.pipeline.discover import Found
from chancery.pipeline.executor import Executor, Task, TaskResult
from chancery.pipeline.people import gather_waiting, shipped_linker
from chancery.pipeline.progress import Meter, Progress
from chancery.pipeline.windows import OVERLAP, WINDOW, join_windows
from chancery.read.pages import READ_VERSION
from chancery.settings import Settings

READ_TOGETHER = 8  # pages of one reading task: enough for OCR in lists, few enough for progress and for a stop
AHEAD = 4  # sources opened while earlier ones are being read
INSPECT_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A problem with its file, as the table at the end shows it."""

    file: str
    page: int | None
    code: str
    message: str
    remedy: str


@dataclass
class Outcome:
    """What a run did: sources newly in, sources met again, pages read, records described, problems."""

    added: int = 0
    held: int = 0
    pages: int = 0
    records: int = 0
    problems: list[FileProblem] = field(default_factory=list)
    stopped: bool = False


@dataclass
class _Work:
    """A source under way. `file` is its name with those of the containers it lies in, which `depth` counts.

    `members_left` of its own members are not in yet.
    """

    id: str
    name: str
    file: str
    path: Path
    depth: int
    tried: int = 0  # passwords
    pages_left: int = 0
    inspection: tasks.Inspection | None = None
    members_left: int = 0
    windows: deque[int] = field(default_factory=deque)
    parts: list[tuple[int, SourceDescription]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Watch:
    """How a run is watched and stopped. `saved` is called when a source is wholly in or refused."""

    meter: Meter
    report: Callable[[Progress], None]
    stop: threading.Event
    saved: Callable[[], None]


Receive = Callable[[Found, str | None], Received]


class Run:
    """Drives sources through the stages; `passwords` are tried in turn on encrypted ones.

    `receive(found, parent)` copies a file's bytes into the archive and gives what is known of the source.
    """

    def __init__(
        self,
        archive: Archive,
        executor: Executor,
        settings: Settings,
        watch: Watch,
        receive: Receive,
        passwords: tuple[str, ...] = (),
    ) -> None:
        self.archive = archive
        self.executor = executor
        self.settings = settings
        self.watch = watch
        self.receive = receive
        self.passwords: tuple[str | None, ...] = (None, *passwords)
        self.outcome = Outcome()
        self._files: Iterator[Found | ChanceryError] = iter(())
        self._unfinished: Iterator[HeldSource] = iter(())
        self._members: deque[tuple[Found, _Work]] = deque()  # each with the container it lies in
        self._ready: deque[Task] = deque()  # stages of sources under way: they go before new files
        self._open: dict[str, _Work] = {}

    def run(self, files: Iterator[Found | ChanceryError]) -> Outcome:
        """Take in what `files` yields and whatever earlier runs left undone."""
        self._files = files
        self._spool = Path(tempfile.mkdtemp(prefix="spool-", dir=self.archive.spool_folder()))
        try:
            # What earlier runs left undone goes first.
            self._unfinished = self.archive.unfinished()
            self.watch.meter.files_total += self.archive.counts(OWNER).unfinished
            while True:
                self._fill()
                if not self.executor.running:
                    break
                for result in self.executor.wait():
                    self._take(result)
                self.watch.report(self.watch.meter.report())
            compare_waiting(self.archive, stop=self.watch.stop.is_set)
            if not self.watch.stop.is_set():
                gather_waiting(self.archive)  # what a killed run, another version of the rules or a removal left
        finally:
            shutil.rmtree(self._spool, ignore_errors=True)
        self.outcome.stopped = self.watch.stop.is_set()
        return self.outcome

    # --- giving out work ---------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Hand the executor work until it has two tasks a place, or there is none."""
        while self.executor.running < 2 * self.executor.places:
            task = self._next()
            if task is None:
                return
            self.executor.submit(task)

    def _next(self) -> Task | None:
        if self.watch.stop.is_set():
            return None
        while not self._ready:
            if self._under_way() >= self.executor.places + AHEAD or not self._open_next():
                return None
        return self._ready.popleft()

    def _under_way(self) -> int:
        """How many sources are open; a container that waits for its members is not counted, or none could come in."""
        return sum(1 for work in self._open.values() if not work.members_left)

    def _open_next(self) -> bool:
        """Begin with the next source: a member of a container, one left undone, a new file; False where there is none."""
        if self._members:
            self._receive_member(*self._members.popleft())
            return True
        if self._take_up():
            return True
        found = self._next_file()
        if found is None:
            return False
        self._receive(found, None)
        return True

    def _take_up(self) -> bool:
        """Go on with a source that an earlier run left undone."""
        for source in self._unfinished:
            if source.id in self._open or source.state in ("done", "refused"):
                self.watch.meter.files_done += 1  # it was met meanwhile, inside a container
                continue
            parent = source.source.parent
            file = _inside(self.archive.source(parent, OWNER).file, source.file) if parent else source.file
            self._start(_Work(source.id, source.file, file, self.archive.reading_path(source.id), 0), source.state)
            return True
        return False

    def _receive_member(self, found: Found, container: _Work) -> None:
        self._receive(found, container)
        found.path.unlink(missing_ok=True)
        container.members_left -= 1
        if container.members_left == 0:
            self._begin_pages(container)

    def _receive(self, found: Found, container: _Work | None) -> None:
        """Have a file's bytes kept, and begin with it unless it is held already."""
        file = _inside(container.file, found.name) if container else found.name
        try:
            received = self.receive(found, container.id if container else None)
        except ArchiveError:
            raise  # the archive itself is in trouble: the run ends here, and can be taken up again
        except ChanceryError as error:
            self._file_problem(file, error)
            return
        if received.id in self._open or received.state == "done":
            self.outcome.held += 1
            self.watch.meter.files_done += 1
            return
        depth = container.depth + 1 if container else 0
        self._start(_Work(received.id, found.name, file, self.archive.reading_path(received.id), depth), received.state)

    def _next_file(self) -> Found | None:
        for found in self._files:
            self.watch.meter.files_total += 1
            if isinstance(found, Found):
                return found
            self._file_problem(found.where, found)
        return None

    def _start(self, work: _Work, state: str) -> None:
        """Begin where the source's state says: look into it, read what is missing, or describe it."""
        self._open[work.id] = work
        self.watch.meter.current = work.file
        if work.depth > self.settings.read.container_depth:
            self._refuse(work, _too_deep(work.depth))
        elif state in ("received", "refused"):
            self._ready.append(self._inspect_task(work))
        else:
            self._start_reading(work)

    def _inspect_task(self, work: _Work) -> Task:
        job = tasks.InspectJob(self._opening(work), self._spool / work.id)
        return Task(("inspect", work), tasks.inspect, job, INSPECT_SECONDS)

    def _read_task(self, work: _Work, numbers: tuple[int, ...]) -> Task:
        seconds = self.settings.read.page_seconds * len(numbers)
        return Task(("read", work), tasks.read, tasks.ReadJob(self._opening(work), work.id, numbers), seconds)

    def _opening(self, work: _Work) -> tasks.Opening:
        return tasks.Opening(work.path, work.name, self.settings.read, self.passwords[work.tried])

    # --- taking what is given back -----------------------------------------------------------------------------------

    def _take(self, result: TaskResult) -> None:
        stage, work = result.task.key
        if stage == "inspect":
            self._take_inspection(work, result)
        elif stage == "read":
            self._take_readings(work, result)
        elif result.error is not None:
            self._refuse(work, result.error)
        elif stage == "describe":
            self._take_description(work, result)
        else:
            self._take_references(work, result)

    def _take_inspection(self, work: _Work, result: TaskResult) -> None:
        if isinstance(result.error, NeedsPassword) and work.tried + 1 < len(self.passwords):
            work.tried += 1
            self._ready.appendleft(self._inspect_task(work))
            return
        if result.error is not None:
            self._refuse(work, result.error)
            return
        found: tasks.Inspection = result.value
        work.inspection = found
        if found.unlocked is not None:
            self.archive.save_unlocked(work.id, found.unlocked)
            found.unlocked.unlink(missing_ok=True)
            work.path = self.archive.reading_path(work.id)
            work.tried = 0
        if not found.members:
            self._begin_pages(work)
            return
        # Only when all that lies in it is in is a container said to be looked into: a run killed before opens it again.
        work.members_left = len(found.members)
        self.watch.meter.files_total += len(found.members)
        # In front of other members, so that the spool holds one line of containers and not all of them.
        members = [(Found(member.path, member.name), work) for member in found.members]
        self._members.extendleft(reversed(members))

    def _begin_pages(self, work: _Work) -> None:
        """Note what the source is, all that lies in it being in, and go on with its own pages."""
        found, work.inspection = work.inspection, None
        if found is not None:
            self.archive.save_inspection(work.id, found.media_type, found.page_count, found.problems)
            self._note(work.file, found.problems)
        self._start_reading(work)

    def _start_reading(self, work: _Work) -> None:
        missing = self.archive.pages_to_read(work.id)
        work.pages_left = len(missing)
        self.watch.meter.pages_total += len(missing)
        for at in range(0, len(missing), READ_TOGETHER):
            self._ready.append(self._read_task(work, tuple(missing[at : at + READ_TOGETHER])))
        if not missing:
            self._start_describing(work)

    def _take_readings(self, work: _Work, result: TaskResult) -> None:
        numbers: tuple[int, ...] = result.task.argument.numbers
        if result.error is not None and len(numbers) > 1:
            # One page of them is at fault: read each alone, so that only that one is lost.
            self._ready.extendleft(self._read_task(work, (number,)) for number in reversed(numbers))
            return
        readings = result.value if result.error is None else (_lost_page(work.id, numbers[0], result.error),)
        self.archive.save_pages(work.id, readings, version=READ_VERSION)
        for reading in readings:
            self._note(work.file, reading.problems)
        self.outcome.pages += len(numbers)
        self.watch.meter.pages(len(numbers))
        work.pages_left -= len(numbers)
        if work.pages_left == 0:
            self._start_describing(work)

    def _start_describing(self, work: _Work) -> None:
        count = self.archive.source(work.id, OWNER).page_count
        whole = count <= max(self.settings.record_pages, WINDOW)
        work.windows.extend([1] if whole else range(1, count + 1, WINDOW))
        self._describe_next(work, count if whole else WINDOW + OVERLAP)

    def _describe_next(self, work: _Work, length: int) -> None:
        """Windows of one source go one after the other, so that only one of them is in memory."""
        first = work.windows[0]
        readings = tuple(self.archive.readings(work.id, first, first + length - 1)) if length else ()
        seconds = self.settings.read.page_seconds + len(readings)
        cuts = tuple(self.archive.decided_cuts(work.id).items())
        job = tasks.DescribeJob(readings, self.settings, cuts)
        self._ready.appendleft(Task(("describe", work), tasks.describe, job, seconds))

    def _take_description(self, work: _Work, result: TaskResult) -> None:
        work.parts.append((work.windows.popleft(), result.value))
        if work.windows:
            self._describe_next(work, WINDOW + OVERLAP)
            return
        description = with_manifest(self.archive, work.id, join_windows(work.parts))
        work.parts.clear()
        copies = self.archive.save_description(work.id, description, version=DESCRIBE_VERSION)
        self._note(work.file, description.problems)
        self.outcome.records += len(copies)
        if copies:
            self._ready.appendleft(self._extract_task(work, tuple(copy.id for copy in copies)))
        else:
            self._finish(work)

    def _extract_task(self, work: _Work, ids: tuple[str, ...]) -> Task:
        copies = self.archive.extract_inputs(ids)
        seconds = self.settings.read.page_seconds + len(copies)
        return Task(("extract", work), tasks.extract, tasks.ExtractJob(copies), seconds)

    def _take_references(self, work: _Work, result: TaskResult) -> None:
        found = dict(result.value)
        self.archive.save_all_references(found, version=EXTRACT_VERSION)
        self.archive.gather_people(list(found), shipped_linker())
        self._finish(work)

    # --- ends --------------------------------------------------------------------------------------------------------

    def _finish(self, work: _Work) -> None:
        self.outcome.added += 1
        self._close(work)

    def _refuse(self, work: _Work, error: ChanceryError) -> None:
        """Nothing more can be made of this source; it is kept, with its problem."""
        problem = _as_problem(error)
        self.archive.save_problem(work.id, problem, file=work.file)
        # What an earlier run read of it is still good.
        read_before = bool(self.archive.copies_of(work.id, OWNER) or next(self.archive.pages(work.id, OWNER), None))
        self.archive.set_state(work.id, "done" if read_before and isinstance(error, NeedsPassword) else "refused")
        self._note(work.file, (problem,))
        self._close(work)

    def _close(self, work: _Work) -> None:
        self._open.pop(work.id, None)
        self.watch.meter.files_done += 1
        self.watch.saved()

    def _file_problem(self, file: str, error: ChanceryError) -> None:
        """A file of which nothing could be taken in."""
        problem = _as_problem(error)
        self.archive.save_problem(None, problem, file=file)
        self._note(file, (problem,))
        self.watch.meter.files_done += 1

    def _note(self, file: str, problems: Iterable[Problem]) -> None:
        for problem in problems:
            found = FileProblem(file, problem.page_number, problem.code, problem.message, problem.remedy)
            self.outcome.problems.append(found)


def _lost_page(source: str, number: int, error: ChanceryError) -> PageReading:
    """A page that could not be read: kept as a page without text, with its problem."""
    return PageReading(Page(source, number, None, None), problems=(_as_problem(error, number),))


def _as_problem(error: ChanceryError, page_number: int | None = None) -> Problem:
    return Problem(error.code, error.message, error.remedy, page_number or error.page_number)


def _inside(container: str, name: str) -> str:
    """How a file in a container is spoken of, so that a user knows where it lies."""
    return f"{name} in {container}"


def _too_deep(depth: int) -> ChanceryError:
    return LimitExceeded(
        f"it lies {depth} containers deep",
        remedy="Unpack it and add what is inside, or allow more with CHANCERY_READ_CONTAINER_DEPTH.",
    )
