"""The repository itself: it names no registry, no machine and no address to fetch from; every library has its page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 2 * 1024 * 1024

# Written in pieces, so that this file keeps the rule it holds the others to.
HOSTS = """
pypi|org pythonhosted|org npmjs|org npmjs|com yarnpkg|com jsdelivr|net unpkg|com crates|io
deb|debian|org security|debian|org archive|ubuntu|com ports|ubuntu|com
"""
REGISTRY_HOSTS = tuple(host.replace("|", ".") for host in HOSTS.split())
# A path of somebody's machine: a folder that only one machine has, from the root on.
MACHINE_PATH = re.compile(
    r"(?<![\w./~:$}>-])/(?:root|home|work|Users|opt(?!/homebrew)|mnt|workspace)/[\w.-]+|/tmp/[a-z]+/[\w.-]+"
)
UNFINISHED = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")


def tracked_files() -> list[Path]:
    """The files that git holds, and that are there."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, or git is not installed")
    # The folder may belong to somebody else than the user of the tests (a container's root).
    command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def lines_of(files: list[Path]) -> Iterator[tuple[str, str]]:
    """Every line of every text file, with its place."""
    for path in files:
        content = path.read_bytes()
        if b"\0" in content[:8000]:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def test_no_file_names_a_package_registry() -> None:
    found = [place for place, line in lines_of(tracked_files()) if any(host in line.lower() for host in REGISTRY_HOSTS)]
    assert found == []


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [f"{place}: {hit[0]}" for place, line in lines_of(tracked_files()) if (hit := MACHINE_PATH.search(line))]
    assert found == []


def test_nothing_is_left_for_later_in_the_code() -> None:
    found = [place for place, line in lines_of(tracked_files()) if UNFINISHED.search(line)]
    assert found == []


def test_the_python_lock_files_hold_hashes_and_no_addresses() -> None:
    locks = [path for path in tracked_files() if path.parent.name == "requirements" and path.suffix == ".txt"]
    assert locks
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        for requirement in re.split(r"\n(?=\S)", text.replace("\\\n", " ")):
            if not requirement.startswith("#"):
                assert re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", requirement), requirement


def test_the_front_end_lock_holds_hashes_and_no_download_addresses() -> None:
    locks = [path for path in tracked_files() if path.name == "package-lock.json"]
    for lock in locks:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        for name, package in packages.items():
            assert "resolved" not in package, name
            assert not name or package.get("link") or "integrity" in package, name


def test_front_end_packages_are_not_committed() -> None:
    assert [path for path in tracked_files() if {"node_modules", "vendor"} & set(path.relative_to(ROOT).parts)] == []


def test_no_file_is_large() -> None:
    assert [str(path.relative_to(ROOT)) for path in tracked_files() if path.stat().st_size > LARGEST] == []


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def names_in(lines: Iterable[str]) -> set[str]:
    """The packages that requirement lines name."""
    return {re.split(r"[\[<>=~!; ]", line)[0].lower() for line in lines if line and line[0].isalnum()}


def test_the_lock_files_hold_all_that_is_needed_and_only_there_what_tests_need() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock, lock_test, fast = (
        names_in((ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines())
        for name in ("lock.txt", "lock-test.txt", "fast-ocr.txt")
    )
    groups, extras = settings["dependency-groups"], settings["project"]["optional-dependencies"]
    assert names_in([*settings["project"]["dependencies"], *extras["postgresql"], *groups["build"]]) <= lock <= lock_test
    assert names_in([*groups["test"], *groups["check"]]) <= lock_test
    # Its wheel holds a part under the GPL, so nobody gets it without asking.
    assert fast == names_in(extras["fast-ocr"])
    assert not fast & lock_test


def project_requirements() -> list[str]:
    """The names of all libraries that the program needs to run or to be built, as pyproject.toml lists them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    lines = [*project["dependencies"], *settings["build-system"]["requires"]]
    for extra in project.get("optional-dependencies", {}).values():
        lines.extend(extra)
    return sorted(names_in(lines))


@pytest.mark.parametrize("name", project_requirements())
def test_every_library_has_a_page_that_says_why(name: str) -> None:
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    about = [text for text in pages if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text.lower())]
    assert about, f"no page of docs/decisions names {name}"
    assert any(re.search("licen[cs]e", text.lower()) for text in about)


def test_no_two_decision_pages_bear_the_same_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert sorted(numbers) == sorted(set(numbers))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see /" + "home/anna/records", True),
        ("cp x /" + "root/y", True),
        ("https://example.org/home/page", False),
        ("the page /record/{id}", False),
        ("../work/notes", False),
        ("PYTHON=/path/to/python3", False),
    ],
)
def test_a_machine_s_path_is_told_from_an_address(line: str, found: bool) -> None:
    assert bool(MACHINE_PATH.search(line)) is found
