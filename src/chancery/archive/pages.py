"""Pages in the archive: saved as they are read, each with every layer it has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from chancery.archive import schema
from chancery.archive.base import MANY, batches, one, touch
from chancery.archive.collecting import Collecting
from chancery.archive.held import HeldLayer, HeldPage
from chancery.archive.keeper import Keeper
from chancery.archive.names import page_id
from chancery.archive.packing import pack_layer
from chancery.archive.problems import replace_problems
from chancery.archive.replacing import Replacing, turn_findings
from chancery.archive.seeing import visible_sources
from chancery.archive.shown import as_decided, drop_shown
from chancery.errors import ArchiveDamaged, NotFound
from chancery.model.page import LayerOrigin, LayerQuality, Page, PageReading, TextLayer
from chancery.model.source import Problem
from chancery.model.viewer import OWNER, Viewer
from chancery.model.vocabulary import PageRole

_layers = schema.layers.c
_pages = schema.pages.c


# The version of a page that a rebuild has yet to read again.
AGAIN = "again"


_SOURCE = select(schema.sources.c.id).where(schema.sources.c.id == bindparam("source"))


_SET_STATE = update(schema.sources).where(schema.sources.c.id == bindparam("source")).values(state=bindparam("to"))


# How many pages a source has, and how many of them are read.
_READ_OF = select(
    schema.sources.c.page_count,
    select(func.count())
    .select_from(schema.pages)
    .where(
        _pages.source == bindparam("source"), _pages.number <= schema.sources.c.page_count, _pages.version != AGAIN
    )
    .scalar_subquery(),
).where(schema.sources.c.id == bindparam("source"))  # fmt: skip


class Pages:
    """Keeps pages, their layers and the regions found by shape."""

    def __init__(self, keeper: Keeper, collecting: Collecting, replacing: Replacing) -> None:
        self._keeper = keeper
        self._collecting = collecting
        self._replacing = replacing

    def save_pages(self, source: str, readings: Iterable[PageReading], *, version: str = "") -> None:
        """Save what `read` gives for some pages of a source, in one transaction; `version` is the stage's number.

        A page read again keeps layers of other origins, its role and its access; its regions by shape are replaced. When the
        last page is in, the source is `read`; reading a page of a described source anew makes it wait to be described.
        """
        readings = list({reading.page.number: reading for reading in readings}.values())
        with self._keeper.read() as connection:
            readings = as_decided(connection, readings)
        with self._keeper.file_errors():
            waiting = self._keeper.blobs.prepare_all(pack_layer(layer) for reading in readings for layer in reading.layers)
        blobs = iter(waiting)
        layers = [_layer_rows(reading, [next(blobs).name for _ in reading.layers]) for reading in readings]
        with self._keeper.write(waiting) as connection:
            one(connection.execute(_SOURCE, {"source": source}).first(), "source", source)
            old_blobs = self._save_rows(connection, source, readings, layers, version)
            old_blobs += drop_shown(connection, source, readings)
            numbers = [reading.page.number for reading in readings]
            regions = [region for reading in readings for region in reading.regions]
            self._replacing.save_regions(connection, source, numbers, regions, version)
            problems = [
                Problem(each.code, each.message, each.remedy, reading.page.number)
                for reading in readings
                for each in reading.problems
            ]
            replace_problems(connection, source, "read", problems, numbers)
            self._move_on(connection, source)
            touch(connection, "page", (page_id(source, number) for number in numbers))
        for blob, layer in zip(waiting, (layer for reading in readings for layer in reading.layers), strict=True):
            self._keeper.layers.keep(blob.name, layer)
        self._collecting.collect_these(sorted(set(old_blobs) - {blob.name for blob in waiting}))

    def _save_rows(
        self,
        connection: Connection,
        source: str,
        readings: Sequence[PageReading],
        layers: Sequence[list[dict[str, Any]]],
        version: str,
    ) -> list[str]:
        """Write pages and their layers; the blobs of layers that were replaced by others of the same name."""
        numbers = [reading.page.number for reading in readings]
        before: dict[int, Any] = {}
        replaced: list[str] = []
        for some in batches(sorted(set(numbers)), MANY):
            query = select(schema.pages).where(_pages.source == source, _pages.number.in_(some))
            before |= {row.number: row for row in connection.execute(query)}
        fresh = []
        for reading, rows in zip(readings, layers, strict=True):
            row = _page_row(reading, version)
            held = before.get(reading.page.number)
            if held is None:
                fresh.append({**row, "role": None, "cue": "", "furniture": "[]", "access": "open"})
            else:
                self._save_again(connection, held, reading, row, {layer["id"] for layer in rows})
        if fresh:
            connection.execute(insert(schema.pages), fresh)
        coming = [row for rows in layers for row in rows]
        for some in batches([row["id"] for row in coming], MANY):
            held_blobs = list(connection.execute(select(_layers.blob).where(_layers.id.in_(some))).scalars())
            if held_blobs:
                connection.execute(delete(schema.layers).where(_layers.id.in_(some)))
                replaced.extend(held_blobs)
        if coming:
            connection.execute(insert(schema.layers), coming)
        return replaced

    def _save_again(
        self, connection: Connection, before: Any, reading: PageReading, row: dict[str, Any], layers: set[str]
    ) -> None:
        """A page read anew: its findings turn with it, and layers of other origins stay, behind the new ones."""
        page = reading.page
        turn_findings(connection, before, page)
        if before.chosen != reading.chosen:
            # Stretches of another layer would set the wrong words aside until the source is described again.
            row["furniture"] = "[]"
        here = (_pages.source == page.source, _pages.number == page.number)
        connection.execute(update(schema.pages).where(*here).values(row))
        self._shift_layers(connection, page.source, page.number, layers, len(layers))

    @staticmethod
    def _shift_layers(connection: Connection, source: str, number: int, new: set[str], count: int) -> None:
        """Layers of other origins stay, behind the new ones."""
        here = (_layers.source == source, _layers.page_number == number, _layers.id.not_in(new))
        kept = connection.execute(select(_layers.id).where(*here).order_by(_layers.position)).scalars().all()
        for offset, name in enumerate(kept):
            connection.execute(update(schema.layers).where(_layers.id == name).values(position=count + offset))

    @staticmethod
    def _move_on(connection: Connection, source: str) -> None:
        """A source whose pages are all in is read; one that was described before waits to be described again."""
        count, held = connection.execute(_READ_OF, {"source": source}).one()
        state = "read" if held == count and count else "reading"
        connection.execute(_SET_STATE, {"source": source, "to": state})

    def pages_to_read(self, source: str) -> tuple[int, ...]:
        """The numbers of the pages that have no reading yet, or that a rebuild has yet to read again, in order."""
        with self._keeper.read() as connection:
            query = select(schema.sources.c.page_count).where(schema.sources.c.id == source)
            count = one(connection.execute(query).first(), "source", source).page_count
            read = (_pages.source == source, _pages.version != AGAIN)
            held = set(connection.execute(select(_pages.number).where(*read)).scalars())
        return tuple(number for number in range(1, count + 1) if number not in held)

    def begin_rebuild(self) -> None:
        """Have every page read again and every source described again; what is held stays in use until its successor is in.

        A rebuild that broke off is gone on with: pages that it has read already are not marked again. Pages that it left as
        they were (their source could not be opened) do not make it one that broke off.
        """
        with self._keeper.write() as connection:
            open_ones = schema.sources.c.state.not_in(("done", "refused"))
            begun = select(exists().where(_pages.version == AGAIN, _pages.source == schema.sources.c.id, open_ones))
            if not connection.execute(begun).scalar():
                connection.execute(update(schema.pages).values(version=AGAIN))
                connection.execute(update(schema.sources).values(state="received"))

    def end_rebuild(self) -> None:
        """A rebuild went through: pages that could not be read again stay as they were."""
        with self._keeper.write() as connection:
            connection.execute(update(schema.pages).where(_pages.version == AGAIN).values(version=""))

    def reading(self, source: str, number: int) -> PageReading:
        """A page's reading as it was saved, for the stages (which see everything). Raises NotFound, ArchiveDamaged."""
        found = self._readings(source, [number])
        if not found:
            raise NotFound("the archive holds no page of this name", where=page_id(source, number), remedy="Check the id.")
        return next(iter(found))()

    def readings(self, source: str, first: int = 1, last: int | None = None) -> Iterator[PageReading]:
        """The readings of a source's pages from `first` to `last`; the layers of one page are in memory at a time."""
        for numbers in batches(self._numbers(source, first, last), 100):
            for reading in self._readings(source, numbers):
                yield reading()

    def _readings(self, source: str, numbers: Sequence[int]) -> list[Callable[[], PageReading]]:
        """A way to open each page's reading, in the order of their numbers."""
        with self._keeper.read() as connection:
            query = select(schema.pages).where(_pages.source == source, _pages.number.in_(numbers))
            rows = connection.execute(query.order_by(_pages.number)).all()
            held = select(schema.layers).where(_layers.source == source, _layers.page_number.in_(numbers))
            layers: dict[int, list[Any]] = {}
            for row in connection.execute(held.order_by(_layers.position)):
                layers.setdefault(row.page_number, []).append(row)
            regions = self._replacing.regions_of_stage(connection, source, numbers, "read")
            problems = _page_problems(connection, source, numbers, "read")

        def open_reading(row: Any) -> PageReading:
            here = layers.get(row.number, [])
            return PageReading(
                _page(row), tuple(self._keeper.layers.open(layer.blob, layer.id) for layer in here),
                tuple(LayerQuality(layer.id, layer.quality, layer.why) for layer in here if layer.quality is not None),
                row.chosen, regions.get(row.number, ()), tuple(problems.get(row.number, ())),
            )  # fmt: skip

        return [partial(open_reading, row) for row in rows]

    def _numbers(self, source: str, first: int, last: int | None) -> list[int]:
        query = select(_pages.number).where(_pages.source == source, _pages.number >= first).order_by(_pages.number)
        if last is not None:
            query = query.where(_pages.number <= last)
        with self._keeper.read() as connection:
            return list(connection.execute(query).scalars())

    def page(self, source: str, number: int, viewer: Viewer) -> HeldPage:
        """A page of a source. Raises NotFound, also where the viewer may not know of it."""
        for held in self.pages(source, viewer, first=number, last=number):
            return held
        raise NotFound("the archive holds no page of this name", where=page_id(source, number), remedy="Check the number.")

    def pages(self, source: str, viewer: Viewer, *, first: int = 1, last: int | None = None) -> Iterator[HeldPage]:
        """The pages of a source from `first` to `last`; memory holds a hundred of them."""
        for numbers in batches(self._visible_numbers(source, viewer, first, last), 100):
            with self._keeper.read() as connection:
                held = _held_pages(connection, source, numbers, viewer)
            yield from held

    def _visible_numbers(self, source: str, viewer: Viewer, first: int, last: int | None) -> list[int]:
        query = select(_pages.number).where(_pages.source == source, _pages.number >= first).order_by(_pages.number)
        if last is not None:
            query = query.where(_pages.number <= last)
        if not viewer.sees_closed:
            visible = visible_sources(viewer).with_only_columns(schema.sources.c.id)
            query = query.where(_pages.access == "open", _pages.source.in_(visible))
        with self._keeper.read() as connection:
            return list(connection.execute(query).scalars())

    def layer(self, name: str, viewer: Viewer) -> TextLayer:
        """A layer by its id, with its words. Raises NotFound, also where its page is closed to the viewer."""
        with self._keeper.read() as connection:
            row = one(connection.execute(select(schema.layers).where(_layers.id == name)).first(), "layer", name)
            if not viewer.sees_closed:
                query = select(_pages.number).where(_pages.source == row.source, _pages.number == row.page_number)
                visible = visible_sources(viewer).with_only_columns(schema.sources.c.id)
                query = query.where(_pages.access == "open", _pages.source.in_(visible))
                one(connection.execute(query).first(), "layer", name)
        try:
            return self._keeper.layers.open(row.blob, name)
        except ArchiveDamaged:
            # Between the row and the blob another process may have read the page again: then ask again.
            with self._keeper.read() as connection:
                again = connection.execute(select(_layers.blob).where(_layers.id == name)).scalar()
            if again is None or again == row.blob:
                raise
            return self._keeper.layers.open(again, name)

    def chosen_layer(self, source: str, number: int, viewer: Viewer = OWNER) -> TextLayer | None:
        """The chosen layer of a page; None where it has none."""
        held = self.page(source, number, viewer)
        return None if held.chosen is None else self.layer(held.chosen, viewer)


