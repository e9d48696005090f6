"""Words on sheets: a record's blocks set line by line on pages in PDF points, origin top left."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from samples.typeset.faces import MONO, ink_of, width_of
from samples.typeset.markup import Mark, MarkedWord, parse_line, parse_text
from samples.typeset.source import Block, RecordSource, SourceFault

Box = tuple[float, float, float, float]
PAPERS = {
    "letter": (612.0, 792.0),
    "a4": (595.0, 842.0),
    "legal": (612.0, 1008.0),
    "card": (432.0, 288.0),
    "wide": (792.0, 612.0),
}
# Lines at the foot of the first page come after its running text, whatever their number.
_FOOT = 100_000


@dataclass(slots=True)
class Word:
    """A printed word: `x`, `y` its origin on the base line, `kind` a region kind or `body`, `line` its line's rank.

    `block` joins the words of one paragraph, `loose` says that each line of the block stands for itself; `group` joins the
    words of one stamp or banner. A `hidden` word is withheld: it is not drawn and stands in no truth.
    """

    text: str
    x: float
    y: float
    face: str
    size: float
    line: int
    kind: str = "body"
    marks: tuple[Mark, ...] = ()
    block: int = 0
    loose: bool = False
    group: str = ""
    bold: bool = False
    italic: bool = False
    angle: float = 0.0
    ink: int = 0
    hidden: bool = False
    struck: bool = False
    pivot: tuple[float, float] | None = None

    def has(self, name: str) -> bool:
        """Whether a mark of this name lies on the word."""
        return any(mark.name == name for mark in self.marks)

    @property
    def at_foot(self) -> bool:
        """Whether the word stands in a block at the foot of the first page, which may cut a sentence in two."""
        return self.line >= _FOOT

    @property
    def end(self) -> float:
        """Where the word's advance ends, before any turn."""
        return self.x + width_of(self.text, self.face, self.bold, self.italic) * self.size

    @property
    def box(self) -> Box:
        """The box of the ink."""
        x0, y0, x1, y1 = (edge * self.size for edge in ink_of(self.text, self.face, self.bold, self.italic))
        box = (self.x + x0, self.y + y0, self.x + x1, self.y + y1)
        return turn_box(box, self.angle, self.pivot) if self.angle and self.pivot else box


@dataclass(slots=True)
class Rule:
    """A drawn line or frame; a filled one when `fill`."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.8
    frame: bool = False
    ink: int = 0
    angle: float = 0.0
    pivot: tuple[float, float] | None = None


@dataclass(slots=True)
class Withheld:
    """A reviewer's rectangle: `fill` is black, white (with an outline) or null (blanked)."""

    box: Box
    fill: str | None
    codes: tuple[str, ...]
    mark: str


@dataclass(slots=True)
class Leaf:
    """One page of a copy."""

    width: float
    height: float
    role: str = "body"
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    figures: list[Box] = field(default_factory=list)

    def lines(self) -> list[list[Word]]:
        """The visible words in reading order: running text as set, what was added later where it stands on the page."""
        running: dict[int, list[Word]] = {}
        added: dict[int, list[Word]] = {}
        for word in self.words:
            if not word.hidden:
                (running if word.line >= 0 else added).setdefault(word.line, []).append(word)
        lines = [sorted(running[key], key=lambda w: w.x) for key in sorted(running)]
        for key in sorted(added, key=lambda k: (min(w.y for w in added[k]), min(w.x for w in added[k]))):
            top = min(word.y for word in added[key])
            place = next((i for i, line in enumerate(lines) if line[0].y > top + 1), len(lines))
            lines.insert(place, sorted(added[key], key=lambda w: (w.x, w.y)))
        return lines


def turn_box(box: Box, degrees: float, pivot: tuple[float, float]) -> Box:
    """The box around `box` turned counter-clockwise, as a reader sees it, about `pivot`."""
    sine, cosine = math.sin(math.radians(-degrees)), math.cos(math.radians(-degrees))
    xs, ys = [], []
    for x, y in ((box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3])):
        dx, dy = x - pivot[0], y - pivot[1]
        xs.append(pivot[0] + dx * cosine - dy * sine)
        ys.append(pivot[1] + dx * sine + dy * cosine)
    return min(xs), min(ys), max(xs), max(ys)


