"""Made-up pages with redactions of many kinds, and with what only looks like one, worn as a copier wears them; from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from bench.inputs import make_words
from chancery.read.boxes import Print

Place = tuple[float, float, float, float]
Grey = NDArray[np.uint8]
WIDTH, HEIGHT = 1700, 2200  # letter paper at 200 dots per inch
CODES = (
    "(b)(1)", "B1", "B1, 1.4(D)", "E.O. 13526 1.4(b)", "25X1", "3.5(c)", "(b)(3) (b)(6)", "1.4(b)(d)", "OGA", "PA",
)  # fmt: skip
LABELS = ("NAME AND GRADE", "FROM", "OFFICE SYMBOL", "Date received", "SUBJECT", "Approved by", "ROOM NO.", "Remarks")


@dataclass(slots=True)
class MadePage:
    """A drawn page: its image, the words a reader sees, and where its redactions are: (place, fill or None where blanked)."""

    image: Image.Image
    words: list[Print] = field(default_factory=list)
    true: list[tuple[Place, str | None]] = field(default_factory=list)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is set, and how its frames are drawn."""

    size: int
    leading: float
    left: int
    right: int
    thickness: int
    ink: int
    torn: float  # share of a frame's outline that lacks
    pad: float  # how far a frame stands from the line's middle, in type sizes


def make_page(seed: int, kind: str) -> tuple[Grey, float, list[Print], list[tuple[Place, str | None]]]:
    """(image, its skew, words, redactions) of a page of this kind, all in pixels of the worn image."""
    random = Random(f"{kind} {seed}")
    look = Look(
        random.randint(24, 34), random.choice((1.25, 1.4, 1.6, 2.0)), random.randint(150, 260), random.randint(1440, 1560),
        random.choice((1, 2, 2, 2, 3, 3, 5)), random.choice((0, 0, 0, 40, 110, 150)), random.choice((0, 0, 0, 0.08, 0.16)),
        random.uniform(0.56, 0.72),
    )  # fmt: skip
    page = MadePage(Image.new("L", (WIDTH, HEIGHT), 255), kind=kind)
    MAKERS[kind](page, look, random)
    skew = random.choice((0.0, random.uniform(-0.4, 0.4), random.uniform(-1.6, 1.6)))
    # The heaviest wear leaves nothing of a hair line that a person could see.
    image = _worn(
        np.asarray(page.image, np.uint8), skew, random, 1 if look.thickness == 1 or look.ink else 3, look.ink < 100
    )
    matrix = np.asarray(cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), skew, 1), np.float64)
    words = [Print(word.text, *_turned((word.left, word.top, word.right, word.bottom), matrix)) for word in page.words]
    return image, skew, words, [(_turned(place, matrix), fill) for place, fill in page.true]


