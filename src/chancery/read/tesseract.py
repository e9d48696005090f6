"""The tesseract program as an engine: one call for a list of images, its table read back."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import cv2

from chancery.errors import EngineError
from chancery.read.engine import OcrPage, OcrWord, missing
from chancery.read.reader import Image

START_SECONDS = 10.0  # loading models from a cold disk
# A line that is read with less confidence is read once more in negative (white letters on a dark ground). Tesseract's own 0.7
# asks that of every faint line: 4 % of its time on real scans for not one word more (30 pages).
INVERT, INVERT_BELOW = "invert_threshold", 0.3
# TSV columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
COLUMNS = 12
WORD_LEVEL = "5"


class TesseractProgram:
    """Tesseract as a program beside us: models are loaded once for a list of pages, and a crash costs no worker."""

    name = "tesseract"

    def __init__(self, languages: Sequence[str], program: str = "tesseract") -> None:
        path = shutil.which(program)
        if path is None:
            raise missing("scans cannot be read because the tesseract program is not installed", languages)
        self._program = path
        self.version, self._models, self._languages = _inspect(path)
        absent = [language for language in languages if language not in self._languages]
        if absent:
            raise missing(f"tesseract is installed without the language {' and '.join(absent)}", absent)

    @property
    def languages(self) -> frozenset[str]:
        return self._languages

    def model_hash(self, languages: str) -> str:
        return hash_models(self._models, languages)

    def read(self, images: Sequence[Image], languages: str, dpi: int, seconds: float, psm: int = 3) -> list[OcrPage]:
        if not images:
            return []
        with tempfile.TemporaryDirectory(prefix="chancery-ocr-") as folder:
            paths = [_write(image, Path(folder) / f"{index}.tif") for index, image in enumerate(images)]
            table = self._run(paths, languages, dpi, START_SECONDS + seconds * len(paths), psm)
            if isinstance(table, str):
                return parse_table(table, len(images))
            if len(images) == 1:
                return [OcrPage(failure=table)]
            # One page of the list did it: each is asked alone, so that only that page is lost.
            return [self._alone(path, languages, dpi, seconds, psm) for path in paths]

    def _alone(self, path: Path, languages: str, dpi: int, seconds: float, psm: int) -> OcrPage:
        table = self._run([path], languages, dpi, START_SECONDS + seconds, psm)
        return parse_table(table, 1)[0] if isinstance(table, str) else OcrPage(failure=table)

    def _run(self, paths: Sequence[Path], languages: str, dpi: int, seconds: float, psm: int) -> str | tuple[str, str]:
        """The table, or (code, sentence) of what went wrong."""
        names = paths[0].parent / "list.txt"
        names.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        source = str(paths[0]) if len(paths) == 1 else str(names)
        command = [
            self._program, source, "stdout", "-l", languages, "--oem", "1", "--psm", str(psm), "--dpi", str(dpi),
            "-c", f"{INVERT}={INVERT_BELOW}", "tsv",
        ]  # fmt: skip
        # Two workers that each start threads fight for the cores (engines.md, pitfalls).
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise EngineError(f"the tesseract program cannot be started ({error.strerror})", where=self._program) from error
        with process:
            try:
                output, complaints = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                _end(process)
                return "page_seconds", f"reading the page took longer than {seconds - START_SECONDS:.0f} seconds"
            except BaseException:
                _end(process)
                raise
        if process.returncode:
            return "engine_failed", _why(process.returncode, complaints)
        return output.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    # The program has its own session, so that nothing it started outlives it.
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
    process.wait()


def _why(code: int, complaints: bytes) -> str:
    if code < 0:
        return f"the tesseract program was ended by signal {-code}"
    last = complaints.decode("utf-8", "replace").strip().splitlines()[-1:]
    return f"the tesseract program ended with code {code}{': ' + last[0] if last else ''}"


def _write(image: Image, path: Path) -> Path:
    if not cv2.imwrite(str(path), image, [cv2.IMWRITE_TIFF_COMPRESSION, 1]):
        raise EngineError("a page image could not be written for tesseract", where=str(path.parent))
    return path


def parse_table(table: str, count: int) -> list[OcrPage]:
    """The pages of a Tesseract table (TSV). Lines and paragraphs are counted from 0 on each page, in reading order."""
    words: list[list[OcrWord]] = [[] for _ in range(count)]
    lines: list[dict[tuple[str, str, str], int]] = [{} for _ in range(count)]
    paragraphs: list[dict[tuple[str, str], int]] = [{} for _ in range(count)]
    for row in _rows(table):
        index = int(row[1]) - 1
        text = "".join(row[11].split())
        if not 0 <= index < count or not text:
            continue
        left, top, width, height = (int(cell) for cell in row[6:10])
        line = lines[index].setdefault((row[2], row[3], row[4]), len(lines[index]))
        paragraph = paragraphs[index].setdefault((row[2], row[3]), len(paragraphs[index]))
        confidence = min(1.0, max(0.0, float(row[10]) / 100))
        words[index].append(OcrWord(text, left, top, left + width, top + height, confidence, line, paragraph))
    return [OcrPage(tuple(page)) for page in words]


def _rows(table: str) -> Iterator[list[str]]:
    # Not splitlines(): a word may hold a character that Unicode counts as a line end.
    for row in table.split("\n"):
        cells = row.rstrip("\r").split("\t")
        if len(cells) == COLUMNS and cells[0] == WORD_LEVEL:
            yield cells


@lru_cache(maxsize=4)
def _inspect(program: str) -> tuple[str, Path | None, frozenset[str]]:
    """(version, folder of models, languages) of the program."""
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30)
    listing = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=30)
    found = re.search(r"tesseract\s+v?(\S+)", version.stdout + version.stderr)
    lines = (listing.stdout or listing.stderr).splitlines()
    folder = re.search(r'"([^"]+)"', lines[0]) if lines else None
    models = Path(folder[1]) if folder else None
    return (found[1] if found else "unknown"), models, frozenset(line.strip() for line in lines[1:])


@lru_cache(maxsize=16)
def hash_models(folder: Path | None, languages: str) -> str:
    """12 hexadecimal digits over the models of `languages` in `folder`; `unknown` where they cannot be read."""
    digest = hashlib.sha256()
    try:
        for language in languages.split("+"):
            with ((folder or Path()) / f"{language}.traineddata").open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError:
        return "unknown"
    return digest.hexdigest()[:12]


def find_models() -> Iterator[Path]:
    """Folders that may hold Tesseract's models: what the environment says, the program's own, the usual places."""
    said = os.environ.get("TESSDATA_PREFIX")
    if said:
        yield from (Path(said), Path(said) / "tessdata")
    program = shutil.which("tesseract")
    if program is not None:
        models = _inspect(program)[1]
        if models is not None:
            yield models
    for place in (
        "/usr/share/tesseract-ocr/5/tessdata",
        "/usr/share/tessdata",
        "/usr/local/share/tessdata",
        "/opt/homebrew/share/tessdata",
    ):
        yield Path(place)
