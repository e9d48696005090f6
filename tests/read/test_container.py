"""ZIP files: names, refusals, bombs, nesting, passwords; nothing is ever written to disk here."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import DamagedFile, EmptyFile, PageError, UnsupportedFile
from chancery.read.members import clean_name, climbs_out, is_litter, show_name
from chancery.read.reader import SourceReader
from chancery.settings import ReadSettings
from tests.read.made import opened


def packed(files: Mapping[str, bytes], deflated: bool = True) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def names(reader: SourceReader) -> list[str]:
    return [member.name for member in reader.members()]


def messages(reader: SourceReader) -> str:
    return "\n".join(problem.message for problem in reader.problems)


def test_members_come_with_their_names_and_bytes(tmp_path: Path) -> None:
    reader = opened(tmp_path, packed({"letters/a.txt": b"A", "./b//c.txt": b"B", "folder/": b""}), "box.zip")
    assert [(member.name, member.data) for member in reader.members()] == [("letters/a.txt", b"A"), ("b/c.txt", b"B")]
    assert reader.page_count == 0
    with pytest.raises(PageError):
        reader.read_page(1)


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "..\\..\\evil.txt", "a/../../evil.txt", "\\\\host\\evil"]
)
def test_paths_that_climb_out_are_refused_by_name(tmp_path: Path, name: str) -> None:
    reader = opened(tmp_path, packed({name: b"evil", "good.txt": b"good"}), "box.zip")
    assert names(reader) == ["good.txt"]
    assert show_name(name.replace("\\", "\\")) in messages(reader) or show_name(name.replace("\\", "/")) in messages(reader)


def test_a_link_is_refused(tmp_path: Path) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("out")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "../../elsewhere")
    reader = opened(tmp_path, buffer.getvalue(), "box.zip")
    assert names(reader) == []
    assert "'out' inside it is a link" in messages(reader)


def test_what_systems_leave_behind_is_skipped_with_a_word(tmp_path: Path) -> None:
    reader = opened(tmp_path, packed({"a.txt": b"A", "__MACOSX/._a.txt": b"x", "b/.DS_Store": b"x", "._c": b"x"}), "box.zip")
    assert names(reader) == ["a.txt"]
    assert messages(reader).endswith("__MACOSX/._a.txt, b/.DS_Store, ._c")


@pytest.mark.parametrize(
    ("setting", "limit", "taken"),
    [("container_ratio", 50, ["small.txt"]), ("member_bytes", 1_500_000, ["small.txt"]), ("container_members", 1, ["small.txt"]),
     ("container_bytes", 1_000_000, ["small.txt"])],
)  # fmt: skip
def test_a_bomb_is_stopped_by_each_limit_with_its_name(tmp_path: Path, setting: str, limit: int, taken: list[str]) -> None:
    data = packed({"small.txt": b"fits", "bomb.txt": bytes(4_000_000)})
    settings = replace(ReadSettings(engine="none", container_ratio=100_000), **{setting: limit})  # type: ignore[arg-type]
    reader = opened(tmp_path, data, "box.zip", settings)
    assert names(reader) == taken
    assert f"CHANCERY_READ_{setting.upper()}" in reader.problems[-1].remedy


def test_a_member_larger_than_the_table_says_is_refused(tmp_path: Path) -> None:
    data = bytearray(packed({"liar.txt": bytes(5000)}))
    table = data.rindex(b"PK\1\2")
    data[table + 24 : table + 28] = struct.pack("<I", 10)
    reader = opened(tmp_path, bytes(data), "box.zip")
    assert names(reader) == []
    assert "'liar.txt'" in messages(reader)


def test_an_encrypted_member_says_that_it_needs_a_password(tmp_path: Path) -> None:
    data = bytearray(packed({"locked.txt": b"secret", "open.txt": b"plain"}))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.index(mark) + offset
        data[place] |= 1
    reader = opened(tmp_path, bytes(data), "box.zip")
    assert names(reader) == ["open.txt"]
    assert "'locked.txt' inside it needs a password" in messages(reader)


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": b"A" * 100, "b.txt": b"B" * 100}, deflated=False))
    data[data.index(b"A" * 100) + 5] = 0
    reader = opened(tmp_path, bytes(data), "box.zip")
    assert names(reader) == ["b.txt"]
    assert "'a.txt' inside it is damaged" in messages(reader)


def test_an_empty_and_a_broken_zip_are_named(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile, match="holds no files"):
        opened(tmp_path, packed({}), "box.zip")
    with pytest.raises(DamagedFile, match="the ZIP file is damaged"):
        opened(tmp_path, packed({"a.txt": b"A"})[:30], "box.zip")


@pytest.mark.parametrize("member", ["[Content_Types].xml", "META-INF/manifest.xml", "META-INF/container.xml"])
def test_a_document_that_is_a_zip_itself_is_not_taken_to_pieces(tmp_path: Path, member: str) -> None:
    with pytest.raises(UnsupportedFile, match="office program"):
        opened(tmp_path, packed({"word/document.xml": b"<w/>", member: b"<x/>"}), "paper.docx")


def test_a_zip_in_a_zip_is_a_member_like_any_other(tmp_path: Path) -> None:
    inner = packed({"letter.txt": b"deep"})
    (member,) = opened(tmp_path, packed({"inner.zip": inner}), "box.zip").members()
    assert names(opened(tmp_path, member.data, member.name)) == ["letter.txt"]


@given(st.text(max_size=40))
def test_a_clean_name_never_leads_out(name: str) -> None:
    clean = clean_name(name)
    assert clean
    assert not climbs_out(clean) or (len(clean) > 1 and clean[1] == ":")
    assert ".." not in clean.split("/")


def test_names_in_sentences_carry_no_controls() -> None:
    assert show_name("\u202egpj\n.txt") == "�gpj�.txt"
    assert is_litter("x/Thumbs.db")
    assert not is_litter("x/thumbs.txt")
