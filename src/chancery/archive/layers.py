"""Text layers by their blobs, and the chosen layers of a source's pages."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, bindparam, select

from chancery.archive import schema
from chancery.archive.base import MANY
from chancery.archive.blobs import FolderBlobs
from chancery.archive.packing import unpack_layer
from chancery.errors import ArchiveDamaged
from chancery.model.page import TextLayer

_layers = schema.layers.c
_pages = schema.pages.c


LAYERS_KEPT = 192  # the pages of one window of a long source; about 100 KiB each


class Layers:
    """The text layers in blobs. A blob never changes, so the last few stay in memory for whatever asks next."""

    def __init__(self, blobs: FolderBlobs) -> None:
        self._blobs = blobs
        self._open: dict[str, TextLayer] = {}

    def open(self, blob: str, name: str) -> TextLayer:
        """The layer in a blob. Raises ArchiveDamaged where the blob is missing or holds something else."""
        with suppress(KeyError):
            return self._open[blob]
        try:
            layer = unpack_layer(self._blobs.read(blob))
        except FileNotFoundError as error:
            raise ArchiveDamaged(
                "the blob of a text layer is missing", where=f"layer {name}", remedy="Run `chancery verify`."
            ) from error
        self.keep(blob, layer)
        return layer

    def keep(self, blob: str, layer: TextLayer) -> None:
        """Remember a layer that was just written or read."""
        if len(self._open) >= LAYERS_KEPT:
            # Threads may have emptied it meanwhile; what matters is that it does not grow.
            with suppress(StopIteration, RuntimeError, KeyError):
                self._open.pop(next(iter(self._open)))
        self._open[blob] = layer


class OpenLayers:
    """The chosen layers of a source's pages, opened when asked for; the last few stay open."""

    def __init__(self, layers: Layers, connection: Connection, source: str) -> None:
        self._layers = layers
        self._connection = connection
        self.source = source
        self._rows: dict[int, tuple[str, str]] = {}
        self._asked: set[int] = set()

    def chosen(self, number: int) -> tuple[TextLayer | None, str]:
        """The chosen layer of a page (None: it has none) and the blob it lies in."""
        name, blob = self.chosen_row(number)
        return (self._layers.open(blob, name), blob) if blob else (None, "")

    def chosen_row(self, number: int) -> tuple[str, str]:
        """The chosen layer's id and blob without opening it; empty where a page has none."""
        part = number // MANY
        if part not in self._asked:
            self._asked.add(part)
            asked = {"source": self.source, "first": part * MANY, "last": part * MANY + MANY - 1}
            for row in self._connection.execute(_CHOSEN, asked):
                self._rows[row.number] = (row.id, row.blob)
        return self._rows.get(number, ("", ""))


_CHOSEN = (
    select(_pages.number, _layers.id, _layers.blob)
    .join(schema.layers, _pages.chosen == _layers.id)
    .where(
        _pages.source == bindparam("source"), _pages.number >= bindparam("first"), _pages.number <= bindparam("last")
    )
)  # fmt: skip
