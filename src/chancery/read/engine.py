"""OCR engines behind one door: what every engine answers, and the error when one is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chancery.errors import EngineMissing
from chancery.read.reader import Image


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word as the engine saw it: pixel box (left, top, right, bottom), confidence 0..1, line and paragraph from 0."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class OcrPage:
    """The words of one image in reading order, or in `failure` why there are none (a code and a sentence)."""

    words: tuple[OcrWord, ...] = ()
    failure: tuple[str, str] | None = None

    @property
    def confidence(self) -> float:
        """Mean confidence weighted by characters, 0..1; 0 where nothing was read.

        Noise gives a word or two with high confidence, so callers count words as well (engines.md, pitfalls).
        """
        characters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / characters if characters else 0.0


class OcrEngine(Protocol):
    """An engine. `name` and `version` (with the hash of its models) stand in the origin of every layer it reads."""

    name: str
    version: str

    @property
    def languages(self) -> frozenset[str]:
        """The languages that can be asked for."""
        ...

    def read(self, images: Sequence[Image], languages: str, dpi: int, seconds: float, psm: int = 3) -> list[OcrPage]:
        """One OcrPage per grey image, in order. `languages` as `eng` or `rus+eng`; `seconds` is the limit for one image.

        An image on which the engine crashes or takes too long costs only itself. Raises EngineMissing, EngineError.
        """
        ...

    def model_hash(self, languages: str) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of the models of these languages."""
        ...


REMEDY = (
    "Install the tesseract program with the languages {languages} "
    "(Debian, Ubuntu: apt install tesseract-ocr {packages}; macOS: brew install tesseract tesseract-lang), "
    "or set CHANCERY_READ_ENGINE=none to add born-digital files only."
)


def missing(message: str, languages: Sequence[str]) -> EngineMissing:
    """The error that says which engine or language is not there and how to get it."""
    packages = " ".join(f"tesseract-ocr-{language}" for language in languages)
    return EngineMissing(message, remedy=REMEDY.format(languages=" and ".join(languages), packages=packages))