def union(boxes: Iterable[Box]) -> Box:
    """The box around boxes."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


@dataclass(frozen=True, slots=True)
class Style:
    """How running text is set; lengths in points, `gap` in lines."""

    face: str = "courier-prime"
    size: float = 11.0
    leading: float = 1.2
    left: float = 80.0
    right: float = 72.0
    top: float = 92.0
    bottom: float = 84.0
    first: float = 0.0
    gap: float = 1.0
    ink: int = 0
    hand: bool = False
    caps: bool = False
    bold: bool = False


class Flow:
    """Sets the blocks of one record, page after page."""

    def __init__(self, record: RecordSource) -> None:
        self.record = record
        self.look = record.head.get("look", {})
        paper = PAPERS[self.look.get("paper", "letter")]
        self.width, self.height = paper
        self.style = Style(**{key: value for key, value in self.look.items() if key in Style.__slots__})
        self.leaves: list[Leaf] = []
        self.numbers = count()
        self.blocks = count(1)
        self.foot = 0.0
        self.y = 0.0

    def set(self) -> list[Leaf]:
        """The pages of the record, with its own furniture (banners, page numbers), before any reviewer."""
        try:
            self._new_leaf()
            foot = [block for block in self.record.blocks if block.kind == "foot"]
            for block in foot:
                self._set_foot(block)
            for block in self.record.blocks:
                if block.kind != "foot":
                    getattr(self, f"_{block.kind}")(block)
            self._furnish()
        except (AttributeError, TypeError, ValueError) as error:
            raise SourceFault(f"{self.record.name}: {error}") from error
        declared = self.record.head.get("pages")
        if declared != len(self.leaves):
            raise SourceFault(f"{self.record.name}: {len(self.leaves)} pages set, {declared} declared")
        return self.leaves

    # one method a block kind ---------------------------------------------------------------------------------------

    def _para(self, block: Block) -> None:
        words = [word for line in parse_text(block.lines) for word in line]
        left = self.style.left + float(block.options.get("left", 0))
        hang = float(block.options.get("hang", 0))
        first = float(block.options.get("first", self.style.first)) - hang
        self._wrapped(words, left + hang, first, float(block.options.get("right", 0)))
        self._skip(float(block.options.get("gap", self.style.gap)))

    def _pre(self, block: Block) -> None:
        indent = float(block.options.get("left", 0))
        self._each_line(block, lambda words: self._columns_of(words, self.style.left + indent))

    def _left(self, block: Block) -> None:
        indent = float(block.options.get("left", 0))
        self._each_line(block, lambda words: self._run(words, self.style.left + indent))

    def _right(self, block: Block) -> None:
        lines = parse_text(block.lines)
        style = self._styled(block)
        start = self.width - self.style.right - max(self._length(line, style) for line in lines)
        self._each_line(block, lambda words: self._run(words, float(block.options.get("x", start))))

    def _center(self, block: Block) -> None:
        style = self._styled(block)
        middle = (self.style.left + self.width - self.style.right) / 2
        self._each_line(block, lambda words: self._run(words, middle - self._length(words, style) / 2))

    def _letterhead(self, block: Block) -> None:
        before = len(self.leaves[-1].words)
        self.y = float(block.options.get("y", max(self.y - 36, 40)))
        middle = self.width / 2
        style = self._styled(block)
        self._each_line(block, lambda words: self._run(words, middle - self._length(words, style) / 2))
        for word in self.leaves[-1].words[before:]:
            word.kind, word.group = "letterhead", "letterhead"

    def _columns(self, block: Block) -> None:
        halves = [line.partition("||")[::2] for line in block.lines]
        top, low, leaf = self.y, self.y, self.leaves[-1]
        number = next(self.blocks)
        for side, x in ((0, self.style.left), (1, float(block.options.get("x", self.width / 2 + 10)))):
            self.y = top
            for words in parse_text([half[side].strip().removeprefix(".") for half in halves]):
                self._place(words, x, number, loose=True)
                self.y += self._leading
            low = max(low, self.y)
        if self.leaves[-1] is not leaf:
            raise ValueError("two columns must stand on one page")
        self.y = low
        self._skip(self.style.gap)

    def _newpage(self, _block: Block) -> None:
        self._new_leaf()

    def _space(self, block: Block) -> None:
        self._skip(float(block.options.get("lines", 1)))

    def _style(self, block: Block) -> None:
        changes = {key: float(value) if key not in {"face"} else value for key, value in block.options.items()}
        self.style = replace(self.style, **changes)  # type: ignore[arg-type]

    def _rule(self, block: Block) -> None:
        left = self.style.left + float(block.options.get("left", 0))
        right = left + float(block.options.get("width", self.width - left - self.style.right))
        y = self.y - self._leading * 0.6
        self.leaves[-1].rules.append(Rule(left, y, right, y, float(block.options.get("weight", 0.8))))
        self._skip(0.5)

    def _seal(self, block: Block) -> None:
        """A round emblem, as ministries print above their names."""
        radius = float(block.options.get("radius", 22))
        x = float(block.options.get("x", self.width / 2))
        y = float(block.options.get("y", 52))
        self.leaves[-1].figures.append((x - radius, y - radius, x + radius, y + radius))
        self.y = max(self.y, y + radius + 36)

    def _sign(self, block: Block) -> None:
        """A signature in ink: written large, over what is typed below it."""
        options = block.options
        size = float(options.get("size", 24))
        words = [word for line in parse_text(block.lines) for word in line]
        self._room(size * 1.6)
        self.y += size * 0.7
        style = replace(self.style, face=options.get("face", "homemade-apple"), size=size, ink=30)
        self._place(
            words, float(options.get("x", self.style.left)), next(self.blocks), kind="signature", style=style, loose=True
        )
        self.y += float(options.get("drop", size * 0.75))

    def _hand(self, block: Block) -> None:
        """Handwriting on the page at a place of its own: x, y, size, angle."""
        options = block.options
        style = replace(self.style, face=options.get("face", "reenie-beanie"), size=float(options.get("size", 20)), ink=50)
        leaf = self.leaves[int(options["page"]) - 1] if "page" in options else self.leaves[-1]
        write(leaf, block.lines, float(options["x"]), float(options["y"]), style, "handwriting",
              group=f"hand{len(leaf.words)}", angle=float(options.get("angle", 0)))  # fmt: skip

    def _cross(self, block: Block) -> None:
        """Pen strokes: a tick or an underline drawn by hand."""
        options = {key: float(value) for key, value in block.options.items()}
        self.leaves[-1].rules.append(
            Rule(options["x0"], options["y0"], options["x1"], options["y1"], options.get("width", 1.4), ink=40)
        )

    # setting -------------------------------------------------------------------------------------------------------

    @property
    def _leading(self) -> float:
        return self.style.size * self.style.leading

    def _styled(self, block: Block) -> Style:
        style = self.style
        if "face" in block.options:
            style = replace(style, face=block.options["face"])
        if "size" in block.options:
            style = replace(style, size=float(block.options["size"]))
        return replace(style, bold=block.options["bold"] == "1") if "bold" in block.options else style

    def _each_line(self, block: Block, place: object) -> None:
        plain, self.style = self.style, self._styled(block)
        number = next(self.blocks)
        for words in parse_text(block.lines):
            self._room(self._leading)
            if words:
                x, at = place(words)  # type: ignore[operator]
                self._place(at, x, number, loose=True)
            self.y += self._leading
        self.style = plain
        self._skip(float(block.options.get("gap", self.style.gap)))

    def _run(self, words: Sequence[MarkedWord], x: float) -> tuple[float, list[MarkedWord]]:
        return x, [replace(word, column=-1) for word in words]

    def _columns_of(self, words: Sequence[MarkedWord], x: float) -> tuple[float, list[MarkedWord]]:
        return x, list(words)

    def _length(self, words: Sequence[MarkedWord], style: Style) -> float:
        return width_of(" ".join(word.text for word in words), style.face, style.bold) * style.size

    def _wrapped(self, words: list[MarkedWord], left: float, first: float, inset: float) -> None:
        number = next(self.blocks)
        style = self.style
        waiting = list(words)
        indent = first
        while waiting:
            limit = self.width - style.right - inset - left - indent
            line: list[MarkedWord] = []
            length = 0.0
            while waiting:
                word = waiting[0]
                space = self._space_before(line[-1], style) if line else 0.0
                width = width_of(word.text, style.face, style.bold) * style.size
                if line and length + space + width > limit:
                    fitting = [
                        b
                        for b in word.breaks
                        if length + space + width_of(word.text[:b] + "-", style.face) * style.size <= limit
                    ]
                    if fitting:
                        head, waiting[0] = word.cut(fitting[-1])
                        line.append(head)
                    break
                line.append(waiting.pop(0))
                length += space + width
            self._room(self._leading)
            self._place(line, left + indent, number)
            self.y += self._leading
            indent = 0.0

    def _space_before(self, previous: MarkedWord, style: Style) -> float:
        """Typists leave two spaces after a sentence."""
        space = width_of(" ", style.face) * style.size
        return 2 * space if style.face in MONO and previous.text[-1] in ".?!:" and len(previous.text) > 3 else space

    def _place(
        self,
        words: Sequence[MarkedWord],
        x: float,
        block: int,
        *,
        kind: str = "",
        style: Style | None = None,
        loose: bool = False,
    ) -> None:
        style = style or self.style
        kind = kind or ("handwriting" if style.hand else "body")
        line = next(self.numbers)
        grid = width_of(" ", style.face) * style.size if style.face in MONO else 0.5 * style.size
        at = x
        previous: MarkedWord | None = None
        for marked in words:
            if previous is not None:
                at += (
                    self._space_before(previous, style)
                    if marked.column < 0 or not loose
                    else width_of(" ", style.face) * style.size
                )
            # In a proportional face only a gap of two spaces or more was meant as a column.
            apart = previous is None or style.face in MONO or marked.column - previous.column - len(previous.text) > 1
            if loose and marked.column >= 0 and apart:
                at = max(at, x + marked.column * grid)
            text = marked.text.upper() if style.caps else marked.text
            group = {"signature": "signature", "handwriting": "hand"}.get(kind, "")
            word = Word(
                text, at, self.y, style.face, style.size, line, kind, marked.marks, block, loose, group=group, ink=style.ink
            )
            word.bold, word.italic = style.bold or marked.has("b"), marked.has("i")
            self.leaves[-1].words.append(word)
            at = word.end
            previous = marked

    def _set_foot(self, block: Block) -> None:
        height = len(block.lines) * self._leading + float(block.options.get("above", 14))
        keep, self.y, self.foot = self.y, self.height - self.style.bottom - height + 14, self.foot + height
        leaf, number = self.leaves[0], next(self.blocks)
        before = len(leaf.words)
        for words in parse_text(block.lines):
            self._place(
                [replace(word, column=-1) for word in words],
                self.style.left + float(block.options.get("left", 0)),
                number,
                loose=True,
            )
            self.y += self._leading
        for word in leaf.words[before:]:
            word.line += _FOOT
        self.y = keep

    def _room(self, height: float) -> None:
        foot = self.foot if len(self.leaves) == 1 else 0.0
        if self.y + height > self.height - self.style.bottom - foot + self._leading:
            self._new_leaf()

    def _skip(self, lines: float) -> None:
        self.y += lines * self._leading

    def _new_leaf(self) -> None:
        roles = self.record.head.get("roles", ["body"])
        self.leaves.append(Leaf(self.width, self.height, roles[min(len(self.leaves), len(roles) - 1)]))
        self.y = self.style.top if len(self.leaves) == 1 else float(self.look.get("top_next", self.style.top))

    # furniture of the record itself ----------------------------------------------------------------------------------

    def _furnish(self) -> None:
        running = self.record.head.get("running", {})
        style = replace(self.style, face=running.get("face", self.style.face), size=running.get("size", self.style.size))
        for index, leaf in enumerate(self.leaves):
            if running.get("banner"):
                bold = replace(
                    style,
                    size=running.get("banner_size", style.size + 1),
                    bold=True,
                    face=running.get("banner_face", style.face),
                )
                for y in (running.get("banner_top", 34.0), leaf.height - running.get("banner_low", 28.0)):
                    centre(leaf, running["banner"], y, bold, "banner", f"banner{y:.0f}")
            if running.get("number") and index + 1 >= running.get("number_from", 2):
                text = running["number"].format(n=index + 1, total=len(self.leaves))
                y = 58.0 if running.get("number_at", "top") == "top" else leaf.height - 48.0
                centre(leaf, text, y, style, "page_number", "number")
            heads = running.get("heads", [])
            if index < len(heads):
                left = running.get("head_left", self.style.left)
                write(leaf, heads[index].split("\n"), left, running.get("head_y", 56.0), style, "page_number", group="head")
            if running.get("legend"):
                centre(leaf, running["legend"], leaf.height - 44.0, replace(style, size=7, face="arimo"), "margin", "legend")


def write(leaf: Leaf, lines: Sequence[str], x: float, y: float, style: Style, kind: str, *, group: str,
          angle: float = 0.0, extra: tuple[str, ...] = ()) -> None:  # fmt: skip
    """Add lines at a place of the page, outside the running text, perhaps turned about their first origin."""
    open_marks: list[str] = []
    grid = width_of(" ", style.face) * style.size
    for number, text in enumerate(lines):
        at = x
        line = -next_added(leaf)
        for marked in parse_line(text, open_marks):
            at = max(at, x + marked.column * grid) if style.face in MONO else at
            marks = marked.marks + tuple(Mark(name, 0, len(marked.text)) for name in extra)
            word = Word(marked.text, at, y + number * style.size * style.leading, style.face, style.size, line, kind, marks,
                        group=group, angle=angle, pivot=(x, y), ink=style.ink, bold=style.bold, loose=True)  # fmt: skip
            leaf.words.append(word)
            at = word.end + width_of(" ", style.face) * style.size


def next_added(leaf: Leaf) -> int:
    """A fresh line number for what is added to a page: counted on the page, so that it is the same in every build."""
    return 1 + max((-word.line for word in leaf.words if word.line < 0), default=0)


def centre(leaf: Leaf, text: str, y: float, style: Style, kind: str, group: str) -> None:
    """Add one line in the middle of the page's width."""
    width = width_of(text, style.face, style.bold) * style.size
    write(leaf, [text], (leaf.width - width) / 2, y, style, kind, group=group)
