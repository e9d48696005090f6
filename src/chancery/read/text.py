"""Text sources: pages split at form feeds, else by lines; the characters are the evidence, there are no boxes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chancery.errors import EmptyFile, PageError, UnreadableFile
from chancery.model.page import LayerOrigin
from chancery.model.source import Member, Problem
from chancery.read.encoding import decode_text
from chancery.read.reader import Image, PageContent
from chancery.settings import ReadSettings

TEXT_VERSION = "1"


class TextReader:
    """A plain text or Markdown file."""

    def __init__(self, path: Path, name: str, settings: ReadSettings, problems: tuple[Problem, ...]) -> None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UnreadableFile(f"the file cannot be read ({error.strerror})", where=name) from error
        decoded = decode_text(data)
        if not decoded.text.strip():
            raise EmptyFile("the file holds only white space", where=name, remedy="Fetch it again from where it came.")
        self.media_type = "text/markdown" if name.strip().lower().endswith((".md", ".markdown")) else "text/plain"
        self._name = name
        self.encoding = decoded.encoding
        self._pages = list(split_pages(decoded.text, settings.text_page_lines, settings.text_line_characters))
        self.page_count = len(self._pages)
        self.problems = (*problems, *decoded.problems)

    def members(self) -> Iterator[Member]:
        return iter(())

    def lines(self, number: int) -> list[str]:
        """The lines of a page, as they stand."""
        if not 1 <= number <= self.page_count:
            raise PageError("there is no such page", where=self._name, page_number=number)
        return self._pages[number - 1]

    def read_page(self, number: int) -> PageContent:
        self.lines(number)
        return PageContent(number, None, None)

    def origin(self) -> LayerOrigin:
        """Where the layer comes from: the file itself, in this encoding."""
        return LayerOrigin("text", TEXT_VERSION, f"encoding={self.encoding}")

    def render(self, number: int, dpi: float, *, grey: bool = True) -> Image:  # noqa: ARG002 - the protocol's shape
        raise PageError("a text page has no image", where=self._name, page_number=number)

    def close(self) -> None:
        self._pages = []


def split_pages(text: str, page_lines: int, line_characters: int) -> Iterator[list[str]]:
    """Pages of lines: at form feeds where there are any, else every `page_lines` lines.

    Lines longer than `line_characters` are folded at white space (in the middle of a word only where there is none).
    A page between two form feeds that is longer than ten times `page_lines` is cut as well, so that no page is endless.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x85", "\n")
    fed = "\f" in text
    limit = 10 * page_lines if fed else page_lines
    pages = text.split("\f")
    for index, page in enumerate(pages):
        if fed and index == len(pages) - 1 and not page.strip():
            return  # a form feed ends the last page
        lines = [part for line in page.removesuffix("\n").split("\n") for part in fold(line, line_characters)]
        for first in range(0, len(lines), limit):
            yield lines[first : first + limit]


def fold(line: str, most: int) -> Iterator[str]:
    """The line in stretches of at most `most` characters, cut after white space where there is some."""
    at = 0
    while len(line) - at > most:
        cut = line.rfind(" ", at + 1, at + most) + 1
        if cut <= at:
            cut = at + most
        yield line[at:cut]
        at = cut
    yield line[at:]
