"""Sources: files as they were received, and what was wrong with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong with a source or one of its pages; said aloud, and the rest goes on."""

    code: str
    message: str
    remedy: str = ""
    page_number: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was received; named by the SHA-256 of its bytes.

    `parent` is the ZIP, portfolio or mail a member came in, None for a file given as such; `file` is the name it came in
    under, relative to the folder given to `add` (or its name inside the parent); `page_count` is 0 for a container.
    """

    id: str
    media_type: str
    bytes: int
    page_count: int
    file: str
    parent: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a source (of a ZIP, a portfolio, an attachment); `name` as stored, decoded, with `/` between parts."""

    name: str
    data: bytes
