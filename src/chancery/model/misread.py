"""Letters that OCR reads for each other, and the words that come of it."""

from __future__ import annotations

from functools import lru_cache

# Each pair is read for the other, in both directions. Single letters within the allowed distance come out of it anyway;
# they are here for short words, whose letters may not change freely.
_PAIRS = (
    ("rn", "m"), ("cl", "d"), ("vv", "w"), ("li", "h"), ("ii", "u"), ("ri", "n"), ("nn", "m"), ("lc", "k"), ("ci", "a"),
    ("in", "m"), ("iii", "m"), ("l", "1"), ("i", "1"), ("l", "i"), ("o", "0"), ("c", "e"), ("s", "5"), ("b", "6"),
    ("b", "8"), ("g", "9"), ("z", "2"), ("f", "t"), ("h", "b"), ("u", "n"), ("v", "y"), ("q", "g"), ("c", "o"),
    ("ш", "щ"), ("н", "п"), ("и", "н"), ("з", "3"), ("б", "6"), ("о", "0"), ("ь", "в"),
)  # fmt: skip


@lru_cache(maxsize=512)
def misread_forms(word: str) -> frozenset[str]:
    """The word with one of the usual confusions at one place, and itself: `modern` gives `modem`."""
    forms = {word}
    for one, other in _PAIRS:
        for read, meant in ((one, other), (other, one)):
            at = word.find(read)
            while at >= 0:
                forms.add(word[:at] + meant + word[at + len(read) :])
                at = word.find(read, at + 1)
    return frozenset(forms)
