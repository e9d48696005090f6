"""A part of the samples as the tests look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from samples.typeset.make import MadeFile
from samples.typeset.truth import Truth

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A part of the samples: its truth, its files, and its rows as they would be read from a dump."""

    truth: Truth
    files: list[MadeFile]
    rows: dict[str, list[Row]]
