"""Image sources through Pillow: TIFF with many pages, JPEG, PNG; every depth and colour becomes what a reader would see."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from chancery.errors import DamagedFile, EmptyFile, LimitExceeded, PageError, UnreadableFile
from chancery.model.source import Member, Problem
from chancery.read.reader import Image, PageContent
from chancery.settings import ReadSettings

POINTS = 72.0
PLAIN_POINTS = 0.36  # of one pixel of an image without a resolution (dump.md): 200 dots per inch
MEDIA_TYPES = {"tiff": "image/tiff", "jpeg": "image/jpeg", "png": "image/png"}
# EXIF orientation: degrees clockwise that set the image upright (mirrored ones are mirrored back without a turn).
EXIF_TURNS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
EXIF_ORIENTATION = 0x0112
EXIF_RESOLUTION = 0x011A
SCANNERS = (20.0, 4800.0)  # dots per inch
# Inches of the longer side of a paper. An image outside them was saved by a program that did not know the resolution
# (72 and 96 are what such programs write): its own pixels are read, as if it were scanned at 200.
PAPERS = (4.0, 24.0)
MAX_FRAMES = 100_000


class ImageReader:
    """An image file; each frame of a TIFF is a page."""

    def __init__(self, path: Path, name: str, settings: ReadSettings, kind: str, problems: tuple[Problem, ...]) -> None:
        self._name = name
        self._settings = settings
        self._kind = kind
        self.media_type = MEDIA_TYPES[kind]
        self._problems = list(problems)
        self._image = self._open(path)
        self.page_count = self._count()
        self._last: tuple[int, Image] | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    def close(self) -> None:
        self._last = None
        self._image.close()

    def members(self) -> Iterator[Member]:
        return iter(())

    def _open(self, path: Path) -> Any:
        # Our own limit, with a sentence and a setting, takes the place of Pillow's warning.
        Pillow.MAX_IMAGE_PIXELS = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return Pillow.open(path, formats=[self._kind.upper()])
        except UnidentifiedImageError as error:
            raise self._damaged() from error
        except OSError as error:
            if error.errno is not None:
                raise UnreadableFile(
                    f"the file cannot be read ({error.strerror})", where=self._name, remedy="Check the disk that it is on."
                ) from error
            raise self._damaged() from error
        except (ValueError, SyntaxError, KeyError, TypeError, EOFError, OverflowError) as error:
            raise self._damaged() from error

    def _damaged(self) -> DamagedFile:
        return DamagedFile(
            f"the {self._kind.upper()} file is damaged", where=self._name, remedy="Fetch it again from where it came."
        )

    def _count(self) -> int:
        count = 0
        try:
            count = min(int(getattr(self._image, "n_frames", 1)), MAX_FRAMES) if self._kind == "tiff" else 1
        except (OSError, ValueError, SyntaxError, KeyError, TypeError, EOFError) as error:
            # The chain of frames breaks off: those before the break are counted one by one.
            count = self._count_whole()
            self._problems.append(
                Problem("repaired", f"the file breaks off ({error}); {count} pages were recovered", "Fetch it again.")
            )
        if count == 0:
            raise EmptyFile("the image file holds no pages", where=self._name, remedy="Fetch it again from where it came.")
        return count

    def _count_whole(self) -> int:
        for index in range(MAX_FRAMES):
            try:
                self._image.seek(index)
            except (OSError, ValueError, SyntaxError, KeyError, TypeError, EOFError):
                return index
        return MAX_FRAMES

    def _seek(self, number: int) -> Any:
        if not 1 <= number <= self.page_count:
            raise PageError("there is no such page", where=self._name, page_number=number)
        try:
            if self._kind == "tiff":
                self._image.seek(number - 1)
            return self._image
        except (OSError, ValueError, SyntaxError, KeyError, TypeError, EOFError) as error:
            raise self._broken(number) from error

    def _broken(self, number: int) -> PageError:
        return PageError(
            "the image is damaged and cannot be shown",
            where=self._name,
            page_number=number,
            remedy="Fetch the file again from where it came.",
        )

    def read_page(self, number: int) -> PageContent:
        image = self._seek(number)
        pixels = image.width * image.height
        if pixels > self._settings.image_pixels:
            raise LimitExceeded(
                f"the image has {pixels / 1e6:.0f} million pixels, the limit is {self._settings.image_pixels / 1e6:.0f}",
                where=self._name, page_number=number, remedy="Save it smaller, or raise CHANCERY_READ_IMAGE_PIXELS.",
            )  # fmt: skip
        orientation = _orientation(image)
        points, problem = _points(image, number)
        width, height = image.width * points[0], image.height * points[1]
        if orientation >= 5:
            width, height = height, width
        problems = [problem] if problem else []
        dpi = self._reading_resolution(width, height, max(image.width, image.height))
        most = math.sqrt(self._settings.page_pixels / (width * height)) * POINTS
        if dpi > most:
            message = f"the image is very large; it was read at {most:.0f} dots per inch, fine print may lack"
            problems.append(Problem("page_pixels", message, "Raise CHANCERY_READ_PAGE_PIXELS to see more.", number))
        return PageContent(
            number, width, height, EXIF_TURNS.get(orientation, 0), dpi=min(dpi, most), pictured=1.0, problems=tuple(problems)
        )

    def _reading_resolution(self, width: float, height: float, pixels: int) -> float:
        inches = max(width, height) / POINTS
        return float(self._settings.dpi) if PAPERS[0] <= inches <= PAPERS[1] else pixels / inches

    def render(self, number: int, dpi: float, *, grey: bool = True) -> Image:
        content = self.read_page(number)
        assert content.width is not None
        assert content.height is not None
        full = self._decode(number)
        width, height = (max(1, math.ceil(side * dpi / POINTS)) for side in (content.width, content.height))
        if (width, height) != (full.shape[1], full.shape[0]):
            shrinks = width < full.shape[1]
            interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
            full = np.asarray(cv2.resize(full, (width, height), interpolation=interpolation), dtype=np.uint8)
        if grey and full.ndim == 3:
            return np.asarray(cv2.cvtColor(full, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        if not grey and full.ndim == 2:
            return np.asarray(cv2.cvtColor(full, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
        return full

    def _decode(self, number: int) -> Image:
        """The whole image as displayed, grey or RGB; the last one is kept, for a page is looked at more than once."""
        if self._last is not None and self._last[0] == number:
            return self._last[1]
        image = self._seek(number)
        try:
            shown = as_displayed(image)
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
            raise self._broken(number) from error
        self._last = (number, shown)
        return shown


def as_displayed(image: Any) -> Image:
    """Pixels of a Pillow image as a reader would see them: upright by EXIF, on white paper, 8 bits, grey or RGB."""
    orientation = _orientation(image)
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        pixels = _eight_bits(np.asarray(image, dtype=np.float64), image)
    else:
        pixels = np.asarray(_on_paper(image), dtype=np.uint8)
    return _set_upright(pixels, orientation)


def _eight_bits(values: np.ndarray[Any, np.dtype[np.float64]], image: Any) -> Image:
    """16 bits and more scaled by their range: a scanner's 12 bits in 16 would else be black."""
    high = float(values.max(initial=0.0))
    top = 65535.0 if high > 4095 else 4095.0 if high > 1023 else 1023.0 if high > 255 else 255.0
    if image.mode == "F" and high <= 1.0:
        top = 1.0
    if high > 65535:
        top = high
    grey = np.clip(values / top * 255, 0, 255).astype(np.uint8)
    # TIFF tag 262, 0: white is zero. Pillow turns 8 bits round itself, 16 bits not.
    tags = getattr(image, "tag_v2", None)
    return np.asarray(255 - grey, dtype=np.uint8) if tags is not None and tags.get(262) == 0 else grey


