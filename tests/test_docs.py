"""Commands, settings, exit codes and pages are named in the docs, and every link of the docs leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import cast

import click
import pytest

import chancery.errors
from chancery.cli.door import EXIT_CODES
from chancery.cli.door import chancery as command_line
from chancery.errors import ChanceryError
from chancery.settings import ReadSettings, Settings
from chancery.web.app import create_app
from chancery.workbench.room import Room

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SEATS = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "bench/README.md",
    "bench/RESULTS.md",
    "samples/README.md",
    "frontend/README.md",
)


@cache
def page(name: str) -> str:
    """The text of one page of the docs."""
    return (DOCS / name).read_text(encoding="utf-8")


def doc_pages() -> list[Path]:
    return [*sorted(DOCS.rglob("*.md")), *(path for name in SEATS if (path := ROOT / name).is_file())]


# --- commands ---------------------------------------------------------------------------------------------------------


def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for word in command.list_commands(context):
        found = command.get_command(context, word)
        assert found is not None
        yield from walk(found, f"{name} {word}")


COMMANDS = dict(walk(command_line, "chancery"))


def section(text: str, title: str) -> str:
    """What stands under a heading that names this command."""
    found = re.search(rf"^(#+) `{re.escape(title)}\b[^\n]*\n(.*?)(?=^#{{1,3}} |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[2] if found else ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_section_with_every_option(name: str) -> None:
    told = section(page("reference/commands.md"), name)
    assert told, f"docs/reference/commands.md has no heading `{name} ...`"
    everywhere = {"--archive", "--json", "--help"}
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option) and not everywhere & set(parameter.opts):
            assert any(f"`{option}" in told for option in parameter.opts), f"{name} {parameter.opts}"


def test_no_command_is_described_that_does_not_exist() -> None:
    described = re.findall(r"^#+ `(chancery(?: [a-z]+)+)", page("reference/commands.md"), re.MULTILINE)
    assert set(described) == set(COMMANDS)


def test_the_examples_of_the_docs_name_commands_that_exist() -> None:
    known = {" ".join(name.split()[:2]) for name in COMMANDS}
    for path in doc_pages():
        for block in re.findall(r"```(?:console|sh|bash)?\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            for said in re.findall(r"^(?:\$ )?(chancery [a-z]+)", block, re.MULTILINE):
                assert said in known, f"{path.relative_to(ROOT)}: {said}"


# --- settings, exit codes, errors -------------------------------------------------------------------------------------

SETTINGS = {
    f"{prefix}{field.name.upper()}": field.default
    for prefix, kind in (("CHANCERY_", Settings), ("CHANCERY_READ_", ReadSettings))
    for field in fields(kind)
    if field.name != "read"
}


def show(value: object) -> str:
    """A default as the docs print it."""
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_named_with_its_default(name: str) -> None:
    assert f"| `{name}` | `{show(SETTINGS[name])}` |" in page("reference/settings.md")


def test_every_variable_of_the_environment_that_the_code_reads_is_named() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    said = {name for name in re.findall(r"\bCHANCERY_[A-Z_]*[A-Z]\b", code) if not name.endswith("_READ")}
    assert said <= set(re.findall(r"`(CHANCERY_\w+)`", page("reference/settings.md")))


@pytest.mark.parametrize("code", EXIT_CODES)
def test_every_exit_code_is_named_with_its_meaning(code: int) -> None:
    assert f"| {code} | {EXIT_CODES[code]} |" in page("reference/exit-codes.md")


def kinds_of_error(kind: type[ChanceryError] = ChanceryError) -> Iterator[type[ChanceryError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from kinds_of_error(below)


@pytest.mark.parametrize("kind", [kind for kind in kinds_of_error() if kind.__module__ == chancery.errors.__name__])
def test_every_kind_of_error_is_named_with_its_codes(kind: type[ChanceryError]) -> None:
    assert kind.exit_code in EXIT_CODES
    assert f"| `{kind.code}` | {kind.exit_code} | {kind.http_status} |" in page("reference/exit-codes.md")


# --- pages of the room ------------------------------------------------------------------------------------------------


def addresses_of(routes: Iterable[object]) -> Iterator[str]:
    """The addresses of routes, and of the routers that were included (which newer FastAPI keeps as they are)."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from addresses_of(included.routes)
        elif path := getattr(route, "path", ""):
            yield path


def test_every_page_of_the_room_is_named() -> None:
    # The room is asked for its addresses only, so it needs nobody who answers.
    addresses = set(addresses_of(create_app(cast("Room", None)).routes)) - {"/static"}
    assert "/records/{id}" in addresses
    told = page("reference/room.md")
    assert sorted(address for address in addresses if f"`{address}`" not in told) == []


# --- links ------------------------------------------------------------------------------------------------------------

LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)\s]+)(?:\s\"[^\"]*\")?\)")


def slug(heading: str) -> str:
    """The anchor of a heading, as code hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)}


def links_of(path: Path) -> list[str]:
    """The relative links of a page, code blocks left out."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize("path", doc_pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_the_docs_leads_somewhere(path: Path) -> None:
    for target in links_of(path):
        name, _, anchor = target.partition("#")
        aim = (path.parent / name).resolve() if name else path
        assert aim.exists(), f"{target} is not there"
        if anchor and aim.suffix == ".md":
            assert anchor in anchors(aim), f"{target}: there is no such heading"


def test_every_page_of_the_docs_can_be_reached_from_its_index() -> None:
    reached: set[Path] = set()
    ahead = [DOCS / "README.md"]
    while ahead:
        path = ahead.pop()
        if path in reached or path.suffix != ".md" or not path.is_file():
            continue
        reached.add(path)
        ahead.extend((path.parent / target.partition("#")[0]).resolve() for target in links_of(path) if target[0] != "#")
    assert [str(path.relative_to(ROOT)) for path in sorted(DOCS.rglob("*.md")) if path not in reached] == []
