"""Sources in the archive: how files come in, where they came from, how far they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import BindParameter, Connection, bindparam, delete, exists, func, insert, select, union_all, update

from chancery.archive import schema
from chancery.archive.base import insert_once, next_position, one, touch
from chancery.archive.blobs import Waiting
from chancery.archive.held import HeldSource, Origin, Received, Removed, SourceState
from chancery.archive.keeper import Keeper
from chancery.archive.names import digest, now, page_id
from chancery.archive.problems import load_problems, replace_problems
from chancery.archive.seeing import is_open_page, visible_sources
from chancery.errors import EmptyFile, FileChanged, UnreadableFile
from chancery.model.page import clean_text
from chancery.model.source import Problem, Source
from chancery.model.viewer import OWNER, Viewer
from chancery.model.vocabulary import Access

_copies = schema.copies.c
_of: BindParameter[str] = bindparam("source")
_origins = schema.origins.c
_pages = schema.pages.c
_sources = schema.sources.c


class OriginFacts(TypedDict, total=False):
    """What is said of a file as it comes in: the source it lies in, its collection, holding and address, and who may see it."""

    parent: str | None
    collection: str | None
    holding: str | None
    url: str | None
    access: Access


USER_SAYS: tuple[Literal["collection", "holding", "url"], ...] = ("collection", "holding", "url")


_CLOSED = union_all(
    select(_sources.id).where(_sources.id == _of, _sources.access == "closed"),
    select(_pages.source).where(_pages.source == _of, _pages.access == "closed"),
    select(_copies.source).where(_copies.source == _of, _copies.access == "closed"),
    select(_sources.id).join(schema.origins, _origins.parent == _sources.id)
    .where(_origins.source == _of, _sources.access == "closed"),
).limit(1)  # fmt: skip


class Sources:
    """Takes files in and knows where they came from."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def add_file(self, path: Path, *, name: str, **said: Unpack[OriginFacts]) -> Received:
        """Copy a file into the archive, byte for byte, and note that it came in as `name` (inside the source `parent`).

        The same bytes are one source however often they come; a new name is one more origin, and what the user says of it
        (collection, holding, url) fills only what was not said before. Raises UnreadableFile, EmptyFile, FileChanged where
        the file moved while it was copied, DiskFull, ArchiveReadOnly.
        """
        return self._receive(self._copy(path, name), name, said)

    def add_bytes(self, data: bytes, *, name: str, **said: Unpack[OriginFacts]) -> Received:
        """As `add_file`, from bytes in memory."""
        if not data:
            raise _empty(name)
        with self._keeper.file_errors():
            waiting = self._keeper.blobs.prepare_stream(BytesIO(data))
        return self._receive(waiting, name, said)

    def _copy(self, path: Path, name: str) -> Waiting:
        try:
            with path.open("rb") as file:
                before = path.stat()
                if before.st_size == 0:
                    raise _empty(name)
                with self._keeper.file_errors():
                    waiting = self._keeper.blobs.prepare_stream(file)
                after = path.stat()
        except OSError as error:
            raise UnreadableFile(
                f"the file cannot be read ({(error.strerror or 'it cannot be opened').lower()})",
                where=name,
                remedy="Give yourself the right to read it, then add it again.",
            ) from error
        moved = (before.st_size, before.st_mtime_ns, before.st_ino) != (after.st_size, after.st_mtime_ns, after.st_ino)
        if moved or waiting.size != before.st_size:
            self._keeper.blobs.drop([waiting])
            raise FileChanged(
                "the file changed while it was being read", where=name, remedy="Wait until it is whole, then add it again."
            )
        return waiting

    def _receive(self, waiting: Waiting, name: str, said: OriginFacts) -> Received:
        source, when, file = waiting.name, now(), clean_text(name)[0]
        parent, access = said.get("parent"), said.get("access", "open")
        told: dict[str, str] = {key: clean_text(value)[0] for key in USER_SAYS if (value := said.get(key))}
        with self._keeper.write([waiting]) as connection:
            held = connection.execute(select(_sources.state).where(_sources.id == source)).scalar()
            if told.get("collection"):
                insert_once(connection, schema.collections, {"name": told["collection"], "added": when})
            if held is None:
                row = {"media_type": "", "bytes": waiting.size, "page_count": 0, "state": "received", "access": access}
                position = next_position(connection, schema.sources)
                connection.execute(
                    insert(schema.sources), [{**row, **told, "id": source, "position": position, "added": when}]
                )
            else:
                self._say(connection, source, told)
            origin = _origin_row(connection, source, file, parent, when)
            new_origin = insert_once(connection, schema.origins, origin)
            if held is not None and new_origin:
                _touch_source(connection, source)
            removed = select(exists().where(schema.removed.c.source == source))
            was_removed = bool(connection.execute(removed).scalar())
            return Received(source, held is None, new_origin, held or "received", waiting.size, held is None and was_removed)

    @staticmethod
    def _say(connection: Connection, source: str, said: Mapping[str, str]) -> None:
        """What a user says of a source that is held fills what was not said before."""
        for name, value in said.items():
            column = schema.sources.c[name]
            connection.execute(update(schema.sources).where(_sources.id == source, column.is_(None)).values({name: value}))

    def save_inspection(self, source: str, media_type: str, page_count: int, problems: Sequence[Problem] = ()) -> None:
        """Note what a received source is. A source that was read before with the same number of pages keeps its state.

        A container without pages goes on to `read`, so that describing it (nothing) makes it done.
        """
        with self._keeper.write() as connection:
            held = one(connection.execute(select(schema.sources).where(_sources.id == source)).first(), "source", source)
            values: dict[str, Any] = {"media_type": media_type, "page_count": page_count}
            if held.state in ("received", "refused") or held.page_count != page_count:
                values["state"] = "reading" if page_count else "read"
            connection.execute(update(schema.sources).where(_sources.id == source).values(values))
            replace_problems(connection, source, "inspect", problems)

    def set_state(self, source: str, state: SourceState) -> None:
        """Say how far a source is; `refused` is for one that cannot be opened, until it is added again."""
        with self._keeper.write() as connection:
            connection.execute(update(schema.sources).where(_sources.id == source).values(state=state))

    def unfinished(self) -> Iterator[HeldSource]:
        """Every source that a run should go on with, in the order they came."""
        with self._keeper.read() as connection:
            states = ("done", "refused")
            ids = connection.execute(
                select(_sources.id).where(_sources.state.not_in(states)).order_by(_sources.position)
            ).scalars()
            names = list(ids)
        for name in names:
            yield self.source(name, OWNER)

    def source_path(self, source: str) -> Path:
        """Where the bytes of a source lie, for reading only."""
        return self._keeper.blobs.path(source)

    def save_unlocked(self, source: str, path: Path) -> None:
        """Keep a copy of an encrypted source without its encryption; one that is there and whole stays."""
        if self.reading_path(source) != self.source_path(source):
            return
        with self._keeper.file_errors(), path.open("rb") as file:
            waiting = self._keeper.blobs.prepare_stream(file)
        with self._keeper.write([waiting]) as connection:
            one(connection.execute(select(_sources.id).where(_sources.id == source)).first(), "source", source)
            connection.execute(delete(schema.unlocked).where(schema.unlocked.c.source == source))
            connection.execute(insert(schema.unlocked), [{"source": source, "blob": waiting.name}])

    def reading_path(self, source: str) -> Path:
        """Where to read a source from: its copy without encryption where there is one, else the original."""
        with self._keeper.read() as connection:
            query = select(schema.unlocked.c.blob).where(schema.unlocked.c.source == source)
            blob = connection.execute(query).scalar()
        return (
            self._keeper.blobs.path(blob) if blob is not None and self._keeper.blobs.has(blob) else self.source_path(source)
        )

    def source(self, name: str, viewer: Viewer) -> HeldSource:
        """A source by its id. Raises NotFound, also where the viewer may not know of it."""
        with self._keeper.read() as connection:
            query = visible_sources(viewer).where(_sources.id == name)
            return self._held(connection, one(connection.execute(query).first(), "source", name), viewer)

    def sources(self, viewer: Viewer, *, after: str = "", limit: int | None = None) -> Iterator[HeldSource]:
        """Sources in the order of their ids, `limit` of them behind the id `after`; memory holds one list of a hundred."""
        left = limit
        while left is None or left > 0:
            size = 100 if left is None else min(100, left)
            with self._keeper.read() as connection:
                query = visible_sources(viewer).where(_sources.id > after).order_by(_sources.id).limit(size)
                rows = connection.execute(query).all()
                held = [self._held(connection, row, viewer) for row in rows]
            yield from held
            if len(held) < size:
                return
            after = held[-1].id
            left = None if left is None else left - size

    def is_open(self, source: str) -> bool:
        """Whether nothing of a source is closed: it, a page or copy of it, or what it came in; then everybody sees the same."""
        with self._keeper.read() as connection:
            return connection.execute(_CLOSED, {"source": source}).first() is None

    def members(self, source: str, viewer: Viewer) -> tuple[Origin, ...]:
        """The sources inside a source, by the names they have there, in their order."""
        with self._keeper.read() as connection:
            visible = visible_sources(viewer).with_only_columns(_sources.id)
            query = select(schema.origins).where(_origins.parent == source, _origins.source.in_(visible))
            rows = connection.execute(query.order_by(_origins.position, _origins.key))
            return tuple(Origin(row.source, row.file, row.parent, row.added) for row in rows)

    def _held(self, connection: Connection, row: Any, viewer: Viewer) -> HeldSource:
        origins = self._origins(connection, row.id, viewer)
        problems = tuple(
            held.problem
            for held in load_problems(connection, select(schema.problems).where(schema.problems.c.source == row.id))
            if held.problem.page_number is None
            or viewer.sees_closed
            or is_open_page(connection, row.id, held.problem.page_number)
        )
        first = origins[0] if origins else Origin(row.id, "", None, row.added)
        source = Source(row.id, row.media_type, row.bytes, row.page_count, first.file, first.parent, problems)
        return HeldSource(
            source, row.state, row.access, row.added, origins, row.collection, row.holding, row.url
        )  # fmt: skip

    def _origins(self, connection: Connection, source: str, viewer: Viewer) -> tuple[Origin, ...]:
        query = select(schema.origins).where(_origins.source == source).order_by(_origins.position, _origins.key)
        if not viewer.sees_closed:
            # A closed packet's name is as closed as the packet.
            visible = visible_sources(viewer).with_only_columns(_sources.id)
            query = query.where(_origins.parent.is_(None) | _origins.parent.in_(visible))
        rows = connection.execute(query)
        return tuple(Origin(row.source, row.file, row.parent, row.added) for row in rows)

    def removed_sources(self) -> tuple[Removed, ...]:
        """What was taken out, oldest first."""
        with self._keeper.read() as connection:
            rows = connection.execute(select(schema.removed).order_by(schema.removed.c.number))
            return tuple(Removed(row.source, tuple(json.loads(row.files)), row.who, row.why, row.at) for row in rows)


def _empty(name: str) -> EmptyFile:
    return EmptyFile("the file is empty (0 bytes)", where=name, remedy="Fetch it again from where it came.")


def _origin_row(connection: Connection, source: str, file: str, parent: str | None, when: str) -> dict[str, Any]:
    count = connection.execute(select(func.count()).where(_origins.source == source)).scalar() or 0
    return {
        "key": digest(source, file, parent), "source": source, "position": count, "file": file, "parent": parent,
        "added": when,
    }  # fmt: skip


def _touch_source(connection: Connection, source: str) -> None:
    """A source's names are searched with its records and its pages that stand in none."""
    copies = schema.copies.c
    touch(connection, "record", connection.execute(select(copies.record).where(copies.source == source)).scalars())
    numbers = connection.execute(select(schema.pages.c.number).where(schema.pages.c.source == source)).scalars()
    touch(connection, "page", (page_id(source, number) for number in numbers))
