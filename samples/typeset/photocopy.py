"""Pages as a copying machine leaves them: drawn, laid askew, worn at three severities; the same name, the same bytes."""

from __future__ import annotations

import math
import random
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from samples.typeset.faces import MONO, load_font, runs_of
from samples.typeset.paper import Box, Leaf, Rule, Word

Grey = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Wear:
    """How far each fault goes at one severity; sigma in pixels at 200 dpi, levels 0..255, shares 0..1."""

    skew: float
    blur: float
    uneven: float
    noise: float
    specks: float
    dropouts: float
    erode: float
    ground: float


WEAR = {
    1: Wear(skew=0.35, blur=0.55, uneven=0.10, noise=7, specks=0.00004, dropouts=0.0, erode=0.0, ground=10),
    2: Wear(skew=0.9, blur=0.85, uneven=0.26, noise=16, specks=0.00016, dropouts=0.0010, erode=0.35, ground=20),
    3: Wear(skew=1.6, blur=1.0, uneven=0.36, noise=16, specks=0.00038, dropouts=0.0018, erode=0.45, ground=24),
}


@dataclass(frozen=True, slots=True)
class Placing:
    """How a sheet lay on the glass: turned `degrees` (clockwise, about its middle) and moved by dx, dy points."""

    degrees: float
    dx: float
    dy: float
    width: float
    height: float

    def box(self, box: Box) -> Box:
        """Where a box of the sheet stands on the scan, as the upright box around it, kept inside the page."""
        sine, cosine = math.sin(math.radians(self.degrees)), math.cos(math.radians(self.degrees))
        cx, cy = self.width / 2, self.height / 2
        xs, ys = [], []
        for x, y in ((box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3])):
            xs.append(cx + (x - cx) * cosine - (y - cy) * sine + self.dx)
            ys.append(cy + (x - cx) * sine + (y - cy) * cosine + self.dy)
        return (
            round(max(min(xs), 0.0), 2), round(max(min(ys), 0.0), 2),
            round(min(max(xs), self.width), 2), round(min(max(ys), self.height), 2),
        )  # fmt: skip


def place(leaf: Leaf, name: str, severity: int) -> Placing:
    """How the page called `name` lies; straight where the severity is 0 (born digital)."""
    if severity == 0:
        return Placing(0.0, 0.0, 0.0, leaf.width, leaf.height)
    chance = random.Random(f"place {name}")
    wear = WEAR[severity]
    degrees = chance.uniform(0.25, 1.0) * wear.skew * chance.choice((-1, 1))
    return Placing(round(degrees, 3), chance.uniform(-4, 4), chance.uniform(-4, 4), leaf.width, leaf.height)


def draw(leaf: Leaf, dpi: int, name: str, typed: float = 0.0) -> Image.Image:
    """The page as it left the typewriter and the reviewer's desk, clean; `typed` is the unevenness of the keys, 0..1."""
    scale = dpi / 72
    image = Image.new("L", (round(leaf.width * scale), round(leaf.height * scale)), 255)
    pen = ImageDraw.Draw(image)
    chance = random.Random(f"keys {name}")
    for figure in leaf.figures:
        _seal(pen, figure, scale)
    for word in leaf.words:
        if not word.hidden:
            _draw_word(image, pen, word, scale, chance, typed)
    for covered in leaf.withheld:
        x0, y0, x1, y1 = (edge * scale for edge in covered.box)
        fill, outline = (0, 0) if covered.fill == "black" else (255, 0 if covered.fill == "white" else 255)
        pen.rectangle((x0, y0, x1, y1), fill=fill, outline=outline, width=max(1, round(0.7 * scale)))
    for word in leaf.words:
        if word.kind == "exemption_code" and not word.hidden:
            _draw_word(image, pen, word, scale, chance, 0.0)
    for rule in leaf.rules:
        _draw_rule(pen, rule, scale)
    for word in leaf.words:
        if word.has("u") and not word.hidden:
            y = (word.y + word.size * 0.16) * scale
            pen.line((word.x * scale, y, word.end * scale, y), fill=word.ink, width=max(1, round(0.6 * scale)))
        if word.has("k") and not word.hidden:
            y = (word.y - word.size * 0.28) * scale
            pen.line((word.x * scale, y, word.end * scale, y + scale), fill=30, width=max(1, round(0.9 * scale)))
    return image


def _draw_word(
    image: Image.Image, pen: ImageDraw.ImageDraw, word: Word, scale: float, chance: random.Random, typed: float
) -> None:
    pixels = max(1, round(word.size * scale))
    if word.angle:
        _draw_turned(image, word, scale)
    elif typed and word.face in MONO | {"special-elite"} and word.kind in {"body", "banner", "page_number"}:
        at = word.x * scale
        advance = (word.end - word.x) * scale / len(word.text)
        mono = word.face in MONO
        for character, path in (
            (c, path) for run, path, _ in runs_of(word.text, word.face, word.bold, word.italic) for c in run
        ):
            font = load_font(path, pixels)
            y = word.y * scale + chance.gauss(0, 0.35 * typed * scale)
            ink = min(190, max(0, round(word.ink + chance.gauss(25, 45) * typed)))
            pen.text((at, y), character, font=font, fill=ink, anchor="ls")
            at += advance if mono else font.getlength(character)
    else:
        for run, path, offset in runs_of(word.text, word.face, word.bold, word.italic):
            place_of_run = ((word.x + offset * word.size) * scale, word.y * scale)
            pen.text(place_of_run, run, font=load_font(path, pixels), fill=word.ink, anchor="ls")


