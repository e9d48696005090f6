"""The room over a real archive: every page of it opens, every link leads on, and a decision made in the room is found by search."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from chancery.model.viewer import PUBLIC
from chancery.settings import ReadSettings, Settings
from chancery.web.app import create_app
from chancery.web.settings import RoomSettings
from chancery.workbench import AddOptions, Workbench
from tests.workbench.inline import InlineExecutor

LETTER = """UNCLASSIFIED

RELEASED IN FULL

June 3, 1994

Dear Karin:

I have read your letter of May 20 with care. <script>alert("mole")</script> The lantern at
the mole will burn on both nights, and the pilots will have their report.

Sincerely,

/s/

Lev

Her Excellency
Karin Halden
Minister of Harbours,
Harsund.
"""
CLOSED = "The quartermaster of Kastrov keeps the zirconium ledger in the third cellar.\n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "letter.txt").write_text(LETTER)
    (folder / "closed.txt").write_text(CLOSED)
    settings = Settings(archive=folder / "archive", workers=1, read=ReadSettings(engine="none"))
    workbench = Workbench.open(settings, create=True)
    workbench.make_executor = lambda _: InlineExecutor()
    for name, closed in (("letter.txt", False), ("closed.txt", True)):
        workbench.add([folder / name], AddOptions(closed=closed), lambda _: None, threading.Event())
    yield workbench
    workbench.close()


@pytest.fixture
def client(archive: Workbench) -> TestClient:
    return TestClient(create_app(archive), base_url="http://127.0.0.1:8765", follow_redirects=False)


def links(text: str) -> set[str]:
    return {unescape(found).partition("#")[0] for found in re.findall(r'(?:href|src)="(/[^"]*)"', text)}


def crawl(client: TestClient, most: int = 150) -> dict[str, str]:
    """Every page that can be reached from the front page, by address."""
    seen: dict[str, str] = {}
    ahead = ["/"]
    while ahead and len(seen) < most:
        address = ahead.pop()
        if address in seen or address.startswith("/static/"):
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        kind = answer.headers["content-type"]
        seen[address] = answer.text if kind.startswith(("text/", "application/json")) else ""
        if kind.startswith("text/html"):
            ahead.extend(sorted(links(answer.text) - seen.keys()))
    return seen


def test_every_page_that_can_be_reached_opens_and_shows_papers_as_text(client: TestClient) -> None:
    pages = crawl(client)
    assert len(pages) > 20
    for address, text in pages.items():
        if text.startswith("<!doctype"):
            assert "<script>alert" not in text, address
            assert " style=" not in text, address


def test_what_is_closed_is_on_no_page_of_a_reader_who_may_not_see_it(archive: Workbench) -> None:
    public = TestClient(
        create_app(archive, RoomSettings(viewer=PUBLIC)), base_url="http://127.0.0.1:8765", follow_redirects=False
    )
    for address, text in crawl(public).items():
        for word in ("zirconium", "quartermaster", "closed.txt"):
            assert word not in text.lower(), address
    for word in ("zirconium", "cellar"):
        found = public.get(f"/search.json?q={word}").json()
        assert (found["records"], found["loose_pages"], found["results"]) == (0, 0, [])


def test_a_correction_made_in_the_room_is_on_its_pages_and_found_by_search(client: TestClient) -> None:
    (result,) = client.get("/search.json?q=lantern").json()["results"]
    record = client.get(f"/records/{result['record']}.json").json()
    date = next(finding for finding in record["findings"] if finding["name"] == "date")
    form = {
        "verdict": "corrected",
        "finding": date["id"],
        "value": "1993-06-03",
        "who": "M. Aurell",
        "note": "the 4 is a 3",
        "back": f"/records/{record['id']}",
    }
    answer = client.post("/decisions", data=form)
    assert answer.status_code == 303
    text = client.get(answer.headers["location"]).text
    assert "3 June 1993" in text
    assert "the 4 is a 3" in text
    assert client.get("/search.json?q=lantern date:1993").json()["records"] == 1
    assert client.get("/search.json?q=lantern date:1994").json()["records"] == 0
    client.post("/decisions", data={**form, "verdict": "withdrawn"})
    assert client.get("/search.json?q=lantern date:1994").json()["records"] == 1


def test_a_hit_is_marked_in_the_text_where_the_search_found_it(client: TestClient) -> None:
    (result,) = client.get("/search.json?q=pilots").json()["results"]
    page = client.get(f"/records/{result['record']}.json?q=pilots").json()["page"]
    assert [page["text"]["text"][start:end] for start, end in page["text"]["hits"]] == ["pilots"]
    assert ">pilots</span></mark>" in client.get(f"/records/{result['record']}?q=pilots").text


@pytest.mark.parametrize(
    ("chosen", "records"),
    [
        ("date:1994", 1),
        ("date:1993..1995", 1),
        ("date:1995..", 0),
        ("date:..1993", 0),
        ("has:nodate", 0),
        ("type:letter", 1),
    ],
)
def test_what_is_chosen_beside_the_words_narrows_the_search(client: TestClient, chosen: str, records: int) -> None:
    assert client.get(f"/search.json?q=lantern&f={chosen}").json()["records"] == records


def test_the_years_within_what_was_asked_are_chosen(client: TestClient) -> None:
    years = client.get("/search.json?q=lantern&f=date:1990..1993").json()["years"]
    assert [(year["year"], year["chosen"]) for year in years] == [(1994, False)]


@pytest.mark.parametrize("chosen", ["date:soon", 'date:"', "colour:red", "year:1994"])
def test_what_no_facet_knows_is_said(client: TestClient, chosen: str) -> None:
    assert client.get(f"/search.json?q=lantern&f={chosen}").status_code == 400
