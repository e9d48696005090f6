"""A room of invented records, served to a test client and to a browser."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from chancery.web.app import create_app  # noqa: E402
from chancery.web.settings import RoomSettings  # noqa: E402
from tests.web.fake_room import FakeRoom  # noqa: E402

HOST = "http://127.0.0.1:8765"


@pytest.fixture
def fake() -> FakeRoom:
    return FakeRoom()


@pytest.fixture(scope="session")
def reader() -> TestClient:
    """A reader who changes nothing; one room serves all tests that only read."""
    return TestClient(create_app(FakeRoom()), base_url=HOST, follow_redirects=False)


@pytest.fixture
def client(fake: FakeRoom) -> TestClient:
    """A reader on this machine, who follows no redirects by himself."""
    return TestClient(create_app(fake), base_url=HOST, follow_redirects=False)


@pytest.fixture
def served(fake: FakeRoom) -> Iterator[str]:
    """The address of the room on a real socket."""
    settings = RoomSettings(port=0)
    config = uvicorn.Config(create_app(fake, settings), port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    sockets = [config.bind_socket()]
    port = sockets[0].getsockname()[1]
    object.__setattr__(settings, "port", port)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
