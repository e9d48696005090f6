"""Who is let in: hosts, origins, passwords; and the headers on every answer."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from chancery.errors import UsageError
from chancery.web.app import create_app
from chancery.web.guard import HEADERS
from chancery.web.password import TRIES, Tries, hash_password, is_session, make_session, matches
from chancery.web.settings import RoomSettings, split_host
from tests.web.fake_room import SOURCE, FakeRoom

WORDS = "the packet of 1972"


@pytest.mark.parametrize(
    "address",
    ["/", "/search.json", "/records/r1", "/records/nothing", "/static/room.css", f"/sources/{SOURCE}/pages/2/image"],
)
def test_every_answer_closes_what_it_does_not_need(reader: TestClient, address: str) -> None:
    answer = reader.get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost:80", "127.0.0.1:1", "", "[::2]", "localhost:x"]
)
def test_an_unknown_host_is_refused(reader: TestClient, host: str) -> None:
    answer = reader.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "Sabel Strait" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "LOCALHOST:8765"])
def test_the_rooms_own_names_are_let_in(reader: TestClient, host: str) -> None:
    assert reader.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8765"])
@pytest.mark.parametrize("address", ["/search.json?q=a", "/"])
def test_a_foreign_origin_is_refused(reader: TestClient, origin: str, address: str) -> None:
    assert reader.get(address, headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("address", ["/decisions", "/decisions.json", "/theme", "/who", "/login", "/logout"])
def test_nothing_is_changed_for_another_site(
    client: TestClient, fake: FakeRoom, address: str, headers: dict[str, str]
) -> None:
    answer = client.post(address, data={"verdict": "confirmed", "finding": "f2", "who": "X"}, headers=headers)
    assert answer.status_code == 403
    assert fake.decisions == []


def test_a_link_from_elsewhere_may_be_followed_but_not_embedded(reader: TestClient) -> None:
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    embedded = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    assert reader.get("/records/r1", headers=followed).status_code == 200
    assert reader.get(f"/sources/{SOURCE}/pages/2/image", headers=embedded).status_code == 403


def test_a_large_body_is_refused(client: TestClient) -> None:
    assert client.post("/decisions", data={"verdict": "confirmed", "note": "a" * 1_100_000}).status_code == 413


@pytest.mark.parametrize(
    "settings",
    [RoomSettings(host="0.0.0.0"), RoomSettings(host="192.0.2.1"), RoomSettings(host="0.0.0.0", allow_remote=True)],
)
def test_a_room_never_stands_open_to_others_without_a_password(fake: FakeRoom, settings: RoomSettings) -> None:
    with pytest.raises(UsageError):
        create_app(fake, settings)


@pytest.fixture(scope="module")
def kept() -> str:
    return hash_password(WORDS)


@pytest.fixture
def remote(fake: FakeRoom, kept: str) -> TestClient:
    settings = RoomSettings(host="192.0.2.1", allow_remote=True, hosts=("papers.example",), password_hash=kept)
    return TestClient(create_app(fake, settings), base_url="http://papers.example", follow_redirects=False)


@pytest.mark.parametrize(
    "address", ["/", "/search.json", "/records/r1", f"/sources/{SOURCE}/pages/2/image", "/openapi.json", "/records/nothing"]
)
def test_without_the_password_nothing_is_told(remote: TestClient, address: str) -> None:
    answer = remote.get(address, headers={"accept": "*/*"})
    assert answer.status_code == 401
    assert "Sabel" not in answer.text
    page = remote.get(address, headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login")


def test_the_password_opens_the_room_until_one_leaves(remote: TestClient) -> None:
    assert remote.get("/login").status_code == 200
    answer = remote.post("/login", data={"password": WORDS})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert remote.get("/").status_code == 200
    remote.post("/logout")
    assert remote.get("/", headers={"accept": "*/*"}).status_code == 401


def test_wrong_passwords_are_slowed(remote: TestClient) -> None:
    answers = [remote.post("/login", data={"password": f"guess {number}"}).status_code for number in range(TRIES + 1)]
    assert answers == [401] * TRIES + [429]
    assert remote.post("/login", data={"password": WORDS}).status_code == 429


def test_tries_are_forgotten_after_a_minute() -> None:
    tries = Tries()
    for second in range(TRIES):
        tries.wrong(now=float(second))
    assert tries.seconds_to_wait(now=10.0) == 50
    assert tries.seconds_to_wait(now=61.0) == 0


def test_a_hash_knows_its_password_only(kept: str) -> None:
    assert matches(kept, WORDS)
    assert not matches(kept, WORDS + " ")
    assert WORDS not in kept


def test_a_session_holds_for_its_time_and_its_password(kept: str) -> None:
    session = make_session(kept, now=1000.0)
    assert is_session(kept, session, now=1001.0)
    assert not is_session(kept, session, now=1e9)
    assert not is_session(kept + "x", session, now=1001.0)
    until, _, rest = session.partition(".")
    assert not is_session(kept, f"{int(until) + 1}.{rest}", now=1001.0)
    for broken in ("", ".", "a.b.c", "\ud800", session[:-1]):
        assert not is_session(kept, broken, now=1001.0)


@pytest.mark.parametrize(
    ("header", "parts"),
    [("a.b:80", ("a.b", 80)), ("[::1]:8", ("::1", 8)), ("A", ("a", None)), ("a:b", ("", None)), ("a:٣", ("", None))],
)
def test_a_host_header_falls_into_name_and_port(header: str, parts: tuple[str, int | None]) -> None:
    assert split_host(header) == parts


def test_what_an_archive_says_is_not_kept_and_what_the_room_brings_is(reader: TestClient) -> None:
    assert reader.get("/search.json?q=a").headers["cache-control"] == "no-store"
    assert reader.get("/records/r1").headers["cache-control"] == "no-store"
    stylesheet = reader.get("/static/room.css")
    assert stylesheet.headers["cache-control"] == "no-cache"
    assert reader.get("/static/room.css", headers={"if-none-match": stylesheet.headers["etag"]}).status_code == 304
