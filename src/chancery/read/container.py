"""ZIP files: members with their names decoded, paths that climb out refused, bombs stopped."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from chancery.errors import DamagedFile, EmptyFile, PageError, UnreadableFile, UnsupportedFile
from chancery.model.source import Member, Problem
from chancery.read.encoding import decode_name
from chancery.read.members import MemberGuard
from chancery.read.reader import Image, PageContent
from chancery.settings import ReadSettings

# Documents that are ZIP files themselves, and the member that each kind must have: Office Open XML; OpenDocument and EPUB.
OFFICE = frozenset({"[Content_Types].xml", "META-INF/manifest.xml", "META-INF/container.xml"})
UTF8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1
UNICODE_PATH_FIELD = 0x7075  # Info-ZIP's extra field with the name in UTF-8


class ZipReader:
    """A ZIP file: no pages, only members."""

    media_type = "application/zip"
    page_count = 0

    def __init__(
        self, path: Path, name: str, settings: ReadSettings, password: str | None, problems: tuple[Problem, ...]
    ) -> None:
        self._name = name
        self._settings = settings
        self._password = password.encode() if password else None
        self._problems = list(problems)
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise DamagedFile(
                f"the ZIP file is damaged ({str(error).lower()})", where=name, remedy="Fetch it again from where it came."
            ) from error
        except OSError as error:
            raise UnreadableFile(
                f"the file cannot be read ({error.strerror})", where=name, remedy="Check the disk that it is on."
            ) from error
        if not any(not info.is_dir() for info in self._zip.infolist()):
            self._zip.close()
            raise EmptyFile("the ZIP file holds no files", where=name, remedy="Fetch it again from where it came.")
        if OFFICE.intersection(self._zip.namelist()):
            self._zip.close()
            raise UnsupportedFile(
                "it is a document of an office program or an e-book, packed as a ZIP file",
                where=name,
                remedy="Save it as PDF, and add that.",
            )

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    def members(self) -> Iterator[Member]:
        guard = MemberGuard(self._settings, self._problems)
        for info in self._zip.infolist():
            name = member_name(info)
            if info.is_dir() or not guard.admits(name, info.file_size, info.compress_size):
                continue
            data = self._read(info, name, guard)
            if data is not None:
                yield guard.take(name, data)
        guard.say_skipped()

    def _read(self, info: zipfile.ZipInfo, name: str, guard: MemberGuard) -> bytes | None:
        if stat.S_ISLNK(info.external_attr >> 16):
            guard.refuse(name, "unsafe_path", "is a link to somewhere else")
            return None
        if info.flag_bits & ENCRYPTED_FLAG and self._password is None:
            guard.refuse(name, "member_needs_password", "needs a password")
            return None
        try:
            with self._zip.open(info, pwd=self._password) as file:
                # The size in the table may lie: no more is unpacked than it admits.
                data = file.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            reason = "needs another password" if isinstance(error, RuntimeError) and "password" in str(error).lower() else ""
            guard.refuse(name, "damaged_member", reason or "is damaged or packed in a way that cannot be read here")
            return None
        if len(data) > info.file_size:
            guard.refuse(name, "container_ratio", "is larger than the ZIP file says")
            return None
        return data

    def read_page(self, number: int) -> PageContent:
        raise PageError("a ZIP file has no pages of its own", where=self._name, page_number=number)

    def render(self, number: int, dpi: float, *, grey: bool = True) -> Image:  # noqa: ARG002 - the protocol's shape
        raise PageError("a ZIP file has no pages of its own", where=self._name, page_number=number)

    def close(self) -> None:
        self._zip.close()


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member, decoded: a Unicode path field first, then the flag, then by what the bytes look like."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == UNICODE_PATH_FIELD and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    if info.flag_bits & UTF8_FLAG:
        return info.orig_filename
    # zipfile decodes as CP437 where the flag is absent, which loses nothing.
    try:
        return decode_name(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.orig_filename
