"""The list of records in its orders, and how much there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, exists, func, select, tuple_

from chancery.archive import schema
from chancery.archive.aliases import now_is
from chancery.archive.base import one, scope_of
from chancery.archive.cards import UNDATED, text_key
from chancery.archive.held import Counts, RecordRow
from chancery.archive.keeper import Keeper
from chancery.archive.seeing import visible_sources
from chancery.model.viewer import Viewer

_cards = schema.cards.c
_copies = schema.copies.c
_pages = schema.pages.c


Order = Literal["date", "newest", "title"]
Doubt = Literal["date", "party"]


class Lists:
    """Lists records and counts what is held."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def records(
        self,
        viewer: Viewer,
        *,
        sheets: bool = False,
        order: Order = "date",
        after: RecordRow | None = None,
        limit: int = 100,
    ) -> tuple[RecordRow, ...]:
        """A page of the list of records, behind the row `after`; sheets are left out unless asked for.

        `date` sorts by earliest then latest day, undated last; `newest` the other way round, undated last; `title` by title.
        """
        dated = order != "title"
        keys = (_cards.earliest, _cards.latest, _cards.record) if dated else (_cards.title_key, _cards.record)
        query = (
            select(schema.cards, _copies.source, _copies.first_page, _copies.last_page)
            .join(schema.copies, _copies.id == _cards.copy)
            .where(_cards.scope == scope_of(viewer), _cards.leads == 1)
        )
        if not sheets:
            query = query.where(_cards.sheet == 0)
        if after is not None:
            query = query.where(_behind(keys, after, order))
        with self._keeper.read() as connection:
            if order == "newest":
                # Dated and undated one after the other, so that an index gives both in order.
                backward = query.order_by(*(key.desc() for key in keys))
                rows = list(connection.execute(backward.where(_cards.earliest < UNDATED).limit(limit)))
                if len(rows) < limit:
                    rows += connection.execute(backward.where(_cards.earliest == UNDATED).limit(limit - len(rows)))
            else:
                rows = list(connection.execute(query.order_by(*keys).limit(limit)))
            counts = self._copy_counts(connection, [row.record for row in rows], viewer)
        return tuple(_record_row(row, counts[row.record]) for row in rows)

    @staticmethod
    def _copy_counts(connection: Connection, records: list[str], viewer: Viewer) -> Mapping[str, int]:
        if not records:
            return {}
        query = select(_cards.record, func.count()).where(_cards.scope == scope_of(viewer), _cards.record.in_(records))
        return {row.record: int(row[1]) for row in connection.execute(query.group_by(_cards.record))}

    def record_row(self, name: str, viewer: Viewer) -> RecordRow:
        """A record in short, by its id or an earlier one. Raises NotFound, also where the viewer may not know of it."""
        with self._keeper.read() as connection:
            leads_to = now_is(connection, name)
            query = (
                select(schema.cards, _copies.source, _copies.first_page, _copies.last_page)
                .join(schema.copies, _copies.id == _cards.copy)
                .where(_cards.scope == scope_of(viewer), _cards.leads == 1, _cards.record == leads_to)
            )
            row = one(connection.execute(query).first(), "record", name)
            return _record_row(row, self._copy_counts(connection, [leads_to], viewer)[leads_to])

    def doubted(
        self, doubt: Doubt, viewer: Viewer, *, after: tuple[float, str] = (-1.0, ""), limit: int = 100
    ) -> tuple[tuple[str, float], ...]:
        """Copies of which a date or a party awaits a person, the least sure first, each with the lowest confidence."""
        column = schema.cards.c[f"doubt_{doubt}"]
        query = (
            select(_cards.copy, column)
            .where(_cards.scope == scope_of(viewer), column.is_not(None), tuple_(column, _cards.copy) > tuple_(*after))
            .order_by(column, _cards.copy)
            .limit(limit)
        )
        with self._keeper.read() as connection:
            return tuple((row[0], row[1]) for row in connection.execute(query))

    def count_doubted(self, doubt: Doubt, viewer: Viewer) -> int:
        """Of how many copies a date or a party awaits a person."""
        column = schema.cards.c[f"doubt_{doubt}"]
        query = select(func.count()).select_from(schema.cards)
        with self._keeper.read() as connection:
            return int(connection.execute(query.where(_cards.scope == scope_of(viewer), column.is_not(None))).scalar() or 0)

    def counts(self, viewer: Viewer) -> Counts:
        """How much there is for a viewer."""
        sources, problems, places = schema.sources.c, schema.problems.c, schema.places.c
        with self._keeper.read() as connection:

            def count(query: Any) -> int:
                return int(connection.execute(query).scalar() or 0)

            seen = visible_sources(viewer).with_only_columns(sources.id)
            cards = (_cards.scope == scope_of(viewer), _cards.leads == 1)
            pages = select(func.count()).select_from(schema.pages).where(_pages.source.in_(seen))
            wrong = select(func.count()).select_from(schema.problems)
            if not viewer.sees_closed:
                pages = pages.where(_pages.access == "open")
                shut = exists().where(
                    _pages.source == problems.source, _pages.number == problems.page_number, _pages.access == "closed"
                )
                wrong = wrong.where(problems.source.in_(seen), ~shut)
            types = connection.execute(
                select(_cards.type, func.count()).where(*cards, _cards.sheet == 0).group_by(_cards.type)
            )
            one_of = select(func.count()).select_from(schema.cards).where(*cards)
            open_places = select(func.count()).select_from(schema.places).where(places.decision.is_not(None))
            if not viewer.sees_closed:
                open_places = open_places.where(places.source.in_(seen))
            return Counts(
                sources=count(select(func.count()).select_from(seen.subquery())),
                pages=count(pages),
                records=count(one_of.where(_cards.sheet == 0)),
                sheets=count(one_of.where(_cards.sheet == 1)),
                undated=count(one_of.where(_cards.sheet == 0, _cards.earliest == UNDATED)),
                problems=count(wrong),
                decisions=count(open_places),
                lost=count(open_places.where(places.place == "lost")),
                unfinished=count(
                    select(func.count()).select_from(schema.sources)
                    .where(sources.state.not_in(("done", "refused")), sources.id.in_(seen))
                ),
                types={row.type: int(row[1]) for row in types},
            )  # fmt: skip


def _record_row(row: Any, copies: int) -> RecordRow:
    earliest, latest = (value.replace(UNDATED, "") for value in (row.earliest, row.latest))
    return RecordRow(
        row.record, row.copy, row.source, row.first_page, row.last_page, copies, bool(row.sheet), row.type, row.title,
        row.date, earliest, latest,
    )  # fmt: skip


def _behind(keys: Sequence[Any], after: RecordRow, order: Order) -> Any:
    if order == "title":
        return tuple_(*keys) > tuple_(text_key(after.title), after.id)
    held = tuple_(after.earliest or UNDATED, after.latest or UNDATED, after.id)
    if order == "date":
        return tuple_(*keys) > held
    if not after.earliest:
        return (_cards.earliest == UNDATED) & (tuple_(*keys) < held)
    return (_cards.earliest == UNDATED) | (tuple_(*keys) < held)
