"""Finding a query in a text: the spans of its hits, the same words the index found."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from chancery.model.misread import misread_forms
from chancery.search.fold import FoldedText, fold
from chancery.search.tree import Atom, Node, Phrase, Slot, phrases_of

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A hit: the code points [start, end) of the text, and which phrase of the query (by its place in it) they answer."""

    start: int
    end: int
    phrase: int


class Matcher:
    """The phrases of a query that are looked for in one field, ready for many texts."""

    def __init__(self, root: Node, field: str | None = None) -> None:
        self.phrases = tuple(phrase for phrase in phrases_of(root) if phrase.field == field)

    def find(self, text: str) -> tuple[Found, ...]:
        """Every hit in a text of any kind, in order, none inside another."""
        return self.find_folded(fold(text)) if self.phrases and text else ()

    def find_folded(self, text: FoldedText) -> tuple[Found, ...]:
        """The same for a text that is folded already."""
        words = _Words(text)
        found = [
            (start, end, number)
            for number, phrase in enumerate(self.phrases)
            for start, end in _phrase_stretches(phrase, words)
        ]
        return tuple(Found(*text.original(start, end), number) for start, end, number in _outermost(found))


def find_hits(root: Node, text: str, field: str | None = None) -> tuple[Found, ...]:
    """The hits of a query tree in a text: a reading text, or the text of a page's layer."""
    return Matcher(root, field).find(text)


