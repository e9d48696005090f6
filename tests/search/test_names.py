"""Spellings of a name from the Russian belong together; words that are no such names are left as they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.search.fold import fold
from chancery.search.names import initials_of, is_forename, name_patterns, split_patterns

GROUPS = (
    ("Yeltsin", "El'tsin", "Yel'tsin", "Jelzin", "Eltsine", "Elcin", "Ельцин"),
    ("Chernomyrdin", "Tschernomyrdin", "Tchernomyrdine", "Černomyrdin", "Черномырдин"),
    ("Gorbachev", "Gorbachyov", "Gorbatschow", "Gorbačëv", "Gorbatchev", "Горбачёв", "Горбачев"),
    ("Khrushchev", "Chruschtschow", "Chruščev", "Khrouchtchev", "Хрущёв"),
    ("Zhirinovsky", "Zhirinovskiy", "Schirinowski", "Jirinovski", "Жириновский"),
    ("Shevardnadze", "Schewardnadse", "Шеварднадзе"),
    ("Kozyrev", "Kosyrew", "Козырев"),
    ("Andreyev", "Andreev", "Andrejew", "Андреев"),
    ("Zaytsev", "Zaitsev", "Saizew", "Зайцев"),
    ("Solov'ev", "Solovyov", "Solovyev", "Соловьёв"),
    ("Brezhnev", "Breschnew", "Brejnev", "Brežnev", "Брежнев"),
    ("Primakov", "Primakow", "Primakoff", "Примаков"),
    ("Gromyko", "Громыко"),
    ("Boris", "Борис"),
    ("Mikhail", "Michail", "Михаил"),
)


def is_spelling(asked: str, written: str) -> bool:
    whole = "".join(fold(written).plain.split())
    return any(re.fullmatch(pattern, whole) for pattern in name_patterns(asked))


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_each_spelling_finds_all_the_others(group: tuple[str, ...]) -> None:
    assert [(asked, written) for asked in group for written in group if not is_spelling(asked, written)] == []


def test_names_of_different_men_stay_apart() -> None:
    firsts = [group[0] for group in GROUPS]
    assert [(one, other) for one in firsts for other in firsts if one != other and is_spelling(one, other)] == []


@pytest.mark.parametrize(
    "word",
    ["Berlin", "Martin", "Washington", "Helsinki", "Aldersholm", "Clinton", "Nixon", "Meeting", "Ukraine", "Begin",
     "yeltsin", "письмо", "Письмо", "Ov", "", "123", "Yeltsin/Clinton"],
)  # fmt: skip
def test_what_is_no_such_name_has_no_other_spellings(word: str) -> None:
    assert name_patterns(word) == ()


def test_forenames_and_initials_are_told_in_both_scripts() -> None:
    told = [word for word in ("Boris", "Борис", "Wiktor", "Nikolay", "John", "Elias", "boris") if is_forename(word)]
    assert told == ["Boris", "Борис", "Wiktor", "Nikolay"]
    assert {"v", "w", "в"} <= set(initials_of("V."))
    assert {"e", "y", "j", "е"} <= set(initials_of("Е"))


@given(st.one_of(st.text(), st.text("ABEVZabcehijklmnorstuvwxyzžščАБЕабвеийльыяюьov'-").map(lambda text: f"K{text}ov")))
def test_patterns_are_regular_expressions_that_the_name_answers(word: str) -> None:
    patterns = name_patterns(word)
    for pattern in (*patterns, *(part for pair in split_patterns(word) for part in pair)):
        re.compile(pattern)
    if patterns:
        assert is_spelling(word, word)
