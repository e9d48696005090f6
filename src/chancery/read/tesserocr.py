"""Tesseract inside the process, by the optional package tesserocr: the models stay loaded from page to page.

The package is the user's choice, not a dependency: its wheel carries JBIG-KIT, which is GPL (docs/decisions).
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chancery.errors import EngineError, EngineMissing
from chancery.read.engine import OcrPage, missing
from chancery.read.reader import Image
from chancery.read.tesseract import INVERT, INVERT_BELOW, find_models, hash_models, parse_table


class TesserocrEngine:
    """Tesseract's library; one API object for each set of languages. A crash ends the worker: the pool minds that."""

    name = "tesserocr"

    def __init__(self, languages: Sequence[str]) -> None:
        try:
            import tesserocr
        except ImportError as error:
            raise EngineMissing(
                "the package tesserocr is not installed",
                remedy="pip install 'chancery[fast-ocr]', or set CHANCERY_READ_ENGINE=tesseract.",
            ) from error
        self._module: Any = tesserocr
        _silence_leptonica()
        self.version = tesserocr.tesseract_version().split()[1]
        folder = _folder(languages)
        if folder is None:
            raise missing(f"no models of tesseract were found for {' and '.join(languages)}", languages)
        self._folder = folder
        self._apis: dict[tuple[str, int], Any] = {}

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(path.stem for path in self._folder.glob("*.traineddata"))

    def model_hash(self, languages: str) -> str:
        return hash_models(self._folder, languages)

    def read(self, images: Sequence[Image], languages: str, dpi: int, seconds: float, psm: int = 3) -> list[OcrPage]:
        api = self._api(languages, psm)
        return [self._read(api, image, dpi, seconds) for image in images]

    def _api(self, languages: str, psm: int) -> Any:
        key = (languages, psm)
        if key not in self._apis:
            with one_thread():
                try:
                    api = self._module.PyTessBaseAPI(
                        path=f"{self._folder}{os.sep}", lang=languages, psm=psm, oem=self._module.OEM.LSTM_ONLY
                    )
                    api.SetVariable(INVERT, str(INVERT_BELOW))
                    self._apis[key] = api
                except RuntimeError as error:
                    raise missing(f"tesseract's models of {languages} cannot be loaded", languages.split("+")) from error
        return self._apis[key]

    def _read(self, api: Any, image: Image, dpi: int, seconds: float) -> OcrPage:
        height, width = image.shape
        start = time.monotonic()
        try:
            api.SetImageBytes(image.tobytes(), width, height, 1, width)
            api.SetSourceResolution(dpi)
            if not api.Recognize(int(seconds * 1000)):
                if time.monotonic() - start >= seconds:
                    return OcrPage(failure=("page_seconds", f"reading the page took longer than {seconds:.0f} seconds"))
                return OcrPage(failure=("engine_failed", "tesseract could not read the page"))
            return parse_table(api.GetTSVText(0), 1)[0]
        except RuntimeError as error:
            raise EngineError(f"tesseract failed ({error})") from error
        finally:
            api.Clear()


def _folder(languages: Sequence[str]) -> Path | None:
    for folder in find_models():
        if all((folder / f"{language}.traineddata").is_file() for language in languages):
            return folder
    return None


@contextmanager
def one_thread() -> Iterator[None]:
    """OpenMP reads its limit when the library first starts its threads."""
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("OMP_THREAD_LIMIT", None)
        else:
            os.environ["OMP_THREAD_LIMIT"] = before


LEPTONICA_SILENT = 6  # L_SEVERITY_NONE


def _silence_leptonica() -> None:
    """Leptonica prints what it thinks of odd images into the user's terminal; there is no setting for it but its own call."""
    try:
        names = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "lept" in line}
        for name in names:
            ctypes.CDLL(name).setMsgSeverity(LEPTONICA_SILENT)
    except (OSError, AttributeError, IndexError):
        return  # no such list of libraries here, or another build: the words on the terminal do no harm