class _Words:
    """A folded text, with the lookups that the matching of atoms needs."""

    def __init__(self, folded: FoldedText) -> None:
        self.folded = folded
        self.plain = folded.plain

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every different word, compounds joined too."""
        return frozenset(self.plain.split()).union(self.folded.joined)

    @cached_property
    def listed(self) -> str:
        """The forms, one a line, so that a pattern runs over them all at once."""
        return "\n".join(self.forms)

    def forms_of(self, atom: Atom) -> list[str]:
        """The words of the text that an atom stands for."""
        if atom.kind == "word":
            return [atom.text]
        if atom.kind == "misread":
            found = misread_forms(atom.text) & self.forms
            if atom.distance:
                near = process.extract(
                    atom.text, list(self.forms), scorer=OSA.distance, score_cutoff=atom.distance, limit=None
                )
                found |= {form for form, _, _ in near}
            return sorted(found)
        opening = prefix_of(atom)
        if opening is not None:
            parted = (form for form in self.folded.joined if form.startswith(opening))
            return sorted({*_opening_with(opening, self.plain), *parted})
        return re.findall(rf"^(?:{atom_pattern(atom)})$", self.listed, re.MULTILINE)


def _opening_with(opening: str, plain: str) -> Iterator[str]:
    """The words that open so. To look for the opening is several times as fast as to part the text into its words."""
    for match in re.finditer(rf"{escape(opening)}\S*", plain):
        if not match.start() or plain[match.start() - 1].isspace():
            yield match[0]


def prefix_of(atom: Atom) -> str | None:
    """What the words of a wild atom open with, where that is all it asks of them: `presi*`."""
    opening = atom.text.removesuffix("*")
    return opening if atom.kind == "wild" and opening and opening != atom.text and "*" not in opening else None


def atom_pattern(atom: Atom) -> str:
    """The regular expression of an atom, in the subset of the language that Python and the engine share."""
    if atom.kind == "wild":
        # White space cannot stand in a word, so that any sign may stand for the star.
        return ".*".join(escape(piece) for piece in atom.text.split("*"))
    if atom.kind == "name":
        return "|".join((*((escape(atom.text),) if atom.text else ()), *atom.patterns))
    return escape(atom.text)


def escape(text: str) -> str:
    """Folded words are letters, figures and marks only; nothing else may reach a pattern unescaped."""
    return "".join(char if char.isalnum() else re.escape(char) for char in text)


def _phrase_stretches(phrase: Phrase, words: _Words) -> Iterable[Stretch]:
    occurrences: list[list[Stretch]] = []
    for slot in phrase.slots:
        stretches = _slot_stretches(slot, words)
        if not stretches:
            return ()
        occurrences.append(stretches)
    if len(occurrences) == 1:
        return occurrences[0]
    if phrase.near is None:
        return _together(occurrences, words.plain)
    return _near(occurrences, phrase.near, words.plain)


def _slot_stretches(slot: Slot, words: _Words) -> list[Stretch]:
    found: set[Stretch] = set()
    for way in slot.ways:
        forms = [words.forms_of(atom) for atom in way]
        if all(forms):
            found.update(_sequences(forms, words.plain))
        if len(way) == 1:
            wanted = words.folded.joined.intersection(forms[0])
            if wanted:
                found.update(words.folded.find_joined(wanted))
    return sorted(found)


def _sequences(forms: Sequence[Sequence[str]], plain: str) -> Iterable[Stretch]:
    """Where one form of each stands after the other with only white space between."""
    if len(forms) == 1:
        for form in forms[0]:
            yield from _standing(form, plain)
        return
    steps = ["|".join(re.escape(form) for form in sorted(step, key=len, reverse=True)) for step in forms]
    body = r"\s+".join(f"(?:{step})" if "|" in step else step for step in steps)
    for match in re.finditer(rf"{body}(?!\S)", plain):
        start = match.start()
        if start == 0 or plain[start - 1].isspace():
            yield start, match.end()


def _standing(form: str, plain: str) -> Iterable[Stretch]:
    """Where a word stands as a whole one. Several times as fast as a regular expression."""
    size, length = len(form), len(plain)
    at = plain.find(form)
    while at >= 0:
        end = at + size
        if (not at or plain[at - 1].isspace()) and (end == length or plain[end].isspace()):
            yield at, end
        at = plain.find(form, end)


def _together(occurrences: list[list[Stretch]], plain: str) -> Iterable[Stretch]:
    """Stretches in which every slot follows the one before it with nothing but white space between."""
    reached = {end: start for start, end in occurrences[0]}
    for following in occurrences[1:]:
        if not reached:
            return
        ends = sorted(reached)
        step: dict[int, int] = {}
        for start, end in following:
            # Only the nearest end before can have nothing but white space behind it.
            at = bisect_left(ends, start) - 1
            if at >= 0 and plain[ends[at] : start].isspace():
                step[end] = reached[ends[at]]
        reached = step
    yield from ((start, end) for end, start in reached.items())


class _Place(NamedTuple):
    """An occurrence of a slot: its stretch, the count of words before it, and how many it has itself."""

    start: int
    end: int
    slot: int
    word: int
    words: int


def _near(occurrences: list[list[Stretch]], near: int, plain: str) -> Iterable[Stretch]:
    """The words of every smallest window that holds all slots with at most `near` other words in it."""
    places = _places(occurrences, plain)
    found: set[Stretch] = set()
    for ordered in (places, places[::-1]):
        latest: dict[int, _Place] = {}
        for place in ordered:
            latest[place.slot] = place
            if len(latest) == len(occurrences) and _holds(latest, near):
                found.update((member.start, member.end) for member in latest.values())
    return sorted(found)


def _places(occurrences: list[list[Stretch]], plain: str) -> list[_Place]:
    places: list[_Place] = []
    word = at = 0
    stretches = sorted((*stretch, slot) for slot, found in enumerate(occurrences) for stretch in found)
    for start, end, slot in stretches:
        word += len(plain[at:start].split())
        at = start
        places.append(_Place(start, end, slot, word, len(plain[start:end].split())))
    return places


def _holds(members: dict[int, _Place], near: int) -> bool:
    ordered = sorted(members.values())
    first, last = ordered[0], ordered[-1]
    others = last.word + last.words - first.word - sum([member.words for member in ordered])
    return 0 <= others <= near and all(before.end <= after.start for before, after in pairwise(ordered))


def _outermost(found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Spans in order; what lies inside another is dropped, and of two that cross the first wins."""
    kept: list[tuple[int, int, int]] = []
    for start, end, number in sorted(found, key=lambda item: (item[0], -item[1], item[2])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, number))
    return kept
