"""Native text: characters of a file gathered into words, words into lines, columns and paragraphs in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from chancery.model.geometry import Box, bounding
from chancery.model.page import Word


@dataclass(frozen=True, slots=True)
class Char:
    """One character of a file's text, boxed in the displayed frame.

    `direction` is the way its line runs: 0 to the right, 90 down, 180 to the left, 270 up. `seen` tells whether it is
    painted (render mode 3 is not), `mapped` whether the font says which character it is, `grey` how light its paint is
    (0..255, None where not known).
    """

    text: str
    box: Box
    direction: int = 0
    seen: bool = True
    mapped: bool = True
    grey: float | None = None


@dataclass(frozen=True, slots=True)
class NativeWord:
    """A word of a file's text as it stands in the file, before reading order is known.

    `added` words come from a form field or a note: where a viewer paints them is not known to the point.
    """

    text: str
    box: Box
    direction: int = 0
    seen: bool = True
    mapped: bool = True
    grey: float | None = None
    added: bool = False


def gather_words(chars: Iterable[Char | None]) -> Iterator[NativeWord]:
    """Words of characters in file order; None stands for white space that has no place of its own."""
    run: list[Char] = []
    for char in chars:
        if char is None or char.text.isspace():
            if run:
                yield _word(run)
            run = []
            continue
        if run and _breaks(run[-1], char):
            yield _word(run)
            run = []
        run.append(char)
    if run:
        yield _word(run)


def _word(run: Sequence[Char]) -> NativeWord:
    return NativeWord(
        "".join(char.text for char in run),
        bounding(char.box for char in run),
        run[0].direction,
        run[0].seen,
        all(char.mapped for char in run),
        run[0].grey,
    )


def _breaks(before: Char, after: Char) -> bool:
    """Whether a new word begins without white space: another line, another direction, a wide gap."""
    if before.direction != after.direction or before.seen != after.seen:
        return True
    one, two = upright(before.box, before.direction), upright(after.box, after.direction)
    height = max(one.height, two.height, 0.1)
    shared = min(one.y1, two.y1) - max(one.y0, two.y0)
    if shared < 0.3 * min(one.height, two.height):
        return True
    gap = two.x0 - one.x1
    return gap > 1.0 * height or gap < -1.5 * height


def upright(box: Box, direction: int) -> Box:
    """The box in a frame in which text of this direction runs to the right (its origin may be anywhere)."""
    if direction == 90:
        return Box(box.y0, -box.x1, box.y1, -box.x0)
    if direction == 180:
        return Box(-box.x1, -box.y1, -box.x0, -box.y0)
    if direction == 270:
        return Box(-box.y1, box.x0, -box.y0, box.x1)
    return box


def turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """The box after the page of `width` x `height` was turned by `turn` degrees clockwise."""
    if turn == 90:
        return Box(height - box.y1, box.x0, height - box.y0, box.x1)
    if turn == 180:
        return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
    if turn == 270:
        return Box(box.y0, width - box.x1, box.y1, width - box.x0)
    return box


def turn_words(words: Iterable[NativeWord], turn: int, width: float, height: float) -> list[NativeWord]:
    """The words after the page of `width` x `height` was turned."""
    return [
        replace(word, box=turn_box(word.box, turn, width, height), direction=(word.direction + turn) % 360) for word in words
    ]


def common_direction(words: Sequence[NativeWord]) -> int:
    """The direction in which at least four fifths of the characters run; 0 where they do not agree."""
    count: dict[int, int] = {}
    for word in words:
        count[word.direction] = count.get(word.direction, 0) + len(word.text)
    total = sum(count.values())
    return next((direction for direction, share in count.items() if share >= 0.8 * total), 0)


def drop_doubles(words: Sequence[NativeWord]) -> tuple[list[NativeWord], int]:
    """Words that stand once: of two layers of text at the same place the painted one is kept. Second: how many went."""
    kept: list[NativeWord] = []
    places: dict[str, list[int]] = {}
    for word in words:
        twin = next((at for at in places.get(word.text, ()) if _same_place(kept[at].box, word.box)), None)
        if twin is None:
            places.setdefault(word.text, []).append(len(kept))
            kept.append(word)
        elif word.seen and not kept[twin].seen:
            kept[twin] = word
    return kept, len(words) - len(kept)


def _same_place(one: Box, two: Box) -> bool:
    smaller = min(one.area, two.area)
    if smaller <= 0:
        return abs(one.x0 - two.x0) < 1 and abs(one.y0 - two.y0) < 1
    return one.intersection(two) / smaller > 0.5


def drop_outside(words: Sequence[NativeWord], width: float, height: float) -> tuple[list[NativeWord], int]:
    """Words whose middle lies on the page, cut to it, and how many others there were."""
    kept = []
    for word in words:
        x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
        if 0 <= x <= width and 0 <= y <= height:
            box = word.box
            cut = Box(max(0.0, box.x0), max(0.0, box.y0), min(width, box.x1), min(height, box.y1))
            kept.append(replace(word, box=cut))
    return kept, len(words) - len(kept)


# --- reading order ---------------------------------------------------------------------------------------------------

Placed = tuple[int, NativeWord]  # index in the list that was given, word
MIN_COLUMN_LINES = 4
MIN_COLUMN_WORDS = 2.5  # words a line; fewer is a table or a form, which is read across


def arrange(words: Sequence[NativeWord]) -> tuple[tuple[Word, ...], tuple[int, ...]]:
    """Words in reading order with line and paragraph numbers, and for each its index in `words`."""
    ordered: list[Word] = []
    indexes: list[int] = []
    line_number = paragraph = -1
    for block in _blocks(_lines(list(enumerate(words)))):
        below: Box | None = None
        for line in block:
            box = bounding(word.box for _, word in line)
            line_number += 1
            if below is None or _new_paragraph(below, box):
                paragraph += 1
            below = box
            for index, word in line:
                ordered.append(Word(word.text, word.box, None, line_number, paragraph))
                indexes.append(index)
    return tuple(ordered), tuple(indexes)


def _new_paragraph(above: Box, line: Box) -> bool:
    return line.y0 - above.y1 > 0.55 * min(line.height, above.height)


Lines = list[list[Placed]]


def _lines(words: list[Placed]) -> Lines:
    """Lines from top to bottom. Words that follow one another in the file stay together, so that a skewed line holds."""
    lines: Lines = []
    for fragment in sorted(_fragments(words), key=_middle):
        home = next((line for line in reversed(lines[-12:]) if _on_line(line, fragment)), None)
        if home is None:
            lines.append(fragment)
        else:
            home.extend(fragment)
            home.sort(key=lambda placed: placed[1].box.x0)
    return sorted(lines, key=_middle)


def _middle(line: Sequence[Placed]) -> float:
    return sum(word.box.y0 + word.box.y1 for _, word in line) / (2 * len(line))


def _fragments(words: list[Placed]) -> Iterator[list[Placed]]:
    fragment: list[Placed] = []
    for placed in words:
        if fragment and not _continues(fragment[-1][1].box, placed[1].box):
            yield fragment
            fragment = []
        fragment.append(placed)
    if fragment:
        yield fragment


def _continues(before: Box, after: Box) -> bool:
    height = max(0.1, min(before.height, after.height))
    shared = min(before.y1, after.y1) - max(before.y0, after.y0)
    return shared >= 0.5 * height and -0.3 * height < after.x0 - before.x1 < 1.5 * max(before.height, after.height)


def _on_line(line: Sequence[Placed], fragment: Sequence[Placed]) -> bool:
    """Whether the fragment stands on the line: level with the words of it that are nearest, and not on top of them."""
    first, last = fragment[0][1].box, fragment[-1][1].box
    left = max((word.box for _, word in line if word.box.x1 <= first.x0 + 1), key=lambda box: box.x1, default=None)
    right = min((word.box for _, word in line if word.box.x0 >= last.x1 - 1), key=lambda box: box.x0, default=None)
    if any(word.box.x0 < last.x1 - 1 and word.box.x1 > first.x0 + 1 for _, word in line):
        return False
    return any(
        near is not None and min(near.y1, own.y1) - max(near.y0, own.y0) >= 0.5 * min(near.height, own.height)
        for near, own in ((left, first), (right, last))
    )


def _blocks(lines: Lines) -> Iterator[Lines]:
    """Stretches of lines to be read one after the other: columns are told from tables by their prose."""
    columns = _find_columns(lines)
    if columns is None:
        if lines:
            yield lines
        return
    first, last, gutter = columns
    if first:
        yield from _blocks(lines[:first])
    left = [[placed for placed in line if placed[1].box.x1 <= gutter] for line in lines[first:last]]
    right = [[placed for placed in line if placed[1].box.x1 > gutter] for line in lines[first:last]]
    # Lines of two columns need not be level: each column's lines are made anew.
    yield from _blocks(_lines(sorted(placed for line in left for placed in line)))
    yield from _blocks(_lines(sorted(placed for line in right for placed in line)))
    if last < len(lines):
        yield from _blocks(lines[last:])


def _find_columns(lines: Lines) -> tuple[int, int, float] | None:
    """(first line, last line excluded, x of the gutter) of the longest stretch set in columns."""
    if len(lines) < MIN_COLUMN_LINES:
        return None
    height = median(word.box.height for line in lines for _, word in line)
    best: tuple[int, int, float] | None = None
    for gutter in _gutters(lines, height):
        for first, last in _stretches(lines, gutter, 0.4 * height):
            if (best is None or last - first > best[1] - best[0]) and _is_prose(lines[first:last], gutter):
                best = (first, last, gutter)
    return best


def _gutters(lines: Lines, height: float) -> list[float]:
    """Places of white that many lines have in common, the commonest first."""
    votes: dict[int, int] = {}
    for line in lines:
        for (_, one), (_, two) in pairwise(line):
            if two.box.x0 - one.box.x1 >= 1.2 * height:
                for slot in range(int(one.box.x1 // 4) + 1, int(two.box.x0 // 4) + 1):
                    votes[slot] = votes.get(slot, 0) + 1
    common = sorted((slot for slot, count in votes.items() if count >= MIN_COLUMN_LINES - 1), key=lambda slot: -votes[slot])
    return [slot * 4.0 for slot in common[:12]]


def _stretches(lines: Lines, gutter: float, half: float) -> Iterator[tuple[int, int]]:
    """Runs of lines that leave the gutter free."""
    first = None
    for index, line in enumerate([*lines, None]):
        free = line is not None and not any(word.box.x0 < gutter + half and word.box.x1 > gutter - half for _, word in line)
        if free and first is None:
            first = index
        if not free and first is not None:
            yield first, index
            first = None


def _is_prose(lines: Lines, gutter: float) -> bool:
    for side in (True, False):
        column = [[word for _, word in line if (word.box.x1 <= gutter) == side] for line in lines]
        column = [line for line in column if line]
        if len(column) < MIN_COLUMN_LINES or sum(map(len, column)) < MIN_COLUMN_WORDS * len(column):
            return False
        widths = sorted(line[-1].box.x1 - line[0].box.x0 for line in column)
        if widths[len(widths) // 2] < 0.6 * widths[-1]:
            return False
    return True
