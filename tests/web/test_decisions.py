"""Deciding through forms and JSON: what reaches the workbench, who decides, and where the reader goes on."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from chancery.model.geometry import Box
from chancery.workbench.pages.deciding import BoxDrawn
from tests.web.fake_room import SOURCE, FakeRoom


def form(**values: str) -> dict[str, str]:
    return {"verdict": "confirmed", "finding": "f2", "back": "/records/r1?page=2&finding=f2&q=garrison", **values}


def test_the_first_decision_asks_for_a_name_and_keeps_what_was_decided(client: TestClient, fake: FakeRoom) -> None:
    asked = client.post("/decisions", data=form(verdict="corrected", value="1972-03-15", note='a "quote" & <b>'))
    assert asked.status_code == 422
    assert "Who decides?" in asked.text
    assert fake.decisions == []
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.text))
    fields = {
        name: value.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for name, value in fields.items()
    }
    answer = client.post("/decisions", data={**fields, "who": "M. Aurell"})
    assert answer.status_code == 303
    assert [(made.verdict, made.who, made.finding, made.value, made.note) for made in fake.decisions] == [
        ("corrected", "M. Aurell", "f2", "1972-03-15", 'a "quote" & <b>')
    ]


def test_the_name_is_kept_for_the_next_decision(client: TestClient, fake: FakeRoom) -> None:
    client.post("/decisions", data=form(who="Мария Ж."))
    client.post("/decisions", data=form(finding="f3"))
    assert [made.who for made in fake.decisions] == ["Мария Ж.", "Мария Ж."]


def test_after_a_decision_the_next_finding_is_open_and_the_last_can_be_undone(client: TestClient, fake: FakeRoom) -> None:
    answer = client.post("/decisions", data=form(who="M. Aurell"))
    assert answer.headers["location"] == "/records/r1?q=garrison&finding=f3&decided=f2"
    text = client.get(answer.headers["location"]).text
    assert re.search(r"F2 Date <b>confirmed</b> by <bdi>M. Aurell</bdi>", text)
    client.post("/decisions", data=form(verdict="withdrawn"))
    assert fake.decisions[-1].verdict == "withdrawn"
    assert fake.findings["f2"].state == "found"


def test_a_finding_at_its_own_address_stays_there_after_a_decision(client: TestClient) -> None:
    answer = client.post("/decisions", data=form(who="M. Aurell", back="/findings/f2?do=correct"))
    assert answer.headers["location"] == "/findings/f2?decided=1"
    assert "No person has decided on it." not in client.get(answer.headers["location"]).text


def test_a_rejected_finding_is_struck_and_no_longer_drawn(client: TestClient) -> None:
    assert 'data-finding="q1"><title>' in client.get("/records/r1?page=2").text
    client.post("/decisions", data=form(who="M. Aurell", verdict="rejected", finding="q1"))
    text = client.get("/records/r1?page=2").text
    assert 'data-finding="q1"><title>' not in text
    assert re.search(r'class="siglum reference rejected"[^>]*>R1<', text)


def test_a_drawn_box_reaches_the_workbench_in_points(client: TestClient, fake: FakeRoom) -> None:
    client.post(
        "/decisions",
        data=form(
            who="X",
            verdict="added",
            finding="",
            record="r1",
            copy="c1",
            field="place",
            value="Kastrov",
            box="3:20,40,10,30.5",
            source=SOURCE,
        ),
    )
    made = fake.decisions[0]
    assert (made.finding, made.record, made.copy, made.field, made.value) == (None, "r1", "c1", "place", "Kastrov")
    assert made.box == BoxDrawn(SOURCE, 3, Box(10, 30.5, 20, 40))


@pytest.mark.parametrize("box", ["3", "x:1,2,3,4", "3:1,2,3", "3:1,2,1,2", "3:nan,1,2,3", "3:1e9,0,2,3", "3:inf,0,2,3"])
def test_what_is_no_box_is_refused(client: TestClient, fake: FakeRoom, box: str) -> None:
    assert client.post("/decisions", data=form(who="X", box=box, source=SOURCE)).status_code == 400
    assert fake.decisions == []


@pytest.mark.parametrize(
    "wrong", [{"verdict": "adored"}, {"verdict": "corrected", "value": "  "}, {"verdict": "added", "value": ""}]
)
def test_what_is_no_decision_is_refused(client: TestClient, fake: FakeRoom, wrong: dict[str, str]) -> None:
    assert client.post("/decisions", data=form(who="X", **wrong)).status_code == 400
    assert fake.decisions == []


def test_programs_decide_by_json(client: TestClient, fake: FakeRoom) -> None:
    answer = client.post("/decisions.json", json={"verdict": "confirmed", "who": "script", "finding": "f2"})
    assert answer.status_code == 200
    assert answer.json()["finding"] == "f2"
    assert fake.decisions[0].who == "script"
    assert client.post("/decisions.json", json={"verdict": "confirmed", "who": " ", "finding": "f2"}).status_code == 400
    assert client.post("/decisions.json", json={"verdict": "loved", "who": "x"}).status_code == 422
    assert client.post("/decisions.json", json={"verdict": "confirmed", "who": "x", "finding": "zz"}).status_code == 404


def test_a_name_can_be_changed_and_forgotten(client: TestClient) -> None:
    client.post("/who", data={"who": "L. Sarn", "back": "/help"})
    assert 'value="L. Sarn"' in client.get("/help").text
    client.post("/who", data={"who": "", "back": "/help"})
    assert "L. Sarn" not in client.get("/help").text
