"""A small archive of invented papers, added once, and a fresh one for tests that change it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chancery.settings import ReadSettings, Settings
from chancery.workbench import AddOptions, Summary, Workbench
from tests.workbench.inline import InlineExecutor

LETTER = """UNCLASSIFIED

RELEASED IN PART
B1, 1.4(D)

January 9, 1973

Dear Danil:

I have read your letter of December 29 with care. The harbour pilots of both our
countries will go on as before, and no permanent garrison will be stationed on the
island of Aldersholm.

I shall write to you again when the Commission has reported.

Sincerely,

/s/

Elias

His Excellency
Danil Vesk
Premier of the Union of Oresta,
Kastrov.

UNITED STATES DEPARTMENT OF STATE
REVIEW AUTHORITY: RUTH LINDQVIST
DATE/CASE ID: 17 JUN 2009 200401187
"""
REPORT = """HARBOUR COMMISSION

The Commission met twice and heard the pilots. Its report on the garrison question
is not finished. The lantern at the mole was lit on both nights.
"""


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with a letter and a report as text files."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "letter.txt").write_text(LETTER)
    (folder / "report.txt").write_text(REPORT)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(archive=tmp_path / "archive", workers=1, read=ReadSettings(engine="none"))


@pytest.fixture
def workbench(settings: Settings) -> Iterator[Workbench]:
    """An empty archive's workbench."""
    opened = Workbench.open(settings, create=True)
    opened.make_executor = lambda _: InlineExecutor()
    try:
        yield opened
    finally:
        opened.close()


Add = Callable[..., Summary]


@pytest.fixture
def add(workbench: Workbench) -> Add:
    """Add paths to the workbench's archive."""

    def add(*paths: Path, **options: object) -> Summary:
        return workbench.add(paths, AddOptions(**options), lambda _: None, threading.Event())  # type: ignore[arg-type]

    return add
