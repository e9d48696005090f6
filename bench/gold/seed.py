"""The gold of the pattern letter of 6 January 1995: its card and its first reference, on its scan and on its text."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bench.gold.folder import Gold
from bench.gold.rows import (
    Row,
    copy_row,
    page_row,
    parties,
    party,
    record_row,
    reference_row,
    release_row,
    source_row,
)
from bench.gold.texts import Text, make_text

# A page begins with these words (the readme of the letter tells its pages).
PAGE_STARTS = ("UNCLASSIFIED\n\nI appreciate", "7\nUNCLASSIFIED", "**NATIONAL")
QUOTE = "your letter of December 29"
FIELDS = [
    "type", "date", "from", "to", "classification", "releases.decision", "releases.authority", "releases.review_date",
    "releases.case", "releases.tag",
]  # fmt: skip


def make_seed(shared: Path) -> Gold:
    gold = Gold(
        "seed",
        ("records", "references", "pages"),
        reference_keys=("kind", "date", "from", "to"),
        notes=["One letter twice: typed text and scan. All of it is in the part `tune`: one letter cannot be reported on."],
    )
    text = make_text("letter.txt", split_pages((shared / "seed" / "letter.txt").read_text(encoding="utf-8")))
    gold.add_text(text, "tune", roles=ROLES)
    scan = shared / "seed" / "letter.pdf"
    content = scan.read_bytes()
    source = hashlib.sha256(content).hexdigest()
    gold.inputs[source] = scan
    gold.add("sources", source_row(source, scan.name, "application/pdf", len(content), len(text.pages)), "tune")
    for at, page in enumerate(text.pages):
        plain = page.replace("**", "")  # asterisks are the text file's sign for bold type
        gold.add("pages", page_row(source, scan.name, at + 1, plain, role=ROLES[at]), "tune")
    _add_record(gold, "letter-text", text.source, text)
    _add_record(gold, "letter-scan", source, Text(scan.name, text.pages, content))
    return gold


ROLES = ("body", "body", "body", "provenance_sheet")


def _add_record(gold: Gold, name: str, source: str, text: Text) -> None:
    copy = copy_row(f"{name}-copy", source, text.file, 1, 3, [RELEASE])
    to = party("Boris Nikolayevich Yeltsin", role="President of the Russian Federation")
    gold.add(
        "records",
        record_row(name, [copy], type="letter", date="1995-01-06", sender=parties("Bill"), to=[to], language="en"),
        "tune",
    )
    gold.label_record(name, "tune", fields=FIELDS, references="sample")
    gold.label_source(source, "tune", records="sample", text=True, roles=True)
    place = text.find(1, QUOTE)
    assert place is not None
    reference = reference_row(
        f"{name}-1",
        name,
        [place],
        kind="document",
        document_type="letter",
        date="1994-12-29",
        sender=parties("Boris Nikolayevich Yeltsin"),
        to=parties("Bill"),
    )
    gold.add("references", reference, "tune")


RELEASE: Row = release_row(
    decision="released in full", agency="UNITED STATES DEPARTMENT OF STATE", authority="WILLIAM J GEHRON",
    review_date="2005-04-25", case="200403510", tag="R18B",
)  # fmt: skip


def split_pages(text: str) -> list[str]:
    """The letter's pages, cut before the words with which each begins. Raises ValueError where those are not there."""
    pages, at = [], 0
    for start in PAGE_STARTS:
        cut = text.index(start, at)
        pages.append(text[at:cut].strip("\n"))
        at = cut
    return [*pages, text[at:].strip("\n")]
