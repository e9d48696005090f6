"""Finding a query in a text: the spans of its hits, the same words the index found."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from chancery.search.fold import FoldedText, fold
from chancery.search.misread import misread_forms
from chancery.search.tree import Atom, Node, Phrase, Slot, phrases_of

MOST_ORDERED = 4  # words of a near phrase that are looked for in every order; more stand in the order given
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
        if not self.phrases or not text:
            return ()
        words = _Words(fold(text))
        found = [
            (start, end, number)
            for number, phrase in enumerate(self.phrases)
            for start, end in _phrase_stretches(phrase, words)
        ]
        folded = words.folded
        return tuple(
            Found(*folded.original(start, end), number) for start, end, number in _outermost(found)
        )


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
        return frozenset(self.plain.split()) | {compound.joined for compound in self.folded.compounds}

    def forms_of(self, atom: Atom) -> list[str]:
        """The words of the text that an atom stands for."""
        if atom.kind == "word":
            return [atom.text]
        if atom.kind == "misread":
            known = misread_forms(atom.text)
            return [
                form for form in self.forms
                if form in known or OSA.distance(atom.text, form, score_cutoff=atom.distance) <= atom.distance
            ]  # fmt: skip
        pattern = re.compile(atom_pattern(atom))
        return [form for form in self.forms if pattern.fullmatch(form)]


def atom_pattern(atom: Atom) -> str:
    """The regular expression of an atom, in the subset of the language that Python and the engine share."""
    if atom.kind == "wild":
        # White space cannot stand in a word, so that any sign may stand for the star.
        return ".*".join(escape(piece) for piece in atom.text.split("*"))
    if atom.kind == "name":
        return "|".join((escape(atom.text), *atom.patterns))
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
        if len(way) == 1 and words.folded.compounds:
            wanted = frozenset(forms[0])
            found.update((part.start, part.end) for part in words.folded.compounds if part.joined in wanted)
    return sorted(found)


def _sequences(forms: Sequence[Sequence[str]], plain: str) -> Iterable[Stretch]:
    """Where one form of each stands after the other with only white space between."""
    if len(forms) == 1 and len(forms[0]) == 1 and forms[0][0] not in plain:
        return
    steps = ["|".join(re.escape(form) for form in sorted(step, key=len, reverse=True)) for step in forms]
    body = r"\s+".join(f"(?:{step})" if "|" in step else step for step in steps)
    for match in re.finditer(rf"{body}(?!\S)", plain):
        start = match.start()
        if start == 0 or plain[start - 1].isspace():
            yield start, match.end()


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


def _near(occurrences: list[list[Stretch]], near: int, plain: str) -> Iterable[Stretch]:
    """The words of every smallest window that holds all slots with at most `near` other words in it."""
    events = sorted((start, end, slot) for slot, stretches in enumerate(occurrences) for start, end in stretches)
    found: set[Stretch] = set()
    for ordered in (events, events[::-1]):
        latest: dict[int, Stretch] = {}
        for start, end, slot in ordered:
            latest[slot] = (start, end)
            if len(latest) == len(occurrences) and _holds(latest, near, plain):
                found.update(latest.values())
    return sorted(found)


def _holds(members: dict[int, Stretch], near: int, plain: str) -> bool:
    stretches = sorted(members.values())
    if any(before[1] > after[0] for before, after in zip(stretches, stretches[1:], strict=False)):
        return False
    if len(members) > MOST_ORDERED and [members[slot] for slot in sorted(members)] != stretches:
        return False
    between = sum(len(plain[before[1] : after[0]].split()) for before, after in zip(stretches, stretches[1:], strict=False))
    return between <= near


def _outermost(found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Spans in order; what lies inside another is dropped, and of two that cross the first wins."""
    kept: list[tuple[int, int, int]] = []
    for start, end, number in sorted(found, key=lambda item: (item[0], -item[1], item[2])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, number))
    return kept
