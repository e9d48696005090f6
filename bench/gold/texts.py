"""The texts of a gold as files that `chancery add` reads: UTF-8, a form feed after every page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bench.gold.rows import Row, evidence_row, page_row, source_row


@dataclass(frozen=True, slots=True)
class Text:
    """A text source: `pages` are what stands between the form feeds, `content` the bytes whose hash names the source."""

    file: str
    pages: tuple[str, ...]
    content: bytes

    @property
    def source(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def source_row(self) -> Row:
        return source_row(self.source, self.file, "text/plain", len(self.content), len(self.pages))

    def page_rows(self, roles: Sequence[str | None] = (), records: Sequence[str | None] = ()) -> list[Row]:
        """All pages; `roles` and `records` page by page, null where the lists end."""
        return [
            page_row(self.source, self.file, at + 1, text, role=_at(roles, at), record=_at(records, at))
            for at, text in enumerate(self.pages)
        ]

    def quote(self, page: int, start: int, end: int) -> Row:
        """The evidence of these code points of a page (numbered from 1)."""
        return evidence_row(self.source, self.file, page, self.pages[page - 1][start:end], start, end)

    def find(self, page: int, quote: str, after: int = 0) -> Row | None:
        """The evidence of the first place of a quote on a page, whatever white space parts its words; None if not there."""
        words = quote.split()
        if not words:
            return None
        match = re.compile(r"\s+".join(map(re.escape, words))).search(self.pages[page - 1], after)
        return self.quote(page, *match.span()) if match else None


def make_text(file: str, pages: Sequence[str]) -> Text:
    """A text source of these pages. A form feed after the last page too, so that a long page is not cut by its lines."""
    plain = tuple(page.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n") for page in pages)
    return Text(file, plain, "".join(f"{page}\f" for page in plain).encode("utf-8"))


def content_range(pages: int, set_aside: Sequence[int]) -> tuple[int, int]:
    """The first and last page that is not set aside (an identification form); all pages where nothing else is left."""
    content = [page for page in range(1, pages + 1) if page not in set_aside]
    return (content[0], content[-1]) if content else (1, pages)


def _at(values: Sequence[str | None], index: int) -> str | None:
    return values[index] if index < len(values) else None
