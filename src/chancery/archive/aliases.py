"""Ids that people may have cited, and what they lead to now."""

from __future__ import annotations

from sqlalchemy import Connection, select

from chancery.archive import schema


def now_is(connection: Connection, name: str) -> str:
    """The id that an id leads to now."""
    aliases = schema.aliases.c
    for _ in range(20):
        held = connection.execute(select(aliases.now).where(aliases.id == name)).scalar()
        if held is None:
            return name
        name = held
    return name
