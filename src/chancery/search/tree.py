"""Queries: what a person asked, as a tree, with the line that says how it was read and what was mended.

The tree knows nothing of the index; `chancery.search.compile` turns it into the engine's queries and
`chancery.search.match` finds it in a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

AtomKind = Literal["word", "wild", "misread", "name"]


@dataclass(frozen=True, slots=True)
class Atom:
    """One folded word to be found: as it stands, with `*` for any letters, misread, or a name in any spelling.

    `distance` is the number of misread letters allowed; `patterns` (for a name) are regular expressions of the spellings.
    """

    text: str
    kind: AtomKind = "word"
    distance: int = 0
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One word as it was typed, with the ways it may stand in a text: `non-member` is (non, member) or (nonmember)."""

    said: str
    ways: tuple[tuple[Atom, ...], ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together: in this order with nothing between, or (`near`) within so many other words of each other.

    `field` is the name of the language's field they are looked for in; None for the text and the head of a record.
    `start` and `end` are code points of the query.
    """

    slots: tuple[Slot, ...]
    field: str | None
    start: int
    end: int
    near: int | None = None
    quoted: bool = False

    @property
    def said(self) -> str:
        return " ".join(slot.said for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Choice:
    """A field whose value is one of a list: `type:letter`, `has:missing`, `language:ru`, or an exact `id:`."""

    field: str
    values: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Dated:
    """Documents whose date overlaps the days [earliest, latest]; None is an open end, `undated` those without a date."""

    earliest: int | None
    latest: int | None
    said: str
    undated: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name from the Russian, in every spelling, with forenames or their initials."""

    said: str
    child: Node


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Nothing was asked: every record there is."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """What was asked holds no word that could be looked for."""


Node: TypeAlias = Phrase | Name | Choice | Dated | And | Or | Not | Everything | Nothing


class Said(NamedTuple):
    """A stretch of the "Read as" line; `strong` where it is what the person typed."""

    text: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended in the query, in a sentence; `start` and `end` are code points of the query."""

    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query as read: its tree, and how that is said to the person who asked."""

    text: str
    root: Node
    read_as_parts: tuple[Said, ...]
    mended: tuple[Mended, ...]

    @property
    def read_as(self) -> str:
        """The words that follow "Read as": one line, what was mended behind it."""
        line = "".join(part.text for part in self.read_as_parts)
        return " ".join([f"{line}." if self.mended else line, *(mended.sentence for mended in self.mended)])


def phrases_of(node: Node) -> tuple[Phrase, ...]:
    """The phrases of a tree whose presence counts for it: all but those under a NOT."""
    match node:
        case Phrase():
            return (node,)
        case Name(child=child):
            return phrases_of(child)
        case And(children) | Or(children):
            return tuple(phrase for child in children for phrase in phrases_of(child))
        case _:
            return ()
