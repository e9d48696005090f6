"""Builders of pages for the tests of describing: text without boxes, and lines set on a page with boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from chancery.describe.source import describe_source
from chancery.model.geometry import Box
from chancery.model.page import LayerOrigin, Page, PageReading, Word, make_layer
from chancery.model.record import SourceDescription
from chancery.settings import Settings

SOURCE = "5" * 64
PageOf = Callable[..., PageReading]
Describe = Callable[..., SourceDescription]


@pytest.fixture(scope="session")
def page_of() -> PageOf:
    """`page_of(text, number)`: a page of text; a blank line parts paragraphs, there are no boxes."""

    def build(text: str, number: int = 1) -> PageReading:
        words: list[Word] = []
        line = paragraph = 0
        for row in text.strip("\n").split("\n"):
            parts = row.split()
            if not parts:
                paragraph += 1
                continue
            words.extend(Word(part, None, None, line, paragraph) for part in parts)
            line += 1
        layer = make_layer(SOURCE, number, LayerOrigin("text", "1"), words)
        return PageReading(Page(SOURCE, number, None, None), (layer,), (), layer.id)

    return build


@pytest.fixture(scope="session")
def set_page() -> PageOf:
    """`set_page(rows, number)`: rows of (x, y, text) in points on a letter page; six points a character, a box a
    word.
    """

    def build(rows: Sequence[tuple[float, float, str]], number: int = 1) -> PageReading:
        words: list[Word] = []
        for line, (x, y, text) in enumerate(rows):
            for part in text.split():
                words.append(Word(part, Box(x, y, x + 6.0 * len(part), y + 10.0), 0.93, line, line))
                x += 6.0 * (len(part) + 1)
        layer = make_layer(SOURCE, number, LayerOrigin("fake", "1"), words)
        return PageReading(Page(SOURCE, number, 612.0, 792.0), (layer,), (), layer.id)

    return build


@pytest.fixture(scope="session")
def describe(page_of: PageOf) -> Describe:
    """`describe(text, text, ...)`: the description of a source of text pages."""

    def build(*texts: str, settings: Settings | None = None) -> SourceDescription:
        return describe_source([page_of(text, number) for number, text in enumerate(texts, 1)], settings or Settings())

    return build
