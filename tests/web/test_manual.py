"""The help page: every example it gives is one that the search reads."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from chancery.search.query import parse_query
from chancery.web.manual import HELP


@pytest.mark.parametrize("written", [written for written, _ in HELP.queries])
def test_every_example_is_read_without_mending(written: str) -> None:
    assert parse_query(written).mended == ()


def test_every_key_of_the_help_page_is_in_the_reference(reader: TestClient) -> None:
    text = reader.get("/help").text
    for key, does in HELP.keys:
        assert does in text
        assert all(f"<kbd>{one.replace('&', '&amp;')}</kbd>" in text for one in key.split() if one != "to")
