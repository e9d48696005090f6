"""Folding is the same for words people hold to be one, and every folded place leads back to its code points."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.search.fold import _TABLE, FoldedText, _beyond, _fold_characters, fold, fold_words

# Words, connectors, accents of their own, what folds to nothing or to two, other scripts, what no UTF-8 can say.
PIECES = st.sampled_from(
    [*"abSё ИйßﬁﬆÆ½²外ー\u0301\u00ad\u200b'’-‐–—.\n\t\0_1ʺ", "\ud800", "’s", "U.S.", "non-", "𝕏", "İ", "Σ"]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join), st.text(st.characters(codec=None, categories=None)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dürer", "DURER"), ("Dürer", "Du\u0308rer"), ("Straße", "STRASSE"), ("ﬁnal oﬃce", "final office"),
        ("Горбачёв", "горбачев"), ("Ёлка", "Елка"), ("don’t", "don't"), ("El'tsin", "El’tsin"), ("Yeltsin’s", "Yeltsin"),
        ("commu\u00adnique", "communique"), ("non‐member", "non-member"), ("Łódź", "lodz"), ("Gorbačëv", "Gorbacev"),
        ("Øresund", "oresund"), ("İzmir", "izmir"), ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)  # fmt: skip
def test_two_spellings_of_a_word_fold_to_the_same(one: str, other: str) -> None:
    assert fold_words(one) == fold_words(other)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("a non-member state", ["nonmember"]),
        ("their commun-\nique said", ["communique"]),
        ("the inten- \ntions stood", ["intentions"]),
        ("El'tsin", ["eltsin"]),
        ("the U.S. side", ["us"]),
        ("vis-a-vis", ["visavis", "visa", "avis"]),
        ("Yeltsin's office - not his", []),
        ("-5 and 3-", []),
        ("a.b", []),
    ],
)
def test_words_in_parts_are_known_whole(text: str, joined: list[str]) -> None:
    assert [compound.joined for compound in fold(text).compounds] == joined


def test_signs_of_a_script_without_spaces_are_words_of_their_own() -> None:
    assert fold_words("外交部长 Wang") == ("外", "交", "部", "长", "wang")


@given(TEXTS)
def test_the_fast_way_folds_as_the_slow_one(text: str) -> None:
    assert _fold_characters(text, _beyond(text)) == text.translate(_TABLE)


@given(TEXTS, st.data())
def test_a_folded_stretch_leads_back_to_exactly_the_code_points_it_comes_from(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    assert len(folded.plain) == sum(len(_TABLE[ord(char)]) for char in text)
    if not folded.plain:
        return
    start = data.draw(st.integers(0, len(folded.plain) - 1))
    end = data.draw(st.integers(start + 1, len(folded.plain)))
    first, last = folded.original(start, end)
    # Told from the other side: the fold of each code point, laid end to end.
    owners: list[int] = []
    for place, char in enumerate(text):
        owners += [place] * len(_TABLE[ord(char)])
    assert first == owners[start]
    assert owners[end - 1] < last
    assert all(not _TABLE[ord(char)] for char in text[owners[end - 1] + 1 : last])
    assert last == len(text) or _TABLE[ord(text[last])]


@given(TEXTS)
def test_plain_text_is_words_and_white_space_and_folding_it_again_changes_nothing(text: str) -> None:
    plain = fold(text).plain
    assert all(char.isalnum() or char in " \n" or unicodedata.category(char) == "Mc" for char in plain)
    assert fold(plain).plain.split() == plain.split()
    plain.encode("utf-8")


@given(TEXTS)
def test_compounds_stand_where_they_say(text: str) -> None:
    folded = fold(text)
    for compound in folded.compounds:
        assert tuple(folded.plain[compound.start : compound.end].split()) == compound.parts
        assert compound.joined == "".join(compound.parts)
        assert len(compound.parts) > 1


@given(TEXTS)
def test_words_in_parts_are_the_same_with_and_without_their_places(text: str) -> None:
    folded = fold(text)
    # Found anew: `compounds` itself looks only where there are parted words.
    placed = FoldedText(text, folded.plain, ("some",), folded.even).compounds
    assert {"+".join(compound.parts) for compound in placed} == set(folded.parted)
    assert folded.joined == {compound.joined for compound in placed}
    for word in folded.joined:
        assert set(folded.find_joined({word})) == {(part.start, part.end) for part in placed if part.joined == word}


def test_every_code_point_folds_to_what_the_index_can_hold() -> None:
    for code in range(sys.maxunicode + 1):
        value = _TABLE[code]
        value.encode("utf-8")
        assert all(char.isalnum() or char in " \n-'." or unicodedata.category(char) == "Mc" for char in value), hex(code)