def _layer_rows(reading: PageReading, blobs: list[str]) -> list[dict[str, Any]]:
    qualities = {quality.layer: quality for quality in reading.qualities}
    rows = []
    for position, (layer, blob) in enumerate(zip(reading.layers, blobs, strict=True)):
        quality = qualities.get(layer.id)
        rows.append(
            {
                "id": layer.id, "source": layer.source, "page_number": layer.page_number, "position": position,
                "engine": layer.origin.engine, "version": layer.origin.version, "settings": layer.origin.settings,
                "blob": blob, "characters": len(layer.text), "words": len(layer.words), "hidden": len(layer.hidden),
                "replaced": layer.replaced, "quality": None if quality is None else quality.score,
                "why": "" if quality is None else quality.why,
            }
        )  # fmt: skip
    return rows


def _page_row(reading: PageReading, version: str) -> dict[str, Any]:
    page = reading.page
    return {
        "source": page.source, "number": page.number, "width": page.width, "height": page.height,
        "rotation": page.rotation, "turn": page.turn, "skew": page.skew, "blank": int(page.blank),
        "chosen": reading.chosen, "version": version,
    }  # fmt: skip


def _page(row: Any) -> Page:
    return Page(row.source, row.number, row.width, row.height, row.rotation, row.turn, row.skew, bool(row.blank))


