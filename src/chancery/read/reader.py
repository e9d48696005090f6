"""What every reader of files answers: the protocol of an opened source, and the values that it gives page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chancery.model.geometry import Box
from chancery.model.page import LayerOrigin
from chancery.model.source import Member, Problem
from chancery.read.layers import NativeWord

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class NativeText:
    """The text a file itself carries for a page, in the frame of `render` (our own turn not applied).

    Words stand in file order; `layers.arrange` finds the reading order. `unmapped` is the share of characters without a
    Unicode value, `outside` the number of words dropped because they lie off the page, `doubled` the number dropped because
    the same word stands at the same place.
    """

    origin: LayerOrigin
    words: tuple[NativeWord, ...]
    unmapped: float = 0.0
    outside: int = 0
    doubled: int = 0


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a file says of one page before its image is looked at.

    `width` and `height` are points of the displayed frame (None on a text source), `rotation` what the file itself turns
    (/Rotate, EXIF) in degrees clockwise, `text_turn` the quarter turn that would set its native text upright. `marks` are
    boxes of redaction marks that were never applied. `dpi` is the resolution that shows all the page has, `pictured` the
    share of the page that images cover, and `text_only` whether the page paints nothing but text, none of it cut off.
    """

    number: int
    width: float | None
    height: float | None
    rotation: int = 0
    native: NativeText | None = None
    text_turn: int = 0
    marks: tuple[Box, ...] = ()
    dpi: float = 0.0
    pictured: float = 0.0
    problems: tuple[Problem, ...] = ()
    text_only: bool = False


class SourceReader(Protocol):
    """An opened source. `page_count` is 0 for what only contains other files; `problems` may grow while it is read."""

    media_type: str
    page_count: int

    @property
    def problems(self) -> tuple[Problem, ...]: ...

    def members(self) -> Iterator[Member]:
        """Files inside (ZIP, portfolio, attachments), one at a time; nothing is written to disk."""
        ...

    def read_page(self, number: int) -> PageContent:
        """What the file says of page `number` (from 1). Raises PageError."""
        ...

    def render(self, number: int, dpi: float, *, grey: bool = True) -> Image:
        """The page as displayed: (height, width) grey or (height, width, 3) RGB. Raises PageError."""
        ...

    def close(self) -> None: ...
