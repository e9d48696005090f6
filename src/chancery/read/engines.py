"""Which OCR engine a run uses: one line for each that there is."""

from __future__ import annotations

from chancery.errors import EngineMissing, UsageError
from chancery.read.engine import OcrEngine
from chancery.read.tesseract import TesseractProgram
from chancery.read.tesserocr import TesserocrEngine
from chancery.settings import ReadSettings


def find_engine(settings: ReadSettings) -> OcrEngine | None:
    """The engine the settings ask for; None for `none`.

    `auto` takes tesserocr where the user installed it and its models are found, else the tesseract program.
    Raises EngineMissing with the remedy; UsageError for a name that is no engine.
    """
    if settings.engine == "none":
        return None
    if settings.engine == "tesseract":
        return TesseractProgram(settings.languages)
    if settings.engine in ("tesserocr", "auto"):
        try:
            return TesserocrEngine(settings.languages)
        except EngineMissing:
            if settings.engine == "tesserocr":
                raise
        return TesseractProgram(settings.languages)
    raise UsageError(
        f"there is no reading engine called {settings.engine!r}",
        where="engine",
        remedy="Say auto, tesseract, tesserocr or none.",
    )
