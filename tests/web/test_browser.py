"""The room in a real browser: words linked with the scan, hits, keys, decisions with and without script, narrow screens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.fake_room import LONG_SOURCE, SOURCE, FakeRoom

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    " --no-sandbox"  # tests run as root in containers, where Chromium's own sandbox cannot
).split()
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
RECORD = "/records/r1?page=2&q=garrison"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


class Reader:
    """A page of the browser that notes every complaint and every request that leaves the room."""

    def __init__(self, browser: Any, address: str, **settings: Any) -> None:
        self.context = browser.new_context(base_url=address, **{"viewport": WIDE, **settings})
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "request",
            lambda request: (
                None if request.url.startswith((address, "data:", "blob:")) else self.elsewhere.append(request.url)
            ),
        )

    def open(self, address: str, *, linked: bool = False) -> Any:
        self.page.goto(address)
        if linked:
            self.page.wait_for_selector("#sheet[data-linked]", state="attached")
        return self.page


@pytest.fixture
def reader(browser: Any, served: str) -> Iterator[Reader]:
    made = Reader(browser, served)
    yield made
    made.context.close()
    assert made.complaints == []
    assert made.elsewhere == []


@pytest.fixture
def narrow(browser: Any, served: str) -> Iterator[Reader]:
    made = Reader(browser, served, viewport=NARROW, has_touch=True)
    yield made
    made.context.close()
    assert made.complaints == []


@pytest.fixture
def scriptless(browser: Any, served: str) -> Iterator[Any]:
    made = Reader(browser, served, java_script_enabled=False)
    yield made.page
    made.context.close()


def middle(page: Any, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_word_of_the_text_points_at_its_place_on_the_scan(reader: Reader) -> None:
    page = reader.open(RECORD, linked=True)
    word = page.locator("[data-word]", has_text="Ambassador").first
    word.hover()
    rect = page.locator("#words rect.pointed")
    assert rect.count() == 1
    number = int(word.get_attribute("data-word"))
    expected = page.evaluate(
        "(n) => fetch(document.getElementById('sheet').dataset.words).then((a) => a.json()).then((w) => w.boxes[n])", number
    )
    assert float(rect.get_attribute("x")) == pytest.approx(expected[0] - 1)
    assert float(rect.get_attribute("y")) == pytest.approx(expected[1] - 1)


def test_a_place_on_the_scan_points_at_its_word(reader: Reader) -> None:
    page = reader.open(RECORD, linked=True)
    page.locator("[data-word]", has_text="Ambassador").first.hover()
    x, y = middle(page, "#words rect.pointed")
    page.mouse.move(5, 5)
    assert page.locator("[data-word].pointed").count() == 0 or page.locator("[data-word].pointed").inner_text() != "Sarn"
    page.mouse.move(x, y)
    assert page.locator("[data-word].pointed").inner_text() == "Ambassador"


def test_hits_are_boxed_on_the_scan_where_their_word_is(reader: Reader) -> None:
    page = reader.open(RECORD, linked=True)
    assert page.locator("rect.hit").count() == 1
    x, y = middle(page, "rect.hit")
    page.mouse.move(x, y)
    assert page.locator("[data-word].pointed").inner_text() == "garrison"


def test_h_goes_from_hit_to_hit_over_pages(reader: Reader) -> None:
    page = reader.open(RECORD, linked=True)
    page.keyboard.press("h")
    page.wait_for_url("**page=2**hit=0**")
    page.wait_for_selector("rect.hit.chosen")
    page.keyboard.press("h")
    page.wait_for_url("**page=3**hit=0**")
    page.wait_for_selector("rect.hit.chosen")
    page.keyboard.press("Shift+H")
    page.wait_for_url("**page=2**")


def test_j_and_k_walk_through_the_findings_without_leaving_the_page(reader: Reader) -> None:
    page = reader.open("/records/r1?page=2&finding=f2", linked=True)
    page.evaluate("window.stayed = true")
    page.keyboard.press("j")
    page.wait_for_url("**finding=f3**")
    assert page.locator("#decision .bar-kind").inner_text() == "Place"
    assert page.locator("#marks .mark.chosen").get_attribute("data-finding") == "f3"
    page.keyboard.press("k")
    page.wait_for_url("**finding=f2**")
    assert page.locator(".text .marked.chosen").first.inner_text() == "March 14, 1972"
    assert page.evaluate("window.stayed") is True
    page.go_back()
    page.wait_for_selector('#marks .mark.chosen[data-finding="f3"]')


def test_a_siglum_opens_its_box(reader: Reader) -> None:
    page = reader.open("/records/r1?page=2", linked=True)
    page.locator(".rail a.siglum", has_text="R1").click()
    page.wait_for_selector('#marks .mark.chosen[data-finding="q1"]')
    assert page.locator(".rail .row.chosen").inner_text().startswith("R1")


def test_deciding_by_keys_asks_for_a_name_once(reader: Reader, fake: FakeRoom) -> None:
    page = reader.open("/records/r1?page=2&finding=f2", linked=True)
    # The answer that asks for the name is a 422, which the browser notes; it is no fault.
    page.keyboard.press("c")
    page.wait_for_selector("#decision input[name=who]")
    page.keyboard.type("M. Aurell")
    page.keyboard.press("Enter")
    page.wait_for_selector("#decision .decided")
    page.keyboard.press("r")
    page.wait_for_url("**finding=f4**")
    assert [(made.verdict, made.finding, made.who) for made in fake.decisions] == [
        ("confirmed", "f2", "M. Aurell"),
        ("rejected", "f3", "M. Aurell"),
    ]
    assert page.locator('#marks [data-finding="f3"]').count() == 0
    reader.complaints = [said for said in reader.complaints if "422" not in said]


def test_e_corrects_in_the_bar_and_escape_leaves_it(reader: Reader, fake: FakeRoom) -> None:
    page = reader.open("/records/r1?page=2&finding=f2", linked=True)
    page.keyboard.press("e")
    page.wait_for_selector("#decision input[name=value]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#decision .acts >> text=Confirm")
    page.keyboard.press("e")
    value = page.locator("#decision input[name=value]")
    value.fill("1972-03-15")
    page.locator("#decision input[name=who]").fill("M. Aurell")
    value.press("Enter")
    page.wait_for_selector("#decision .decided")
    assert [(made.verdict, made.value) for made in fake.decisions] == [("corrected", "1972-03-15")]


def test_a_box_is_drawn_in_points_of_the_page(reader: Reader) -> None:
    page = reader.open("/records/r1?page=2&finding=f2&do=correct", linked=True)
    page.get_by_role("button", name="Draw another box").click()
    frame = page.locator(".paper").bounding_box()
    scale = frame["width"] / 612
    page.mouse.move(frame["x"] + 100 * scale, frame["y"] + 120 * scale)
    page.mouse.down()
    page.mouse.move(frame["x"] + 200 * scale, frame["y"] + 160 * scale, steps=4)
    page.mouse.up()
    number, _, box = page.locator("[data-box]").input_value().partition(":")
    assert number == "2"
    assert [float(part) for part in box.split(",")] == pytest.approx([100, 120, 200, 160], abs=1.5)


def test_the_scan_is_zoomed_by_keys_and_stays_linked(reader: Reader) -> None:
    page = reader.open(RECORD, linked=True)
    before = page.locator(".paper").bounding_box()["width"]
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert page.locator(".paper").bounding_box()["width"] > before * 1.4
    page.locator("[data-word]", has_text="Ambassador").first.click()
    page.wait_for_timeout(600)
    x, y = middle(page, "#words rect.pointed")
    stage = page.locator("#stage").bounding_box()
    assert stage["x"] <= x <= stage["x"] + stage["width"]
    assert stage["y"] <= y <= stage["y"] + stage["height"]
    page.keyboard.press("0")
    assert page.locator(".paper").bounding_box()["width"] == pytest.approx(before, abs=1)


def test_kinds_are_hidden_and_shown(reader: Reader) -> None:
    page = reader.open("/records/r1?page=2", linked=True)
    page.keyboard.press("Shift+R")
    assert not page.locator("#marks .mark.reference").first.is_visible()
    assert page.locator("#marks .mark.field").first.is_visible()
    page.keyboard.press("Shift+R")
    assert page.locator("#marks .mark.reference").first.is_visible()


def test_keys_are_off_in_inputs_and_listed_by_question_mark(reader: Reader) -> None:
    page = reader.open(RECORD, linked=True)
    page.keyboard.press("/")
    page.keyboard.type("jjc?")
    assert page.locator(".bar-search input").input_value() == "jjc?"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] >> text=next finding or result")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_the_strip_of_a_long_source_loads_what_it_shows(reader: Reader) -> None:
    page = reader.open(f"/sources/{LONG_SOURCE}/pages/5000", linked=True)
    assert page.locator(".strip-page").count() < 100
    page.locator(".strip").evaluate("(strip) => { strip.scrollTop = strip.scrollHeight; }")
    page.wait_for_selector('.strip-page[data-number="5026"]', state="attached")
    page.keyboard.press("]")
    page.wait_for_url("**/pages/5001")


def test_every_page_works_without_complaint(reader: Reader) -> None:
    for address in (
        "/",
        "/search?q=garrison",
        "/findings/q1",
        f"/sources/{LONG_SOURCE}",
        "/problems",
        "/help",
        "/records/r1/citation",
    ):
        reader.open(address)
        reader.page.wait_for_load_state("networkidle")


def test_reading_searching_and_deciding_work_without_script(scriptless: Any, fake: FakeRoom) -> None:
    page = scriptless
    page.goto("/")
    page.locator("main input[name=q]").fill("garrison")
    page.get_by_role("button", name="Search").click()
    page.locator("h3 a").first.click()
    assert page.locator("#marks .mark").count() > 5
    page.locator(".rail a.siglum", has_text="F2").click()
    assert page.locator("#decision .bar-kind").inner_text() == "Date"
    page.locator("#decision").get_by_role("link", name="Correct").click()
    page.locator("#decision input[name=value]").fill("1972-03-15")
    page.locator("#decision input[name=note]").fill("the 4 is a 5")
    page.locator("#decision input[name=who]").fill("L. Sarn")
    page.locator("#decision button", has_text="Save").click()
    assert "corrected" in page.locator(".decided").inner_text()
    assert [(made.verdict, made.who, made.value, made.note) for made in fake.decisions] == [
        ("corrected", "L. Sarn", "1972-03-15", "the 4 is a 5")
    ]
    page.locator(".decided button").click()
    assert fake.decisions[-1].verdict == "withdrawn"


def test_nothing_scrolls_sideways_on_a_narrow_screen(narrow: Reader) -> None:
    for address in (
        "/", "/search?q=garrison", RECORD + "&finding=q1", "/records/r1/text?finding=q1", "/records/r1/findings",
        "/findings/q1",
        f"/sources/{LONG_SOURCE}", "/problems", "/help", "/records/r1?finding=f2&do=correct",
    ):  # fmt: skip
        page = narrow.open(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_what_is_touched_is_large_enough_on_a_narrow_screen(narrow: Reader) -> None:
    page = narrow.open("/records/r1?finding=q1")
    for selector in ("#decision .button", ".three a", ".narrow-nav summary"):
        for at in page.locator(selector).all():
            if at.is_visible():
                assert at.bounding_box()["height"] >= 44, selector


def test_a_narrow_record_shows_one_part_at_an_address(narrow: Reader) -> None:
    page = narrow.open("/records/r1?finding=q1")
    assert page.locator(".scan").is_visible()
    assert not page.locator(".text").is_visible()
    page.locator(".three a", has_text="Text").click()
    page.wait_for_url("**/records/r1/text**")
    assert page.locator(".text").is_visible()
    page.locator(".three a", has_text="Findings").click()
    page.wait_for_url("**/records/r1/findings**")
    assert page.locator(".rail").is_visible()
    assert not page.locator(".scan").is_visible()


def test_dark_follows_the_system_and_dims_the_scan(browser: Any, served: str) -> None:
    made = Reader(browser, served, color_scheme="dark")
    page = made.open("/records/r1")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(21, 23, 26)"
    assert page.evaluate("getComputedStyle(document.querySelector('.paper')).filter") == "brightness(0.86)"
    made.context.close()


def test_the_range_of_years_is_dragged(reader: Reader) -> None:
    page = reader.open("/search?q=garrison&f=date:1970..1974")
    x, y = middle(page, '.histogram.large .handle[data-end="right"]')
    year = page.locator(".histogram.large").bounding_box()["width"] / 9
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 2.5 * year, y, steps=4)
    page.mouse.up()
    page.wait_for_url("**f=date%3A1970..1972**")


def test_a_key_can_be_another_and_the_page_says_so(reader: Reader) -> None:
    page = reader.open("/help#keys")
    row = page.locator('[data-action="j"]')
    row.locator("[data-keys-change]").click()
    page.keyboard.press("k")
    assert "already means: previous finding" in page.locator("[data-keys-say]").inner_text()
    page.keyboard.press("n")
    assert row.locator("kbd").inner_text() == "N"
    reader.open(RECORD, linked=True)
    assert page.locator('[data-key="j"] kbd').first.inner_text() == "N"
    page.keyboard.press("j")
    assert page.locator(".rail .row.chosen").count() == 0
    page.keyboard.press("n")
    page.wait_for_selector(".rail .row.chosen")
    assert page.locator('.decision [data-key="j"] kbd').inner_text() == "N"


def test_keys_go_back_to_their_own(reader: Reader) -> None:
    page = reader.open("/help")
    page.locator('[data-action="c"] [data-keys-change]').click()
    page.keyboard.press("Escape")
    assert page.locator("[data-keys-reset]").is_disabled()
    page.locator('[data-action="c"] [data-keys-change]').click()
    page.keyboard.press("z")
    assert page.locator('[data-action="c"] kbd').inner_text() == "Z"
    page.locator("[data-keys-reset]").click()
    assert page.locator('[data-action="c"] kbd').inner_text() == "C"
    assert page.evaluate("localStorage.getItem('chancery.keys')") is None


def test_hidden_words_are_shown_by_a_person_in_the_browser(reader: Reader, fake: FakeRoom) -> None:
    page = reader.open(f"/sources/{SOURCE}/pages/4")
    page.locator("#hidden-words summary").click()
    page.locator("#hidden-words [name=note]").fill("a court said so")
    page.locator("#hidden-words [name=who]").fill("M. Aurell")
    page.locator("#hidden-words button").click()
    page.wait_for_selector("text=Hide them again")
    assert fake.decisions[0].note == "a court said so"
