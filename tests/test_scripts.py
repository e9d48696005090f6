"""The scripts say what is wrong and what to do where they cannot set a machine up, and refuse words they do not know."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
NOBODY = 65534  # the user that owns nothing
TOOLS = ("bash", "cat", "dirname", "env", "grep", "mktemp", "rm", "sed")


def run(script: str, *words: str, path: str, user: int | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [SCRIPTS / script, *words], env={"PATH": path}, user=user, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
    except PermissionError:
        pytest.skip("a user without rights cannot reach this checkout")


@pytest.fixture
def bare() -> Iterator[Path]:
    """A folder of programs as a machine has them that can install nothing: a shell, its tools, a new enough Python."""
    # Not pytest's own folder: another user must be able to look into it.
    with tempfile.TemporaryDirectory(prefix="chancery-bare-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found is not None
            (folder / tool).symlink_to(found)
        # It answers as a Python does that has all it needs, for the one that runs these tests may belong to root alone.
        (folder / "python3").write_text('#!/bin/sh\ncase "$*" in *executable*) echo "$0" ;; esac\n', encoding="utf-8")
        (folder / "python3").chmod(0o755)
        yield folder


@pytest.mark.parametrize("script", ["setup", "demo", "check"])
def test_an_unknown_option_is_refused(script: str) -> None:
    done = run(script, "--nonsense", path=os.environ["PATH"])
    assert done.returncode == 2
    assert "--nonsense" in done.stderr


@pytest.mark.parametrize("script", ["setup", "demo", "check"])
def test_help_says_how_a_script_is_called(script: str) -> None:
    done = run(script, "--help", path=os.environ["PATH"])
    assert done.returncode == 0
    assert f"scripts/{script}" in done.stdout


def test_a_machine_without_apt_is_told_what_to_install(bare: Path) -> None:
    done = run("setup", path=str(bare))
    assert done.returncode == 1
    assert "there is no apt-get" in done.stderr
    assert "tesseract-ocr-rus" in done.stderr


def test_without_root_and_sudo_the_command_to_ask_for_is_printed(bare: Path) -> None:
    (bare / "apt-get").symlink_to(shutil.which("true") or "/bin/true")
    done = run("setup", path=str(bare), user=NOBODY if os.geteuid() == 0 else None)
    assert done.returncode == 1
    assert "apt-get update && apt-get install -y tesseract-ocr" in done.stderr
