"""Sources in the archive: how files come in, where they came from, how far they are, what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, exists, func, insert, select, union_all, update

from chancery.archive import schema
from chancery.archive.base import insert_once, one, touch
from chancery.archive.blobs import Waiting
from chancery.archive.collecting import Collecting
from chancery.archive.held import HeldProblem, HeldSource, ManifestEntry, Origin, Received, Removed, SourceState
from chancery.archive.names import digest, now, page_id, write_json
from chancery.errors import EmptyFile, FileChanged, UnreadableFile
from chancery.model.page import clean_text
from chancery.model.source import Problem, Source
from chancery.model.viewer import OWNER, Viewer
from chancery.model.vocabulary import Access

_sources = schema.sources.c
_origins = schema.origins.c


_of: BindParameter[str] = bindparam("source")
_pages, _copies = schema.pages.c, schema.copies.c
_CLOSED = union_all(
    select(_sources.id).where(_sources.id == _of, _sources.access == "closed"),
    select(_pages.source).where(_pages.source == _of, _pages.access == "closed"),
    select(_copies.source).where(_copies.source == _of, _copies.access == "closed"),
    select(_sources.id).join(schema.origins, _origins.parent == _sources.id)
    .where(_origins.source == _of, _sources.access == "closed"),
).limit(1)  # fmt: skip


class Sources(Collecting):
    """The part of the archive that takes files in and knows where they came from."""

    # --- coming in ----------------------------------------------------------------------------------------------------

    def add_file(
        self,
        path: Path,
        *,
        name: str,
        parent: str | None = None,
        collection: str | None = None,
        holding: str | None = None,
        url: str | None = None,
        access: Access = "open",
    ) -> Received:
        """Copy a file into the archive, byte for byte, and note that it came in as `name` (inside the source `parent`).

        The same bytes are one source however often they come; a new name is one more origin, and what the user says of it
        (collection, holding, url) fills only what was not said before. Raises UnreadableFile, EmptyFile, FileChanged where
        the file moved while it was copied, DiskFull, ArchiveReadOnly.
        """
        said = {"collection": collection, "holding": holding, "url": url}
        return self._receive(self._copy(path, name), name, parent, said, access)

    def add_bytes(
        self,
        data: bytes,
        *,
        name: str,
        parent: str | None = None,
        collection: str | None = None,
        holding: str | None = None,
        url: str | None = None,
        access: Access = "open",
    ) -> Received:
        """As `add_file`, from bytes in memory."""
        if not data:
            raise _empty(name)
        said = {"collection": collection, "holding": holding, "url": url}
        with self.database.file_errors():
            waiting = self.blobs.prepare_stream(BytesIO(data))
        return self._receive(waiting, name, parent, said, access)

    def _copy(self, path: Path, name: str) -> Waiting:
        try:
            with path.open("rb") as file:
                before = path.stat()
                if before.st_size == 0:
                    raise _empty(name)
                with self.database.file_errors():
                    waiting = self.blobs.prepare_stream(file)
                after = path.stat()
        except OSError as error:
            raise UnreadableFile(
                f"the file cannot be read ({(error.strerror or 'it cannot be opened').lower()})",
                where=name,
                remedy="Give yourself the right to read it, then add it again.",
            ) from error
        moved = (before.st_size, before.st_mtime_ns, before.st_ino) != (after.st_size, after.st_mtime_ns, after.st_ino)
        if moved or waiting.size != before.st_size:
            self.blobs.drop([waiting])
            raise FileChanged(
                "the file changed while it was being read", where=name, remedy="Wait until it is whole, then add it again."
            )
        return waiting

    def _receive(
        self, waiting: Waiting, name: str, parent: str | None, said: dict[str, str | None], access: Access
    ) -> Received:
        source, when, file = waiting.name, now(), clean_text(name)[0]
        said = {key: clean_text(value)[0] for key, value in said.items() if value}
        with self._write([waiting]) as connection:
            held = connection.execute(select(_sources.state).where(_sources.id == source)).scalar()
            if said.get("collection"):
                insert_once(connection, schema.collections, {"name": said["collection"], "added": when})
            if held is None:
                row = {"media_type": "", "bytes": waiting.size, "page_count": 0, "state": "received", "access": access}
                position = _next(connection, schema.sources)
                connection.execute(
                    insert(schema.sources), [{**row, **said, "id": source, "position": position, "added": when}]
                )
            else:
                self._say(connection, source, said)
            origin = _origin_row(connection, source, file, parent, when)
            new_origin = insert_once(connection, schema.origins, origin)
            if held is not None and new_origin:
                _touch_source(connection, source)
            removed = select(exists().where(schema.removed.c.source == source))
            was_removed = bool(connection.execute(removed).scalar())
            return Received(source, held is None, new_origin, held or "received", waiting.size, held is None and was_removed)

    @staticmethod
    def _say(connection: Connection, source: str, said: dict[str, str | None]) -> None:
        """What a user says of a source that is held fills what was not said before."""
        for name, value in said.items():
            column = schema.sources.c[name]
            connection.execute(update(schema.sources).where(_sources.id == source, column.is_(None)).values({name: value}))

    # --- how far it is ------------------------------------------------------------------------------------------------

    def save_inspection(self, source: str, media_type: str, page_count: int, problems: Sequence[Problem] = ()) -> None:
        """Note what a received source is. A source that was read before with the same number of pages keeps its state.

        A container without pages goes on to `read`, so that describing it (nothing) makes it done.
        """
        with self._write() as connection:
            held = one(connection.execute(select(schema.sources).where(_sources.id == source)).first(), "source", source)
            values: dict[str, Any] = {"media_type": media_type, "page_count": page_count}
            if held.state in ("received", "refused") or held.page_count != page_count:
                values["state"] = "reading" if page_count else "read"
            connection.execute(update(schema.sources).where(_sources.id == source).values(values))
            replace_problems(connection, source, "inspect", problems)

    def save_problem(self, source: str | None, problem: Problem, *, file: str = "", stage: str = "inspect") -> None:
        """Note a problem with a source, or with a file (`source` None) of which no source could be made."""
        with self._write() as connection:
            name = clean_text(file)[0]
            rows = [problem_row(source, stage, problem, name)]
            connection.execute(
                delete(schema.problems).where(
                    schema.problems.c.source.is_(None) if source is None else schema.problems.c.source == source,
                    schema.problems.c.file == name,
                    schema.problems.c.stage == stage,
                    schema.problems.c.code == rows[0]["code"],
                    schema.problems.c.page_number.is_(None)
                    if problem.page_number is None
                    else schema.problems.c.page_number == problem.page_number,
                )
            )
            connection.execute(insert(schema.problems), rows)

    def set_state(self, source: str, state: SourceState) -> None:
        """Say how far a source is; `refused` is for one that cannot be opened, until it is added again."""
        with self._write() as connection:
            connection.execute(update(schema.sources).where(_sources.id == source).values(state=state))

    def unfinished(self) -> Iterator[HeldSource]:
        """Every source that a run should go on with, in the order they came."""
        with self.database.read() as connection:
            states = ("done", "refused")
            ids = connection.execute(
                select(_sources.id).where(_sources.state.not_in(states)).order_by(_sources.position)
            ).scalars()
            names = list(ids)
        for name in names:
            yield self.source(name, OWNER)

    def source_path(self, source: str) -> Path:
        """Where the bytes of a source lie, for reading only."""
        return self.blobs.path(source)

    def save_unlocked(self, source: str, path: Path) -> None:
        """Keep a copy of an encrypted source without its encryption; one that is there and whole stays."""
        if self.reading_path(source) != self.source_path(source):
            return
        with self.database.file_errors(), path.open("rb") as file:
            waiting = self.blobs.prepare_stream(file)
        with self._write([waiting]) as connection:
            one(connection.execute(select(_sources.id).where(_sources.id == source)).first(), "source", source)
            connection.execute(delete(schema.unlocked).where(schema.unlocked.c.source == source))
            connection.execute(insert(schema.unlocked), [{"source": source, "blob": waiting.name}])

    def reading_path(self, source: str) -> Path:
        """Where to read a source from: its copy without encryption where there is one, else the original."""
        with self.database.read() as connection:
            query = select(schema.unlocked.c.blob).where(schema.unlocked.c.source == source)
            blob = connection.execute(query).scalar()
        return self.blobs.path(blob) if blob is not None and self.blobs.has(blob) else self.source_path(source)

    # --- asking -------------------------------------------------------------------------------------------------------

    def source(self, name: str, viewer: Viewer) -> HeldSource:
        """A source by its id. Raises NotFound, also where the viewer may not know of it."""
        with self.database.read() as connection:
            query = visible_sources(viewer).where(_sources.id == name)
            return self._held(connection, one(connection.execute(query).first(), "source", name), viewer)

    def sources(self, viewer: Viewer, *, after: str = "", limit: int | None = None) -> Iterator[HeldSource]:
        """Sources in the order of their ids, `limit` of them behind the id `after`; memory holds one list of a hundred."""
        left = limit
        while left is None or left > 0:
            size = 100 if left is None else min(100, left)
            with self.database.read() as connection:
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
        with self.database.read() as connection:
            return connection.execute(_CLOSED, {"source": source}).first() is None

    def members(self, source: str, viewer: Viewer) -> tuple[Origin, ...]:
        """The sources inside a source, by the names they have there, in their order."""
        with self.database.read() as connection:
            visible = visible_sources(viewer).with_only_columns(_sources.id)
            query = select(schema.origins).where(_origins.parent == source, _origins.source.in_(visible))
            rows = connection.execute(query.order_by(_origins.position, _origins.key))
            return tuple(Origin(row.source, row.file, row.parent, row.added) for row in rows)

    def _held(self, connection: Connection, row: Any, viewer: Viewer) -> HeldSource:
        origins = self._origins(connection, row.id, viewer)
        problems = tuple(
            held.problem
            for held in _problems(connection, select(schema.problems).where(schema.problems.c.source == row.id))
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

    def problems(self, viewer: Viewer, source: str | None = None) -> Iterator[HeldProblem]:
        """Everything that went wrong, newest first; of one source where it is named.

        Problems of files that made no source are told only to who sees everything: their names may tell of closed things.
        """
        before: int | None = None
        while True:
            query = select(schema.problems).order_by(schema.problems.c.id.desc()).limit(200)
            if before is not None:
                query = query.where(schema.problems.c.id < before)
            if source is not None:
                query = query.where(schema.problems.c.source == source)
            if not viewer.sees_closed:
                query = query.where(schema.problems.c.source.in_(visible_sources(viewer).with_only_columns(_sources.id)))
            with self.database.read() as connection:
                rows = connection.execute(query).all()
                held = [
                    _problem(row)
                    for row in rows
                    if viewer.sees_closed or row.page_number is None or is_open_page(connection, row.source, row.page_number)
                ]
            yield from held
            if len(rows) < 200:
                return
            before = rows[-1].id

    def removed_sources(self) -> tuple[Removed, ...]:
        """What was taken out, oldest first."""
        with self.database.read() as connection:
            rows = connection.execute(select(schema.removed).order_by(schema.removed.c.number))
            return tuple(Removed(row.source, tuple(json.loads(row.files)), row.who, row.why, row.at) for row in rows)

    # --- manifests ----------------------------------------------------------------------------------------------------

    def save_manifest(self, name: str, rows: Sequence[ManifestEntry]) -> None:
        """Keep the rows of a list called `name`; the same list given again changes nothing."""
        with self._write() as connection:
            position = _next(connection, schema.manifest_rows)
            for offset, row in enumerate(rows):
                held = {
                    "manifest": row.manifest,
                    "number": row.number,
                    "position": position + offset,
                    "name": clean_text(name)[0],
                    "file": row.file,
                    "base": _base(row.file),
                    "first_page": row.first_page,
                    "last_page": row.last_page,
                    "cells": write_json(dict(row.cells)),
                    "added": now(),
                }
                insert_once(connection, schema.manifest_rows, held)

    def manifest_rows(self, files: Iterable[str]) -> tuple[ManifestEntry, ...]:
        """The rows of every list that may speak of a source of one of these names, in the order they were given.

        They name a file with the same last part; whether its folders fit is for the asker to see.
        """
        table = schema.manifest_rows.c
        query = select(schema.manifest_rows).where(table.base.in_(sorted({_base(file) for file in files})))
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(table.position)).all()
        return tuple(
            ManifestEntry(row.manifest, row.number, row.file, row.first_page, row.last_page, json.loads(row.cells))
            for row in rows
        )


def _base(file: str) -> str:
    return file.replace("\\", "/").rsplit("/", 1)[-1]


def _empty(name: str) -> EmptyFile:
    return EmptyFile("the file is empty (0 bytes)", where=name, remedy="Fetch it again from where it came.")


def _next(connection: Connection, table: Any) -> int:
    last = connection.execute(select(func.max(table.c.position))).scalar()
    return 0 if last is None else int(last) + 1


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


def visible_sources(viewer: Viewer) -> Select[Any]:
    """The sources that exist for a viewer."""
    query = select(schema.sources)
    return query if viewer.sees_closed else query.where(_sources.access == "open")


def is_open_page(connection: Connection, source: str, number: int) -> bool:
    """Whether a page of an open source is open itself; a page that was never read is."""
    pages = schema.pages.c
    access = connection.execute(select(pages.access).where(pages.source == source, pages.number == number)).scalar()
    return access != "closed"


def problem_row(source: str | None, stage: str, problem: Problem, file: str = "") -> dict[str, Any]:
    return {
        "source": source, "file": file, "stage": stage, "page_number": problem.page_number, "code": problem.code,
        "message": clean_text(problem.message)[0], "remedy": clean_text(problem.remedy)[0], "at": now(),
    }  # fmt: skip


def replace_problems(
    connection: Connection, source: str, stage: str, problems: Sequence[Problem], pages: Sequence[int] | None = None
) -> None:
    """Put a stage's problems with a source (with these pages of it) in the place of its earlier ones."""
    table = schema.problems.c
    query = delete(schema.problems).where(table.source == source, table.stage == stage)
    if pages is not None:
        query = query.where(table.page_number.in_(pages))
    connection.execute(query)
    if problems:
        connection.execute(insert(schema.problems), [problem_row(source, stage, problem) for problem in problems])


def _problem(row: Any) -> HeldProblem:
    problem = Problem(row.code, row.message, row.remedy, row.page_number)
    return HeldProblem(row.source, row.file, row.stage, problem, row.at)


def _problems(connection: Connection, query: Select[Any]) -> list[HeldProblem]:
    return [_problem(row) for row in connection.execute(query.order_by(schema.problems.c.id))]
