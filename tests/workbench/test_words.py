"""How values are put into words for a reader."""

from __future__ import annotations

import pytest

from chancery.model.record import Field, Party
from chancery.workbench.views.home import plural
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


@pytest.mark.parametrize(
    ("kind", "many"), [("letter", "Letters"), ("cia_dispatch", "CIA dispatches"), ("speech", "Speeches"), ("memcon", None)]
)
def test_kinds_have_their_plural(kind: str, many: str | None) -> None:
    assert plural(kind) == many if many else plural(kind).lower().startswith("memoranda of conversation")
