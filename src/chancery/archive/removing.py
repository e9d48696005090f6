"""Closing things and taking them out: access, and removal with a tombstone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update

from chancery.archive import schema
from chancery.archive.base import one, touch
from chancery.archive.cards import Cards
from chancery.archive.collecting import Collecting
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.merging import Merging
from chancery.archive.names import kind_of_id, now, page_id, split_page_id, write_json
from chancery.archive.naming import forget_names
from chancery.archive.seeing import own_records
from chancery.errors import NotFound
from chancery.model.page import clean_text
from chancery.model.vocabulary import Access

_cards = schema.cards.c
_copies = schema.copies.c
_origins = schema.origins.c
_pages = schema.pages.c
_sources = schema.sources.c


class Removing:
    """Closes and takes out."""

    def __init__(self, keeper: Keeper, collecting: Collecting, judging: Judging, cards: Cards, merging: Merging) -> None:
        self._keeper = keeper
        self._collecting = collecting
        self._judging = judging
        self._cards = cards
        self._merging = merging

    def set_access(self, name: str, access: Access) -> None:
        """Open or close a source, a copy or a page, by its id. Raises NotFound.

        Closing a ZIP or portfolio closes what came only in it; opening it opens only itself.
        """
        kind = kind_of_id(name)
        with self._keeper.write() as connection:
            if kind == "source":
                one(connection.execute(select(_sources.id).where(_sources.id == name)).first(), "source", name)
                names = self._with_members(connection, name) if access == "closed" else [name]
                connection.execute(update(schema.sources).where(_sources.id.in_(names)).values(access=access))
            elif kind == "copy":
                held = one(connection.execute(select(_copies.source).where(_copies.id == name)).first(), "copy", name)
                connection.execute(update(schema.copies).where(_copies.id == name).values(access=access))
                names = [held.source]
            elif kind == "page":
                source, number = split_page_id(name)
                here = (_pages.source == source, _pages.number == number)
                one(connection.execute(select(_pages.number).where(*here)).first(), "page", name)
                connection.execute(update(schema.pages).where(*here).values(access=access))
                names = [source]
            else:
                raise NotFound("no source, copy or page has this name", where=name, remedy="Check the id.")
            for source in names:
                self._touch_all(connection, source)

    def _with_members(self, connection: Connection, source: str) -> list[str]:
        """A source and the sources that came in it and nowhere else, at any depth."""
        names = [source]
        for name in names:
            inside = connection.execute(select(_origins.source).where(_origins.parent == name).distinct()).scalars()
            for member in sorted(set(inside) - set(names)):
                parents = set(connection.execute(select(_origins.parent).where(_origins.source == member)).scalars())
                if parents <= set(names):
                    names.append(member)
        return names

    def _touch_all(self, connection: Connection, source: str) -> set[str]:
        records = set(connection.execute(select(_copies.record).where(_copies.source == source)).scalars())
        self._cards.renew(connection, records)
        touch(connection, "record", records)
        numbers = connection.execute(select(_pages.number).where(_pages.source == source)).scalars()
        touch(connection, "page", (page_id(source, number) for number in numbers))
        return records

    def remove_source(self, source: str, *, who: str, why: str) -> tuple[str, ...]:
        """Take out a source, and what came in it and nowhere else; the ids of what was taken out.

        Its hash and names stay, with who took it out and why; decisions on it stay and wait as lost, and hold again should
        the same bytes come back. Raises NotFound.
        """
        with self._keeper.write() as connection:
            one(connection.execute(select(_sources.id).where(_sources.id == source)).first(), "source", source)
            names = self._with_members(connection, source)
            blobs = [blob for name in names for blob in self._blobs_of(connection, name)]
            for name in reversed(names):
                self._take_out(connection, name, who, why)
        self._collecting.collect_these(blobs)
        return tuple(names)

    @staticmethod
    def _blobs_of(connection: Connection, source: str) -> list[str]:
        layers = select(schema.layers.c.blob).where(schema.layers.c.source == source)
        texts = select(_copies.text).where(_copies.source == source)
        unlocked = select(schema.unlocked.c.blob).where(schema.unlocked.c.source == source)
        return [
            source,
            *connection.execute(unlocked).scalars(),
            *connection.execute(layers).scalars(),
            *connection.execute(texts).scalars(),
        ]

    def _take_out(self, connection: Connection, source: str, who: str, why: str) -> None:
        files = connection.execute(
            select(_origins.file).where(_origins.source == source).order_by(_origins.position)
        ).scalars()
        tomb = {"source": source, "files": write_json(list(files)), "who": clean_text(who)[0], "why": clean_text(why)[0]}
        connection.execute(insert(schema.removed), [{**tomb, "at": now()}])
        copies = list(connection.execute(select(_copies.id).where(_copies.source == source)).scalars())
        named = own_records(connection, source)
        records = self._touch_all(connection, source)
        query = select(_copies.own_record).where(_copies.record.in_(sorted(records)))
        beside = named | set(connection.execute(query).scalars())
        for copy in copies:
            self._merging.drop_copy(connection, copy)
        self._merging.drop_records(connection, records)
        self._merging.regroup(connection, beside)
        self._cards.renew(connection, records)
        decided = select(schema.places.c.finding).where(schema.places.c.source == source)
        findings = list(connection.execute(decided).scalars())
        forget_names(connection, source)
        for table in (
            schema.findings, schema.runs, schema.layers, schema.pages, schema.problems, schema.origins, schema.unlocked,
            schema.absent, schema.cuts,
        ):  # fmt: skip
            connection.execute(delete(table).where(table.c.source == source))
        connection.execute(delete(schema.origins).where(_origins.parent == source))
        connection.execute(delete(schema.aliases).where(schema.aliases.c.now.in_([*copies, *records]), ~_lives()))
        connection.execute(delete(schema.aliases).where(schema.aliases.c.source == source))
        connection.execute(delete(schema.sources).where(_sources.id == source))
        for finding in findings:
            self._judging.settle(connection, None, finding)
        self._judging.settle_records(connection, named)


def _lives() -> ColumnElement[bool]:
    """Whether what an alias leads to is still held."""
    now_is = schema.aliases.c.now
    return (
        exists().where(schema.records.c.id == now_is)
        | exists().where(_copies.id == now_is)
        | exists().where(schema.people.c.id == now_is)
    )
