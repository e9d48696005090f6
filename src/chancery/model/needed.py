"""What a pattern cannot do without: words of which one must stand in a text where the pattern matches anything in it.

Searching a page for a word is a hundred times cheaper than trying a pattern at each of its letters, and most patterns for
stamps, headings and dates find nothing on most pages. The words are worked out from the pattern itself, so that they can
never say less than it does.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

# The parser of the standard library's own patterns; its tree is a list of (operation, argument).
_parser: Any = importlib.import_module("re._parser")
# More alternatives than this cost more to look for than the pattern.
_MOST_WORDS = 64
_MOST_SIGNS = 6
_SHORTEST = 2


def folded(text: str) -> str:
    """A text as `may_match` looks at it: two letters that patterns without regard to case hold equal are one."""
    return text.replace("İ", "I").upper().lower()


def may_match(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the pattern may match anything in a text whose `folded` form is given. True promises nothing."""
    words = needed_words(pattern)
    for word in words:  # a loop, for this is asked some hundred times a page
        if word in text:
            return True
    return not words


@lru_cache(maxsize=2048)
def needed_words(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Folded words of which one stands in every match; empty where the pattern needs no word in particular."""
    words = _needed(_parser.parse(pattern.pattern, pattern.flags))
    return tuple(sorted(words, key=len)) if words else ()


def _needed(tree: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """The best words that a sequence needs: of its parts and runs of plain signs, those whose shortest is longest."""
    choices = [words for words in _choices(tree) if words and min(map(len, words)) >= _SHORTEST]
    return max(choices, key=lambda words: (min(6, *map(len, words)), -len(words)), default=None)


def _choices(tree: Iterable[tuple[Any, Any]]) -> Iterator[frozenset[str]]:
    run: list[frozenset[str]] = []
    for operation, argument in tree:
        signs = _signs(str(operation), argument)
        if signs is not None:
            if _size([*run, signs]) > _MOST_WORDS:
                yield _spelt(run)
                run = []
            run.append(signs)
            continue
        yield _spelt(run)
        run = []
        inner = _inner(str(operation), argument)
        if inner is not None:
            yield inner
    yield _spelt(run)


def _size(run: Sequence[frozenset[str]]) -> int:
    size = 1
    for signs in run:
        size *= len(signs)
    return size


def _spelt(run: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset("".join(signs) for signs in product(*run)) if run else frozenset()


def _signs(operation: str, argument: Any) -> frozenset[str] | None:
    """The signs that may stand at one place, folded; None where they are many or any."""
    if operation == "LITERAL":
        return frozenset({folded(chr(argument))})
    if operation == "IN" and len(argument) <= _MOST_SIGNS and all(str(kind) == "LITERAL" for kind, _ in argument):
        return frozenset(folded(chr(code)) for _, code in argument)
    return None


def _inner(operation: str, argument: Any) -> frozenset[str] | None:
    """The words that a part needs which is no plain sign."""
    if operation == "SUBPATTERN":
        return _needed(argument[3])
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _needed(argument[2]) if argument[0] >= 1 else None
    if operation == "ATOMIC_GROUP":
        return _needed(argument)
    if operation == "BRANCH":
        words: set[str] = set()
        for branch in argument[1]:
            needed = _needed(branch)
            if needed is None:
                return None
            words |= needed
        return frozenset(words) if len(words) <= _MOST_WORDS else None
    return None
