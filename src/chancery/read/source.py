"""Opening a file as a source: its kind is told by its bytes, never by its name."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from chancery.errors import EmptyFile, UnreadableFile, UnsupportedFile
from chancery.model.source import Problem
from chancery.read.reader import SourceReader
from chancery.settings import ReadSettings

HEAD_BYTES = 4096


def open_source(path: Path, *, name: str, settings: ReadSettings, password: str | None = None) -> SourceReader:
    """A reader for the file at `path`; `name` is what people call it.

    Raises UnreadableFile, EmptyFile, UnsupportedFile, DamagedFile, NeedsPassword or LimitExceeded. A name that does not fit
    the bytes is a problem of the reader, not an error.
    """
    head = _head(path, name)
    kind = kind_of(head)
    if kind is None:
        raise UnsupportedFile(
            f"the bytes are of no kind that Chancery reads{_guess(head)}",
            where=name,
            remedy="Give a PDF, TIFF, JPEG, PNG, plain text, Markdown or ZIP file; unpack other archives, save others as PDF.",
        )
    return _open(kind, path, name, settings, password)


def _open(kind: str, path: Path, name: str, settings: ReadSettings, password: str | None) -> SourceReader:
    # Each family is imported when first met: a run over text files need not load PDFium.
    wrong = _wrong_name(kind, name)
    if kind == "pdf":
        from chancery.read.pdf import PdfReader

        return PdfReader(path, name, settings, password, wrong)
    if kind == "zip":
        from chancery.read.container import ZipReader

        return ZipReader(path, name, settings, password, wrong)
    if kind == "text":
        from chancery.read.text import TextReader

        return TextReader(path, name, settings, wrong)
    from chancery.read.image import ImageReader

    return ImageReader(path, name, settings, kind, wrong)


def _head(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFile("this is a folder, not a file", where=name, remedy="Give the files inside it.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise UnreadableFile(
            f"the file cannot be read ({reason})",
            where=name,
            remedy="Give yourself the right to read it, then add it again.",
        ) from error
    if not head:
        raise EmptyFile("the file is empty (0 bytes)", where=name, remedy="Fetch it again from where it came.")
    return head


def kind_of(head: bytes) -> str | None:
    """`pdf`, `tiff`, `jpeg`, `png`, `zip`, `text`, or None, told by the first bytes of a file."""
    # A PDF header may stand behind up to a kilobyte of mail headers or other debris (ISO 32000-1, annex H).
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "tiff"
    if head[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:4] in (b"PK\3\4", b"PK\5\6", b"PK\7\x08"):
        return "zip"
    return "text" if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    from chancery.read.encoding import looks_like_text

    return looks_like_text(head)


# Kinds that people hand in and that we name, so that the sentence says what it is.
FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"RIFF", "a sound, film or WebP file"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"AT&TFORM", "a DjVu document"),
    (b"%!PS", "a PostScript document"),
)


TAR_MARK = slice(257, 262)


def _guess(head: bytes) -> str:
    for start, what in FOREIGN:
        if head.startswith(start):
            return f" (it looks like {what})"
    return " (it looks like a TAR archive)" if head[TAR_MARK] == b"ustar" else ""


SUFFIXES: dict[str, frozenset[str]] = {
    "pdf": frozenset({".pdf"}),
    "tiff": frozenset({".tif", ".tiff"}),
    "jpeg": frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    "png": frozenset({".png"}),
    "zip": frozenset({".zip"}),
    "text": frozenset({".txt", ".text", ".md", ".markdown", ".asc", ".log"}),
}
ENDINGS = {"pdf": ".pdf", "tiff": ".tif", "jpeg": ".jpg", "png": ".png", "zip": ".zip", "text": ".txt"}
KIND_NAMES = {"pdf": "PDF", "tiff": "TIFF", "jpeg": "JPEG", "png": "PNG", "zip": "ZIP", "text": "plain text"}


def _wrong_name(kind: str, name: str) -> tuple[Problem, ...]:
    suffix = PurePosixPath(name).suffix.strip().lower()
    claimed = next((other for other, suffixes in SUFFIXES.items() if suffix in suffixes), None)
    if claimed is None or claimed == kind:
        return ()
    ending = ENDINGS[kind]
    message = f"the name says {KIND_NAMES[claimed]}, but the bytes are {KIND_NAMES[kind]}; it was read as {KIND_NAMES[kind]}"
    return (Problem("wrong_name", message, f"Rename it to end in {ending} if that troubles other programs."),)
