"""A PostgreSQL server of the tests' own, on a socket in a temporary folder, under an unprivileged user where we are root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Server:
    """A running server; `make` gives the URL of a new empty database."""

    socket: Path
    made: int = 0

    def make(self) -> str:
        import psycopg

        self.made += 1
        name = f"archive_{self.made}"
        with psycopg.connect(host=str(self.socket), user="chancery", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://chancery@/{name}?host={self.socket}"


def find_programs() -> Path:
    """The folder of the newest server's programs; the test is skipped where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))
    on_path = shutil.which("initdb")
    if not folders and on_path is not None:
        folders = [Path(on_path).parent]
    if not folders or not (folders[-1] / "initdb").is_file():
        pytest.skip("PostgreSQL's initdb is not installed")
    pytest.importorskip("psycopg", reason="the PostgreSQL driver is not installed")
    return folders[-1]


def unprivileged() -> dict[str, Any]:
    """What subprocess needs to run a program as nobody of importance, where we are root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    pytest.skip("there is no unprivileged user to run a server under")


@contextmanager
def running_server() -> Iterator[Server]:
    programs, who = find_programs(), unprivileged()
    # A socket's path may have about a hundred characters, so the folder is a short one.
    folder = Path(tempfile.mkdtemp(prefix="cpg-"))
    data = folder / "data"
    try:
        data.mkdir()
        if who:
            for path in (folder, data):
                os.chown(path, who["user"], who["group"])
        settings = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **who}
        # Another collation than ours as the default, so that what we leave to the database shows.
        initdb: list[Any] = [programs / "initdb", "-D", data, "-U", "chancery", "-A", "trust", "-E", "UTF8", "--no-sync"]
        _run(initdb, settings)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off"
        control: list[Any] = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        _run([*control, "-o", options, "start"], settings)
        try:
            yield Server(folder)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, **settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[Any], settings: dict[str, Any]) -> None:
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **settings)
    if done.returncode:
        pytest.skip(f"the PostgreSQL server does not start here: {done.stderr.strip()[-200:]}")
