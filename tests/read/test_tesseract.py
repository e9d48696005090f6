"""The tesseract program: its table, its absence, and programs that crash or hang in its place."""

from __future__ import annotations

import shutil
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import EngineMissing, UsageError
from chancery.read import tesseract
from chancery.read.engines import find_engine
from chancery.read.tesseract import TesseractProgram, parse_table
from chancery.settings import ReadSettings
from tests.read.made import PROSE, draw_page

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="the tesseract program is not installed")
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def row(text: str, page: int = 1, block: int = 1, par: int = 1, line: int = 1) -> str:
    return f"5\t{page}\t{block}\t{par}\t{line}\t1\t10\t20\t30\t40\t91.5\t{text}\n"


def test_the_table_gives_words_by_page_with_lines_and_paragraphs_from_nought() -> None:
    table = HEAD + row("one") + row("two", line=2) + row("three", par=2) + row("four", page=2, block=7)
    first, second = parse_table(table, 2)
    assert [(word.text, word.line, word.paragraph) for word in first.words] == [
        ("one", 0, 0),
        ("two", 1, 0),
        ("three", 2, 1),
    ]
    assert [(word.text, word.line, word.paragraph) for word in second.words] == [("four", 0, 0)]
    assert (first.words[0].right, first.words[0].bottom, first.words[0].confidence) == (40, 60, 0.915)


@given(st.lists(st.text(st.characters(blacklist_characters="\t\n\r"), max_size=8), max_size=8))
def test_any_words_come_through_the_table_without_white_space(texts: list[str]) -> None:
    (page,) = parse_table(HEAD + "".join(row(text) for text in texts), 1)
    assert [word.text for word in page.words] == ["".join(text.split()) for text in texts if text.split()]


def program(folder: Path, body: str) -> str:
    """A program that answers as tesseract does when asked what it is, and runs `body` when asked to read."""
    path = folder / "tesseract-in-a-test"
    path.write_text(
        f"#!{sys.executable}\n"
        "import sys, time, os, signal\n"
        "if '--version' in sys.argv: print('tesseract 9.9.9'); sys.exit()\n"
        f"if '--list-langs' in sys.argv: print('List of available languages in \"{folder}\" (2):\\neng\\nrus'); sys.exit()\n"
        "source = sys.argv[1]\n"
        "names = open(source).read().split() if source.endswith('list.txt') else [source]\n"
        f"head = {HEAD!r}\n" + body,
        encoding="utf-8",
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


ANSWER = """
print(head, end='')
for number, name in enumerate(names, 1):
    print(f'5\\t{number}\\t1\\t1\\t1\\t1\\t1\\t2\\t3\\t4\\t90\\tpage{os.path.basename(name)[0]}')
"""
BLANK = np.full((20, 20), 255, np.uint8)


def test_a_list_is_read_in_one_call(tmp_path: Path) -> None:
    engine = TesseractProgram(("eng",), program(tmp_path, f"open({str(tmp_path / 'calls')!r}, 'a').write('x')\n{ANSWER}"))
    pages = engine.read([BLANK] * 3, "eng", 200, 5)
    assert [page.words[0].text for page in pages] == ["page0", "page1", "page2"]
    assert (tmp_path / "calls").read_text() == "x"
    assert engine.version == "9.9.9"


def test_a_page_that_kills_the_program_costs_only_itself(tmp_path: Path) -> None:
    body = "if any('1.tif' in name for name in names): os.kill(os.getpid(), signal.SIGSEGV)\n" + ANSWER
    pages = TesseractProgram(("eng",), program(tmp_path, body)).read([BLANK] * 3, "eng", 200, 5)
    assert [page.failure is None for page in pages] == [True, False, True]
    assert pages[1].failure == ("engine_failed", "the tesseract program was ended by signal 11")


def test_a_page_that_hangs_is_given_up_and_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "START_SECONDS", 1.0)
    body = "if any('0.tif' in name for name in names): time.sleep(600)\n" + ANSWER
    pages = TesseractProgram(("eng",), program(tmp_path, body)).read([BLANK] * 2, "eng", 200, 0.5)
    assert pages[0].failure is not None
    assert pages[0].failure[0] == "page_seconds"
    assert pages[1].words


def test_a_complaint_is_passed_on(tmp_path: Path) -> None:
    body = "sys.stderr.write('Error: no such thing\\n'); sys.exit(1)\n"
    (page,) = TesseractProgram(("eng",), program(tmp_path, body)).read([BLANK], "eng", 200, 5)
    assert page.failure == ("engine_failed", "the tesseract program ended with code 1: Error: no such thing")


def test_a_missing_program_or_language_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match=r"not installed.*apt install tesseract-ocr tesseract-ocr-eng tesseract-ocr-rus"):
        TesseractProgram(("eng", "rus"), "no-such-program-anywhere")
    with pytest.raises(EngineMissing, match=r"without the language deu.*tesseract-ocr-deu"):
        TesseractProgram(("eng", "deu"), program(tmp_path, ANSWER))


def test_none_is_no_engine_and_a_wrong_name_is_refused() -> None:
    assert find_engine(ReadSettings(engine="none")) is None
    with pytest.raises(UsageError, match="no reading engine called 'abbyy'"):
        find_engine(ReadSettings(engine="abbyy"))


@needs_tesseract
def test_print_is_read_with_its_boxes_and_the_models_are_named() -> None:
    engine = TesseractProgram(("eng",))
    (page,) = engine.read([draw_page()], "eng", 200, 60)
    assert " ".join(word.text for word in page.words) == " ".join(PROSE)
    assert page.words[0].left == pytest.approx(200, abs=6)
    assert len(engine.model_hash("eng")) == 12


def test_tesserocr_reads_what_the_program_reads() -> None:
    pytest.importorskip("tesserocr", reason="the optional package tesserocr is not installed")
    try:
        engine = find_engine(ReadSettings(engine="tesserocr", languages=("eng",)))
    except EngineMissing:
        pytest.skip("there are no models for tesserocr")
    assert engine is not None
    (page,) = engine.read([draw_page()], "eng", 200, 60)
    assert " ".join(word.text for word in page.words) == " ".join(PROSE)
