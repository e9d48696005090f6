"""Images: every depth, colour and turn is what a reader would see; odd files cost only themselves."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from chancery.errors import DamagedFile, LimitExceeded, PageError
from chancery.read.image import as_displayed
from chancery.read.pages import read_pages
from chancery.read.reader import Image
from chancery.settings import ReadSettings
from tests.read.made import SETTINGS, draw_page, encoded, opened

PAGE = draw_page(size=(400, 300), top=60, type_size=12)


def rendered(folder: Path, data: bytes, name: str = "scan", dpi: float = 200, grey: bool = True) -> Image:
    reader = opened(folder, data, name)
    return reader.render(1, dpi, grey=grey)


def saved(image: Pillow.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def is_same(image: Image) -> bool:
    """Whether an image looks like the page, but for what compression does."""
    return image.shape == PAGE.shape and float(np.abs(image.astype(int) - PAGE).mean()) < 6


GREY = Pillow.fromarray(PAGE)
LAYERED = Pillow.merge("RGBA", [Pillow.new("L", GREY.size, 0)] * 3 + [Pillow.fromarray(255 - PAGE)])


@pytest.mark.parametrize(
    ("image", "form", "options"),
    [
        (GREY, "PNG", {}), (GREY.convert("1"), "PNG", {}), (GREY.convert("P"), "PNG", {}), (GREY.convert("RGB"), "JPEG", {"quality": 95}),
        (GREY.convert("CMYK"), "JPEG", {"quality": 95}), (GREY.convert("CMYK"), "TIFF", {}), (LAYERED, "PNG", {}), (LAYERED, "TIFF", {}),
        (GREY.convert("1"), "TIFF", {"compression": "group4"}), (GREY.convert("LA"), "PNG", {}),
        (Pillow.fromarray(PAGE.astype(np.uint16) * 257), "TIFF", {}), (Pillow.fromarray(PAGE.astype(np.uint16) * 16), "TIFF", {}),
        (Pillow.fromarray(PAGE.astype(np.uint16) * 257), "PNG", {}), (Pillow.fromarray(PAGE.astype(np.float32) / 255), "TIFF", {}),
    ],
)  # fmt: skip
def test_every_depth_and_colour_is_shown_on_white_paper(
    tmp_path: Path, image: Pillow.Image, form: str, options: dict[str, object]
) -> None:
    shown = rendered(tmp_path, saved(image, form, **options))
    assert float(np.median(shown)) > 240
    if image.mode not in ("1", "P"):
        assert is_same(shown)


def plain_tiff(bits: int, samples: bytes, photometric: int) -> bytes:
    """An uncompressed TIFF of 400 x 300 pixels, written by hand: Pillow writes no inverted ones."""
    tags = [
        (256, 400),
        (257, 300),
        (258, bits),
        (259, 1),
        (262, photometric),
        (273, 8),
        (277, 1),
        (278, 300),
        (279, len(samples)),
    ]
    directory = (
        struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags) + bytes(4)
    )
    return struct.pack("<2sHI", b"II", 42, 8 + len(samples)) + samples + directory


@pytest.mark.parametrize("bits", [1, 8, 16])
@pytest.mark.parametrize("white_is_zero", [True, False])
def test_a_tiff_whose_white_is_nought_is_not_shown_as_a_negative(tmp_path: Path, bits: int, white_is_zero: bool) -> None:
    levels = 255 - PAGE if white_is_zero else PAGE
    samples = {1: np.packbits(levels > 127, axis=1), 8: levels, 16: levels.astype("<u2") * 257}[bits]
    shown = rendered(tmp_path, plain_tiff(bits, samples.tobytes(), 0 if white_is_zero else 1), "scan.tif")
    assert float(np.median(shown)) > 240
    assert float(np.abs(shown.astype(int) - PAGE).mean()) < (12 if bits == 1 else 2)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_as_its_camera_says(tmp_path: Path, orientation: int) -> None:
    undo = {
        1: [], 2: [Pillow.Transpose.FLIP_LEFT_RIGHT], 3: [Pillow.Transpose.ROTATE_180], 4: [Pillow.Transpose.FLIP_TOP_BOTTOM],
        5: [Pillow.Transpose.TRANSPOSE], 6: [Pillow.Transpose.ROTATE_90], 7: [Pillow.Transpose.TRANSVERSE],
        8: [Pillow.Transpose.ROTATE_270],
    }[orientation]  # fmt: skip
    image = GREY
    for step in undo:
        image = image.transpose(step)
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    reader = opened(tmp_path, saved(image, "JPEG", exif=exif, quality=95), "photo.jpg")
    content = reader.read_page(1)
    assert is_same(reader.render(1, 200))
    assert content.width == pytest.approx(400 * 0.36)
    assert content.rotation == {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}.get(orientation, 0)


@pytest.mark.parametrize(
    ("options", "width"),
    [
        ({}, 144.0),
        ({"dpi": (100, 100)}, 288.0),
        ({"dpi": (300, 300)}, 96.0),
        ({"dpi": (1, 1)}, 144.0),
        ({"dpi": (30000, 30000)}, 144.0),
    ],
)
def test_points_follow_the_resolution_and_without_one_a_pixel_is_a_third_of_a_point(
    tmp_path: Path, options: dict[str, object], width: float
) -> None:
    assert opened(tmp_path, saved(GREY, "TIFF", **options), "scan.tif").read_page(1).width == pytest.approx(width, rel=0.01)


def test_each_frame_of_a_tiff_is_a_page_with_its_own_size(tmp_path: Path) -> None:
    frames = [Pillow.new("1", (200 + 10 * number, 100), 1) for number in range(3)]
    reader = opened(tmp_path, saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]), "scan.tif")
    assert reader.page_count == 3
    assert [round((reader.read_page(number).width or 0) / 0.36) for number in (3, 1, 2)] == [220, 200, 210]
    with pytest.raises(PageError, match="no such page"):
        reader.read_page(4)


def test_an_image_over_the_limit_of_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    settings = ReadSettings(engine="none", image_pixels=100_000)
    reader = opened(tmp_path, encoded(PAGE, "PNG"), "scan.png", settings)
    with pytest.raises(LimitExceeded, match="million pixels"):
        reader.read_page(1)
    (reading,) = read_pages(reader, "0" * 64, [1], settings, None)
    assert "CHANCERY_READ_IMAGE_PIXELS" in reading.problems[0].remedy


def test_a_very_large_image_is_read_smaller_and_told_of(tmp_path: Path) -> None:
    wide = saved(Pillow.new("1", (16_000, 12_500), 1), "TIFF", compression="group4")
    reader = opened(tmp_path, wide, "map.tif")
    content = reader.read_page(1)
    assert "fine print may lack" in content.problems[0].message
    assert reader.render(1, content.dpi).size <= SETTINGS.page_pixels * 1.01


@pytest.mark.parametrize(("form", "name"), [("PNG", "scan.png"), ("JPEG", "scan.jpg"), ("TIFF", "scan.tif")])
def test_a_cut_off_image_is_damaged_or_its_page_is(tmp_path: Path, form: str, name: str) -> None:
    data = encoded(PAGE, form)
    try:
        reader = opened(tmp_path, data[: len(data) * 2 // 3], name)
    except DamagedFile as error:
        assert "damaged" in error.message  # noqa: PT017 - either is right: the file or its page
        return
    (reading,) = read_pages(reader, "0" * 64, [1], SETTINGS, None)
    assert "damaged" in reading.problems[0].message


def test_a_mirrored_scan_is_not_confused_with_a_turned_one() -> None:
    image = Pillow.fromarray(np.arange(6, dtype=np.uint8).reshape(2, 3))
    assert as_displayed(image).tolist() == [[0, 1, 2], [3, 4, 5]]
