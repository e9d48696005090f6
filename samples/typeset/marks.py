"""What reviewers and archives put on a copy: excisions, release stamps, case footers, library legends, stray numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from samples.typeset.faces import width_of
from samples.typeset.paper import Box, Leaf, Rule, Style, Withheld, Word, centre, union, write

Table = dict[str, Any]
STAMP = Style(face="arimo", size=9.0, leading=1.25)
STATUS = {
    "released in full": "RELEASED IN FULL", "released in part": "RELEASED IN PART", "denied in full": "DENIED IN FULL",
    "declassified": "DECLASSIFIED", "declassified in part": "DECLASSIFIED IN PART",
}  # fmt: skip


def cover(leaves: Sequence[Leaf], excisions: dict[str, Table]) -> None:
    """Withhold what stands in the marks named: hide the words, lay the rectangles, print the codes in or beside them."""
    for name, excision in excisions.items():
        found = False
        for leaf in leaves:
            words = [word for word in leaf.words if word.has(name)]
            if not words:
                continue
            found = True
            boxes = _rectangles(leaf, words)
            codes = tuple(excision.get("codes", ()))
            for word in words:
                word.hidden = True
            fill = excision.get("fill", "black")
            leaf.withheld += [Withheld(box, None if fill == "blank" else fill, codes, name) for box in boxes]
            _print_codes(leaf, boxes, codes, excision)
        if not found:
            raise ValueError(f"nothing stands in the mark {name}")


def _rectangles(leaf: Leaf, words: Sequence[Word]) -> list[Box]:
    """One rectangle a line; lines of a paragraph that are withheld whole grow into one over its full measure."""
    boxes: list[Box] = []
    for line in sorted({word.line for word in words}):
        covered = [word for word in words if word.line == line]
        whole = [word for word in leaf.words if word.line == line]
        block = [word for word in leaf.words if word.block == covered[0].block]
        size = covered[0].size
        x0, x1 = min(w.x for w in covered) - 2, max(w.end for w in covered) + 2
        if len(whole) == len(covered) and not covered[0].loose:
            x0, x1 = min(w.x for w in block) - 2, max(w.end for w in block) + 2
        y = covered[0].y
        boxes.append((x0, y - size * 0.86, x1, y + size * 0.34))
        if len(boxes) > 1 and abs(boxes[-2][0] - x0) < 1 and abs(boxes[-2][2] - x1) < 1:
            last = boxes.pop()
            boxes[-1] = union([boxes[-1], last])
    return boxes


def _print_codes(leaf: Leaf, boxes: Sequence[Box], codes: Sequence[str], excision: Table) -> None:
    place = excision.get("at", "inside" if excision.get("fill") == "white" else "margin")
    if not codes or place == "none":
        return
    style = replace(STAMP, size=float(excision.get("size", 8.5)))
    text = excision.get("join", ", ").join(codes)
    biggest = max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    if place == "inside":
        x = (biggest[0] + biggest[2] - width_of(text, style.face) * style.size) / 2
        y = (biggest[1] + biggest[3]) / 2 + style.size * 0.35
    else:
        x, y = leaf.width - 66.0, boxes[0][3] - 3
        if len(codes) > 1:
            write(leaf, list(codes), x, y, style, "exemption_code", group=f"code{len(leaf.words)}")
            return
    write(leaf, [text], x, y, style, "exemption_code", group=f"code{len(leaf.words)}")


# What a mark needs: the pages it goes on, its own table, the release it speaks of, and that release's number in the copy.
MarkMaker = Callable[[Sequence[Leaf], Table, Table, int], None]


def _field(release: int, name: str, text: str) -> str:
    return f"[[f:releases.{release}.{name}|{text}]]"


def _stamp(leaf: Leaf, lines: Sequence[str], mark: Table, style: Style, x: float, y: float, kind: str = "stamp") -> None:
    """Lines at a place (the mark's own `x`, `y` win), turned by its `angle`, in a frame when it asks for one."""
    style = replace(
        style, face=mark.get("face", style.face), size=float(mark.get("size", style.size)), bold=mark.get("bold", style.bold)
    )
    x, y, angle = float(mark.get("x", x)), float(mark.get("y", y)), float(mark.get("angle", 0))
    group = f"{mark['kind']}{len(leaf.words)}"
    before = len(leaf.words)
    write(leaf, lines, x, y, replace(style, ink=int(mark.get("ink", 0))), kind, group=group, angle=angle)
    if mark.get("frame") and len(leaf.words) > before:
        end = max(word.end for word in leaf.words[before:])
        low = y + (len(lines) - 1) * style.size * style.leading
        leaf.rules.append(Rule(x - 6, y - style.size - 3, end + 6, low + 6, 1.2, frame=True, angle=angle, pivot=(x, y)))


def strike(leaves: Sequence[Leaf], _mark: Table, _release: Table, _number: int) -> None:
    """A pen line through each banner of the old level."""
    for leaf in leaves:
        for word in leaf.words:
            word.struck = word.struck or word.kind == "banner"
        for group in sorted({word.group for word in leaf.words if word.kind == "banner"}):
            box = union([word.box for word in leaf.words if word.group == group])
            middle = (box[1] + box[3]) / 2
            leaf.rules.append(Rule(box[0] - 6, middle + 1, box[2] + 6, middle - 1.5, 1.6))


def unclassified(leaves: Sequence[Leaf], mark: Table, _release: Table, _number: int) -> None:
    """The reviewers' banner in place of the old one, top and bottom."""
    style = replace(STAMP, size=float(mark.get("size", 13)), bold=True, face=mark.get("face", "arimo"))
    for leaf in leaves:
        for y in (float(mark.get("y", 22)), leaf.height - float(mark.get("low", 14))):
            centre(leaf, mark.get("text", "UNCLASSIFIED"), y, style, "banner", f"unclassified{y:.0f}")


def tag(leaves: Sequence[Leaf], mark: Table, release: Table, number: int) -> None:
    """The reviewer's item tag."""
    _stamp(leaves[0], [_field(number, "tag", release["tag"])], mark, replace(STAMP, size=12, bold=True), 500, 46)


def status(leaves: Sequence[Leaf], mark: Table, release: Table, number: int) -> None:
    """The decision in words, with the exemptions on the line below when the release names them."""
    text = mark.get("text", STATUS[release["decision"]])
    lines = [_field(number, "decision", text)]
    if mark.get("codes"):
        lines.append(", ".join(mark["codes"]))
    _stamp(leaves[0], lines, mark, replace(STAMP, size=10, bold=True), 420, 62)


def state_block(leaves: Sequence[Leaf], mark: Table, release: Table, number: int) -> None:
    """UNITED STATES DEPARTMENT OF STATE / REVIEW AUTHORITY / DATE/CASE ID."""
    printed = date.fromisoformat(release["review_date"]).strftime("%d %b %Y").upper()
    lines = [
        _field(number, "agency", "UNITED STATES DEPARTMENT OF STATE"),
        f"REVIEW AUTHORITY: {_field(number, 'authority', release['authority'])}",
        f"DATE/CASE ID: {_field(number, 'review_date', printed)} {_field(number, 'case', release['case'])}",
    ]
    _stamp(leaves[0], lines, mark, STAMP, 80, leaves[0].height - 60)


def review_line(leaves: Sequence[Leaf], mark: Table, release: Table, number: int) -> None:
    """The later State block: REVIEW AUTHORITY with name and grade, in a frame."""
    name = _field(number, "authority", release["authority"])
    _stamp(
        leaves[0],
        [f"REVIEW AUTHORITY: {name},", mark.get("grade", "Senior Reviewer")],
        {"frame": True, **mark},
        STAMP,
        380,
        82,
    )


def case_footer(leaves: Sequence[Leaf], mark: Table, release: Table, number: int) -> None:
    """UNCLASSIFIED U.S. Department of State Case No. ... Doc No. ... Date: ..., at the head and foot of each page."""
    printed = date.fromisoformat(release["release_date"]).strftime("%m/%d/%Y")
    text = (
        f"UNCLASSIFIED {_field(number, 'agency', 'U.S. Department of State')} "
        f"Case No. {_field(number, 'case', release['case'])} "
        f"Doc No. {_field(number, 'document', release['document'])} Date: {_field(number, 'release_date', printed)}"
    )
    plain = f"UNCLASSIFIED U.S. Department of State Case No. {release['case']} Doc No. {release['document']} Date: {printed}"
    style = replace(STAMP, size=8.5)
    for leaf in leaves:
        x = (leaf.width - width_of(plain, style.face) * style.size) / 2
        for y in (16.0, leaf.height - 8.0):
            write(leaf, [text], x, y, style, "stamp", group=f"footer{y:.0f}")
        if mark.get("number"):
            write(leaf, [release["document"]], 24, 30, replace(style, bold=True), "stamp", group="docnumber")


def library(leaves: Sequence[Leaf], mark: Table, release: Table, number: int) -> None:
    """A presidential library's stamp: decision, order and section, case, initials and date."""
    day = date.fromisoformat(release["review_date"])
    lines = [
        _field(number, "decision", STATUS[release["decision"]]),
        mark["order"],
        _field(number, "case", release["case"]),
        f"By {release['authority']}, {_field(number, 'agency', 'NARA')}, "
        f"Date {_field(number, 'review_date', f'{day.month}/{day.day}/{day:%y}')}",
    ]
    _stamp(leaves[0], lines, mark, replace(STAMP, size=9.5), 392, 70)


def approved(leaves: Sequence[Leaf], mark: Table, release: Table, number: int) -> None:
    """Approved For Release ... : CIA-RDP..., head and foot of each page."""
    printed = date.fromisoformat(release["release_date"]).strftime("%Y/%m/%d")
    words = mark.get("text", "Approved For Release")
    text = (
        f"{_field(number, 'decision', words)} {_field(number, 'release_date', printed)} : "
        f"{_field(number, 'document', release['document'])}"
    )
    plain = f"{words} {printed} : {release['document']}"
    style = replace(STAMP, size=10.5, face="tinos")
    for leaf in leaves:
        x = (leaf.width - width_of(plain, style.face) * style.size) / 2
        for y in (20.0, leaf.height - 12.0):
            write(leaf, [text], x, y, style, "stamp", group=f"approved{y:.0f}")


def archives(leaves: Sequence[Leaf], mark: Table, release: Table, number: int) -> None:
    """DECLASSIFIED / Authority NND ... / By .. NARA Date ..."""
    day = date.fromisoformat(release["review_date"])
    lines = [
        _field(number, "decision", "DECLASSIFIED"),
        f"Authority {_field(number, 'case', release['case'])}",
        f"By {release['authority']} {_field(number, 'agency', 'NARA')} "
        f"Date {_field(number, 'review_date', f'{day.month}-{day.day}-{day:%y}')}",
    ]
    _stamp(leaves[0], lines, {"frame": True, **mark}, replace(STAMP, size=9), 408, 60)


def databank(leaves: Sequence[Leaf], mark: Table, release: Table, number: int) -> None:
    """Declassified/Released US Department of State EO Systematic Review DATE, across each page of a cable."""
    printed = date.fromisoformat(release["release_date"]).strftime("%d %b %Y")
    text = (
        f"{_field(number, 'decision', 'Declassified/Released')} {_field(number, 'agency', 'US Department of State')} "
        f"EO Systematic Review {_field(number, 'release_date', printed)}"
    )
    for leaf in leaves:
        _stamp(leaf, [text], mark, replace(STAMP, size=8), 130, float(mark.get("y", 24)))
        _stamp(leaf, [text], mark | {"y": leaf.height - 18}, replace(STAMP, size=8), 130, 0)


def stamp(leaves: Sequence[Leaf], mark: Table, _release: Table, _number: int) -> None:
    """Any other stamp: `lines` at `x`, `y`; `as` names the kind of region (stamp, margin, handwriting, page_number)."""
    for leaf in leaves:
        kind = mark.get("as", "stamp")
        style = (
            Style(face="reenie-beanie", size=20, leading=1.1, ink=50)
            if kind == "handwriting"
            else replace(STAMP, leading=1.3)
        )
        _stamp(leaf, mark["lines"], mark, style, 400, 60, kind)


def stray(leaves: Sequence[Leaf], mark: Table, _release: Table, _number: int) -> None:
    """A number of the packet, at the top margin of a retyped page."""
    for index, leaf in enumerate(leaves):
        text = str(mark["text"]) if "text" in mark else str(int(mark["first"]) + index)
        _stamp(leaf, [text], mark, replace(STAMP, size=11, face=mark.get("face", "courier-prime")), 540, 40, "page_number")


def received(leaves: Sequence[Leaf], mark: Table, _release: Table, _number: int) -> None:
    """A round or square receipt stamp in a frame."""
    _stamp(leaves[0], mark["lines"], {"frame": True, **mark}, replace(STAMP, size=10, bold=True, ink=40), 420, 130)


def pen(leaves: Sequence[Leaf], mark: Table, _release: Table, _number: int) -> None:
    """A pen stroke from x0, y0 to x1, y1."""
    leaves[0].rules.append(Rule(mark["x0"], mark["y0"], mark["x1"], mark["y1"], float(mark.get("width", 1.4)), ink=40))


MARKS: dict[str, MarkMaker] = {
    "strike": strike, "unclassified": unclassified, "tag": tag, "status": status, "state_block": state_block,
    "review_line": review_line, "case_footer": case_footer, "library": library, "approved": approved, "archives": archives,
    "databank": databank, "stamp": stamp, "stray": stray, "received": received, "pen": pen,
}  # fmt: skip


def put_marks(leaves: Sequence[Leaf], marks: Sequence[Table], releases: Sequence[Table]) -> None:
    """Put each mark on its pages (`page` from 1, or all); it speaks of the copy's last release unless it names another."""
    for mark in marks:
        pages = leaves if "page" not in mark else [leaves[int(mark["page"]) - 1]]
        number = int(mark.get("release", max(len(releases) - 1, 0)))
        MARKS[mark["kind"]](pages, mark, releases[number] if releases else {}, number)
