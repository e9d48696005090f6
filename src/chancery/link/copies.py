"""Whether two copies are one record: found by their words, whatever the file names, the stamps and the quality.

A sketch of a copy's text (the least hashes of its pairs of words) finds who might be the same without comparing all with all;
the texts of those few are then laid beside each other. Misread letters, withheld passages and stamps are expected between
releases of one record; another head, another date, or a text that only holds the other's words are not.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from chancery.link.names import name_key
from chancery.model.dates import NotADate, overlaps, parse_edtf
from chancery.model.likeness import Compared, Comparison, Sameness
from chancery.model.link import Reason

COPIES_VERSION = "2"
# How many hashes a sketch keeps. Of two texts that share 0.3 of their pairs about ten are the same; a candidate needs three.
SKETCH_SIZE = 48
# Texts with fewer words are compared by their whole only, never found by a sketch.
LEAST_WORDS = 20
# Beyond this a text is told by its beginning; 4,000 words are ten pages.
MOST_WORDS = 4000
HEAD_WORDS = 40
# How like two stretches must be to be one misread (of 100).
MISREAD = 60

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class CopyText:
    """A copy as it is compared: reading text, and of its header what tells records apart; None where not known."""

    text: str
    date: str | None = None
    number: str | None = None
    type: str | None = None
    to: tuple[str, ...] = ()
    source: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word.lower() for word in _WORD.findall(self.text))[:MOST_WORDS]

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring words of three letters or more."""
        long = [word for word in self.words if len(word) > 2]
        return frozenset(pairwise(long))


def sketch(copy: CopyText) -> tuple[int, ...]:
    """The least hashes of the copy's pairs of words, ascending: 63-bit numbers; empty where there are too few words."""
    if len(copy.words) < LEAST_WORDS:
        return ()
    hashes = {_hash(" ".join(pair)) for pair in copy.pairs}
    return tuple(sorted(hashes)[:SKETCH_SIZE])


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


@dataclass(frozen=True, slots=True)
class _Beside:
    """Two texts laid beside each other, in shares of 1."""

    shared: float  # pairs of words of the shorter text that the longer has too
    union: float  # pairs of words in both, of all pairs
    aligned: float  # words of the shorter text that stand in the longer in the same order, misread letters forgiven
    covered: float  # words of the longer text that are aligned
    head: float  # words of the shorter text's beginning that are aligned
    other_head: float  # words of the longer text's beginning that are aligned
    replaced: tuple[tuple[str, str], ...]  # what stands in the one where the other has quite other words
    noise: int  # stretches that differ as two readings of one page do: misread, left out, put in


def compare(one: CopyText, other: CopyText) -> Comparison:
    """Lay two copies beside each other; the order of the two changes nothing."""
    if (len(other.words), other.text) < (len(one.words), one.text):
        one, other = other, one
    if not one.words:
        return Comparison(0.0, "different", (Reason(-9.0, "one of the two has no words"),))
    beside = _lay_beside(one, other)
    told = [reason for rule in RULES for reason in rule(one, other)]
    of_text = list(_text_reasons(beside))
    reasons = [*of_text, *told]
    odds = sum(reason.weight for reason in reasons)
    # Where the words themselves speak against it (two forms filled in, a letter quoted), the same day proves nothing.
    apart = any(reason.weight < 0 for reason in of_text[1:])
    if odds > NOTHING and (apart or any(reason.weight <= OTHER_PAPER for reason in told)):
        # A form letter of another day may be alike to the last word but for its date; a misread date looks the same.
        reasons.append(Reason(-odds, "papers that differ so are left to a person"))
        odds = 0.0
    if odds > NOTHING and one.source and one.source == other.source and not any(reason.weight > 0 for reason in told):
        # A file holds forms of one series filled in many times, whose print outweighs what was filled in.
        reasons.append(Reason(-odds, "two papers of one file that no date or number makes one are left to a person"))
        odds = 0.0
    score = round(1 / (1 + math.exp(-odds)), 4)
    sameness = settle(score)
    return Comparison(score, sameness, tuple(reasons), sameness == "different" and reasons[0].weight > 0)


class Copies:
    """Compares copies by their words, as the archive asks for it; the words of the last few hundred are kept."""

    version = COPIES_VERSION

    def __init__(self) -> None:
        self._texts = lru_cache(maxsize=256)(_text_of)

    def sketch(self, copy: Compared) -> tuple[int, ...]:
        return () if copy.sheet else sketch(self._texts(copy))

    def compare(self, one: Compared, other: Compared) -> Comparison:
        return compare(self._texts(one), self._texts(other))


def _text_of(copy: Compared) -> CopyText:
    return CopyText(copy.text, copy.date, copy.number, copy.type, copy.to, copy.source)


# Set on the tune half of the shared pairs (bench/copies.py), where they leave 0.99 of the links right.
SAME_FROM = 0.7
DOUBTFUL_FROM = 0.3
# What another date or number weighs.
OTHER_PAPER = -2.5
NOTHING = 0.01  # of odds that are rounding alone


def settle(score: float) -> Sameness:
    """What follows from the odds: what is doubtful waits for a person."""
    return "same" if score >= SAME_FROM else "doubtful" if score >= DOUBTFUL_FROM else "different"


