"""Text that is hidden in a PDF: told of, out of everything, until a person shows it; then on the page, found and dumped."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from chancery.errors import DecisionRefused
from chancery.model.viewer import OWNER
from chancery.workbench import Workbench
from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.deciding import DecisionAsked
from chancery.workbench.pages.leaf import PagePage
from tests.read.made import PdfPage, make_pdf, say, say_lines
from tests.workbench.conftest import Add

BOXED = (
    say_lines(("HARBOUR COMMISSION", "The pilots were heard in the", "evening by lantern light."), 100, 600)
    + say("The envoy met Ada Birch here.", 100, 700, 14)
    + "0 g 195 695 64 20 re f\n"
)


@pytest.fixture
def source(workbench: Workbench, add: Add, tmp_path: Path) -> str:
    """A one-page PDF with two words under a black box, in the archive."""
    file = tmp_path / "boxed.pdf"
    file.write_bytes(make_pdf(PdfPage(BOXED)))
    add(file)
    (held,) = workbench.archive.sources(OWNER)
    return held.id


def page(workbench: Workbench, source: str) -> PagePage:
    return workbench.page(source, 1, Asked(), OWNER)


def finds(workbench: Workbench, word: str) -> int:
    found = workbench.find(Asked(word), OWNER)
    return found.records + found.loose_pages


def dump(workbench: Workbench, folder: Path) -> str:
    workbench.export_dump(folder, viewer=OWNER, records=(), as_of=None)
    pages = [json.loads(line) for line in (folder / "pages.jsonl").read_text("utf-8").splitlines()]
    return "".join(page["text"] for page in pages)


def test_hidden_words_are_told_of_and_stay_out(workbench: Workbench, source: str, tmp_path: Path) -> None:
    shown = page(workbench, source).page
    assert shown.hidden is not None
    assert (shown.hidden.count, shown.hidden.reasons, shown.hidden.decision) == (2, ("under a black box",), None)
    assert "Birch" not in str(shown)
    assert finds(workbench, "Birch") == 0
    assert finds(workbench, "lantern") == 1
    assert finds(workbench, "has:hidden") == 1
    assert "Birch" not in dump(workbench, tmp_path / "dump")


def test_a_decision_in_the_room_shows_them_everywhere_until_it_is_undone(
    workbench: Workbench, source: str, tmp_path: Path
) -> None:
    asked = DecisionAsked("added", "Ann", finding=f"{source}/1", field="hidden", note="the court released them")
    workbench.decide(asked, OWNER)
    shown = page(workbench, source).page
    assert "met Ada Birch here" in shown.text.text
    assert shown.hidden is not None
    assert shown.hidden.decision is not None
    assert (shown.hidden.decision.who, shown.hidden.decision.note) == ("Ann", "the court released them")
    assert len(shown.hidden.words) == 2
    assert finds(workbench, "Birch") == 1
    assert "Ada Birch" in dump(workbench, tmp_path / "shown")
    workbench.decide(DecisionAsked("withdrawn", "Ann", finding=f"{source}/1", field="hidden"), OWNER)
    assert "Birch" not in str(page(workbench, source))
    assert finds(workbench, "Birch") == 0
    assert "Birch" not in dump(workbench, tmp_path / "hidden")
    assert list(workbench.verify()) == []


def test_showing_all_of_a_file_is_one_decision_a_page_and_can_be_undone_by_the_page(
    workbench: Workbench, source: str
) -> None:
    (decision,) = workbench.show_hidden(source[:12], None, note="", who="Ann", viewer=OWNER)
    assert decision.subject.id == f"{source}/1"
    assert finds(workbench, "Birch") == 1
    with pytest.raises(DecisionRefused, match="not shown already"):
        workbench.show_hidden(source, None, note="", who="Ann", viewer=OWNER)
    workbench.undo(f"{source}/1", who="Ann", note="", viewer=OWNER)
    assert finds(workbench, "Birch") == 0


MARKED = PdfPage(
    say("His name is Ada Birch.", 72, 700, 14),
    annotations=("/Subtype /Redact /Rect [125 690 300 720] /F 4",),
)


def black_in(workbench: Workbench, source: str) -> float:
    """The share of black in the picture of the page where the marked words stand."""
    picture = np.asarray(Pillow.open(BytesIO(workbench.image(source, 1, 700, OWNER).data)).convert("L"))
    scale = picture.shape[1] / 612
    return float((picture[int(80 * scale) : int(92 * scale), int(160 * scale) : int(200 * scale)] < 60).mean())


def test_what_a_mark_was_meant_to_hide_is_covered_on_the_picture_too(workbench: Workbench, add: Add, tmp_path: Path) -> None:
    (tmp_path / "marked.pdf").write_bytes(make_pdf(MARKED))
    add(tmp_path / "marked.pdf")
    (held,) = workbench.archive.sources(OWNER)
    assert black_in(workbench, held.id) > 0.9
    workbench.show_hidden(held.id, None, note="", who="Ann", viewer=OWNER)
    assert black_in(workbench, held.id) < 0.5
    workbench.undo(f"{held.id}/1", who="Ann", note="", viewer=OWNER)
    assert black_in(workbench, held.id) > 0.9
