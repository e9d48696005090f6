"""Opening the reading room: a socket, a server, and one line that says where it stands."""

from __future__ import annotations

import errno
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import uvicorn

from chancery.errors import UsageError
from chancery.model.viewer import OWNER, Viewer
from chancery.settings import Settings
from chancery.web.app import create_app
from chancery.web.password import hash_password
from chancery.web.settings import RoomSettings
from chancery.workbench.room import Room


class IndexedRoom(Room, Protocol):
    """A room that keeps its search index true while it is open."""

    def start_indexing(self) -> None: ...


def serve(
    room: IndexedRoom,
    settings: Settings,
    *,
    allow_remote: bool = False,
    password_file: Path | None = None,
    viewer: Viewer = OWNER,
    open_browser: bool = False,
    say: Callable[[str], object] = print,
) -> None:
    """Serve until Ctrl-C; everybody at this door is `viewer`. Raises UsageError where the address cannot be listened on or would stand open to others."""
    password_hash = _read_password(password_file) if password_file else None
    chosen = RoomSettings(settings.host, settings.port, allow_remote, password_hash=password_hash, viewer=viewer)
    chosen.check()
    listening = _listen(chosen)
    address = f"http://{_in_address(chosen.host)}:{chosen.port}"
    config = uvicorn.Config(
        create_app(room, chosen),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
    )
    room.start_indexing()
    say(f"The reading room is open at {address} (Ctrl-C closes it).")
    if open_browser:
        webbrowser.open(address)
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def _read_password(path: Path) -> str:
    """The hash of the first line of a file. Raises UsageError where there is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "the password file cannot be read", where=str(path), remedy="Name a text file you may read."
        ) from error
    if not lines or not lines[0]:
        raise UsageError("the password file's first line is empty", where=str(path), remedy="Write the password there.")
    return hash_password(lines[0])


def _listen(chosen: RoomSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((chosen.host, chosen.port))
    except (OSError, OverflowError) as error:
        listening.close()
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        message = f"port {chosen.port} is taken by another program" if taken else f"it cannot be listened on: {error}"
        raise UsageError(message, where=f"{chosen.host}:{chosen.port}", remedy="Choose another with --port.") from error
    listening.listen(128)
    return listening


def _in_address(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
