"""Blocks: the keys by which mentions of unknown people are brought together, so that never all are compared with all.

A key forgets what OCR confuses in a surname. Names of one block can be one name; whether they are is decided pair by pair.
"""

from __future__ import annotations

from functools import lru_cache

from chancery.link.names import surname_keys
from chancery.model.misread import misread_forms

_FIGURES = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "6": "b", "|": "l", "9": "g", "2": "z"})
# Pairs of letters that are read for one, then single letters that are read for each other: each class has one letter.
_PAIRS = (("rn", "m"), ("nn", "m"), ("in", "m"), ("cl", "d"), ("vv", "w"), ("li", "h"), ("lc", "k"))
_LETTERS = str.maketrans(
    {"i": "l", "e": "c", "o": "c", "u": "n", "h": "b", "y": "v", "t": "f", "q": "g", "m": "n", "r": "n"}
)


def letters_of(surname: str) -> str:
    """A surname's letters as its key has them, figures that OCR put in their place read as letters."""
    keys = surname_keys(surname.translate(_FIGURES) if any(char.isalpha() for char in surname) else surname)
    return keys[1] if len(keys) > 1 else keys[0] if keys else ""


@lru_cache(maxsize=65536)
def block_of(surname: str) -> str:
    """The key of a surname; empty where it has too few letters to be looked for."""
    key = letters_of(surname)
    if len(key) < 2:
        return ""
    for pair, one in _PAIRS:
        key = key.replace(pair, one)
    plain = key.translate(_LETTERS)
    return "".join(char for at, char in enumerate(plain) if at == 0 or plain[at - 1] != char)


@lru_cache(maxsize=65536)
def is_misread(one: str, other: str) -> bool:
    """Whether two keys of surnames differ by one usual confusion of OCR; short names are taken as they stand."""
    return one != other and min(len(one), len(other)) >= 5 and (other in misread_forms(one) or one in misread_forms(other))
