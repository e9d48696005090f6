"""Names from the Russian in their spellings: Yeltsin, El'tsin, Jelzin and Ельцин are one man."""

from __future__ import annotations


def name_patterns(word: str) -> tuple[str, ...]:
    """Regular expressions of the folded spellings of a name; none where the word is not like a name from the Russian."""
    del word
    return ()
