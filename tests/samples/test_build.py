"""Building sample files: the same bytes each time, readable by others, ink where the truth says that words stand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest

from samples.typeset.command import main
from samples.typeset.faces import FontsMissing
from samples.typeset.make import MadeFile, make_file, page_text
from samples.typeset.source import load_world


def made(part: str, name: str) -> MadeFile:
    """One file of the samples with its bytes."""
    world = load_world(part)
    try:
        return make_file(world, next(file for file in world.files if file.name == name))
    except FontsMissing as error:
        pytest.skip(str(error))


def test_a_file_is_built_to_the_same_bytes_again() -> None:
    assert made("open", "torsund-02114-1968").data == made("open", "torsund-02114-1968").data


def test_ink_stands_where_the_truth_has_words() -> None:
    file = made("open", "torsund-02114-1968")
    document = pdfium.PdfDocument(file.data)
    page = file.pages[0]
    assert document[0].get_size() == (page.leaf.width, page.leaf.height)
    image = 255 - np.asarray(document[0].render(scale=2, grayscale=True).to_numpy()).squeeze()
    background = image.mean()
    for word in (word for word in page.leaf.words if word.kind == "body" and len(word.text) > 3):
        x0, y0, x1, y1 = (round(edge * 2) for edge in page.box(word.box))
        assert image[y0 : y1 + 1, x0 : x1 + 1].mean() > background, word.text
    document.close()


def test_a_born_digital_file_gives_back_its_text() -> None:
    file = made("open", "press-93-14")
    document = pdfium.PdfDocument(file.data)
    for number, page in enumerate(file.pages):
        assert document[number].get_textpage().get_text_range().split() == page_text(page).split()
    document.close()


def test_a_text_file_is_its_own_truth() -> None:
    file = made("kept", "joint-statement")
    assert file.data.decode() == page_text(file.pages[0]) + "\n"


def test_a_poor_layer_lies_under_the_scan_and_is_wrong() -> None:
    file = made("open", "200403522")
    document = pdfium.PdfDocument(file.data)
    layer = document[0].get_textpage().get_text_range().split()
    true = page_text(file.pages[0]).split()
    wrong = sum(1 for word in layer if word not in true) / len(layer)
    assert 0.2 < wrong < 0.8
    document.close()


def test_the_command_builds_one_file_and_its_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path), "--part", "kept", "--only", "joint-statement"]) == 0
    assert (tmp_path / "kept" / "misc" / "joint-statement.txt").is_file()
    truth = {path.name for path in (tmp_path / "kept" / "truth").iterdir()}
    assert {"dump.json", "pages.jsonl", "decisions.jsonl", "words.jsonl", "extra.jsonl"} <= truth
    assert "1 pages" in capsys.readouterr().err
