"""Page images for the room: as displayed with our own turn, at any width, small to send."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image as Pillow

from chancery.errors import UsageError
from chancery.model.geometry import Box
from chancery.read.prepare import turn_image
from chancery.read.reader import Image, SourceReader

MAX_WIDTH = 6_000
MAX_PIXELS = 40_000_000
JPEG_QUALITY = 85
POINTS = 72.0


def view_image(reader: SourceReader, number: int, turn: int, width: int, covered: Sequence[Box] = ()) -> bytes:
    """The page in its frame (turned by `turn` degrees clockwise), `width` pixels wide: PNG for black and white, else JPEG.

    What lies in `covered` (points of that frame) is painted black: a redaction mark that was never applied hides nothing of
    itself, and what it was meant to hide is not to be read off the picture either.
    Raises UsageError for a turn that is no quarter and a width outside 1..6000; PageError where the page has no image.
    The height is bounded, so that a page as long as a river gives a narrower image than asked for.
    """
    if turn not in (0, 90, 180, 270):
        raise UsageError(f"a page is turned by 0, 90, 180 or 270 degrees, not {turn}")
    if not 1 <= width <= MAX_WIDTH:
        raise UsageError(f"an image is 1 to {MAX_WIDTH} pixels wide, not {width}")
    content = reader.read_page(number)
    if content.width is None or content.height is None:
        reader.render(number, 72)  # says why a text page has no image
    assert content.width is not None
    assert content.height is not None
    across, down = (content.width, content.height) if turn % 180 == 0 else (content.height, content.width)
    dpi = min(width / across, (MAX_PIXELS / (across * down)) ** 0.5) * POINTS
    image = turn_image(reader.render(number, dpi, grey=False), turn)
    return encode_image(_cover(image, covered, image.shape[1] / across))


def _cover(image: Image, boxes: Sequence[Box], scale: float) -> Image:
    if not boxes:
        return image
    image = image.copy()
    for box in boxes:
        top, bottom = max(0, int(box.y0 * scale)), int(box.y1 * scale) + 1
        left, right = max(0, int(box.x0 * scale)), int(box.x1 * scale) + 1
        image[top:bottom, left:right] = 0
    return image


def encode_image(image: Image) -> bytes:
    """PNG where the image is black and white with greys at the edges only, else JPEG."""
    grey = is_grey(image)
    shown = Pillow.fromarray(np.ascontiguousarray(image[..., 0]) if grey and image.ndim == 3 else image)
    buffer = BytesIO()
    if grey and is_line_art(np.asarray(shown)):
        # Sixteen greys are all that smooth edges need, and a third of the bytes.
        shown.quantize(16).save(buffer, "PNG", optimize=False)
    else:
        shown.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()


def is_grey(image: Image) -> bool:
    """Whether an image has no colour."""
    if image.ndim == 2:
        return True
    small = image[::4, ::4].astype(np.int16)
    return bool((small.max(axis=2) - small.min(axis=2)).max(initial=0) <= 12)


def is_line_art(grey: Image) -> bool:
    """Whether nearly all of the page is paper white or ink black: print, not a photograph or a grey scan."""
    return float(((grey > 247) | (grey < 24)).mean()) > 0.85
