"""Bad input from the file to the table at the end: each kind gets a sentence with its file, page and remedy, the rest goes on."""

from __future__ import annotations

import io
import os
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from chancery.model.viewer import OWNER
from chancery.pipeline.run import FileProblem
from chancery.settings import ReadSettings, Settings
from chancery.workbench import AddOptions, Summary, Workbench
from chancery.workbench.pages.asked import Asked
from tests.read.made import PdfPage, draw_page, encoded, make_pdf, say
from tests.workbench.inline import InlineExecutor

AMBER = PdfPage(say("Amber lantern", 72, 700))
# Refused by the settings of these tests, as 200 million pixels are by a machine with little memory.
PIXELS = 4_000_000


def pdf(*pages: PdfPage) -> bytes:
    return make_pdf(*pages)


def packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def locked_zip() -> bytes:
    """A ZIP whose one member says that it is encrypted (bit 0 of its flags, in both of its headers)."""
    data = bytearray(packed({"secret.txt": b"cedar"}))
    data[data.find(b"PK\x03\x04") + 6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def saved(image: Pillow.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


@dataclass(frozen=True)
class Bad:
    """A file, what the table says of it (page and a few words of each problem), and words that are found all the same."""

    data: bytes
    said: tuple[tuple[int | None, str], ...]
    found: str = ""


def many_pages() -> bytes:
    return pdf(*(PdfPage(say(f"Sheet {number} of birch", 72, 700)) for number in range(1, 4)))


BAD: dict[str, Bad] = {
    "nothing.pdf": Bad(b"", ((None, "the file is empty (0 bytes)"),)),
    "blank lines.txt": Bad(b"\n \n\t\n", ((None, "only white space"),)),
    "no pages.pdf": Bad(pdf(), ((None, "has no pages"),)),
    "rubbish.pdf": Bad(b"%PDF-1.7\nthis is no such thing\n%%EOF", ((None, "no page of it could be recovered"),)),
    "program.pdf": Bad(b"MZ\x90\x00" + bytes(range(256)) * 4, ((None, "program"),)),
    "cut off.pdf": Bad(many_pages()[:-330], ((None, "damaged"),), "Sheet 1 of birch"),
    "broken table.pdf": Bad(pdf(PdfPage(say("Amber table", 72, 700))).replace(b"startxref\n", b"startxref\n9"), ((None, "repaired"),), "Amber table"),
    "really text.pdf": Bad(b"Cedar in a file that calls itself PDF.", ((None, "the bytes are plain text"),), "Cedar"),
    "twenty metres.pdf": Bad(
        pdf(PdfPage(say("Willow", 20_000, 20_000, 900), media=(0, 0, 56_700, 56_700))), ((1, "20.0 m x 20.0 m"),), "Willow"
    ),
    "no size.pdf": Bad(pdf(AMBER, PdfPage(say("x", 0, 0), media=(0, 0, 0, 0))), ((2, "no size"),), "Amber lantern"),
    "many images.pdf": Bad(
        pdf(PdfPage(say("Larch", 72, 100), image=draw_page(size=(300, 300), top=60, type_size=12))), (), "Larch"
    ),
    "too many pixels.png": Bad(encoded(np.full((2500, 2000), 255, dtype=np.uint8), "PNG"), ((1, "million pixels"),)),
    "cut off.png": Bad(encoded(draw_page(size=(400, 300), top=60, type_size=12), "PNG")[:700], ((1, "damaged"),)),
    "climbs.zip": Bad(packed({"../../evil.txt": b"evil", "good.txt": b"Rowan in a box"}), ((None, "evil.txt"),), "Rowan"),
    "bomb.zip": Bad(packed({"zeros.txt": bytes(6_000_000)}), ((None, "zeros.txt"),)),
    "nested.zip": Bad(packed({"inner.zip": packed({"deep.txt": b"Alder, twice in"})}), (), "Alder"),
    "locked.zip": Bad(locked_zip(), ((None, "password"),)),
    "hollow.zip": Bad(packed({}), ((None, "holds no files"),)),
    "member.zip": Bad(packed({"void.txt": b"", "full.txt": b"Hazel stays"}), ((None, "0 bytes"),), "Hazel"),
    "long line.txt": Bad(b"Spruce " * 3000 + b"at the end: juniper", (), "juniper"),
    "controls.txt": Bad("Linden <script>alert(1)</script> \x00 \u202e \ud800".encode("utf-8", "surrogatepass"), ((1, "2 signs"),), "Linden"),
    "windows.txt": Bad("Письмо министра о гавани".encode("cp1251"), ((None, "read as Windows-1251"),), "гавани"),
    "koi8.txt": Bad("Письмо посла о маяке".encode("koi8-r"), ((None, "read as KOI8-R"),), "маяке"),
    "wide.txt": Bad("Résumé of the aspen talks".encode("utf-16"), (), "aspen"),
}  # fmt: skip
GOOD = "Poplar, a good file among bad ones."


def trees(folder: Path) -> None:
    """What only a file system can do wrong, where it can."""
    (folder / "turning").symlink_to(folder)
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    os.mkfifo(folder / "pipe")


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workbench, Summary]]:
    """Everything bad in one folder with one good file, added in one run."""
    top = tmp_path_factory.mktemp("bad")
    folder = top / "papers"
    folder.mkdir()
    for name, bad in BAD.items():
        (folder / name).write_bytes(bad.data)
    (folder / "zz good.txt").write_text(GOOD)
    trees(folder)
    read = ReadSettings(engine="none", image_pixels=PIXELS, member_bytes=5_000_000)
    workbench = Workbench.open(Settings(archive=top / "archive", workers=1, read=read), create=True)
    workbench.make_executor = lambda _: InlineExecutor()
    try:
        yield workbench, workbench.add([folder], AddOptions(), lambda _: None, threading.Event())
    finally:
        workbench.close()


