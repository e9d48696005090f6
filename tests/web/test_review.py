"""The review queue, two copies side by side and the packet in the room: their forms decide, and their twins say the same."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from chancery.model.viewer import OWNER
from chancery.settings import ReadSettings, Settings
from chancery.web.app import create_app
from chancery.workbench import AddOptions, Workbench
from tests.workbench.conftest import LETTER, REPORT
from tests.workbench.inline import InlineExecutor
from tests.workbench.test_copies import FULL, RESCAN

MINUTES = "The Commission heard the pilots again.\n\nNothing was settled on either evening, and it went home.\n"


@pytest.fixture
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("papers")
    for name, text in (("one.txt", FULL), ("two.txt", RESCAN), ("packet.txt", f"{LETTER}\f{REPORT}\f{MINUTES}")):
        (folder / name).write_text(text)
    settings = Settings(archive=folder / "archive", workers=1, read=ReadSettings(engine="none"))
    workbench = Workbench.open(settings, create=True)
    workbench.make_executor = lambda _: InlineExecutor()
    workbench.add(
        [folder / f"{name}.txt" for name in ("one", "two", "packet")], AddOptions(), lambda _: None, threading.Event()
    )
    yield workbench
    workbench.close()


@pytest.fixture
def client(room: Workbench) -> TestClient:
    return TestClient(create_app(room), base_url="http://127.0.0.1:8765", follow_redirects=False)


def copies(room: Workbench) -> list[str]:
    held = {source.file: source.id for source in room.archive.sources(OWNER)}
    return [room.archive.copies_of(held[name], OWNER)[0].id for name in ("one.txt", "two.txt")]


def packet(room: Workbench) -> str:
    return next(held.id for held in room.archive.sources(OWNER) if held.file == "packet.txt")


def test_the_queue_and_its_twin_list_the_doubtful_cut_with_both_pages(client: TestClient, room: Workbench) -> None:
    page = client.get("/review.json?kind=cut").json()
    item = next(item for item in page["items"] if item["acts"])
    assert [side["page"] for side in item["sides"]] == [2, 3] and item["id"] == f"{packet(room)}/3"
    text = client.get("/review?kind=cut").text
    assert "Does a record begin on page 3?" in text and item["reasons"][0] in text.replace("&#34;", '"')
    assert 'href="/review"' in client.get("/").text


def test_a_cut_made_in_the_room_is_gone_from_the_queue_and_undone_again(client: TestClient, room: Workbench) -> None:
    source = packet(room)
    before = client.get(f"/sources/{source}/packet.json").json()["leaves"][2]["cut"]
    act = "merge" if before["begins"] else "split"
    form = {"act": act, "page": f"{source}/3", "who": "M. Aurell", "back": f"/sources/{source}/packet?first=1#page-3"}
    answer = client.post("/cuts/decisions", data=form)
    assert answer.status_code == 303
    decision = re.search(r"decision=(d[0-9a-f]+)", answer.headers["location"])
    assert decision is not None and answer.headers["location"].endswith("#page-3")
    cut = client.get(f"/sources/{source}/packet.json").json()["leaves"][2]["cut"]
    assert cut["begins"] != before["begins"] and cut["decision"]["who"] == "M. Aurell"
    assert "by <bdi>M. Aurell</bdi>" in client.get(f"/sources/{source}/packet").text
    client.post("/decisions/undo", data={"decision": decision[1], "who": "M. Aurell", "back": "/review"})
    assert client.get(f"/sources/{source}/packet.json").json()["leaves"][2]["cut"]["begins"] == before["begins"]


def test_two_copies_are_parted_and_joined_side_by_side(client: TestClient, room: Workbench) -> None:
    one, two = copies(room)
    address = f"/copies/{one}/{two}"
    text = client.get(address).text
    assert "Two copies of one record" in text and "Same record" in text
    answer = client.post(
        "/copies/decisions", data={"act": "different", "one": one, "other": two, "who": "M. Aurell", "back": address}
    )
    assert answer.status_code == 303
    page = client.get(f"{address}.json").json()
    assert not page["together"] and page["history"][0]["after"] == "two records"
    again = client.post("/copies/decisions.json", json={"act": "same", "one": one, "other": two, "who": "M. Aurell"})
    assert again.status_code == 200 and client.get(f"{address}.json").json()["together"]


def test_a_record_page_shows_its_copies_and_what_makes_them_one(client: TestClient, room: Workbench) -> None:
    one, _ = copies(room)
    record = room.archive.copy(one, OWNER).record
    text = client.get(f"/records/{record}/copies").text
    assert "one.txt" in text and "two.txt" in text and "one of these, " in text and "side by side" in text
    assert "This copy is another record" in text


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/copies/decisions", {"act": "same", "one": "c0123456789abcdef", "other": "c0123456789abcde0"}),
        ("/cuts/decisions", {"act": "split", "page": "00"}),
    ],
)
def test_a_decision_without_a_name_or_of_an_unknown_kind_is_refused(
    client: TestClient, address: str, form: dict[str, str]
) -> None:
    assert client.post(address, data=form).status_code == 400
    assert client.post(address, data={**form, "act": "guess", "who": "M. Aurell"}).status_code == 400
    assert client.post(address.replace("decisions", "decisions.json"), json={**form, "who": " "}).status_code == 400


def test_a_form_leads_nowhere_but_into_the_room(client: TestClient, room: Workbench) -> None:
    one, two = copies(room)
    form = {"act": "same", "one": one, "other": two, "who": "M. Aurell", "back": "https://elsewhere.example/"}
    assert client.post("/copies/decisions", data=form).headers["location"].startswith("/review?")
