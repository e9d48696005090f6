"""When two values are the same: dates, names, titles, words, each by a rule that is said in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz.distance import Levenshtein

from chancery.model.dates import NotADate, overlaps, parse_edtf

# What typesetters, typists and OCR write for one and the same sign.
_EQUAL = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "\u00ad": None,
    }
)
_WORD = re.compile(r"[^\W_]+")
# Words of courtesy that one copy prints and another leaves out; offices are no courtesy and stay.
_COURTESIES = frozenset(
    "mr mrs ms miss dr sir dame hon honorable honourable his her excellency the of com comrade esq esquire".split()
)


def fold(text: str, *, fold_case: bool = True) -> str:
    """Kinds of quotes and dashes, white space, compatibility forms (ligatures) and, unless told not to, case made equal."""
    plain = unicodedata.normalize("NFKC", text.translate(_EQUAL))
    return " ".join((plain.casefold() if fold_case else plain).split())


def show(value: Any) -> str:
    """A value as it is listed in a case."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or "")
    if isinstance(value, (list, tuple)):
        return "; ".join(show(each) for each in value)
    return str(value)


def same_words(gold: Any, found: Any) -> bool:
    """The same letters and digits in the same order, whatever stands between them (`95-123` is `95 123`)."""
    one, other = ("".join(_WORD.findall(fold(show(value)))) for value in (gold, found))
    return one == other and one != ""


def same_value(gold: Any, found: Any) -> bool:
    """Equal as folded text; for values out of a closed list."""
    return fold(show(gold)) == fold(show(found))


def same_date(gold: Any, found: Any) -> bool:
    """The same EDTF date; a form that says the same another way (`2004-06-~11/..`) is written anew before it is compared."""
    return _edtf(gold) == _edtf(found)


def dates_overlap(gold: Any, found: Any) -> bool:
    """Whether the bounds of both dates share a day."""
    try:
        return overlaps(parse_edtf(str(gold)), parse_edtf(str(found)))
    except NotADate:
        return same_date(gold, found)


def _edtf(value: Any) -> str:
    try:
        return parse_edtf(str(value)).edtf
    except NotADate:
        return str(value)


def same_title(gold: Any, found: Any) -> bool:
    """Titles whose words agree with an F1 of at least 0.8: `Subject:` before a title makes no other title."""
    return token_f1(show(gold), show(found)) >= 0.8


def token_f1(gold: str, found: str) -> float:
    """The harmonic mean of the shares of words that either has of the other, each word as often as it stands."""
    one, other = Counter(_WORD.findall(fold(gold))), Counter(_WORD.findall(fold(found)))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else float(gold == found)


# --- parties ---------------------------------------------------------------------------------------------------------


def same_party(gold: Any, found: Any) -> bool:
    """The names are one name: every word of the shorter is a word of the longer.

    Case, accents, punctuation, order and courtesies do not count (`RUSK, DEAN` is `Mr. Dean Rusk`); an initial is the name
    it begins; a word of six letters or more may differ by one letter (OCR, transliteration). Two whole words must not
    differ: `John Kennedy` is not `Robert Kennedy`. Initials alone name nobody.
    """
    short, long = sorted((_name_words(show(gold)), _name_words(show(found))), key=len)
    if not short:
        return False
    left = list(long)
    solid = False
    for word in sorted(short, key=len, reverse=True):
        met = next((each for rule in (_equal, _misread, _initial) for each in left if rule(word, each)), None)
        if met is None:
            return False
        left.remove(met)
        solid = solid or (min(len(word), len(met)) > 1)
    return solid or short == long


def same_party_exactly(gold: Any, found: Any) -> bool:
    """The same set of words, courtesies and order apart."""
    one, other = _name_words(show(gold)), _name_words(show(found))
    return bool(one) and sorted(one) == sorted(other)


def _name_words(name: str) -> list[str]:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", fold(name)) if not unicodedata.combining(sign))
    words = _WORD.findall(plain)
    return [word for word in words if word not in _COURTESIES] or words


def _equal(one: str, other: str) -> bool:
    return one == other


def _misread(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= 6 and Levenshtein.distance(one, other, score_cutoff=1) <= 1


def _initial(one: str, other: str) -> bool:
    return one.isalpha() and other.isalpha() and min(len(one), len(other)) == 1 and one[0] == other[0]


# --- lists -----------------------------------------------------------------------------------------------------------


def pair_values(
    gold: Sequence[Any], found: Sequence[Any], same: Callable[[Any, Any], bool]
) -> list[tuple[int, int]]:  # fmt: skip
    """Which value of `found` answers which of `gold`, one to one and as many as can be (augmenting paths)."""
    answers: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for other, value in enumerate(found):
            if other in tried or not same(gold[index], value):
                continue
            tried.add(other)
            if other not in answers or place(answers[other], tried):
                answers[other] = index
                return True
        return False

    for index in range(len(gold)):
        place(index, set())
    return sorted((index, other) for other, index in answers.items())
