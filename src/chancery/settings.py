"""Settings: frozen, read once at the door from defaults, the environment and what the command line says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from chancery.errors import UsageError

T = TypeVar("T", "Settings", "ReadSettings")


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How pages are read. Limits hold for one page; each is named in the problem that meeting it causes."""

    dpi: int = 200
    engine: str = "auto"  # "auto", "tesseract" (the program), "tesserocr" (in the process), "none"
    languages: tuple[str, ...] = ("eng", "rus")
    page_seconds: float = 60.0
    page_pixels: int = 40_000_000  # of the rendered page; larger pages are rendered smaller
    image_pixels: int = 250_000_000  # of an image file before decoding; larger ones are refused
    worker_bytes: int = 2_000_000_000  # address space a worker may grow by
    member_bytes: int = 2_000_000_000  # of one member of a ZIP or portfolio, unpacked
    container_bytes: int = 8_000_000_000  # of all members together
    container_members: int = 20_000
    container_ratio: int = 200  # unpacked to packed
    container_depth: int = 4
    text_line_characters: int = 2_000  # a longer line of a text source is folded
    text_page_lines: int = 60


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run may be told."""

    archive: Path = Path("chancery-archive")
    database_url: str | None = None  # PostgreSQL; None = SQLite inside the archive's folder
    workers: int = 0  # 0 = as many as there are processors
    host: str = "127.0.0.1"
    port: int = 8765
    record_pages: int = 500  # a longer source is not taken as one record; its pages stand as themselves
    read: ReadSettings = ReadSettings()

    @property
    def worker_count(self) -> int:
        """The number of worker processes, at least 1."""
        return self.workers or len(os.sched_getaffinity(0))


def read_settings(environment: Mapping[str, str], **said: Any) -> Settings:
    """Defaults, then CHANCERY_* of the environment, then what was said on the command line (None = not said).

    CHANCERY_ARCHIVE, CHANCERY_DATABASE_URL, CHANCERY_WORKERS, CHANCERY_HOST, CHANCERY_PORT, CHANCERY_RECORD_PAGES, and
    CHANCERY_READ_<NAME> for each reading setting. Raises UsageError where a value does not fit.
    """
    settings = _apply(Settings(), "CHANCERY_", environment)
    settings = replace(settings, read=_apply(settings.read, "CHANCERY_READ_", environment))
    known = {field.name for field in fields(Settings)}
    top = {name: value for name, value in said.items() if name in known and value is not None}
    read = {name: value for name, value in said.items() if name not in known and value is not None}
    return replace(settings, **top, read=replace(settings.read, **read))


def _apply(values: T, prefix: str, environment: Mapping[str, str]) -> T:
    said: dict[str, Any] = {}
    for field in fields(values):
        text = environment.get(prefix + field.name.upper())
        if text is not None and field.name != "read":
            said[field.name] = _parse(prefix + field.name.upper(), text, getattr(values, field.name))
    return replace(values, **said)


def _parse(name: str, text: str, like: object) -> object:
    try:
        if isinstance(like, Path):
            return Path(text)
        if isinstance(like, tuple):
            return tuple(part for part in text.replace("+", ",").split(",") if part)
        if isinstance(like, int | float):
            return type(like)(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a number", where=name, remedy="Set it to a number or unset it.") from error
    return text