def _page_problems(
    connection: Connection, source: str, numbers: Sequence[int], stage: str | None = None
) -> dict[int, list[Problem]]:
    """By page what was wrong with it (for one stage)."""
    table = schema.problems.c
    query = select(schema.problems).where(table.source == source, table.page_number.in_(numbers)).order_by(table.id)
    if stage is not None:
        query = query.where(table.stage == stage)
    found: dict[int, list[Problem]] = {}
    for row in connection.execute(query):
        found.setdefault(row.page_number, []).append(Problem(row.code, row.message, row.remedy, row.page_number))
    return found


def _held_pages(connection: Connection, source: str, numbers: list[int], viewer: Viewer) -> list[HeldPage]:
    rows = connection.execute(
        select(schema.pages).where(_pages.source == source, _pages.number.in_(numbers)).order_by(_pages.number)
    ).all()
    layers: dict[int, list[HeldLayer]] = {}
    query = select(schema.layers).where(_layers.source == source, _layers.page_number.in_(numbers))
    for row in connection.execute(query.order_by(_layers.position)):
        layers.setdefault(row.page_number, []).append(_held_layer(row))
    problems = _page_problems(connection, source, numbers)
    records = records_on_pages(connection, source, numbers, viewer)
    decided = _decided_roles(connection, source, numbers)
    return [
        HeldPage(
            _page(row), decided.get(row.number, row.role), row.cue,
            tuple((start, end, what) for start, end, what in json.loads(row.furniture)),
            row.chosen, tuple(layers.get(row.number, ())), tuple(problems.get(row.number, ())), row.access,
            records.get(row.number), "person" if row.number in decided else "machine",
        )
        for row in rows
    ]  # fmt: skip


