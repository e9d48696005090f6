"""Folding: what makes two spellings one word in search, with a map back to the code points as they were read.

Case, accents, ligatures, soft hyphens, apostrophes and dashes fold. The fold of a text is the fold of its code points one
by one, so that every place in folded text leads back to an exact place in the original. A word that a hyphen, an apostrophe
or a line end breaks is found whole and in parts: `analyse` lists such compounds beside the plain words.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

# Letters that no Unicode decomposition takes apart, and what a typist without them writes.
_LETTERS = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
    "ı": "i", "ŋ": "n", "ĸ": "k", "ſ": "s", "ƒ": "f", "ə": "e",
    # Ukrainian and old Russian spelling beside the modern one.
    "ѣ": "е", "і": "и", "ѳ": "ф", "ѵ": "и",
}  # fmt: skip
# ʹ and ʺ are the soft and hard sign of the Library of Congress, ` and ´ what typewriters and OCR make of an apostrophe.
_APOSTROPHES = "'’‘‛ʼʹ′`´ʻʾʿ＇"
_HYPHENS = "-‐‑‒–−¬﹣－"
_DROPPED = "\u00adʺ″"  # the soft hyphen, the hard sign
# A script written without spaces has no words to split at: each sign is a word, and several of them a phrase.
_SIGNS = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def _fold_character(char: str) -> str:
    if char in _DROPPED:
        return ""
    if char in _APOSTROPHES:
        return "'"
    if char in _HYPHENS:
        return "-"
    if char in ".\n":
        return char
    if char in "\x0b\x0c\r\x85\u2028\u2029":
        return "\n"
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if _SIGNS.match(char) and (sign := unicodedata.normalize("NFKC", char)).isalnum():
        return f" {sign} "
    if category[0] not in "LNM":
        # Ligature-like signs (the numero sign, the trade mark) are none of our words; a full stop was taken above.
        return " "
    return _fold_letter(char, category)


def _fold_letter(char: str, category: str) -> str:
    folded = "".join(
        _LETTERS.get(low, low)
        for part in unicodedata.normalize("NFKD", char)
        if unicodedata.category(part) not in ("Mn", "Me")
        for low in unicodedata.normalize("NFKD", part.casefold())
        if unicodedata.category(low) not in ("Mn", "Me")
    )
    kept = "".join(part if part.isalnum() or unicodedata.category(part) == "Mc" else " " for part in folded)
    # A raised figure is a note's sign, not the end of the word it stands on.
    return f" {kept} " if category == "No" else kept


class _Table(dict[int, str]):
    """The fold of every code point, filled as they are met."""

    def __missing__(self, code: int) -> str:
        value = _fold_character(chr(code))
        self[code] = value
        return value


_TABLE = _Table()
_UNSAYABLE = re.compile("[\ud800-\udfff\x00]")
_ASCII = bytes(range(128)).decode("ascii")
_ASCII_FOLDS = "".join(_TABLE[code] for code in range(128)).encode("ascii")
_NO_SIGN = "\ufffe"  # what a map of bytes holds where it holds nothing
_POSSESSIVE = re.compile(r"'s(?!\w)(?<=\w's)")
# A hyphen or an apostrophe inside a word, also with the line end after it. Folded text holds no underscore, so \w is ours.
_BETWEEN = r"[-'](?: ?\n ?)?"
_CONNECTOR = re.compile(r"[-'](?<=\w.)(?: ?\n ?)?(?=\w)")
_BEFORE = re.compile(rf"\w{_BETWEEN}$")
# From the first full stop on: a pattern that opens with a sign is found many times faster than one that opens with a word.
_INITIALS = re.compile(r"\.(?:\w\.)+(?!\w)")


class Compound(NamedTuple):
    """A word in parts: `non-member`, `El'tsin`, `commun-` at a line's end and `ique` on the next, `U.S.`.

    `joined` is the word without what parts it; `start` and `end` are offsets in the folded text.
    """

    joined: str
    parts: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class FoldedText:
    """A text as search sees it.

    `plain` is words of folded letters and figures parted by white space only; `parted` the different words in parts among
    them, each as its parts with + between; `even` tells whether every code point folds to exactly one.
    """

    text: str
    plain: str
    parted: tuple[str, ...]
    even: bool

    @cached_property
    def compounds(self) -> tuple[Compound, ...]:
        """The words in parts, in the order of the text; a chain of more than two parts before its neighbouring pairs."""
        if not self.parted:
            return ()
        return tuple(
            Compound(joined, tuple(self.plain[start:end].split()), start, end)
            for joined, start, end in _find_compounds(self._marked, self.plain)
        )

    @cached_property
    def _marked(self) -> str:
        """The fold with the signs that part words still in it."""
        return _fold_marked(self.text, _beyond(self.text))

    def find_joined(self, words: Collection[str]) -> Iterator[tuple[int, int]]:
        """Where the words in parts stand that make one of these words, as `compounds` has them; quicker for a few words."""
        wanted = [parts.split("+") for parts in self.parted if parts.replace("+", "") in words]
        if any(all(len(part) == 1 for part in parts) for parts in wanted):
            # Initials are parted by full stops, which part much else.
            yield from ((compound.start, compound.end) for compound in self.compounds if compound.joined in words)
            return
        for parts in wanted:
            pattern = re.compile(_BETWEEN.join(map(re.escape, parts)))
            match = pattern.search(self._marked)
            while match:
                if self._stands_alone(match, len(parts)):
                    yield match.span()
                # One that is none may reach into one that is.
                match = pattern.search(self._marked, match.start() + 1)

    def _stands_alone(self, match: re.Match[str], parts: int) -> bool:
        """Whether parts begin and end with whole words, and three or more are not part of a longer chain."""
        start, end = match.span()
        if (start and not self.plain[start - 1].isspace()) or (end < len(self.plain) and not self.plain[end].isspace()):
            return False
        longer = _CONNECTOR.match(self._marked, end) or _BEFORE.search(self._marked[max(0, start - 6) : start])
        return parts == 2 or not longer

    @cached_property
    def joined(self) -> frozenset[str]:
        """The words in parts, each without what parts it."""
        return frozenset([parts.replace("+", "") for parts in self.parted])

    @cached_property
    def _uneven(self) -> tuple[list[int], list[int]]:
        """The code points whose fold is not one long: where it ends in `plain`, and where each stands in `text`."""
        if self.even:
            return [], []
        odd = _odd(_beyond(self.text))
        ends: list[int] = []
        places: list[int] = []
        shift = 0
        for match in re.finditer(f"[{''.join(map(re.escape, odd))}]", self.text):
            shift += len(_TABLE[ord(match[0])]) - 1
            places.append(match.start())
            ends.append(match.start() + 1 + shift)
        return ends, places

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `text` whose fold is the stretch [start, end) of `plain`.

        It takes in what folds to nothing right behind it: an accent written as a sign of its own belongs to its letter. A
        code point whose fold reaches across an end (the second half of ß) is taken in whole.
        """
        if start >= end or not self._uneven[0]:
            return start, end
        return self._place(start), self._place(end - 1, behind=True)

    def _place(self, offset: int, *, behind: bool = False) -> int:
        """The code point that a character of `plain` comes from; `behind`: the place after it and its accents."""
        ends, places = self._uneven
        index = bisect_right(ends, offset)
        if index < len(ends):
            # The character may belong to the next uneven code point; those before it are shifted by the last one's.
            size = len(_TABLE[ord(self.text[places[index]])])
            if offset >= ends[index] - size:
                return self._after(places[index] + 1) if behind else places[index]
        place = offset + (places[index - 1] + 1 - ends[index - 1] if index else 0)
        return self._after(place + 1) if behind else place

    def _after(self, place: int) -> int:
        while place < len(self.text) and not _TABLE[ord(self.text[place])]:
            place += 1
        return place


