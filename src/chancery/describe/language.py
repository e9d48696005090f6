"""The language a record is written in, told by its script and by the small words that only one language has.

Packaged identifiers load a model of a hundred languages for seconds in every worker and settle short, misread lines by
guess; these papers are in a few languages, and a record whose small words do not decide has no language said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chancery.describe.lines import PageText, TextLine

# Small words that come often in one of these languages and seldom in most others.
_SMALL: Mapping[str, frozenset[str]] = {
    "en": frozenset("the of and that is was for with his this have from they which by are not be been at it he on".split()),
    "fr": frozenset("le les des et une est dans pour que qui du au aux pas sur avec sont nous vous ce cette ont été il".split()),
    "de": frozenset("der die das und ist nicht den dem mit von zu auf ein eine für im des sich werden wurde hat sie wir".split()),
    "es": frozenset("el los las y del que se por con una para es su al lo como más pero sus ha fue este esta".split()),
    "it": frozenset("il gli di che è per non una con del della sono nel alla dei delle si ha anche come questo".split()),
    "pt": frozenset("os da em um uma que não com para por dos das na se ao mais foi são pelo pela".split()),
    "pl": frozenset("i w nie na z do że się jest to o jak przez dla po od oraz przy ale był są tego".split()),
}  # fmt: skip
_OF: Mapping[str, tuple[str, ...]] = {
    word: tuple(code for code, words in _SMALL.items() if word in words) for words in _SMALL.values() for word in words
}
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")), ("ko", re.compile(r"[\uac00-\ud7af]")), ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")), ("he", re.compile(r"[\u0590-\u05ff]")), ("el", re.compile(r"[\u0370-\u03ff]")),
)  # fmt: skip
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_LOOKED_AT = 4_000  # characters: more does not change the answer
LEAST = 3  # small words
_SHARE = 0.08  # of all words: a telegram of headings and codes has about so few


@dataclass(frozen=True, slots=True)
class FoundLanguage:
    """A language (ISO 639-1), the line that shows it best, and how sure that is."""

    code: str
    line: TextLine
    confidence: float


def find_language(pages: Sequence[PageText]) -> FoundLanguage | None:
    """The language of these pages; None where neither script nor small words decide."""
    lines: list[TextLine] = []
    size = 0
    for line in (line for page in pages for line in page.lines if line.text.strip()):
        lines.append(line)
        size += len(line.text)
        if size > _LOOKED_AT:
            break
    told = tell_language("\n".join(line.text for line in lines))
    if told is None:
        return None
    code, confidence = told
    return FoundLanguage(code, max(lines, key=lambda line: _speaks(line.text, code)), confidence)


def tell_language(text: str) -> tuple[str, float] | None:
    """The language of a text with a confidence 0..1; None where it cannot be told."""
    letters = sum(map(str.isalpha, text[:_LOOKED_AT]))
    if letters < 8:
        return None
    text = text[:_LOOKED_AT]
    cyrillic = len(_CYRILLIC.findall(text))
    if cyrillic > letters / 2:
        return ("uk" if len(_UKRAINIAN.findall(text)) > cyrillic / 100 else "ru"), 0.95 if cyrillic > 60 else 0.8
    for code, script in _SCRIPTS:
        if len(script.findall(text)) > letters / 4:
            return code, 0.9
    counts = Counter(code for word in _WORD.findall(text.lower()) for code in _OF.get(word, ())).most_common(2)
    if not counts or counts[0][1] < LEAST:
        return None
    second = counts[1][1] if len(counts) > 1 else 0
    code, most = counts[0]
    # Rubbish that OCR makes of another script has small words, too, but few among many.
    if most < 1.5 * second or most < _SHARE * len(_WORD.findall(text)):
        return None
    return code, 0.97 if most >= 12 and most >= 4 * second else 0.85 if most >= 6 else 0.7


def _speaks(line: str, code: str) -> tuple[int, int]:
    """How well a line shows a language: its small words, or its letters of that script; then its length."""
    if code in _SMALL:
        return sum(1 for word in _WORD.findall(line.lower()) if word in _SMALL[code]), len(line)
    script = _CYRILLIC if code in ("ru", "uk") else dict(_SCRIPTS)[code]
    return len(script.findall(line)), len(line)
