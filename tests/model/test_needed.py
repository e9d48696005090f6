"""The words that a pattern needs never say less than the pattern does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.describe import furniture, heads, roles
from chancery.model import date_phrases
from chancery.model.needed import folded, may_match, needed_words

_TABLES = (
    *(form.pattern for form in date_phrases._FORMS),
    *(line.pattern for line in furniture._LINE_PATTERNS),
    *(cue.pattern for cue in heads._CUES),
    *(pattern for cues in roles._ROLES for _, pattern in cues.patterns),
)
# Pieces that the tables' patterns are made of, as printed and as OCR reads them.
_PIECES = (
    "RELEASED IN PART", "B1, 1.4(D)", "Jan", "JANUARY", "мая", "ſept", "İd", "1995", "6", "6,", " of ", "NARA, Date", "DECLASSIFIED", "Memorandum for",
    "PAGE 02", "061038Z", "MAY 97", "FM ", "Dear ", "Phone:", "REVIEW AUTHORITY: ", "DATE/CASE ID: ", "25 APR 2005", "Kelvin", "DOCID: 1234567",
    "spring", "first half of", "early", "ARCHIVES", "PHOTOCOPY", "between", "and", "\n", " ", "-", "/", "CIA-RDP86", "Case No. F-2012-31234",
)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"APPROVED FOR RELEASE\b|CIA-RDP\d\d", {"approved for release", "cia-rdp"}),
        (r"Doc[Il1]d ?\d", {"docid", "docld", "doc1d"}),
        (r"^\W*-? ?\d{1,3}$", set()),
        (r"(?:first|second)? half", {" half"}),
        (r"a|bcd", set()),
        (r"(?=.*stamp)\w+", set()),
    ],
)
def test_words_are_those_without_which_nothing_matches(pattern: str, words: set[str]) -> None:
    assert set(needed_words(re.compile(pattern, re.IGNORECASE))) == words


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=4)), max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_pattern_of_a_table_matches_where_its_words_are_missed(pieces: list[str]) -> None:
    for text in ("".join(pieces), " ".join(pieces), " ".join(pieces).lower()):
        seen = folded(text)
        for pattern in _TABLES:
            if pattern.search(text) is not None:
                assert may_match(pattern, seen), (pattern.pattern, text)


@pytest.mark.parametrize(
    ("printed", "pattern"), [("ſECRET", "secret"), ("\u212aelvin", "kelvin"), ("İD", "id"), ("ıd", "id")]
)
def test_letters_that_are_one_without_case_are_one_when_folded(printed: str, pattern: str) -> None:
    compiled = re.compile(pattern, re.IGNORECASE)
    assert compiled.search(printed) is not None
    assert may_match(compiled, folded(printed))
