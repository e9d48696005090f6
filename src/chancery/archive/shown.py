"""Hidden words that a person decided to show: the layer that has them, made from what was read and put in its place.

A page's own layers stay as they were read. Where the decision in force says so, one more layer is kept, which has the words
under the boxes that were decided about among the visible ones, and that one is chosen; undone, it goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, select

from chancery.archive import schema
from chancery.archive.attach import turned
from chancery.archive.names import digest, page_id
from chancery.archive.packing import read_anchor
from chancery.model.geometry import Box, bounding
from chancery.model.page import HiddenWord, LayerOrigin, LayerQuality, Page, PageReading, TextLayer, Word, layer_id
from chancery.model.reveal import is_level, reveal

FIELD = "hidden"  # what of a page the decision is about
VALUE = {"hidden": "shown"}
TAG = "hidden=shown:"  # in the settings of a layer that was made so; the boxes decided about follow as a hash


def hidden_name(page: str) -> str:
    """The name under which decisions on a page's hidden words are kept; the page's own is for its role."""
    return f"{page}/{FIELD}"


def is_shown(origin: LayerOrigin) -> bool:
    """Whether a layer was made to show hidden words."""
    return TAG in origin.settings


def hidden_words(layers: Iterable[TextLayer]) -> tuple[HiddenWord, ...]:
    """The hidden words of a page, each once however many layers have it, those of the first layer first."""
    found: list[HiddenWord] = []
    for layer in layers:
        for hidden in layer.hidden:
            box = hidden.word.box
            if box is not None and not any(_is_same(box, other.word.box) for other in found):
                found.append(hidden)
    return tuple(found)


def _is_same(box: Box, other: Box | None) -> bool:
    return other is not None and box.covered_by(other) > 0.5


def boxes_of_hidden(hidden: Sequence[HiddenWord]) -> tuple[Box, ...]:
    """One box around each run of hidden words on a line: what a decision on them is anchored to."""
    runs: list[list[Box]] = []
    for each in hidden:
        box = each.word.box
        assert box is not None
        if runs and is_level(runs[-1][-1], box) and -box.height < box.x0 - runs[-1][-1].x1 < 3 * box.height:
            runs[-1].append(box)
        else:
            runs.append([box])
    return tuple(bounding(run).rounded() for run in runs)


def as_read(reading: PageReading) -> PageReading:
    """A reading without what decisions made of it."""
    made = {layer.id for layer in reading.layers if is_shown(layer.origin)}
    if not made:
        return reading
    chosen = reading.chosen
    if chosen in made:
        layer = next(layer for layer in reading.layers if layer.id == chosen)
        settings = layer.origin.settings[: layer.origin.settings.index(TAG)].rstrip()
        chosen = layer_id(layer.source, layer.page_number, replace(layer.origin, settings=settings))
    return replace(
        reading,
        layers=tuple(layer for layer in reading.layers if layer.id not in made),
        qualities=tuple(quality for quality in reading.qualities if quality.layer not in made),
        chosen=chosen,
    )


def with_shown(reading: PageReading, boxes: Sequence[Box]) -> PageReading:
    """A reading with the hidden words in these boxes shown; as it was read where there are none."""
    reading = as_read(reading)
    layer = reading.layer
    if layer is None or not boxes:
        return reading
    others = [other for other in reading.layers if other.id != layer.id]
    words = [hidden.word for hidden in hidden_words((layer, *others)) if _is_decided(hidden.word, boxes)]
    words = [word for word in words if not _is_visible(word, layer)]
    if not words:
        return reading
    settings = f"{layer.origin.settings} {TAG}{digest([list(box) for box in boxes])[:12]}".strip()
    made = reveal(layer, words, replace(layer.origin, settings=settings))
    held = next((quality for quality in reading.qualities if quality.layer == layer.id), None)
    why = f"{held.why if held else 'chosen'}; with hidden words that a person decided to show"
    quality = LayerQuality(made.id, held.score if held else 0.0, why)
    return replace(reading, layers=(made, *reading.layers), qualities=(quality, *reading.qualities), chosen=made.id)


def _is_decided(word: Word, boxes: Sequence[Box]) -> bool:
    return word.box is not None and any(word.box.covered_by(box) > 0.5 for box in boxes)


def _is_visible(word: Word, layer: TextLayer) -> bool:
    """Whether the layer has the same word there already: OCR may see what the file's own text seems to hide."""
    assert word.box is not None
    return any(
        other.text.casefold() == word.text.casefold() and other.box is not None and word.box.covered_by(other.box) > 0.5
        for other in layer.words
    )


def as_decided(connection: Connection, readings: Sequence[PageReading]) -> list[PageReading]:
    """Readings with the hidden words shown that people decided to show, and no others."""
    names = {hidden_name(page_id(reading.page.source, reading.page.number)): reading for reading in readings}
    places, decisions = schema.places.c, schema.decisions.c
    query = (
        select(places.finding, decisions.anchor, decisions.frame)
        .join(schema.places, places.decision == decisions.id)
        .where(places.finding.in_(list(names)), places.verdict == "added")
    )
    boxes = {row.finding: _decided_boxes(row, names[row.finding].page) for row in connection.execute(query)}
    return [with_shown(reading, boxes.get(name, ())) for name, reading in names.items()]


def _decided_boxes(row: Any, page: Page) -> tuple[Box, ...]:
    """The boxes that a decision is anchored to, in the frame that the page has now."""
    if row.anchor is None:
        return ()
    boxes = read_anchor(json.loads(row.anchor)).boxes
    frame = json.loads(row.frame)
    if not frame or frame[1] is None:
        return boxes
    degrees = (page.rotation - frame[0]) % 360
    return tuple(turned(box, frame[1], frame[2], degrees).rounded() for box in boxes)


def drop_shown(connection: Connection, source: str, readings: Sequence[PageReading]) -> list[str]:
    """Take away layers that show what is to be hidden again, or in another way; their blobs are given back."""
    layers = schema.layers.c
    here = (layers.source == source, layers.page_number.in_([reading.page.number for reading in readings]))
    kept = [layer.id for reading in readings for layer in reading.layers if is_shown(layer.origin)]
    old = (*here, layers.settings.like(f"%{TAG}%"), layers.id.not_in(kept))
    blobs = list(connection.execute(select(layers.blob).where(*old)).scalars())
    if blobs:
        connection.execute(delete(schema.layers).where(*old))
    return blobs


def pages_decided(connection: Connection) -> Iterator[tuple[str, int]]:
    """Every page on whose hidden words somebody ever decided, shown now or not."""
    places = schema.places.c
    query = select(places.finding).where(places.finding.like(f"%/{FIELD}")).order_by(places.finding)
    for name in connection.execute(query).scalars():
        source, number, _ = name.split("/")
        yield source, int(number)
