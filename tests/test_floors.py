"""The house's floors: a room uses the rooms below it, never one beside or above; and no import goes round in a ring."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src"

# Ground first, as docs/why/one-way.md draws it.
FLOORS = (
    ("errors",),
    ("model", "settings"),
    ("read", "describe", "extract", "link", "archive", "export", "withhold"),
    ("pipeline", "search"),
    ("workbench", "evaluate"),
    ("cli", "web"),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# The package's own line of version stands under everything; `python -m chancery` stands before every door.
FLOOR_OF |= {"": -1, "__main__": len(FLOORS)}

# One door opens the other: `chancery serve` is where the room begins.
OPENS = frozenset({("chancery.cli.serve", "web")})

# A library with a seat is known to these rooms alone, so that another can take its place there.
SEATS: Mapping[str, frozenset[str]] = {
    "sqlalchemy": frozenset({"archive"}),
    "alembic": frozenset({"archive"}),
    "sqlite3": frozenset({"archive"}),
    "psycopg": frozenset({"archive"}),
    "tantivy": frozenset({"search"}),
    "pebble": frozenset({"pipeline"}),
    "pypdfium2": frozenset({"read", "export"}),
    "cv2": frozenset({"read"}),
    "tesserocr": frozenset({"read"}),
    "click": frozenset({"cli"}),
    "rich": frozenset({"cli", "evaluate"}),
    "fastapi": frozenset({"web"}),
    "starlette": frozenset({"web"}),
    "uvicorn": frozenset({"web"}),
    "jinja2": frozenset({"web"}),
    "multipart": frozenset({"web"}),
    "pydantic": frozenset({"web"}),
}

# Up to the mentions everything is a pure function of its input: no clock, no network, no database, no chance.
PURE_ROOMS = frozenset({"model", "describe", "extract"})
IMPURE = frozenset(
    {"os", "random", "secrets", "shutil", "socket", "subprocess", "tempfile", "threading", "time", "urllib", "uuid"}
)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the module that asks, what it asks for (in full), and the line."""

    module: str
    target: str
    line: int


def find_modules(source: Path) -> dict[str, Path]:
    """Every module of the package, by its full name."""
    modules = {}
    for path in sorted((source / "chancery").rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return modules


def find_imports(module: str, text: str) -> Iterator[Import]:
    """Every import of a module, also those inside functions: a ring that is hidden there is a ring."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(module, name.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            # A relative import is shown with its dots, so that `named_in_full` can name it.
            base = "." * node.level + (node.module or "")
            for name in node.names:
                yield Import(module, f"{base}.{name.name}", node.lineno)


def room_of(name: str) -> str:
    """The room of a module: `chancery.read.pdf` stands in `read`, `chancery` itself in no room."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def nearest_module(target: str, modules: Iterable[str]) -> str | None:
    """The module of ours that an import asks for (`chancery.errors.NotFound` asks for `chancery.errors`), or None."""
    known = frozenset(modules)
    while target:
        if target in known:
            return target
        target = target.rpartition(".")[0]
    return None


def find_trespasses(imports: Iterable[Import], modules: Iterable[str]) -> list[str]:
    """Imports that lead up or sideways."""
    known = frozenset(modules)
    found = []
    for each in imports:
        target = nearest_module(each.target, known)
        if target is None:
            continue
        room, asked = room_of(each.module), room_of(target)
        if room != asked and FLOOR_OF[asked] >= FLOOR_OF[room] and (each.module, asked) not in OPENS:
            found.append(f"{each.module}:{each.line} imports {target}")
    return found


def find_ring(imports: Iterable[Import], modules: Iterable[str]) -> list[str]:
    """The modules of one ring of imports, or nothing."""
    known = frozenset(modules)
    graph: dict[str, set[str]] = {module: set() for module in known}
    for each in imports:
        target = nearest_module(each.target, known)
        if target is not None and target != each.module:
            graph[each.module].add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


MODULES = find_modules(SOURCE)
IMPORTS = [each for module, path in MODULES.items() for each in find_imports(module, path.read_text(encoding="utf-8"))]


def test_every_room_has_a_floor() -> None:
    assert {room_of(module) for module in MODULES} <= FLOOR_OF.keys()


def test_a_room_uses_only_rooms_on_lower_floors() -> None:
    assert find_trespasses(IMPORTS, MODULES) == []


def test_no_imports_go_round_in_a_ring() -> None:
    assert find_ring(IMPORTS, MODULES) == []


def test_our_modules_are_imported_by_their_full_names() -> None:
    assert [f"{each.module}:{each.line}" for each in IMPORTS if each.target.startswith(".")] == []


def test_a_library_is_imported_only_where_it_has_its_seat() -> None:
    strangers = [
        f"{each.module}:{each.line} imports {each.target}"
        for each in IMPORTS
        if (rooms := SEATS.get(each.target.partition(".")[0])) is not None and room_of(each.module) not in rooms
    ]
    assert strangers == []


def test_the_stages_up_to_the_mentions_are_pure() -> None:
    impure = [
        f"{each.module}:{each.line} imports {each.target}"
        for each in IMPORTS
        if room_of(each.module) in PURE_ROOMS and each.target.partition(".")[0] in IMPURE
    ]
    assert impure == []


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        module for module, path in MODULES.items() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "util", "helpers", "common", "misc", "data", "manager"}
    assert [module for module in MODULES if module.rpartition(".")[2] in nothing] == []


def test_the_ground_stands_on_the_standard_library_and_one_pure_function() -> None:
    # A decision finds its place again by edit distance: rapidfuzz is that function, and asks nothing of the machine.
    ours = sys.stdlib_module_names | {"chancery", "rapidfuzz"}
    foreign = {each.target.partition(".")[0] for each in IMPORTS if room_of(each.module) in ("errors", "model", "settings")}
    assert foreign - ours == set()


# The rules themselves, on a house that breaks them -----------------------------------------------------------------------


def imports_of(module: str, text: str) -> list[Import]:
    return list(find_imports(module, text))


HOUSE = (
    "chancery",
    "chancery.errors",
    "chancery.model.text",
    "chancery.read.pdf",
    "chancery.describe.roles",
    "chancery.workbench",
)


@pytest.mark.parametrize(
    ("module", "text", "count"),
    [
        ("chancery.read.pdf", "from chancery.model.text import TextLayer", 0),
        ("chancery.read.pdf", "import chancery.describe.roles", 1),
        ("chancery.model.text", "from chancery.read import pdf", 1),
        ("chancery.model.text", "def late():\n    from chancery.workbench import Workbench", 1),
        ("chancery.workbench", "from chancery import errors\nfrom chancery.read.pdf import read", 0),
        ("chancery.read.pdf", "import chancery", 0),
    ],
)
def test_an_import_up_or_sideways_is_seen(module: str, text: str, count: int) -> None:
    assert len(find_trespasses(imports_of(module, text), HOUSE)) == count


def test_a_ring_is_seen_also_when_a_function_hides_it() -> None:
    there = imports_of("chancery.read.pdf", "from chancery.read.image import decode")
    back = imports_of("chancery.read.image", "def late():\n    import chancery.read.pdf")
    assert set(find_ring([*there, *back], ("chancery.read.pdf", "chancery.read.image"))) == {
        "chancery.read.pdf", "chancery.read.image",
    }  # fmt: skip
    assert find_ring(there, ("chancery.read.pdf", "chancery.read.image")) == []