def _draw_turned(image: Image.Image, word: Word, scale: float) -> None:
    """A word of a stamp that was put on askew: drawn on a sheet of its own around the stamp's pivot, turned, laid over."""
    pivot = word.pivot or (word.x, word.y)
    reach = round((max(word.end - pivot[0], word.y - pivot[1] + word.size) + word.size * 2) * scale)
    sheet = Image.new("L", (2 * reach, 2 * reach), 255)
    pen = ImageDraw.Draw(sheet)
    for run, path, offset in runs_of(word.text, word.face, word.bold, word.italic):
        origin = (reach + (word.x + offset * word.size - pivot[0]) * scale, reach + (word.y - pivot[1]) * scale)
        pen.text(origin, run, font=load_font(path, max(1, round(word.size * scale))), fill=word.ink, anchor="ls")
    sheet = sheet.rotate(word.angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    corner = (round(pivot[0] * scale) - reach, round(pivot[1] * scale) - reach)
    mask = sheet.point([255 - level for level in range(256)])
    image.paste(word.ink, (corner[0], corner[1], corner[0] + 2 * reach, corner[1] + 2 * reach), mask)


def _draw_rule(pen: ImageDraw.ImageDraw, rule: Rule, scale: float) -> None:
    width = max(1, round(rule.width * scale))
    if not rule.frame:
        pen.line((rule.x0 * scale, rule.y0 * scale, rule.x1 * scale, rule.y1 * scale), fill=rule.ink, width=width)
        return
    corners = [(rule.x0, rule.y0), (rule.x1, rule.y0), (rule.x1, rule.y1), (rule.x0, rule.y1)]
    if rule.angle and rule.pivot:
        sine, cosine = math.sin(math.radians(-rule.angle)), math.cos(math.radians(-rule.angle))
        px, py = rule.pivot
        corners = [(px + (x - px) * cosine - (y - py) * sine, py + (x - px) * sine + (y - py) * cosine) for x, y in corners]
    points = [(x * scale, y * scale) for x, y in [*corners, corners[0]]]
    pen.line(points, fill=rule.ink, width=width)


def _seal(pen: ImageDraw.ImageDraw, box: Box, scale: float) -> None:
    x0, y0, x1, y1 = (edge * scale for edge in box)
    cx, cy, r = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2
    for share, width in ((1.0, 1.2), (0.9, 0.5), (0.62, 0.5)):
        pen.ellipse(
            (cx - r * share, cy - r * share, cx + r * share, cy + r * share), outline=0, width=max(1, round(width * scale))
        )
    star = [
        (cx + r * share * math.sin(math.pi * i / 5), cy - r * share * math.cos(math.pi * i / 5))
        for i, share in enumerate((0.55, 0.23) * 5)
    ]
    pen.polygon(star, fill=0)
    for i in range(36):
        across, down = math.cos(2 * math.pi * i / 36), math.sin(2 * math.pi * i / 36)
        ray = (cx + r * 0.66 * across, cy + r * 0.66 * down, cx + r * 0.84 * across, cy + r * 0.84 * down)
        pen.line(ray, fill=0, width=max(1, round(0.5 * scale)))


def copy(image: Image.Image, placing: Placing, name: str, severity: int, dpi: int, look: dict[str, Any]) -> Image.Image:
    """The page as it was scanned: `look` may ask for bits (1 or 8), holes, edge, streaks, faint, thick, generations."""
    wear = WEAR[severity]
    noise = np.random.default_rng(zlib.crc32(f"copy {name}".encode()))
    image = _lay(image, placing, dpi)
    size = dpi / 200
    if look.get("thick"):
        image = image.filter(ImageFilter.MinFilter(3))
    grey: Grey = np.asarray(image.filter(ImageFilter.GaussianBlur(wear.blur * size)), dtype=np.float32)
    # What a threshold would swallow whole must keep some ink: a reader can still make out every word.
    floor = 0.74 if int(look.get("bits", 8)) == 1 else 0.45
    grey = _toner(grey, wear, noise, float(look.get("faint", 0.0)), floor)
    if look.get("generations"):
        grey = _second_generation(grey, noise, size)
    grey = _ground(grey, wear, noise, look, dpi, placing)
    if int(look.get("bits", 8)) == 1:
        level = float(look.get("threshold", 138 if severity < 3 else 148))
        return Image.fromarray(np.where(grey < level, 0, 255).astype(np.uint8)).convert("1", dither=Image.Dither.NONE)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def _lay(image: Image.Image, placing: Placing, dpi: int) -> Image.Image:
    """The drawn page turned and moved as `placing` says."""
    scale = dpi / 72
    sine, cosine = math.sin(math.radians(placing.degrees)), math.cos(math.radians(placing.degrees))
    cx, cy = placing.width * scale / 2, placing.height * scale / 2
    dx, dy = placing.dx * scale, placing.dy * scale
    # The inverse of Placing.box: from a place on the scan to the place on the sheet.
    data = (
        cosine, sine, cx - cosine * (cx + dx) - sine * (cy + dy),
        -sine, cosine, cy + sine * (cx + dx) - cosine * (cy + dy),
    )  # fmt: skip
    return image.transform(image.size, Image.Transform.AFFINE, data, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _clouds(shape: tuple[int, int], noise: np.random.Generator, cells: int) -> Grey:
    """A smooth field of mean 0 and about unit spread."""
    coarse = noise.standard_normal((cells * shape[0] // shape[1] + 2, cells)).astype(np.float32)
    smooth = Image.fromarray(coarse).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=np.float32)


def _toner(grey: Grey, wear: Wear, noise: np.random.Generator, faint: float, floor: float) -> Grey:
    """Ink that takes unevenly: pale patches, thin strokes, grains that did not stick."""
    ink = 255 - grey
    shape = (grey.shape[0], grey.shape[1])
    strength = np.clip(1.0 - faint - wear.uneven * np.clip(0.5 + 0.6 * _clouds(shape, noise, 9), 0, 1.4), floor, 1)
    grain = _clouds(shape, noise, shape[1] // 3) * wear.erode * 60
    ink = ink * strength - np.where(ink > 20, np.clip(grain, 0, None), 0)
    if wear.dropouts:
        holes = noise.random(shape, dtype=np.float32) < wear.dropouts
        holes[1:, :] |= holes[:-1, :]
        holes[:, 1:] |= holes[:, :-1]
        ink = np.where(holes, ink * 0.25, ink)
    result: Grey = (255 - np.clip(ink, 0, 255)).astype(np.float32)
    return result


def _second_generation(grey: Grey, noise: np.random.Generator, size: float) -> Grey:
    """A copy of a copy: hard edges that fill in, then blur again."""
    hard = np.where(grey + noise.normal(0, 18, grey.shape).astype(np.float32) < 150, 0, 255).astype(np.uint8)
    return np.asarray(Image.fromarray(hard).filter(ImageFilter.GaussianBlur(0.9 * size)), dtype=np.float32)


def _ground(grey: Grey, wear: Wear, noise: np.random.Generator, look: dict[str, Any], dpi: int, placing: Placing) -> Grey:
    """Paper and machine: grey ground, grain, specks, streaks, punch holes, dark edges."""
    shape = (grey.shape[0], grey.shape[1])
    field = wear.ground * (0.6 + 0.4 * _clouds(shape, noise, 6))
    grey = grey - np.clip(field, 0, None) + noise.standard_normal(shape, dtype=np.float32) * wear.noise
    scale = dpi / 72
    for _ in range(int(wear.specks * shape[0] * shape[1])):
        y, x = int(noise.integers(shape[0])), int(noise.integers(shape[1]))
        spread = max(1, round(float(noise.exponential(0.5)) * scale * 0.6))
        grey[y : y + spread, x : x + max(1, round(spread * float(noise.uniform(0.5, 1.8))))] = float(noise.uniform(0, 110))
    for _ in range(int(look.get("streaks", 0))):
        x = int(noise.integers(shape[1]))
        width = max(1, round(float(noise.uniform(0.2, 0.7)) * scale))
        grey[:, x : x + width] -= float(noise.uniform(25, 75))
    if look.get("holes"):
        _holes(grey, str(look["holes"]), scale, placing)
    if look.get("edge"):
        _edge(grey, noise, float(look["edge"]) * scale)
    return grey


def _holes(grey: Grey, side: str, scale: float, placing: Placing) -> None:
    ys, xs = np.ogrid[: grey.shape[0], : grey.shape[1]]
    if side == "top":
        middles = [(placing.width / 2 - 99, 26.0), (placing.width / 2 + 99, 26.0)]
    else:
        middles = [(26.0, placing.height / 2 + offset) for offset in (-300, 0, 300)]
    for x, y in middles:
        bx0, by0, bx1, by1 = placing.box((x - 9, y - 9, x + 9, y + 9))
        cx, cy = (bx0 + bx1) / 2 * scale, (by0 + by1) / 2 * scale
        grey[(xs - cx) ** 2 + (ys - cy) ** 2 < (9 * scale) ** 2] = 12.0


def _edge(grey: Grey, noise: np.random.Generator, width: float) -> None:
    """The dark rim where the lid did not close: one side and the top, ragged."""
    rows, columns = grey.shape
    left = bool(noise.integers(2))
    ragged = width * (0.7 + 0.5 * np.cumsum(noise.standard_normal(rows)) / math.sqrt(rows))
    xs = np.arange(columns)[None, :]
    depth = np.clip(ragged, 0, 2.2 * width)[:, None]
    near = xs if left else columns - 1 - xs
    grey[:] = np.where(near < depth, grey * 0.12, np.where(near < depth * 2.2, grey * 0.75, grey))
    grey[: round(width * 0.35), :] *= 0.2
