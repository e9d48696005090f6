"""Which encoding a text is in: marks and form first, then how likely its letters are in each old code page."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from chancery.model.source import Problem

# Letters per thousand in running Russian; Ukrainian and Belarusian letters so that names written with them cost little.
RUSSIAN = {
    "о": 109, "е": 85, "а": 80, "и": 74, "н": 67, "т": 63, "с": 55, "р": 47, "в": 45, "л": 44, "к": 35, "м": 32, "д": 30,
    "п": 28, "у": 26, "я": 20, "ы": 19, "ь": 17, "г": 17, "з": 16, "б": 16, "ч": 14, "й": 12, "х": 10, "ж": 9, "ш": 7,
    "ю": 6, "ц": 5, "щ": 4, "э": 3, "ф": 3, "ъ": 0.4, "ё": 0.4, "і": 0.4, "ї": 0.2, "є": 0.2, "ґ": 0.05, "ў": 0.05,
}  # fmt: skip
LIKELY = {letter: math.log(count * len(RUSSIAN) / 1000) for letter, count in RUSSIAN.items()}
COMMON_SIGNS = frozenset("«»„“”‘’–—…№•·°§©®™£€½¼¾¿¡±´¨\xa0\xad")
FOREIGN_SIGNS = frozenset("¬¤þÞðÐ×÷¦ºª¹²³µ¶¸¯ÿƒˆ†‡‰‹›˜")
UNLIKELY = -3.0

# Code pages in order of how common they are among such papers; the number is what a rarer one must be better by.
CODE_PAGES = (
    ("windows-1252", "Windows-1252", 0.0),
    ("windows-1251", "Windows-1251", 0.0),
    ("koi8-r", "KOI8-R", 0.02),
    ("cp866", "CP866 (DOS)", 0.02),
    ("iso8859-5", "ISO 8859-5", 0.2),
    ("mac-cyrillic", "Mac Cyrillic", 0.2),
)
GUESSED = "Look whether its letters are right; if not, save it as UTF-8 and add that."
SAMPLE_BYTES = 200_000  # enough to tell; a text of ten megabytes is not scored whole
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x0b\x08\x1a\x1b")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and what is worth saying about it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode_text(data: bytes) -> Decoded:
    """The text of a file whose encoding nobody told. Never raises: what cannot be read becomes U+FFFD, said aloud."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    wide = _wide_form(data)
    if wide:
        said = Problem("encoding_guessed", f"the text has no mark of its encoding; it was read as {wide.upper()}", GUESSED)
        return _decoded(data, wide, said)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    with suppress(UnicodeDecodeError):
        # Some programs write each half of a pair as a character of its own; a half left alone stays one, for the layer to mend.
        halves = data.decode("utf-8", "surrogatepass")
        return Decoded(halves.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass"), "utf-8")
    if _is_broken_utf8(data):
        return _decoded(data, "utf-8")
    encoding, name = guess_code_page(data)
    return _decoded(data, encoding, Problem("encoding_guessed", f"the text is not UTF-8; it was read as {name}", GUESSED))


def _decoded(data: bytes, encoding: str, *problems: Problem) -> Decoded:
    text = data.decode(encoding, "replace")
    lost = text.count("�")
    if lost:
        message = f"{lost} place{'s' if lost > 1 else ''} in the text could not be read as {encoding} and is shown as �"
        problems = (*problems, Problem("encoding_damaged", message, "Compare with the original."))
    return Decoded(text, encoding, problems)


def guess_code_page(data: bytes) -> tuple[str, str]:
    """(codec, name for people) of the likeliest old code page; Windows-1252 where nothing speaks for another."""
    sample = data[:SAMPLE_BYTES]
    scores = [
        (score_text(sample.decode(codec, "replace")) - handicap, -rank)
        for rank, (codec, _, handicap) in enumerate(CODE_PAGES)
    ]
    best = CODE_PAGES[-max(scores)[1]]
    return best[0], best[1]


WORD = re.compile(r"[^\W\d_]+")


def score_text(text: str) -> float:
    """How likely the letters and signs beyond ASCII are where they stand, on average; 0 where there are none."""
    scores = [score for word in WORD.finditer(text) if not word[0].isascii() for score in _score_word(word[0])]
    scores += [_score_sign(sign) for sign in text if not sign.isascii() and not sign.isalpha()]
    return sum(scores) / len(scores) if scores else 0.0


def _score_word(word: str) -> Iterable[float]:
    before = ""
    for char in word:
        if not char.isascii():
            yield _score_letter(char, before, word)
        before = char


def _score_letter(char: str, before: str, word: str) -> float:
    # "пИСЬМО" is what KOI8-R makes of Windows-1251 and the other way round.
    score = -2.0 if char.isupper() and before.islower() else 0.0
    if char.isupper() and not before and len(word) > 1 and word[1:].islower():
        score += 0.5
    if "Ѐ" <= char <= "ӿ":
        score += LIKELY.get(char.lower(), UNLIKELY)
        return score - 2.0 if before.isascii() and before else score
    if char in FOREIGN_SIGNS:
        return score - 1.5
    # A letter with an accent has plain letters beside it: résumé, Müller; a row of them is Cyrillic read wrongly.
    if before and not before.isascii():
        return score - 1.5
    return score + (0.5 if any(letter.isascii() for letter in word) else -0.5)


def _score_sign(sign: str) -> float:
    if sign in COMMON_SIGNS:
        return 0.2
    return -1.5 if sign in FOREIGN_SIGNS else UNLIKELY


# --- forms -----------------------------------------------------------------------------------------------------------


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes of a file are text in some encoding: hardly any control characters."""
    if head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _wide_form(head):
        return True
    # OCR programs leave a NUL or an escape here and there; pictures and programs are full of them.
    return sum(1 for byte in head if byte in CONTROLS) <= max(1, len(head) // 30)


def _wide_form(data: bytes) -> str:
    """`utf-16-le` or `utf-16-be` where bytes without a mark are that, else empty."""
    sample = data[:2000]
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 4:
        return ""
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        # Latin text has 0 in every high byte, Cyrillic 4, quotes and dashes 32.
        letters = sum(1 for byte in high if byte in (0, 4))
        signs = sum(1 for byte in high if byte in (32, 33))
        if letters >= 0.6 * len(high) and letters + signs >= 0.9 * len(high):
            text = sample.decode(encoding, "replace")
            if sum(1 for char in text if char.isprintable() or char.isspace()) >= 0.9 * len(text):
                return encoding
    return ""


def _is_broken_utf8(data: bytes) -> bool:
    """Whether most of what lies beyond ASCII is UTF-8 all the same, a few bytes being damaged."""
    text = data[:SAMPLE_BYTES].decode("utf-8", "replace")
    lost = text.count("�")
    good = sum(1 for char in text if not char.isascii()) - lost
    return good > 4 * lost


# --- names -----------------------------------------------------------------------------------------------------------


def decode_name(data: bytes) -> str:
    """A file name from a ZIP that does not say its encoding: UTF-8, else CP866 where that is Russian, else CP437."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    candidates = [(score_text(data.decode(codec, "replace")), codec) for codec in ("cp866", "windows-1251", "koi8-r")]
    score, codec = max(candidates)
    return data.decode(codec if score > 0 else "cp437", "replace")
