"""The stage: which layer is chosen and why, when OCR is asked, what is kept, and that one page never costs another."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from chancery.errors import PageError, UsageError
from chancery.model.page import PageReading
from chancery.read.engine import OcrPage
from chancery.read.images import view_image
from chancery.read.pages import BATCH_PAGES, read_pages
from chancery.read.reader import Image
from tests.read.made import (
    PROSE,
    SETTINGS,
    FakeEngine,
    PdfPage,
    draw_page,
    encoded,
    make_pdf,
    ocr_page,
    opened,
    say,
    say_lines,
)

GOOD = "\n".join(PROSE)
SCAN = draw_page(PROSE * 5)


def fixed(text: str = GOOD, confidence: float = 0.95) -> FakeEngine:
    return FakeEngine(lambda _image, _languages: ocr_page(text, confidence))


def read(folder: Path, *pages: PdfPage, engine: FakeEngine | None = None) -> list[PageReading]:
    reader = opened(folder, make_pdf(*pages))
    return list(read_pages(reader, "0" * 64, range(1, len(pages) + 1), SETTINGS, engine))


def over_scan(lines: tuple[str, ...] = PROSE * 5, shift: float = 0) -> str:
    """An invisible layer such as OCR programs leave, line on line over the drawn page."""
    return "".join(say(line, 72, 792 - (300 + 68 * row) * 0.36 - 10 + shift, 12.1, "3 Tr") for row, line in enumerate(lines))


def test_a_clean_page_of_text_is_taken_without_ocr(tmp_path: Path) -> None:
    engine = fixed()
    (reading,) = read(tmp_path, PdfPage(say_lines(PROSE)), engine=engine)
    assert engine.asked == []
    assert reading.layer is not None
    assert reading.layer.text == GOOD
    assert reading.qualities[0].why.startswith("chosen: its words lie on the print")


def test_a_good_layer_over_a_scan_is_taken_without_ocr(tmp_path: Path) -> None:
    engine = fixed()
    (reading,) = read(tmp_path, PdfPage(over_scan(), image=SCAN), engine=engine)
    assert engine.asked == []
    assert reading.layer is not None
    assert reading.layer.origin.engine == "pdfium"


GARBLED = tuple("xk q;w vvpz 3k1 }{m wqq zzk jjx llv qpw" for _ in PROSE * 5)


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (PdfPage(over_scan(shift=25), image=SCAN), "of the page's print"),
        (PdfPage(over_scan(GARBLED), image=SCAN), "looks like words"),
        (PdfPage(over_scan(("RELEASED IN FULL",)), image=SCAN), "of the page's print"),
    ],
    ids=["shifted", "garbled", "only a stamp"],
)
def test_a_layer_that_lies_loses_to_ocr_and_is_kept(tmp_path: Path, page: PdfPage, why: str) -> None:
    engine = FakeEngine(lambda _image, _languages: ocr_page("\n".join(PROSE * 5), 0.95))
    (reading,) = read(tmp_path, page, engine=engine)
    assert [layer.origin.engine for layer in reading.layers] == ["pdfium", "fake"]
    assert reading.layer is reading.layers[1]
    assert reading.qualities[0].why.startswith("passed over: ")
    assert why in reading.qualities[0].why
    assert reading.qualities[1].why == "chosen: OCR is sure of it to 95%"


def test_a_scan_is_read_by_ocr_with_boxes_in_points(tmp_path: Path) -> None:
    (reading,) = read(tmp_path, PdfPage(image=SCAN), engine=fixed())
    assert reading.layer is not None
    word = reading.layer.words[0]
    assert (word.text, word.confidence) == ("Dear", 0.95)
    assert word.box == pytest.approx((72, 108, 100.8, 122.4), abs=0.1)
    assert "dpi=200" in reading.layer.origin.settings


def test_a_blank_page_asks_nobody(tmp_path: Path) -> None:
    engine = fixed()
    (reading,) = read(tmp_path, PdfPage(image=np.full((2200, 1700), 250, np.uint8)), engine=engine)
    assert reading.page.blank
    assert reading.chosen is None
    assert engine.asked == []


def test_pages_come_in_the_order_asked_and_are_read_in_lists(tmp_path: Path) -> None:
    engine = fixed()
    count = BATCH_PAGES + 2
    readings = read(tmp_path, *[PdfPage(image=SCAN)] * count, engine=engine)
    assert [reading.page.number for reading in readings] == list(range(1, count + 1))
    assert [asked for asked, _ in engine.asked] == [BATCH_PAGES, 2]


def test_what_ocr_makes_of_a_picture_is_kept_but_is_no_text(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 2, (220, 170), dtype=np.uint8).repeat(10, 0).repeat(10, 1) * 255
    (reading,) = read(tmp_path, PdfPage(image=noise.astype(np.uint8)), engine=fixed("xq ~ vv zzk ;; qpw", 0.35))
    assert reading.chosen is None
    assert reading.layer is None
    assert "does not look like text" in reading.qualities[0].why


def test_a_page_that_no_engine_may_read_says_what_to_do(tmp_path: Path) -> None:
    (reading,) = read(tmp_path, PdfPage(image=SCAN))
    assert reading.layers == ()
    assert "no reading engine" in reading.problems[0].message


def test_an_engine_that_fails_on_a_page_costs_that_page_only(tmp_path: Path) -> None:
    dark = np.where(SCAN < 128, 0, 180).astype(np.uint8)

    def answer(image: Image, _languages: str) -> OcrPage:
        return (
            OcrPage(failure=("page_seconds", "reading the page took longer than 60 seconds"))
            if image.max() < 200
            else ocr_page(GOOD)
        )

    first, second = read(tmp_path, PdfPage(image=dark), PdfPage(image=SCAN), engine=FakeEngine(answer))
    assert first.layer is None
    assert [(problem.code, problem.page_number) for problem in first.problems] == [("page_seconds", 1)]
    assert "CHANCERY_READ_PAGE_SECONDS" in first.problems[0].remedy
    assert second.layer is not None


def test_the_same_bytes_give_the_same_reading(tmp_path: Path) -> None:
    page = PdfPage(over_scan(shift=25), image=SCAN)
    assert read(tmp_path, page, engine=fixed()) == read(tmp_path, page, engine=fixed())


def test_a_redaction_is_a_region_of_the_page(tmp_path: Path) -> None:
    (reading,) = read(tmp_path, PdfPage(say_lines(PROSE) + "0 g 72 560 200 15 re f\n"))
    (region,) = reading.regions
    assert (region.kind, region.fill, region.method) == ("redaction", "black", "shape")
    assert region.box == pytest.approx((72, 217, 272, 232), abs=1.5)


# --- images for the room ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_view_has_the_width_asked_for_and_our_own_turn(tmp_path: Path, turn: int) -> None:
    reader = opened(tmp_path, make_pdf(PdfPage("0 g 0 700 100 92 re f\n")))
    image = Pillow.open(BytesIO(view_image(reader, 1, turn, 306)))
    assert image.width == pytest.approx(306, abs=1)
    pixels = np.asarray(image.convert("L"))
    corner = {0: (5, 5), 90: (5, -5), 180: (-5, -5), 270: (-5, 5)}[turn]
    assert pixels[corner] < 60
    assert image.format == "PNG"


def test_a_view_of_a_photograph_is_a_jpeg(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(40, 220, (300, 200), dtype=np.uint8)
    assert view_image(opened(tmp_path, encoded(noise, "PNG"), "photo.png"), 1, 0, 200).startswith(b"\xff\xd8")


def test_a_view_that_cannot_be_is_refused(tmp_path: Path) -> None:
    reader = opened(tmp_path, b"Dear Minister", "paper.txt")
    with pytest.raises(UsageError, match="0, 90, 180 or 270"):
        view_image(reader, 1, 45, 300)
    with pytest.raises(UsageError, match="pixels wide"):
        view_image(reader, 1, 0, 100_000)
    with pytest.raises(PageError, match="no image"):
        view_image(reader, 1, 0, 300)


def test_a_page_as_long_as_a_river_gives_a_bounded_view(tmp_path: Path) -> None:
    reader = opened(tmp_path, make_pdf(PdfPage(say("Source", 10, 13_000), (0, 0, 100, 14_400))))
    image = Pillow.open(BytesIO(view_image(reader, 1, 0, 6_000)))
    assert image.width * image.height <= 40_100_000
