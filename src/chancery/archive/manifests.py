"""Lists that users gave of their files, row by row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from chancery.archive import schema
from chancery.archive.base import insert_once, next_position
from chancery.archive.held import ManifestEntry
from chancery.archive.keeper import Keeper
from chancery.archive.names import now, write_json
from chancery.model.page import clean_text


class Manifests:
    """Keeps the rows of the lists that users gave."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def save_manifest(self, name: str, rows: Sequence[ManifestEntry]) -> None:
        """Keep the rows of a list called `name`; the same list given again changes nothing."""
        with self._keeper.write() as connection:
            position = next_position(connection, schema.manifest_rows)
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
        with self._keeper.read() as connection:
            rows = connection.execute(query.order_by(table.position)).all()
        return tuple(
            ManifestEntry(row.manifest, row.number, row.file, row.first_page, row.last_page, json.loads(row.cells))
            for row in rows
        )


def _base(file: str) -> str:
    return file.replace("\\", "/").rsplit("/", 1)[-1]
