"""The language of a record: by script and small words, and not said where these do not decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.describe.language import tell_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The minister received me this afternoon and spoke of the harbour for an hour.", "en"),
        ("Le ministre m'a reçu hier et nous avons parlé du port pour une heure avec les pilotes.", "fr"),
        ("Der Minister hat mich empfangen und wir sprachen eine Stunde von dem Hafen und den Lotsen.", "de"),
        ("El ministro me recibió por la tarde y habló del puerto con los pilotos para una hora.", "es"),
        ("Министр принял меня сегодня и целый час говорил о гавани.", "ru"),
        ("Міністр прийняв мене сьогодні і цілу годину говорив про гавань.", "uk"),
        ("وزير الخارجية استقبلني بعد ظهر اليوم", "ar"),
        ("大臣は本日午後に私を迎えた", "ja"),
        # a Russian letter with an English stamp on it
        ("RELEASED IN FULL\nУважаемый господин Президент! Благодарю Вас за письмо от 19 ноября.", "ru"),
    ],
)
def test_the_language_of_a_text(text: str, code: str) -> None:
    told = tell_language(text)
    assert told is not None
    assert told[0] == code


@pytest.mark.parametrize(
    "text", ["", "12 34 56", "SECRET", "lkj sdf qwe rtz uio asd", "O 141702Z JAN 94 FM AMEMBASSY ZENDA"]
)
def test_a_language_that_cannot_be_told_is_not_said(text: str) -> None:
    assert tell_language(text) is None


@given(st.text())
def test_any_text_is_looked_at(text: str) -> None:
    told = tell_language(text)
    assert told is None or 0 < told[1] <= 1
