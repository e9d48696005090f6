"""Folding: what makes two spellings one word in search, with a map back to the code points as they were read.

Case, accents, ligatures, soft hyphens, apostrophes and dashes fold. The fold of a text is the fold of its code points one
by one, so that every place in folded text leads back to an exact place in the original. A word that a hyphen, an apostrophe
or a line end breaks is found whole and in parts: `analyse` lists such compounds beside the plain words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

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
    if _SIGNS.match(char):
        return f" {unicodedata.normalize('NFKC', char)} "
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
_POSSESSIVE = re.compile(r"'s(?![^\W_])(?<=[^\W_]'s)")
# A hyphen or an apostrophe inside a word, also with the line end after it.
_CONNECTOR = re.compile(r"[-'](?: ?\n ?)?(?=[^\W_])")
_INITIALS_CUE = re.compile(r"\.[^\W_]\.")
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W_]\.){2,}(?![^\W_])")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Compound:
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

    `plain` is words of folded letters and figures parted by white space only; `compounds` the words in parts among them.
    """

    text: str
    plain: str
    compounds: tuple[Compound, ...]

    @cached_property
    def _ends(self) -> list[int] | None:
        """Where the fold of each code point ends in `plain`; None where every code point folds to exactly one."""
        lengths = [len(_TABLE[ord(char)]) for char in self.text]
        return None if all(length == 1 for length in lengths) else list(accumulate(lengths))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `text` whose fold is the stretch [start, end) of `plain`.

        It takes in what folds to nothing right behind it: an accent written as a sign of its own belongs to its letter.
        """
        ends = self._ends
        if ends is None or start >= end:
            return start, end
        inside = bisect_right(ends, end)
        # A code point whose fold reaches across the end (the second half of ß) is taken in whole.
        return bisect_right(ends, start), inside if inside and ends[inside - 1] == end else inside + 1


def fold(text: str) -> FoldedText:
    """Fold a text of any kind, also one with controls, lone surrogates or signs of every script."""
    folded = text.translate(_TABLE)
    if "'" in folded:
        # Yeltsin's and Yeltsin are one word; the two characters become white space so that offsets stay.
        folded = _POSSESSIVE.sub("  ", folded)
    compounds = _find_compounds(folded)
    plain = folded.replace("-", " ").replace("'", " ").replace(".", " ")
    return FoldedText(text, plain, compounds)


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of a text, compounds in parts."""
    return tuple(fold(text).plain.split())


def _find_compounds(folded: str) -> tuple[Compound, ...]:
    found: list[Compound] = []
    if "-" in folded or "'" in folded:
        chain: list[tuple[int, int]] = []
        for match in _CONNECTOR.finditer(folded):
            before, after = _word_before(folded, match.start()), _WORD.match(folded, match.end())
            if before is None or after is None:
                continue
            if chain and chain[-1][0] == before[0]:
                chain.append(after.span())
                continue
            found += _compounds_of(folded, chain)
            chain = [before, after.span()]
        found += _compounds_of(folded, chain)
    if _INITIALS_CUE.search(folded):
        for match in _INITIALS.finditer(folded):
            found += _compounds_of(folded, [(at, at + 1) for at in range(match.start(), match.end(), 2)])
    return tuple(found)


def _word_before(folded: str, end: int) -> tuple[int, int] | None:
    start = end
    while start and folded[start - 1].isalnum():
        start -= 1
    return (start, end) if start < end else None


def _compounds_of(folded: str, chain: list[tuple[int, int]]) -> list[Compound]:
    if len(chain) < 2:
        return []
    runs = [chain] if len(chain) == 2 else [chain, *(chain[at : at + 2] for at in range(len(chain) - 1))]
    made = []
    for run in runs:
        parts = tuple(folded[start:end] for start, end in run)
        made.append(Compound("".join(parts), parts, run[0][0], run[-1][1]))
    return made
