"""One record as its grammars look at it: the lines of its head, of its foot, its labels, and what a grammar finds there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chancery.describe.furniture import Stretch
from chancery.describe.heads import Head, find_heads
from chancery.describe.labels import Labelled, read_labels
from chancery.describe.lines import PageText, TextLine
from chancery.describe.signs import find_signs
from chancery.model.date_phrases import DateReading
from chancery.model.record import Alternative, Field, FieldValue

Stand = tuple[int, int, int]  # (page number, start, end) in the page's layer


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a field and where it stands, best place first; `rule` is the module and the rule that found it."""

    name: str
    value: FieldValue
    places: tuple[Stand, ...]
    rule: str
    confidence: float
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordText:
    """The pages of one record, its lines without whole-line furniture, and what opens and heads it.

    `head` are the lines above the running text on its first page, `tail` the last lines of the record. `labelled` are
    the labels of the head with their values, `foot` those of the tail.
    """

    pages: tuple[PageText, ...]
    furniture: Mapping[int, Sequence[Stretch]]
    lines: tuple[TextLine, ...]
    head: tuple[TextLine, ...]
    tail: tuple[TextLine, ...]
    heads: tuple[Head, ...]
    labelled: tuple[Labelled, ...]
    foot: tuple[Labelled, ...]
    reading: DateReading

    def values(self, *kinds: str) -> tuple[Labelled, ...]:
        """The values of the head's labels of these kinds, in order."""
        return tuple(value for value in self.labelled if value.kind in kinds)

    def value(self, *kinds: str) -> Labelled | None:
        """The first value of the head's labels of these kinds."""
        return next((value for value in self.labelled if value.kind in kinds), None)

    def page(self, number: int) -> PageText:
        return next(page for page in self.pages if page.number == number)


_HEAD_LINES = 70
_SAYS_IT = 0.85
_TAIL_LINES = 30


def record_text(
    pages: Sequence[PageText], furniture: Mapping[int, Sequence[Stretch]], lines: Sequence[TextLine], reading: DateReading
) -> RecordText:
    """Look at the pages of one record. `lines` are its lines, in order, whole-line furniture left out; `reading` says how
    its numeric dates are to be read.

    `pages` are those that carry its text. Raises nothing; a record without lines has no head.
    """
    head = _head(lines)
    tail = tuple(lines[len(head) :][-_TAIL_LINES:])
    heads = _heads_of(pages[:1], furniture, lines)
    return RecordText(
        tuple(pages), furniture, tuple(lines), head, tail, heads, read_labels(head), read_labels(tail), reading
    )


def _heads_of(
    pages: Sequence[PageText], furniture: Mapping[int, Sequence[Stretch]], lines: Sequence[TextLine]
) -> tuple[Head, ...]:
    """The heads of its first page that stand on its own lines."""
    if not lines:
        return ()
    own = {(line.page_number, line.index) for line in lines}
    heads = [
        head for page in pages for head in find_heads(page, furniture.get(page.number, ()))
        if (head.page_number, head.line) in own or (head.page_number == lines[0].page_number and head.line < lines[0].index)
    ]  # fmt: skip
    # Where a heading says it, small signs have nothing to add.
    if max((head.confidence for head in heads), default=0.0) < _SAYS_IT:
        heads.extend(find_signs([line for line in lines if line.page_number == lines[0].page_number]))
    return tuple(heads)


# "1. On 21 November the following employees ...": the first numbered paragraph
_FIRST_PARAGRAPH = re.compile(r"\W{0,3}[1lI][.,)] ?\W{0,2}(?:\([A-Z/]{1,6}\) ?)?[A-Z\"“(<]")


def _head(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines above the running text: up to the first numbered paragraph, or two full lines of a sentence."""
    if not lines:
        return ()
    first = lines[0].page_number
    page = [line for line in lines[: 2 * _HEAD_LINES] if line.page_number == first]
    for at, line in enumerate(page[:_HEAD_LINES]):
        if at >= 3 and _FIRST_PARAGRAPH.match(line.text) and len(line.text) > 30:
            return tuple(page[:at])
        if at >= 3 and at + 1 < len(page) and _runs_on(line, page[at + 1]):
            return tuple(page[:at])
    return tuple(page[:_HEAD_LINES])


def _runs_on(line: TextLine, following: TextLine) -> bool:
    """Two lines of a sentence: the first one full and in small letters, the second begins small."""
    if len(line.text) < 48 or len(following.text) < 20:
        return False
    small = sum(char.islower() for char in line.text)
    return small > 0.6 * len(line.text) and following.text[:1].islower() and ":" not in line.text[:24]


def place_of(line: TextLine, start: int, end: int) -> Stand:
    """Where a stretch of a line stands; `start` and `end` count from the line's own start."""
    return line.page_number, line.start + start, line.start + end


def as_fields(found: Iterable[Found], record: RecordText, version: str) -> tuple[Field, ...]:
    """What grammars found, as fields with their evidence."""
    pages = {page.number: page for page in record.pages}
    return tuple(
        Field(
            item.name, item.value, tuple(pages[number].quote(start, end) for number, start, end in item.places),
            f"describe.{item.rule}", version, round(item.confidence, 3), item.alternatives,
        )
        for item in found
    )  # fmt: skip