def _turned(place: Place, matrix: NDArray[np.float64]) -> Place:
    left, top, right, bottom = place
    x, y = matrix @ np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]]).T
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _worn(image: Grey, skew: float, random: Random, most: int, bilevel: bool) -> Grey:
    """Turned, blurred, grained, perhaps thinned or copied twice, perhaps black and white only."""
    noise = np.random.default_rng(random.getrandbits(32))
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), skew, 1)
    worn = np.asarray(cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), borderValue=255), np.float32)
    wear = min(most, random.choice((0, 1, 1, 2, 2, 3)))
    worn = np.asarray(cv2.GaussianBlur(worn, (0, 0), 0.5 + 0.25 * wear), np.float32)
    ink = (255 - worn) * (1 - random.uniform(0, 0.12 * wear))
    coarse = cv2.resize(noise.normal(0, 1, (HEIGHT // 3, WIDTH // 3)).astype(np.float32), (WIDTH, HEIGHT))
    ink -= np.where(ink > 20, np.clip(coarse, 0, None) * 14 * wear, 0)
    holes = noise.random(ink.shape, dtype=np.float32) < 0.0006 * wear
    ink[cv2.dilate(holes.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] *= 0.25
    worn = 255 - ink - 6 * wear + noise.normal(0, 2 + 5 * wear, ink.shape).astype(np.float32)
    specks = noise.random(ink.shape, dtype=np.float32) < 0.0001 * wear
    worn[cv2.dilate(specks.astype(np.uint8), np.ones((2, 3), np.uint8)) > 0] = 30
    # In black and white only, pale outlines would be gone.
    if bilevel and random.random() < 0.6:
        worn = np.where(worn < random.choice((128, 140, 150)), 0, 255).astype(np.float32)
    return np.clip(worn, 0, 255).astype(np.uint8)


# --- print -----------------------------------------------------------------------------------------------------------


def _say(page: MadePage, text: str, x: float, y: float, size: int) -> float:
    """Print words on a line whose middle is `y`; gives where they end."""
    pen, font = ImageDraw.Draw(page.image), ImageFont.load_default(size)
    for word in text.split():
        pen.text((x, y), word, fill=10, font=font, anchor="lm")
        end = x + pen.textlength(word, font=font)
        page.words.append(Print(word, x, y - size * 0.42, end, y + size * 0.42))
        x = end + size * 0.3
    return x - size * 0.3


def _rows(look: Look, top: int = 260, bottom: int = 2000) -> list[float]:
    step = look.size * look.leading
    return [top + step * row for row in range(int((bottom - top) / step))]


def _fill_row(page: MadePage, look: Look, random: Random, y: float, left: float, right: float) -> None:
    """Print as many words as the row has room for between two places."""
    x, font = left, ImageFont.load_default(look.size)
    while True:
        word = make_words(random, 1)[0]
        end = x + font.getlength(word)
        if end > right:
            return
        x = _say(page, word, x, y, look.size) + look.size * 0.3


def _prose(page: MadePage, look: Look, random: Random, without: tuple[int, ...] = ()) -> list[float]:
    rows = _rows(look)
    for index, y in enumerate(rows):
        if index not in without:
            end = look.right if (index + 1) % 7 else random.uniform(0.4, 0.9) * look.right
            _fill_row(page, look, random, y, look.left, end)
    return rows


def _frame(page: MadePage, place: Place, look: Look, random: Random, fill: str | None) -> None:
    """A reviewer's rectangle: black, white with its outline (torn here and there), or none."""
    pen = ImageDraw.Draw(page.image)
    pen.rectangle(place, fill=0 if fill == "black" else 255, outline=None)
    if fill == "white":
        pen.rectangle(place, outline=look.ink, width=look.thickness)
        length = 2 * (place[2] - place[0] + place[3] - place[1])
        lacks = look.torn * length
        while lacks > 0:
            gap = random.uniform(4, 30)
            lacks -= gap
            along = random.random()
            across, down = place[2] - place[0], place[3] - place[1]
            side = random.choices(range(4), (across, across, down, down))[0]
            x = place[0] + along * (place[2] - place[0]) if side < 2 else place[side - 2 and 2]
            y = place[1] + along * (place[3] - place[1]) if side >= 2 else place[1 if side == 0 else 3]
            half = (gap / 2, look.thickness + 1) if side < 2 else (look.thickness + 1, gap / 2)
            pen.rectangle((x - half[0], y - half[1], x + half[0], y + half[1]), fill=255)
    page.true.append((place, fill))


def _code(page: MadePage, place: Place, look: Look, random: Random) -> None:
    """A code in the box or beside it, or none."""
    code, size = random.choice(CODES), max(18, round(look.size * random.uniform(0.6, 1.0)))
    where = random.choice(("inside", "inside", "beside", "none"))
    width = ImageFont.load_default(size).getlength(code)
    if where == "inside" and width < place[2] - place[0] - 24:
        _say(page, code, (place[0] + place[2] - width) / 2, (place[1] + place[3]) / 2, size)
    elif where != "none":
        _say(page, code, 1575, place[1] + 15, 18)


# --- kinds of redactions ---------------------------------------------------------------------------------------------


def _in_lines(fill: str | None, both: bool = False) -> Callable[[MadePage, Look, Random], None]:
    """Parts of lines taken out of prose, one box each."""

    def make(page: MadePage, look: Look, random: Random) -> None:
        rows = _rows(look)
        taken = sorted(random.sample(range(2, len(rows) - 2), 3))
        _prose(page, look, random, tuple(taken))
        for index in taken:
            y = rows[index]
            wide = look.right - look.left
            left = look.left + random.choice((0.0, random.uniform(0.1, 0.5))) * wide
            right = min(look.right, left + random.uniform(0.18, 0.6) * wide)
            _fill_row(page, look, random, y, look.left, left - 6)
            _fill_row(page, look, random, y, right + 8, look.right)
            own = random.choice(("black", "white")) if both else fill
            place = (round(left), round(y - look.pad * look.size), round(right), round(y + look.pad * look.size))
            _frame(page, place, look, random, own)
            if own != "black":
                _code(page, place, look, random)

    return make


def _paragraphs(fill: str | None) -> Callable[[MadePage, Look, Random], None]:
    """Whole lines taken out: one box over several rows."""

    def make(page: MadePage, look: Look, random: Random) -> None:
        rows = _rows(look)
        first = random.randint(2, len(rows) - 9)
        count = random.randint(2, 6)
        _prose(page, look, random, tuple(range(first, first + count)))
        place = (
            look.left - 8, round(rows[first] - look.pad * look.size), look.right + 8,
            round(rows[first + count - 1] + look.pad * look.size),
        )  # fmt: skip
        _frame(page, place, look, random, fill)
        if fill != "black":
            _code(page, place, look, random)

    return make


def _stairs(fill: str) -> Callable[[MadePage, Look, Random], None]:
    """A sentence from the middle of a line to the middle of another: boxes that nearly or wholly touch."""

    def make(page: MadePage, look: Look, random: Random) -> None:
        rows = _rows(look)
        first, count = random.randint(2, len(rows) - 9), random.randint(2, 5)
        _prose(page, look, random, tuple(range(first, first + count)))
        half, wide = look.pad * look.size, look.right - look.left
        start, end = look.left + random.uniform(0.25, 0.6) * wide, look.left + random.uniform(0.25, 0.7) * wide
        _fill_row(page, look, random, rows[first], look.left, start - 8)
        _fill_row(page, look, random, rows[first + count - 1], end + 8, look.right)
        parts = [(start, look.right, first, first), (look.left, end, first + count - 1, first + count - 1)]
        if count > 2:
            parts.append((look.left, look.right, first + 1, first + count - 2))
        for left, right, one, two in parts:
            place = (round(left), round(rows[one] - half), round(right), round(rows[two] + half))
            _frame(page, place, look, random, fill)
            if fill != "black" and two > one:
                _code(page, place, look, random)

    return make


def _stacked(page: MadePage, look: Look, random: Random) -> None:
    """Entries of a list, each with a box of its own."""
    rows = _rows(look)
    first, count = random.randint(2, len(rows) - 10), random.randint(3, 6)
    _prose(page, look, random, tuple(range(first, first + count)))
    for index in range(first, first + count):
        y = rows[index]
        end = _say(page, f"{index - first + 1}. {' '.join(make_words(random, 2))}", look.left, y, look.size)
        place = (
            round(end + 14), round(y - look.pad * look.size), round(min(look.right, end + random.uniform(200, 700))),
            round(y + look.pad * look.size),
        )  # fmt: skip
        _frame(page, place, look, random, "white")


# --- what only looks like one ----------------------------------------------------------------------------------------


def _plain(page: MadePage, look: Look, random: Random) -> None:
    """Prose with underlines, a letterhead's rule, a bold heading."""
    rows = _prose(page, look, random)
    pen = ImageDraw.Draw(page.image)
    for y in random.sample(rows, 5):
        left = random.uniform(look.left, look.left + 500)
        pen.line((left, y + look.size * 0.5, left + random.uniform(100, 500), y + look.size * 0.5), fill=0, width=2)
    for y in (150, 158, 2080):
        pen.line((look.left, y, look.right, y), fill=0, width=random.choice((2, 3, 6)))


def _table(page: MadePage, look: Look, random: Random) -> None:
    """A grid, half its cells empty, over prose."""
    _prose(page, look, random, tuple(range(12, 60)))
    pen, top = ImageDraw.Draw(page.image), round(_rows(look)[12]) + 20
    columns, count, step = random.randint(2, 5), random.randint(3, 7), random.randint(60, 110)
    edges = [look.left + (look.right - look.left) * index / columns for index in range(columns + 1)]
    for row in range(count + 1):
        pen.line((edges[0], top + row * step, edges[-1], top + row * step), fill=0, width=look.thickness)
    for x in edges:
        pen.line((x, top, x, top + count * step), fill=0, width=look.thickness)
    for row in range(count):
        for x in edges[:-1]:
            if random.random() < 0.5:
                _say(page, make_words(random, 1)[0], x + 15, top + (row + 0.5) * step, look.size)


def _form(page: MadePage, look: Look, random: Random) -> None:
    """Fields with their labels in them, one under the other and side by side, and a frame around all."""
    pen, top = ImageDraw.Draw(page.image), 300
    for row in range(random.randint(4, 9)):
        cut = random.uniform(0.3, 0.7) * (look.right - look.left) + look.left
        height = random.randint(70, 140)
        for left, right in ((look.left, cut), (cut, look.right)):
            pen.rectangle((left, top, right, top + height), outline=0, width=look.thickness)
            _say(page, random.choice(LABELS), left + 10, top + 18, 18)
            if random.random() < 0.5:
                _say(page, " ".join(make_words(random, 2)), left + 20, top + height - 26, look.size)
        top += height + (0 if row % 3 else random.choice((0, 30)))
    pen.rectangle((look.left - 20, 270, look.right + 20, top + 60), outline=0, width=3)


def _stamps(page: MadePage, look: Look, random: Random) -> None:
    """Stamps with their words in a frame, a seal, punch holes, the shadow of the lid."""
    _prose(page, look, random, tuple(range(8)))
    pen = ImageDraw.Draw(page.image)
    for left, lines in (
        (200, ("RELEASED IN FULL",)),
        (1000, ("UNITED STATES DEPARTMENT OF STATE", "REVIEW AUTHORITY: J ROE")),
    ):
        top = random.randint(280, 380)
        end = max(_say(page, line, left, top + 36 * row, 26) for row, line in enumerate(lines))
        pen.rectangle((left - 16, top - 28, end + 16, top + 36 * len(lines) - 4), outline=0, width=random.choice((2, 4)))
    pen.ellipse((700, 280, 860, 440), outline=0, width=4)
    for y in (500, 1100, 1700):
        pen.ellipse((50, y, 106, y + 56), fill=0)
    pen.rectangle((0, 0, random.randint(10, 50), HEIGHT), fill=20)


def _picture(page: MadePage, look: Look, random: Random) -> None:
    """A photograph and a frame with a caption in it."""
    _prose(page, look, random, tuple(range(8, 26)))
    rows = _rows(look)
    noise = np.random.default_rng(random.getrandbits(32))
    coarse = noise.integers(0, 200, (14, 20)).astype(np.uint8)
    picture = Image.fromarray(coarse).resize((800, 420), Image.Resampling.BICUBIC)
    page.image.paste(picture, (look.left + 60, round(rows[9])))
    ImageDraw.Draw(page.image).rectangle((look.left + 40, rows[9] - 20, look.left + 880, rows[9] + 500), outline=0, width=3)
    _say(page, "View of the border post", look.left + 80, rows[9] + 460, 24)


MAKERS: dict[str, Callable[[MadePage, Look, Random], None]] = {
    "white in lines": _in_lines("white"), "white over paragraphs": _paragraphs("white"), "white stairs": _stairs("white"),
    "white in a list": _stacked, "black in lines": _in_lines("black"), "black over paragraphs": _paragraphs("black"),
    "black stairs": _stairs("black"), "both": _in_lines(None, both=True), "blanked in lines": _in_lines(None),
    "blanked paragraphs": _paragraphs(None), "plain": _plain, "table": _table, "form": _form, "stamps": _stamps,
    "picture": _picture,
}  # fmt: skip
PARTS = {"tune": range(0, 100_000, 2), "report": range(1, 100_001, 2)}  # seeds: what is looked at, and what is only counted
