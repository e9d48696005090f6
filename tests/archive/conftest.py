"""The archive under test, once on SQLite and once on a PostgreSQL server of the tests' own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from chancery.archive import Archive, open_archive
from chancery.settings import Settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.archive.server import Server, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def make_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Settings]:
    """Settings for a new archive by name, on one database and on the other."""
    urls: dict[str, str] = {}

    def make(name: str) -> Settings:
        if request.param == "sqlite":
            return Settings(archive=tmp_path / name)
        if name not in urls:
            urls[name] = request.getfixturevalue("server").make()
        return Settings(archive=tmp_path / name, database_url=urls[name])

    return make


@pytest.fixture
def settings(make_settings: Callable[[str], Settings]) -> Settings:
    return make_settings("archive")


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    with open_archive(settings, create=True) as held:
        yield held


@pytest.fixture
def make_archive(make_settings: Callable[[str], Settings]) -> Iterator[Callable[[str], Archive]]:
    """More archives than one, by name."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(open_archive(make_settings(name), create=True))


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Archive]:
    """An archive on SQLite alone, for what concerns its folder."""
    with open_archive(Settings(archive=tmp_path / "laptop"), create=True) as held:
        yield held
