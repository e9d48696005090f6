"""All hits in one record or file: each a row with its words and a link to its box, a twin in JSON, empty and unreadable said."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.fake_room import SOURCE


def test_every_hit_of_a_record_is_a_link_to_its_box(reader: TestClient) -> None:
    page = reader.get("/records/r1/hits", params={"q": "garrison"}).text
    told = reader.get("/records/r1/hits.json", params={"q": "garrison"}).json()
    count = sum(len(on["hits"]) for on in told["pages"])
    assert told["hits"] == count > 1
    assert page.count("data-row-link") == count
    assert "/records/r1?copy=c1&amp;page=3&amp;hit=0&amp;q=garrison" in page
    assert "<mark>garrison</mark>" in page


def test_every_hit_of_a_file_is_listed_too(reader: TestClient) -> None:
    page = reader.get(f"/sources/{SOURCE}/hits", params={"q": "pilots"}).text
    assert f"/sources/{SOURCE}/pages/4?q=pilots&amp;hit=0" in page
    assert "belongs to no record" in page


@pytest.mark.parametrize("path", ["/records/r1/hits", f"/sources/{SOURCE}/hits"])
def test_no_hit_and_no_words_and_an_unreadable_query_are_said(reader: TestClient, path: str) -> None:
    assert "No hit for" in reader.get(path, params={"q": "lighthouse"}).text
    assert "Write what to look for" in reader.get(path).text
    unreadable = reader.get(path, params={"q": "("})
    assert unreadable.status_code == 400
    assert "cannot be read at character 1" in unreadable.text


def test_the_count_on_a_record_leads_to_its_hits(reader: TestClient) -> None:
    page = reader.get("/records/r1", params={"q": "garrison"}).text
    assert "/records/r1/hits?q=garrison&amp;copy=c1" in page


def test_what_is_not_held_has_no_hits(reader: TestClient) -> None:
    assert reader.get("/records/r9/hits", params={"q": "a"}).status_code == 404
    assert reader.get(f"/sources/{'f' * 64}/hits", params={"q": "a"}).status_code == 404