def fold(text: str) -> FoldedText:
    """Fold a text of any kind, also one with controls, lone surrogates or signs of every script."""
    beyond = _beyond(text)
    folded = _fold_marked(text, beyond)
    plain = folded.replace("-", " ").replace("'", " ").replace(".", " ")
    return FoldedText(text, plain, tuple(dict.fromkeys(_find_parted(folded))), not _odd(beyond))


def _fold_marked(text: str, beyond: Sequence[str]) -> str:
    """The fold with the signs that part words still in it, as long as `plain`."""
    folded = _fold_characters(text, beyond)
    # Yeltsin's and Yeltsin are one word; the two characters become white space so that offsets stay.
    return _POSSESSIVE.sub("  ", folded) if "'s" in folded else folded


def _beyond(text: str) -> list[str]:
    """The different code points of a text that are not ASCII."""
    if text.isascii():
        return []
    left = text.encode("utf-8", "surrogatepass").translate(None, _ASCII.encode("ascii"))
    return list(set(left.decode("utf-8", "surrogatepass")))


def _odd(beyond: Sequence[str]) -> list[str]:
    """Those whose fold is not one long; of ASCII there is none."""
    return [char for char in beyond if len(_TABLE[ord(char)]) != 1]


def clean(text: str) -> str:
    """What no UTF-8 can say (lone surrogates), and NUL, become U+FFFD one for one; everything else stays."""
    return _UNSAYABLE.sub("\ufffd", text)


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of a text, compounds in parts."""
    return tuple(fold(text).plain.split())


def _fold_characters(text: str, beyond: Sequence[str]) -> str:
    """`text.translate(_TABLE)`, many times as fast for a text of few different signs: that is all but the Chinese ones."""
    folds = {char: _TABLE[ord(char)] for char in beyond}
    uneven = {char: folded for char, folded in folds.items() if len(folded) != 1}
    even = "".join(char for char in folds if char not in uneven)
    if len(even) > 128 or any(char >= _NO_SIGN for char in even) or not "".join(uneven.values()).isascii():
        return text.translate(_TABLE)
    for char, folded in uneven.items():
        text = text.replace(char, folded)
    if not even:
        return text.encode("ascii").translate(_ASCII_FOLDS.ljust(256)).decode("ascii")
    # Every sign gets a byte of its own, and every byte is read as the fold of its sign.
    signs = codecs.charmap_build((_ASCII + even).ljust(256, _NO_SIGN))
    written, _ = codecs.charmap_encode(text, "strict", signs)
    read, _ = codecs.charmap_decode(written, "strict", _ASCII_FOLDS.decode("ascii") + "".join(folds[char] for char in even))
    return read


def _find_parted(folded: str) -> Iterator[str]:
    """What `_find_compounds` finds, without its places and several times as fast: each as its parts with + between.

    At a sign that parts words the text is cut; what stands before and behind it are parts if nothing else is between.
    """
    if "-" in folded or "'" in folded:
        pieces = _without_line_ends(folded.replace("'", "-")).replace(".", " ").split("-")
        chain: list[str] = []
        for before, after in pairwise(pieces):
            if not (before and after and before[-1].isalnum() and after[0].isalnum()):
                yield from _parted(chain)
                chain = []
                continue
            if not chain:
                chain = [before.rsplit(None, 1)[-1]]
            first, *rest = after.split(None, 1)
            chain.append(first)
            if rest or after[-1].isspace():
                yield from _parted(chain)
                chain = []
        yield from _parted(chain)
    for start, end in _find_initials(folded):
        yield from _parted(folded[start:end:2])


def _without_line_ends(folded: str) -> str:
    """The folded text with a line's end behind a hyphen taken out, with a blank on either side of it."""
    if "-\n" not in folded and "- \n" not in folded:
        return folded
    return folded.replace("- \n", "-\n").replace("-\n ", "-\n").replace("-\n", "-")


