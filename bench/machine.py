"""One line about this machine, to stand beside every figure: `python -m bench.machine`."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path


def describe_machine() -> str:
    """Processor, usable cores, memory, system, Python, Tesseract and the day, in one line for RESULTS.md."""
    parts = (
        _processor(),
        f"{len(os.sched_getaffinity(0))} cores",
        f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        _system(),
        f"Python {platform.python_version()}",
        _tesseract(),
        datetime.now(UTC).date().isoformat(),
    )
    return ", ".join(part for part in parts if part)


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return " ".join(found[1].split()) if found else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"Linux {platform.release()}"


def _tesseract() -> str:
    program = shutil.which("tesseract")
    if program is None:
        return ""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return (said.stdout or said.stderr).partition("\n")[0]


if __name__ == "__main__":
    print(describe_machine())
