"""Addresses: what goes in comes out, and nothing leads out of the room."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.web import urls
from chancery.workbench.pages.asked import Asked

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text("abcdef_.", min_size=1, max_size=8)


@settings(deadline=None, max_examples=50)
@given(TEXT, st.lists(st.tuples(NAMES, TEXT.filter(bool)), max_size=3), st.integers(0, 1000))
def test_a_search_is_read_back_from_its_address(query: str, filters: list[tuple[str, str]], first: int) -> None:
    asked = Asked(query, tuple(filters), "oldest", first)
    pairs = parse_qs(urlsplit(urls.search_url(asked)).query, keep_blank_values=True)
    assert pairs.get("q", [""])[0] == query
    assert [tuple(pair.split(":", 1)) for pair in pairs.get("f", [])] == filters
    assert pairs["sort"] == ["oldest"]


@settings(deadline=None, max_examples=50)
@given(TEXT.filter(bool))
def test_an_id_stays_one_part_of_the_path(id: str) -> None:  # noqa: A002
    path = urlsplit(urls.record_url(id)).path
    assert unquote(path.removeprefix("/records/")) == id
    assert path.count("/") == 2


def test_a_facet_chosen_twice_is_no_longer_chosen() -> None:
    once = urls.with_filter(Asked("a", first=20), "type", "letter")
    assert once == Asked("a", (("type", "letter"),))
    assert urls.with_filter(once, "type", "letter") == Asked("a")


def test_one_date_takes_the_place_of_another() -> None:
    asked = urls.with_filter(Asked("", (("date", "1970..1974"), ("type", "letter"))), "date", "1972")
    assert asked.filters == (("type", "letter"), ("date", "1972"))


@pytest.mark.parametrize("address", ["/", "/records/r1?page=2", "/search?q=%2F%2Fx"])
def test_addresses_of_the_room_are_local(address: str) -> None:
    assert urls.is_local(address)


@pytest.mark.parametrize("address", ["", "x", "//x", "/\\x", "http://x/", "javascript:x", "/a\nb", "/\t/x", "\\\\x"])
def test_other_addresses_are_not(address: str) -> None:
    assert not urls.is_local(address)
