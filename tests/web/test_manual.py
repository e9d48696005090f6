"""The help page: every example it gives is one that the search reads, every key is named and can be told apart."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from chancery.search.query import parse_query
from chancery.web.manual import HELP


@pytest.mark.parametrize("written", [written for written, _ in HELP.queries])
def test_every_example_is_read_without_mending(written: str) -> None:
    assert parse_query(written).mended == ()


def test_every_key_is_on_the_help_page_with_what_it_does(reader: TestClient) -> None:
    text = reader.get("/help").text
    for key in HELP.keys:
        assert key.does in text
        assert all(f">{one}</kbd>" in text for one in key.key.split() if one != "to")
        assert not key.own or f'data-action="{key.own}"' in text


def test_no_two_actions_answer_to_one_key() -> None:
    own = [key.own for key in HELP.keys if key.own]
    assert len(own) == len(set(own))
    assert all(len(key) == 1 for key in own)
