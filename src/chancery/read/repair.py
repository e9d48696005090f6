"""Mending a PDF that lost its end: the objects that are whole are found again and given a new table."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "12 0 obj ... endobj"; an object that the cut runs through has no end and is left out.
OBJECT = re.compile(rb"(?<!\d)(\d{1,10})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b")
END = re.compile(rb"\bendobj\b")
PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
CATALOG = re.compile(rb"/Type\s*/Catalog\b")
PAGES = re.compile(rb"/Type\s*/Pages\b")
COUNT = re.compile(rb"/Count\s+(\d+)")
CONTENTS = re.compile(rb"/Contents\s*\[?\s*(\d+)\s+\d+\s+R")
MAX_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Repaired:
    """A mended file, how many pages it once had (None where nothing tells) and how many are whole."""

    data: bytes
    promised: int | None
    whole: int

    def says(self, pages: int) -> str:
        """What was recovered, in words; `pages` is the number that now open."""
        whole = min(self.whole, pages)
        total = f" of {max(self.promised, pages)}" if self.promised is not None else ""
        return f"{whole}{total} page{'' if whole == 1 and not total else 's'} {'was' if whole == 1 else 'were'} recovered"


def repair_pdf(data: bytes) -> Repaired | None:
    """A copy with a new cross-reference table and trailer, or None where no page is whole."""
    if len(data) > MAX_BYTES:
        return None
    objects = _whole_objects(data)
    pages = [number for number, (start, end) in objects.items() if PAGE.search(data, start, end)]
    if not pages:
        return None
    tables = {number: data[start:end] for number, (start, end) in objects.items() if PAGES.search(data, start, end)}
    promised = max((int(found[1]) for table in tables.values() if (found := COUNT.search(table))), default=None)
    root = next((number for number, (start, end) in objects.items() if CATALOG.search(data, start, end)), None)
    whole = sum(1 for number in pages if _has_contents(data, objects, number))
    if root is None or not tables:
        data, root = _new_tree(data, objects, sorted(pages))
    return Repaired(data + _table(data, objects, root), promised, whole)


def _whole_objects(data: bytes) -> dict[int, tuple[int, int]]:
    """Object number to the stretch of its last whole version."""
    objects: dict[int, tuple[int, int]] = {}
    at = 0
    while found := OBJECT.search(data, at):
        end = END.search(data, found.end())
        if end is None:
            break
        following = OBJECT.search(data, found.end(), end.start())
        # A header inside the stretch belongs to the next object only where this one lost its end.
        if following is not None and b"stream" not in data[found.end() : following.start()]:
            at = following.start()
            continue
        objects[int(found[1])] = (found.start(), end.end())
        at = end.end()
    return objects


def _has_contents(data: bytes, objects: dict[int, tuple[int, int]], number: int) -> bool:
    start, end = objects[number]
    contents = CONTENTS.search(data, start, end)
    return contents is not None and int(contents[1]) in objects


def _new_tree(data: bytes, objects: dict[int, tuple[int, int]], pages: list[int]) -> tuple[bytes, int]:
    """The data with a new page tree and catalogue behind it, and the catalogue's number."""
    tree = max(objects) + 1
    kids = " ".join(f"{number} 0 R" for number in pages)
    for number, text in (
        (tree, f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 612 792] >>"),
        (tree + 1, f"<< /Type /Catalog /Pages {tree} 0 R >>"),
    ):
        data += b"\n"
        start = len(data)
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
        objects[number] = (start, len(data))
    return data, tree + 1


def _table(data: bytes, objects: dict[int, tuple[int, int]], root: int) -> bytes:
    start = len(data) + 1
    rows = [b"\nxref\n0 1\n0000000000 65535 f \n"]
    rows += [b"%d 1\n%010d 00000 n \n" % (number, place) for number, (place, _) in sorted(objects.items())]
    rows.append(b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, root, start))
    return b"".join(rows)
