"""Every troublesome file of the shared data that concerns reading, against what is written to be right for it."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from chancery.errors import SourceError
from chancery.model.geometry import Box
from chancery.model.page import PageReading, TextLayer, Word
from chancery.model.source import Member, Problem
from chancery.read.engines import find_engine
from chancery.read.images import view_image
from chancery.read.members import clean_name
from chancery.read.pages import read_pages
from chancery.read.source import open_source
from chancery.settings import ReadSettings

SHARED = Path(os.environ.get("CHANCERY_SHARED", Path(__file__).resolve().parents[3] / "shared"))
TROUBLE = SHARED / "data" / "trouble"
# What later stages are asked for (dates, names, search) is tested where they are.
OURS = re.compile(r"(pdf|img|zip)/|text/(cp1251|koi8r|utf|soft_hyphen|long_line)")
SETTINGS = ReadSettings(engine="tesseract")
NEEDS_OCR = not shutil.which("tesseract")


def expectations() -> dict[str, dict[str, Any]]:
    path = TROUBLE / "expectations.json"
    if not path.is_file():
        return {}
    said = json.loads(path.read_text(encoding="utf-8"))
    return {name: right for name, right in said.items() if OURS.match(name)}


EXPECTED = expectations()
pytestmark = pytest.mark.skipif(not EXPECTED, reason="the shared data folder is not beside this checkout")


class Read:
    """A file of the trouble, opened and read to the end."""

    def __init__(self, path: Path, numbers: range | None = None) -> None:
        reader = open_source(path, name=path.name, settings=SETTINGS)
        engine = None if NEEDS_OCR else find_engine(SETTINGS)
        self.members: list[Member] = list(reader.members())
        self.page_count = reader.page_count
        wanted = numbers or range(1, reader.page_count + 1)
        self.pages: list[PageReading] = list(read_pages(reader, "0" * 64, wanted, SETTINGS, engine))
        self.problems: list[Problem] = [*reader.problems, *(problem for page in self.pages for problem in page.problems)]
        self.images = [
            view_image(reader, page.page.number, page.page.turn, 400)
            for page in self.pages[:3]
            if page.page.width is not None
        ]
        reader.close()

    @property
    def text(self) -> str:
        return "\n".join(page.layer.text for page in self.pages if page.layer is not None)

    @property
    def messages(self) -> str:
        return "\n".join(problem.message for problem in self.problems)


@lru_cache(maxsize=128)
def read(name: str) -> Read:
    # Of ten thousand pages the ones around the place that counts are read.
    return Read(TROUBLE / name, range(9875, 9878) if name == "pdf/ten_thousand_pages.pdf" else None)


def cases(*keys: str) -> list[Any]:
    """A test case for each file whose expectations have one of the keys; those that need OCR are skipped without it."""
    chosen = {name: right for name, right in EXPECTED.items() if any(key in right for key in keys)}
    return [
        pytest.param(
            name, right, id=name,
            marks=pytest.mark.skipif(NEEDS_OCR and bool(right.get("ocr")), reason="the tesseract program is not installed"),
        )
        for name, right in chosen.items()
    ]  # fmt: skip


def readings_of(text: str) -> Iterator[str]:
    """The text with words broken at line ends joined, once with and once without the hyphen."""
    plain = text.replace("\xad", "")
    yield " ".join(re.sub(r"(?<=\w)-\n", "", plain).split())
    yield " ".join(re.sub(r"(?<=\w)-\n", "-", plain).split())


def is_found(words: str, text: str) -> bool:
    return any(words.lower() in reading.lower() for reading in readings_of(text))


def members_text(read: Read, folder: Path) -> str:
    texts = []
    for index, member in enumerate(read.members):
        path = folder / str(index)
        path.write_bytes(member.data)
        reader = open_source(path, name=member.name, settings=SETTINGS)
        pages = list(read_pages(reader, "1" * 64, range(1, reader.page_count + 1), SETTINGS, None))
        texts += [page.layer.text for page in pages if page.layer is not None]
    return "\n".join(texts)


@pytest.mark.parametrize(("name", "right"), cases("find", "not_find", "once", "order"))
def test_what_stands_on_the_pages_is_read_and_only_that(name: str, right: dict[str, Any], tmp_path: Path) -> None:
    got = read(name)
    text = got.text + "\n" + members_text(got, tmp_path)
    assert [words for words in right.get("find", ()) if not is_found(words, text)] == []
    assert [words for words in right.get("not_find", ()) if is_found(words, text)] == []
    assert {words: text.lower().count(words.lower()) for words in right.get("once", ())} == dict.fromkeys(
        right.get("once", ()), 1
    )
    places = [text.lower().index(words) for words in right.get("order", ())]
    assert places == sorted(places)


@pytest.mark.parametrize(("name", "right"), cases("find_on", "page_of", "pages"))
def test_each_page_keeps_its_number(name: str, right: dict[str, Any]) -> None:
    if right.get("opens") is False:
        pytest.skip("the file does not open")
    got = read(name)
    assert got.page_count == right.get("pages", got.page_count)
    on = dict(right.get("find_on", {}))
    on |= {words: [page] for words, page in right.get("page_of", {}).items()}
    assert {words: [page.page.number for page in got.pages if page.layer and words in page.layer.text] for words in on} == on


def boxes_of(words: str, layer: TextLayer, page: PageReading) -> list[Box]:
    """Boxes of the words as fractions of the page, one a line; a word broken at a line's end has two."""
    start = layer.text.find(words)
    if start >= 0 and len(words) > 1:
        found = list(layer.boxes_in(start, start + len(words)))
    else:
        broken = re.search(r"[-­]?\n?".join(map(re.escape, words)), layer.text) if len(words) > 1 else None
        index = next(i for i, word in enumerate(layer.words) if word.text == words) if broken is None else -1
        found = list(layer.boxes_in(*broken.span())) if broken is not None else [box_of(layer.words[index])]
    width, height = page.page.width, page.page.height
    assert width is not None
    assert height is not None
    return [Box(box.x0 / width, box.y0 / height, box.x1 / width, box.y1 / height) for box in found]


