"""Inline marks of the sample texts: `[[r1|your letter of May 3]]` gives words that know which spans they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

# A mark's name is a letter with what follows: r references, s statements, f fields, x withheld words, w wants, and the
# styles u (underlined), b (bold), i (italic), k (struck through by a pen).
_TOKEN = re.compile(r"\[\[([a-z][A-Za-z0-9_.:\-]*)\||\]\]")
# A typist's word break: the word may be cut here at a line's end, with a hyphen.
SOFT_BREAK = "~"


class MarkupError(ValueError):
    """A text whose marks do not close, with the stretch that shows it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span's name over the characters `start` to `end` of a word."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedWord:
    """A word of a sample text; `column` is where its first character stood in its line (for text set as written).

    `breaks` are the places in `text` at which a typist may have cut it.
    """

    text: str
    column: int
    marks: tuple[Mark, ...]
    breaks: tuple[int, ...] = ()

    def has(self, name: str) -> bool:
        """Whether the whole word or a part of it stands in the span `name`."""
        return any(mark.name == name for mark in self.marks)

    def cut(self, place: int) -> tuple[MarkedWord, MarkedWord]:
        """The word cut in two at `place`, the first half with a hyphen that belongs to what the word belongs to."""
        first = [replace(m, end=place + 1 if m.end > place else m.end) for m in self.marks if m.start < place]
        second = [replace(m, start=max(m.start - place, 0), end=m.end - place) for m in self.marks if m.end > place]
        return (
            replace(self, text=self.text[:place] + "-", marks=tuple(first), breaks=()),
            replace(self, text=self.text[place:], marks=tuple(second), breaks=()),
        )


def parse_line(text: str, open_marks: list[str]) -> list[MarkedWord]:
    """The words of one line; `open_marks` holds the spans still open from the lines before and is carried on."""
    characters: list[tuple[str, tuple[str, ...]]] = []
    at = 0
    for token in _TOKEN.finditer(text):
        characters += [(c, tuple(open_marks)) for c in text[at : token.start()]]
        at = token.end()
        if token[1]:
            open_marks.append(token[1])
        elif open_marks:
            open_marks.pop()
        else:
            raise MarkupError(f"a mark closes that was never opened: {text[max(0, at - 40) : at]!r}")
    characters += [(c, tuple(open_marks)) for c in text[at:]]
    return _words(characters)


def parse_text(lines: list[str]) -> list[list[MarkedWord]]:
    """The words of a block, line by line; every mark closes within the block."""
    open_marks: list[str] = []
    words = [parse_line(line, open_marks) for line in lines]
    if open_marks:
        raise MarkupError(f"{open_marks} not closed in {' '.join(lines)[:80]!r}")
    return words


def _words(characters: list[tuple[str, tuple[str, ...]]]) -> list[MarkedWord]:
    words: list[MarkedWord] = []
    run: list[tuple[str, tuple[str, ...]]] = []
    column = start = 0
    for character, names in [*characters, (" ", ())]:
        if not character.isspace():
            if not run:
                start = column
            run.append((character, names))
        elif run:
            words.append(_word(run, start))
            run = []
        column += character != SOFT_BREAK
    return words


def _word(run: list[tuple[str, tuple[str, ...]]], column: int) -> MarkedWord:
    text = ""
    breaks: list[int] = []
    spans: dict[str, list[int]] = {}
    for character, names in run:
        if character == SOFT_BREAK:
            breaks.append(len(text))
            continue
        for name in names:
            spans.setdefault(name, [len(text), 0])[1] = len(text) + 1
        text += character
    marks = tuple(Mark(name, start, end) for name, (start, end) in spans.items())
    return MarkedWord(text, column, marks, tuple(breaks))
