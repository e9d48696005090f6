"""How values are put into words for a reader."""

from __future__ import annotations

import pytest

from chancery.model.record import Field, Party
from chancery.workbench.views.words import show_value


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("language", "en", ("English", "")),
        ("language", "ru", ("Russian", "")),
        ("language", "tlh", ("tlh", "")),
        ("type", "memcon", ("Memorandum of conversation", "")),
        ("date", "1994-12-29", ("29 December 1994", "1994-12-29")),
        ("releases.decision", "released in part", ("Released in part", "")),
        ("from", Party("Ada Birch", "Secretary"), ("Ada Birch", "Secretary")),
    ],
)
def test_a_value_is_shown_as_people_say_it(name: str, value: str | Party, shown: tuple[str, str]) -> None:
    assert show_value(Field(name, value, (), "describe.test.rule", "1", 0.9)) == shown
