"""Hidden words in the room: told of without saying which, shown by a person with a name and a reason, hidden again."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.web.fake_room import SOURCE, FakeRoom

PAGE = f"/sources/{SOURCE}/pages/4"
FORM = {"finding": f"{SOURCE}/4", "field": "hidden", "back": PAGE}


def test_the_page_says_how_much_is_hidden_and_why_and_offers_to_show_it(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert "12 words</b> of the file are hidden on this page: under a black box" in page
    assert "Show the hidden words" in page
    assert 'name="note"' in page


def test_showing_them_writes_who_and_why_and_comes_back_to_the_page(client: TestClient, fake: FakeRoom) -> None:
    answer = client.post("/decisions", data={**FORM, "verdict": "added", "who": "Ann", "note": "a court said so"})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    (asked,) = fake.decisions
    assert (asked.verdict, asked.who, asked.note, asked.finding) == ("added", "Ann", "a court said so", f"{SOURCE}/4")
    page = client.get(PAGE).text
    assert "Shown by <bdi>Ann</bdi>" in page
    assert 'class="was-hidden"' in page
    assert "Hide them again" in page


def test_nobody_shows_them_without_a_name(client: TestClient, fake: FakeRoom) -> None:
    answer = client.post("/decisions", data={**FORM, "verdict": "added"})
    assert answer.status_code == 422
    assert "Who decides?" in answer.text
    assert fake.decisions == []


def test_they_are_hidden_again_by_undoing(client: TestClient, fake: FakeRoom) -> None:
    client.post("/decisions", data={**FORM, "verdict": "added", "who": "Ann"})
    client.post("/decisions", data={**FORM, "verdict": "withdrawn", "who": "Ann"})
    assert [asked.verdict for asked in fake.decisions] == ["added", "withdrawn"]
    assert "Show the hidden words" in client.get(PAGE).text