def _decided_roles(connection: Connection, source: str, numbers: list[int]) -> dict[int, PageRole]:
    """The roles that people gave pages."""
    names = {page_id(source, number): number for number in numbers}
    places, decisions = schema.places.c, schema.decisions.c
    query = (
        select(places.finding, decisions.value)
        .join(schema.decisions, decisions.id == places.decision)
        .where(places.finding.in_(names), places.verdict == "corrected")
    )
    said = {names[row.finding]: json.loads(row.value) for row in connection.execute(query)}
    return {number: value["role"] for number, value in said.items() if isinstance(value, dict) and "role" in value}


def _held_layer(row: Any) -> HeldLayer:
    origin = LayerOrigin(row.engine, row.version, row.settings)
    return HeldLayer(row.id, origin, row.quality, row.why, row.characters, row.words, row.hidden, row.replaced)


def records_on_pages(connection: Connection, source: str, numbers: list[int], viewer: Viewer) -> dict[int, str]:
    """The record that stands on each page; where several do, the one that begins first."""
    if not numbers:
        return {}
    copies, cards = schema.copies.c, schema.cards.c
    scope = "all" if viewer.sees_closed else "open"
    seen = exists().where(cards.scope == scope, cards.copy == copies.id)
    query = (
        select(copies.record, copies.first_page, copies.last_page)
        .where(copies.source == source, copies.first_page <= max(numbers), copies.last_page >= min(numbers), seen)
        .order_by(copies.first_page.desc(), copies.position.desc())
    )
    found: dict[int, str] = {}
    for row in connection.execute(query):
        for number in range(max(row.first_page, min(numbers)), min(row.last_page, max(numbers)) + 1):
            found[number] = row.record
    return found