def _parted(chain: Sequence[str]) -> Iterator[str]:
    """The whole of a chain, then its neighbouring pairs: `co-operation-minded` holds `cooperation`."""
    if len(chain) > 1:
        yield "+".join(chain)
    if len(chain) > 2:
        for pair in pairwise(chain):
            yield "+".join(pair)


def _find_compounds(folded: str, plain: str) -> Iterator[tuple[str, int, int]]:
    if "-" in folded or "'" in folded:
        spaced = plain.replace("\n", " ")
        chain: list[tuple[int, int]] = []
        for match in _CONNECTOR.finditer(folded):
            start, end = match.span()
            before = (spaced.rfind(" ", 0, start) + 1, start)
            after = (end, _word_end(spaced, end))
            if chain and chain[-1] == before:
                chain.append(after)
                continue
            if chain:
                yield from _compounds_of(folded, chain)
            chain = [before, after]
        if chain:
            yield from _compounds_of(folded, chain)
    for start, end in _find_initials(folded):
        yield from _compounds_of(folded, [(at, at + 1) for at in range(start, end, 2)])


def _find_initials(folded: str) -> Iterator[tuple[int, int]]:
    """Letters with a full stop behind each, two or more: `U.S.`"""
    for match in _INITIALS.finditer(folded):
        first = match.start() - 1
        if first >= 0 and folded[first].isalnum() and not (first and folded[first - 1].isalnum()):
            yield first, match.end()


def _word_end(spaced: str, at: int) -> int:
    end = spaced.find(" ", at)
    return len(spaced) if end < 0 else end


def _compounds_of(folded: str, chain: list[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    """The whole of a chain, then its neighbouring pairs: `co-operation-minded` holds `cooperation`."""
    runs = [chain] if len(chain) == 2 else [chain, *(chain[at : at + 2] for at in range(len(chain) - 1))]
    for run in runs:
        yield "".join([folded[start:end] for start, end in run]), run[0][0], run[-1][1]
