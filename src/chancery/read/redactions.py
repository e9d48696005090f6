"""Redaction boxes by their shape."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.read.prepare import Marks
from chancery.read.reader import Image

REDACTIONS_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Redaction:
    """A box in pixels of the image, and its fill: `black` or `white`."""

    left: float
    top: float
    right: float
    bottom: float
    fill: str
    confidence: float


def find_redactions(image: Image, marks: Marks) -> list[Redaction]:
    """Boxes of a grey page image."""
    return []
