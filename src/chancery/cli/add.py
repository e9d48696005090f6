"""`chancery add` and `chancery rebuild`: files in, with progress, a way to stop, and a table at the end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table

from chancery.cli.door import Door, common, pass_door
from chancery.cli.problems import gather_problems
from chancery.pipeline.progress import Progress
from chancery.workbench import AddOptions, Summary
from chancery.workbench.views.words import count_words


@click.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--collection", metavar="NAME", help="The collection the records belong to.")
@click.option("--holding", metavar="TEXT", help="Which archive holds them, and where (collection, box, folder).")
@click.option("--url", metavar="URL", help="Where they were had from.")
@click.option(
    "--manifest", type=click.Path(path_type=Path), help="A CSV that says what only you know (docs/reference/manifest.md)."
)
@click.option(
    "--password-file", type=click.Path(path_type=Path), help="A file with one password a line, tried on encrypted PDFs."
)
@click.option("--workers", type=int, help="Worker processes (else CHANCERY_WORKERS, else one a processor).")
@click.option("--closed", is_flag=True, help="Take the files in closed: unseen by readers of the room who may not see them.")
@common
@pass_door
def add_command(
    door: Door,
    paths: tuple[Path, ...],
    collection: str | None,
    holding: str | None,
    url: str | None,
    manifest: Path | None,
    password_file: Path | None,
    workers: int | None,
    closed: bool,
) -> int:
    """Add files and folders: PDF, TIFF, JPEG, PNG, plain text, Markdown, and ZIP of these.

    Can be stopped with Ctrl-C and run again: it goes on where it was. Adding the same bytes twice changes nothing.
    """
    options = AddOptions(collection, holding, url, manifest, password_file, workers, closed)
    with door.workbench(create=True) as workbench, _stopping() as stop, _progress(door) as report:
        summary = workbench.add(paths, options, report, stop)
    return _finish(door, summary)


@click.command("rebuild")
@click.option("--index-only", is_flag=True, help="Only make the search index anew.")
@click.option(
    "--password-file", type=click.Path(path_type=Path), help="A file with one password a line, for encrypted PDFs."
)
@click.option("--workers", type=int, help="Worker processes.")
@common
@pass_door
def rebuild_command(door: Door, index_only: bool, password_file: Path | None, workers: int | None) -> int:
    """Make everything derived anew: text layers, findings, index. Decisions and originals are not touched."""
    with door.workbench() as workbench, _stopping() as stop, _progress(door) as report:
        summary = workbench.rebuild(report, stop, index_only=index_only, workers=workers, password_file=password_file)
    return _finish(door, summary)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """The first Ctrl-C asks the run to end after what is under way; the second ends it at once."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal handler
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(door: Door) -> Iterator[Callable[[Progress], None]]:
    if door.as_json or not door.err.is_terminal:
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.fields[files]}"), BarColumn(), MofNCompleteColumn(), TextColumn("pages"),
        TextColumn("{task.fields[speed]}"), TextColumn("{task.fields[current]}"),
    )  # fmt: skip
    with Bar(*columns, console=door.err, transient=True) as bar:
        task = bar.add_task("", total=None, files="", speed="", current="")

        def report(progress: Progress) -> None:
            bar.update(
                task, completed=progress.pages_done, total=progress.pages_total or None,
                files=f"{progress.files_done} of {progress.files_total} files",
                speed=_speed(progress), current=progress.current[-40:],
            )  # fmt: skip

        yield report


def _speed(progress: Progress) -> str:
    if progress.pages_per_minute is None:
        return ""
    left = progress.seconds_left
    words = f"{progress.pages_per_minute:.0f} pages a minute"
    return words if left is None else f"{words}, {_duration(left)} left"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _finish(door: Door, summary: Summary) -> int:
    if door.as_json:
        door.print_json(asdict(summary))
    else:
        _print_table(door, summary)
    if summary.stopped:
        return 130
    return 1 if summary.problems else 0


def _print_table(door: Door, summary: Summary) -> None:
    door.out.print(
        f"{count_words(summary.added, 'file')} {summary.verb} ({count_words(summary.pages, 'page')}), "
        f"{count_words(summary.held, 'file')} already held, {count_words(len(summary.problems), 'problem')}."
    )
    if summary.problems:
        table = Table("File", "Pages", "What is wrong", "What to do", box=None, header_style="bold", pad_edge=False)
        for row in gather_problems(summary.problems):
            table.add_row(*row)
        door.out.print(table, soft_wrap=False)
    for note in summary.notes:
        door.out.print(note)
    if summary.stopped:
        door.out.print("Stopped. What is in can be used; run the same command again to go on.")
