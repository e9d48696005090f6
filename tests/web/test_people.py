"""People in the room: the list, a person's page, decisions by forms that need no script."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.fake_room import FakeRoom

NAMED = {"chancery_who": "M.%20Aurell"}


def test_the_list_leads_to_people_and_can_be_filtered(reader: TestClient) -> None:
    page = reader.get("/people")
    assert page.status_code == 200
    assert 'href="/people/p1"' in page.text
    assert "1 uncertain" in page.text
    assert "Torvane" not in reader.get("/people?q=vesk").text
    assert "No name has all of these words" in reader.get("/people?q=nobody").text
    assert reader.get("/people.json?q=vesk").json()["people"][0]["name"] == "Vesk, Pell"


def test_a_person_shows_names_offices_records_and_what_is_uncertain_with_reasons(reader: TestClient) -> None:
    page = reader.get("/people/p1").text
    for said in ("Minister of Torvane", "1970 to 1974", "several may be meant", "the initial I. fits Ilmar", "as <q>"):
        assert said in page
    assert "I. &lt;b&gt;Torvane&lt;/b&gt;" in page
    assert "<b>Torvane</b>" not in page
    assert reader.get("/people/p1.json").json()["offices"][0]["office"] == "Minister of Torvane"


def test_an_id_of_somebody_made_one_with_another_leads_to_the_other(reader: TestClient) -> None:
    answer = reader.get("/people/p9")
    assert (answer.status_code, answer.headers["location"]) == (308, "/people/p1")
    assert reader.get("/people/p7").status_code == 404


@pytest.mark.parametrize(
    ("form", "others", "findings"),
    [
        ({"act": "merge", "other": ["", "http://127.0.0.1:8765/people/p2"]}, ("p2",), ()),
        ({"act": "split", "finding": ["f1", "f2", "f1"]}, (), ("f1", "f2")),
        ({"act": "pick", "finding": "f2"}, (), ("f2",)),
        ({"act": "reject", "finding": "f2"}, (), ("f2",)),
    ],
)
def test_forms_write_decisions(
    client: TestClient, fake: FakeRoom, form: dict[str, object], others: tuple[str, ...], findings: tuple[str, ...]
) -> None:
    answer = client.post("/people/p1/decisions", data=form, cookies=NAMED, headers={"origin": "http://127.0.0.1:8765"})
    assert answer.status_code == 303, answer.text
    asked = fake.said_of_people[0]
    assert (asked.act, asked.who, asked.others, asked.findings) == (form["act"], "M. Aurell", others, findings)
    shown = client.get(answer.headers["location"]).text
    assert f"A decision to {form['act']}".lower() in shown.lower()


@pytest.mark.parametrize(
    "form",
    [{"act": "merge"}, {"act": "split"}, {"act": "marry", "finding": "f1"}, {"act": "merge", "other": "p2", "who": " "}],
)
def test_a_form_that_says_too_little_is_refused(client: TestClient, fake: FakeRoom, form: dict[str, str]) -> None:
    cookies = {} if "who" in form else NAMED
    answer = client.post("/people/p1/decisions", data=form, cookies=cookies, headers={"origin": "http://127.0.0.1:8765"})
    assert answer.status_code == 400
    assert fake.said_of_people == []


def test_a_program_writes_the_same_decisions(client: TestClient, fake: FakeRoom) -> None:
    said = {"act": "merge", "who": "M. Aurell", "person": "p1", "others": ["p2"]}
    assert client.post("/people/decisions.json", json=said).status_code == 200
    assert fake.said_of_people[0].others == ("p2",)
    assert client.post("/people/decisions.json", json={**said, "who": ""}).status_code == 400


def test_without_a_name_the_page_asks_for_one_and_offers_no_decision(client: TestClient) -> None:
    unnamed = client.get("/people/p1").text
    assert 'action="/who"' in unnamed
    assert 'value="merge"' not in unnamed
    client.cookies.update(NAMED)
    named = client.get("/people/p1").text
    assert all(said in named for said in ('value="merge"', 'value="split"', 'value="pick"', 'value="reject"'))