def _on_paper(image: Any) -> Any:
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode == "CMYK":
        return image.convert("RGB")
    if image.mode in ("LA", "La", "RGBA", "RGBa", "PA") or (image.mode == "P" and "transparency" in image.info):
        layered = image.convert("RGBA")
        paper = Pillow.new("RGBA", layered.size, "white")
        return Pillow.alpha_composite(paper, layered).convert("RGB")
    return image.convert("RGB")


def _orientation(image: Any) -> int:
    try:
        value = image.getexif().get(EXIF_ORIENTATION, 1)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError):
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _set_upright(pixels: Image, orientation: int) -> Image:
    if orientation in (2, 4, 5, 7):
        pixels = np.fliplr(pixels)
    # After the mirror: 4 stands on its head, 5 lies to one side, 7 to the other.
    quarter = {3: 2, 4: 2, 5: 1, 6: 3, 7: 3, 8: 1}.get(orientation, 0)
    return np.ascontiguousarray(np.rot90(pixels, quarter))


def _says_resolution(image: Any) -> bool:
    """Whether the file itself gives a resolution: Pillow makes up 72 for a JPEG with EXIF that says none."""
    if image.format != "JPEG":
        return True
    return image.info.get("jfif_unit") in (1, 2) or EXIF_RESOLUTION in image.getexif()


def _points(image: Any, number: int) -> tuple[tuple[float, float], Problem | None]:
    """Points of one pixel across and down, as the file says; a resolution that no scanner has is not believed."""
    dpi = image.info.get("dpi") if _says_resolution(image) else None
    if dpi is None:
        return (PLAIN_POINTS, PLAIN_POINTS), None
    try:
        across, down = float(dpi[0]), float(dpi[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return (PLAIN_POINTS, PLAIN_POINTS), None
    if SCANNERS[0] <= min(across, down) and max(across, down) <= SCANNERS[1] and 0.25 <= across / down <= 4:
        return (POINTS / across, POINTS / down), None
    if across in (0, 1):  # a ratio, no resolution
        return (PLAIN_POINTS, PLAIN_POINTS), None
    message = f"the resolution of {across:g} x {down:g} dots per inch cannot be right; 200 was taken"
    return (PLAIN_POINTS, PLAIN_POINTS), Problem(
        "odd_resolution", message, "Sizes shown may be wrong; scan it again if they matter.", number
    )