def box_of(word: Word) -> Box:
    assert word.box is not None
    return word.box


@pytest.mark.parametrize(("name", "right"), cases("boxes"))
def test_words_are_boxed_where_they_stand(name: str, right: dict[str, Any]) -> None:
    for said in right["boxes"]:
        page = read(name).pages[said["page"] - 1]
        assert page.layer is not None
        wanted = [Box(*box) for box in said.get("boxes", [said.get("box")])]
        found = boxes_of(said["words"], page.layer, page)
        assert len(found) == len(wanted)
        for own, true in zip(found, wanted, strict=True):
            assert own.overlap(true) > 0.45, (own, true)


@pytest.mark.parametrize(("name", "right"), cases("hidden"))
def test_words_that_cannot_be_seen_are_kept_apart_and_told_of(name: str, right: dict[str, Any]) -> None:
    got = read(name)
    for page in got.pages:
        for layer in page.layers:
            hidden = " ".join(word.word.text for word in layer.hidden)
            assert right["hidden"] in hidden.replace(".", "")
            assert right["hidden"] not in layer.text
    assert right["report"] in got.messages


@pytest.mark.parametrize(("name", "right"), cases("warn", "report", "note"))
def test_what_is_odd_about_a_file_is_said(name: str, right: dict[str, Any]) -> None:
    said = [right.get("warn"), right.get("report")]
    if "permissions are restricted" in right.get("note", ""):
        said.append("permissions are restricted")
    if "report how many pages were recovered" in right.get("note", ""):
        said.append("recovered")
    for words in filter(None, said):
        assert words in read(name).messages


@pytest.mark.parametrize(("name", "right"), cases("refused_with"))
def test_a_file_that_cannot_be_opened_says_why(name: str, right: dict[str, Any]) -> None:
    with pytest.raises(SourceError, match=right["refused_with"]):
        read(name)


@pytest.mark.parametrize(("name", "right"), cases("children", "documents", "names", "each_refusal_named"))
def test_files_inside_are_taken_or_refused_by_name(name: str, right: dict[str, Any]) -> None:
    got = read(name)
    names = [member.name for member in got.members]
    assert len(names) == right.get("children", right.get("documents", len(names)))
    assert set(right.get("names", ())) <= set(names)
    assert [name for name in right.get("skipped", ()) if name not in got.messages] == []
    assert not any(name.startswith("/") or ".." in name.split("/") for name in names)
    if right.get("each_refusal_named"):
        with zipfile.ZipFile(TROUBLE / name) as archive:
            refused = [info.filename for info in archive.infolist() if clean_name(info.filename) not in names]
        assert [name for name in refused if name not in got.messages] == []


@pytest.mark.parametrize(("name", "right"), cases("paper", "not_blank", "displayed_size", "max_pixels"))
def test_a_page_looks_as_a_reader_would_see_it(name: str, right: dict[str, Any]) -> None:
    got = read(name)
    image = np.asarray(Pillow.open(BytesIO(got.images[0])).convert("RGB")).astype(int)
    red, green, blue = (float(np.median(image[..., channel])) for channel in range(3))
    if right.get("paper") == "white":
        assert min(red, green, blue) > 240
    if right.get("paper") == "cream":
        assert red > 200
        assert blue < red
    if right.get("not_blank"):
        assert image.min() < 100
        assert not got.pages[0].page.blank
    if "displayed_size" in right:
        width, height = right["displayed_size"]
        assert image.shape[0] / image.shape[1] == pytest.approx(height / width, rel=0.01)


@pytest.mark.parametrize(("name", "right"), cases("words_indexed"))
def test_a_picture_or_noise_has_no_text(name: str, right: dict[str, Any]) -> None:
    layer = read(name).pages[0].layer
    assert (0 if layer is None else len(layer.words)) == right["words_indexed"]


@pytest.mark.parametrize(("name", "right"), cases("encoding", "first_char", "lines", "languages"))
def test_the_encoding_and_the_language_are_told(name: str, right: dict[str, Any]) -> None:
    got = read(name)
    layer = got.pages[0].layer
    assert layer is not None
    if "encoding" in right:
        assert f"encoding={right['encoding']}" in layer.origin.settings
    if "languages" in right:
        assert all(language in layer.origin.settings for language in right["languages"])
    assert layer.text.startswith(right.get("first_char", ""))
    assert len(layer.text.splitlines()) == right.get("lines", len(layer.text.splitlines()))


def test_form_values_are_read_beside_their_labels() -> None:
    right = EXPECTED.get("pdf/form_values.pdf")
    if right is None:
        pytest.skip("the shared data folder is not beside this checkout")
    lines = read("pdf/form_values.pdf").text.splitlines()
    for name, value in right["fields"].items():
        assert f"{name.capitalize()}: {value}" in lines
