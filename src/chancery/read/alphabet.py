"""Which alphabet a word of a mixed page is in: NATO and XX look the same in Latin and in Cyrillic letters."""

from __future__ import annotations

import re
from dataclasses import replace

from chancery.read.engine import OcrPage, OcrWord
from chancery.read.language import is_known

# A Roman numeral of Cyrillic kha and Latin signs; kha alone may be an initial.
NUMERAL = re.compile(r"[ХXIVІ]{2,}")
TO_LATIN = str.maketrans("ХІ", "XI")
CYRILLIC = re.compile("[Ѐ-ӿ]")
SURE = 0.8


def settle_alphabets(mixed: OcrPage, latin: OcrPage) -> OcrPage:
    """The reading in both languages, with words that the Latin reading of the same page knew and the mixed one garbled."""
    words = []
    for word in mixed.words:
        bare = word.text.strip(".,;:()[]\"'«»-–")
        if NUMERAL.fullmatch(bare) and CYRILLIC.search(bare):
            word = replace(word, text=word.text.translate(TO_LATIN))
        elif len(bare) > 2 and bare.isupper() and CYRILLIC.search(bare) and not is_known(bare):
            twin = next((other for other in latin.words if _same_place(word, other)), None)
            if twin is not None and twin.confidence >= SURE and is_known(twin.text.strip(".,;:()[]\"'-")):
                word = replace(word, text=twin.text, confidence=twin.confidence)
        words.append(word)
    return replace(mixed, words=tuple(words))


def _same_place(one: OcrWord, two: OcrWord) -> bool:
    width = min(one.right, two.right) - max(one.left, two.left)
    height = min(one.bottom, two.bottom) - max(one.top, two.top)
    return width > 0.8 * (one.right - one.left) and height > 0.5 * (one.bottom - one.top)