Added = tuple[Workbench, Summary]


def of(summary: Summary, name: str) -> list[FileProblem]:
    """The problems of a file, and of what lies in it."""
    return [problem for problem in summary.problems if problem.file == name or problem.file.endswith(f" in {name}")]


@pytest.mark.parametrize("name", BAD)
def test_each_kind_is_told_with_its_page(added: Added, name: str) -> None:
    problems = of(added[1], name)
    for page, words in BAD[name].said:
        assert any(problem.page == page and words in problem.message for problem in problems), problems
    if not BAD[name].said:
        assert [problem for problem in problems if problem.code not in EXPECTED_BESIDES] == []


# Said of a picture where no engine is in use, as in these tests.
EXPECTED_BESIDES = frozenset({"no_engine"})


def test_every_problem_says_what_to_do(added: Added) -> None:
    for problem in added[1].problems:
        assert problem.message
        assert problem.remedy.endswith("."), problem
        assert "Error" not in problem.message, problem


@pytest.mark.parametrize("name", [name for name, bad in BAD.items() if bad.found])
def test_what_can_be_read_is_found(added: Added, name: str) -> None:
    assert len(added[0].find(Asked(f'"{BAD[name].found}"'), OWNER).results) == 1


@pytest.mark.parametrize(("name", "words"), [("nowhere.txt", "leads nowhere"), ("pipe", "no file and no folder")])
def test_what_is_no_file_is_named_by_its_path(added: Added, name: str, words: str) -> None:
    (problem,) = [problem for problem in added[1].problems if problem.file.endswith(f"/{name}")]
    assert words in problem.message


def test_the_good_file_is_in_and_an_endless_link_ended(added: Added) -> None:
    assert len(added[0].find(Asked("Poplar"), OWNER).results) == 1
    assert sum(source.file == "zz good.txt" for source in added[0].archive.sources(OWNER)) == 1


def test_verify_is_clean_after_all_that(added: Added) -> None:
    assert list(added[0].verify()) == []


def test_adding_it_all_again_says_the_same_and_doubles_nothing(added: Added) -> None:
    workbench, first = added
    before = {source.id for source in workbench.archive.sources(OWNER)}
    folder = workbench.settings.archive.parent / "papers"
    again = workbench.add([folder], AddOptions(), lambda _: None, threading.Event())
    assert again.added == 0
    assert {source.id for source in workbench.archive.sources(OWNER)} == before
    assert {(problem.file, problem.message) for problem in again.problems} <= {
        (problem.file, problem.message) for problem in first.problems
    }


def as_nobody(action: Callable[[], None]) -> int:
    """Run in a child that may do only what an ordinary user may; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            action()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_file_that_may_not_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "forbidden.txt").write_text("Cedar")
    (folder / "forbidden.txt").chmod(0)
    (folder / "shut").mkdir(mode=0o000)
    (folder / "zz good.txt").write_text(GOOD)
    for place in (tmp_path, *tmp_path.parents[:3]):
        if place.stat().st_uid == os.getuid():
            place.chmod(place.stat().st_mode | 0o011)
    folder.chmod(0o755)
    (folder / "zz good.txt").chmod(0o644)
    room = tmp_path / "room"
    room.mkdir()
    room.chmod(0o777)

    def add_and_look() -> None:
        settings = Settings(archive=room / "archive", workers=1, read=ReadSettings(engine="none"))
        workbench = Workbench.open(settings, create=True)
        workbench.make_executor = lambda _: InlineExecutor()
        summary = workbench.add([folder], AddOptions(), lambda _: None, threading.Event())
        workbench.close()
        told = {Path(problem.file).name: problem for problem in summary.problems}
        assert summary.added == 1
        assert sorted(told) == ["forbidden.txt", "shut"]
        assert all("cannot be read" in problem.message and problem.remedy for problem in told.values())

    assert as_nobody(add_and_look) == 0
