"""Runs the program as a user does, and watches the memory of its whole process tree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent


def command(archive: Path, *words: str | Path) -> list[str]:
    """The words of one `chancery` command on this archive."""
    return [sys.executable, "-m", "chancery", "--archive", str(archive), *map(str, words)]


def environment(**said: str) -> dict[str, str]:
    """The environment without a person's own settings, and with those that are said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHANCERY_")}
    return {**kept, **said}


def run(archive: Path, *words: str | Path, may_end_with: Iterable[int] = (0,), **settings: str) -> Any:
    """Run a command with --json to its end and give what it printed; another exit code ends the measurement."""
    done = subprocess.run(
        command(archive, "--json", *words), env=environment(**settings), capture_output=True, text=True, check=False
    )
    if done.returncode not in tuple(may_end_with):
        raise SystemExit(f"chancery {' '.join(map(str, words))} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def say_held(archive: Path) -> str:
    """What an archive holds, in a few words."""
    status = run(archive, "status")
    return f"{status['records']:,} records on {status['pages']:,} pages from {status['files']:,} files"


def start(archive: Path, *words: str | Path, **settings: str) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own, so that it can be ended with all its workers."""
    return subprocess.Popen(
        command(archive, "--json", *words), env=environment(**settings), start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@contextmanager
def room(archive: Path, port: int, **settings: str) -> Iterator[str]:
    """The reading room, open on this port; gives its address once it answers."""
    process = start(archive, "serve", "--port", str(port), **settings)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise SystemExit(f"the room ended with {process.returncode} before it answered")
            try:
                with urlopen(address, timeout=5):
                    break
            except (URLError, OSError):
                time.sleep(0.1)
        else:
            raise SystemExit("the room did not answer within a minute")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@dataclass(slots=True)
class Peak:
    """The most memory a process tree held at one time, in bytes: its own share (PSS), and as each process counts (RSS).

    `parts` is the most that each part of the tree held (PSS): the program itself, the server that forks workers, all workers
    together, the reading engine's processes together. `looks` are seconds since the start and the whole tree's PSS.
    """

    proportional: int = 0
    resident: int = 0
    processes: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    looks: list[tuple[float, int]] = field(default_factory=list)


@contextmanager
def watching(process: subprocess.Popen[bytes], seconds: float = 0.1) -> Iterator[Peak]:
    """Look at the process and all its descendants ten times a second; the peak is whole when the block is left."""
    peak = Peak()
    done = threading.Event()
    started = time.monotonic()
    parts: dict[int, str] = {}

    def look() -> None:
        while not done.wait(seconds):
            sizes = {each: memory_of(each) for each in find_tree(process.pid)}
            whole = sum(size[0] for size in sizes.values())
            peak.proportional = max(peak.proportional, whole)
            peak.resident = max(peak.resident, sum(size[1] for size in sizes.values()))
            peak.processes = max(peak.processes, len(sizes))
            peak.looks.append((time.monotonic() - started, whole))
            held: Counter[str] = Counter()
            for each, size in sizes.items():
                held[parts.setdefault(each, _part_of(each, process.pid))] += size[0]
            for part, total in held.items():
                peak.parts[part] = max(peak.parts.get(part, 0), total)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def _part_of(process: int, root: int) -> str:
    """Which part of the program's tree a process is."""
    if process == root:
        return "program"
    if is_worker(process):
        return "workers"
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return "other"
    return "fork server" if b"forkserver" in words else "engine" if b"tesseract" in words else "other"


def is_worker(process: int) -> bool:
    """Whether it is a child of the server that forks workers, which is itself a child of the program."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        own, parent = (Path(f"/proc/{each}/cmdline").read_bytes() for each in (str(process), fields[1]))
    except OSError:
        return False
    return b"forkserver" in own and b"forkserver" in parent


def find_tree(root: int) -> list[int]:
    """A process and all its descendants, also those that were given to init because their parent died in the same group."""
    children: dict[int, list[int]] = {}
    group = set()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # The name stands in parentheses and may hold anything, so the fields are counted from the last one.
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(folder.name))
        if int(fields[2]) == root:
            group.add(int(folder.name))
    tree, ahead = set(), [root, *group]
    while ahead:
        process = ahead.pop()
        if process not in tree:
            tree.add(process)
            ahead.extend(children.get(process, ()))
    return sorted(tree)


def memory_of(process: int) -> tuple[int, int]:
    """Proportional and resident memory of one process in bytes; nothing when it has gone."""
    sizes = {"Pss": 0, "Rss": 0}
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0, 0
    for line in lines:
        name, _, rest = line.partition(":")
        if name in sizes:
            sizes[name] = int(rest.split()[0]) * 1024
    return sizes["Pss"], sizes["Rss"]


def quantile(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