def _lay_beside(one: CopyText, other: CopyText) -> _Beside:
    both = len(one.pairs & other.pairs)
    fewest = min(len(one.pairs), len(other.pairs))
    aligned = [False] * len(one.words)
    covered = [False] * len(other.words)
    replaced: list[tuple[str, str]] = []
    noise = 0
    for step in Levenshtein.opcodes(one.words, other.words):
        left, right = slice(step.src_start, step.src_end), slice(step.dest_start, step.dest_end)
        said = " ".join(one.words[left]), " ".join(other.words[right])
        alike = step.tag == "replace" and fuzz.ratio(*said) >= MISREAD
        if step.tag == "equal" or alike:
            aligned[left] = [True] * (left.stop - left.start)
            covered[right] = [True] * (right.stop - right.start)
        if step.tag == "replace" and (not alike or _is_other_number(*said)):
            replaced.append(said)
        elif step.tag != "equal":
            noise += 1
    union = len(one.pairs) + len(other.pairs) - both
    return _Beside(
        both / fewest if fewest else 0.0, both / union if union else 0.0, _share(aligned), _share(covered),
        _share(aligned[:HEAD_WORDS]), _share(covered[:HEAD_WORDS]),
        tuple(replaced), noise,
    )  # fmt: skip


def _is_other_number(mine: str, theirs: str) -> bool:
    """`1964` and `1965` are alike in letters and two numbers all the same."""
    return mine.isdigit() and theirs.isdigit() and mine != theirs


def _share(marks: Sequence[bool]) -> float:
    return sum(marks) / len(marks) if marks else 0.0


# A text that stands whole in a longer one which begins otherwise: quoted, or sent on under a cover.
QUOTED = 0.7
OTHER_HEAD = 0.3
HOLDS_MORE = 0.3
# Papers of one form filled in twice differ in a word or two, where a second reading of one page differs in misread letters
# all over it.
FEW_REPLACED = 3
NEARLY_ALL = 0.94

# Log odds a share of 1 is worth, and the start; learned by bench/copies.py on the tune half.
TEXT_WEIGHTS = {"start": -7.5, "shared": 7.5, "union": 5.5, "aligned": 4.5, "covered": 5.5}


def _text_reasons(beside: _Beside) -> Iterable[Reason]:
    weights = TEXT_WEIGHTS
    odds = weights["start"] + sum(weights[name] * getattr(beside, name) for name in weights if name != "start")
    yield Reason(round(odds, 3), f"{beside.shared:.0%} of the shorter text's pairs of words stand in the longer")
    elsewhere = beside.other_head < OTHER_HEAD and beside.head > QUOTED
    if elsewhere and beside.aligned > QUOTED and beside.covered < beside.aligned - 0.2 and odds > 0:
        yield Reason(
            -odds, "one holds the words of the other behind another beginning, as a reply that quotes a letter does"
        )
    elif beside.covered < HOLDS_MORE and odds > 0:
        # A collection of papers holds many that are no copies of each other: never one record with any of them unasked.
        yield Reason(-odds - 1.2, "one holds the words of the other and more than twice as many besides")
    if (
        not beside.noise
        and 1 <= len(set(beside.replaced)) <= FEW_REPLACED
        and min(beside.aligned, beside.covered) > NEARLY_ALL
    ):
        told = "; ".join(f"“{mine}” stands for “{theirs}”" for mine, theirs in dict.fromkeys(beside.replaced))
        yield Reason(-odds, f"all but few words are the same: {told}")


Rule = Callable[[CopyText, CopyText], Iterable[Reason]]


def same_date(one: CopyText, other: CopyText) -> Iterable[Reason]:
    """The dates of the two papers: another day is another paper, or a misread date."""
    if one.date is None or other.date is None:
        return
    try:
        fits = overlaps(parse_edtf(one.date), parse_edtf(other.date))
    except NotADate:
        return
    yield (
        Reason(1.0, f"both are of {one.date}")
        if fits
        else Reason(OTHER_PAPER, f"one is of {one.date}, the other of {other.date}")
    )


def same_number(one: CopyText, other: CopyText) -> Iterable[Reason]:
    """The papers' own numbers, as a cable has one."""
    if one.number and other.number:
        same = name_and_digits(one.number) == name_and_digits(other.number)
        yield (
            Reason(2.0, f"both are numbered {one.number}")
            if same
            else Reason(OTHER_PAPER, f"one is numbered {one.number}, the other {other.number}")
        )


# Words of an office, which two people may share, and of courtesy: they tell no addressee.
_OFFICE_WORDS = frozenset(
    "the of for and his her excellency honorable honourable mr mrs ms dr sir dear president prime minister secretary chairman "
    "general ambassador director chief senator state foreign affairs minister deputy assistant acting king queen".split()
)
_ONE_NAME = 75  # of 100: how like two readings of one name are


def same_addressee(one: CopyText, other: CopyText) -> Iterable[Reason]:
    """Whom the two papers are to: a letter sent to several people is as many letters."""
    mine, theirs = ({word for name in copy.to for word in _name_words(name)} for copy in (one, other))
    if not mine or not theirs or any(fuzz.ratio(word, said) >= _ONE_NAME for word in mine for said in theirs):
        return
    yield Reason(OTHER_PAPER, f"one is to {'; '.join(one.to)}, the other to {'; '.join(other.to)}")


def _name_words(name: str) -> list[str]:
    return [word for word in map(str.lower, _WORD.findall(name)) if len(word) > 2 and word not in _OFFICE_WORDS]


def same_type(one: CopyText, other: CopyText) -> Iterable[Reason]:
    """What kind of paper each is."""
    if one.type and other.type and one.type != other.type:
        yield Reason(-1.0, f"one is a {one.type}, the other a {other.type}")


RULES: tuple[Rule, ...] = (same_date, same_number, same_addressee, same_type)


def name_and_digits(number: str) -> str:
    """A printed number without spaces and noughts in front: `STATE 012345` is STATE 12345."""
    return name_key(number) + "-".join(digits.lstrip("0") for digits in re.findall(r"\d+", number))
