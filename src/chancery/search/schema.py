"""The index's own fields, and how a document is laid into them."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

import tantivy

from chancery.search.document import Entry, SearchDocument, View, digest_of
from chancery.search.fields import FACETS, HEAD_ATTRIBUTES, WORD_FIELDS, language_code
from chancery.search.fold import FoldedText, clean, fold

INDEX_VERSION = 4  # of the fields and of the folding; an index of another version is built anew
WORDS = "folded"  # our tokeniser: the text comes folded, words parted by white space
# Words of one copy must not be near those of the next: each empty value moves the next one place on.
COPY_GAP = [""] * 60
BEGINS = "begins"  # where each copy begins: its source and, in figures that sort as numbers do, its first page
# Facets of which a record has several values, of few kinds: all of a record's together are one value, quicker to count.
COMBINED = ("exemption", "has")
LONGEST_FACET = 300  # code points of a value
MOST_YEARS = 150  # a date that spans more years stands in no year of the histogram


def make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "seen_by", "digest"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=True, tokenizer_name=WORDS, index_option="position")
    for name in ("head", "marks", *WORD_FIELDS):
        builder.add_text_field(name, tokenizer_name=WORDS, index_option="position")
    for name in ("joined", "splits"):
        builder.add_text_field(name, tokenizer_name=WORDS, index_option="basic")
    for name in ("sheet", "kind", "language", "wide", BEGINS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("type", "has", "undated"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in FACETS:
        builder.add_text_field(f"facet_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    for name in COMBINED:
        builder.add_text_field(f"several_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("earliest", "latest", "year", "by_date", "referred_to"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field("payload", stored=True)
    builder.add_bytes_field("folds", stored=True)
    builder.add_integer_field("true_to", stored=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Every opening of an index must name its tokenisers anew."""
    index.register_tokenizer(WORDS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def index_documents(entry: Entry) -> list[tantivy.Document]:
    """What the engine is given for an entry: one document for each view of it, none where nobody sees it."""
    views = entry.views()
    digest = digest_of((view.seen_by, view.payload) for view in views)
    return [_document(entry.id, digest, view) for view in views]


def _document(name: str, digest: str, view: View) -> tantivy.Document:
    source = view.document
    document = tantivy.Document()
    document.add_text("id", clean(name))
    document.add_bytes("payload", view.payload)
    document.add_text("digest", digest)
    for viewer in view.seen_by:
        document.add_text("seen_by", viewer)
    document.add_text("kind", source.kind)
    if source.sheet:
        document.add_text("sheet", "yes")
    _add_text(document, source)
    _add_values(document, source)
    _add_dates(document, source)
    return document


def _add_text(document: tantivy.Document, source: SearchDocument) -> None:
    parted: dict[str, None] = {}
    folds: list[tuple[tuple[str, ...], bool]] = []
    for number, copy in enumerate(source.copies):
        if number:
            for _ in COPY_GAP:
                document.add_text("text", "")
        if copy.pages:
            document.add_text(BEGINS, begin_of(copy.pages[0].source, copy.pages[0].page_number))
        folded = fold(copy.text)
        document.add_text("text", folded.plain)
        folds.append((folded.parted, folded.even))
        parted |= dict.fromkeys(folded.parted)
        for mark in copy.marks:
            document.add_text("marks", fold(mark.text).plain)
    # The folded text is kept, so that finding the hits of a result need not fold it again.
    document.add_bytes("folds", json.dumps(folds, ensure_ascii=False, separators=(",", ":")).encode())
    if parted:
        splits = [f"{parts.replace('+', '')}={parts}" for parts in parted]
        document.add_text("joined", " ".join({split.partition("=")[0]: None for split in splits}))
        document.add_text("splits", " ".join(splits))


def _add_values(document: tantivy.Document, source: SearchDocument) -> None:
    for field, attribute in WORD_FIELDS.items():
        for value in getattr(source, attribute):
            _add_words(document, field, value)
    for attribute in HEAD_ATTRIBUTES:
        for value in getattr(source, attribute):
            _add_words(document, "head", value)
    if source.type:
        document.add_text("type", clean(source.type))
    if source.language:
        document.add_text("language", language_code(clean(source.language)))
    for value in source.has:
        document.add_text("has", clean(value))
    for facet, attribute in FACETS.items():
        values = getattr(source, attribute)
        distinct = list(dict.fromkeys(map(facet_value, (values,) if isinstance(values, str) else values or ())))
        for value in distinct:
            document.add_text(f"facet_{facet}", value)
        if facet in COMBINED and distinct:
            document.add_text(f"several_{facet}", json.dumps(sorted(distinct), ensure_ascii=False))
    document.add_integer("referred_to", source.referred_to)


def _add_words(document: tantivy.Document, field: str, value: str) -> None:
    """A described value's words; words in parts are there as one word too, behind a gap that no phrase crosses."""
    plain, joined = _words_of(value)
    document.add_text(field, plain)
    if joined:
        document.add_text(field, "")
        document.add_text(field, joined)


@lru_cache(maxsize=8_192)
def _words_of(value: str) -> tuple[str, str]:
    """The words of a value, and those in parts as one each. The same names and titles come again and again."""
    folded = fold(value)
    return folded.plain, " ".join(dict.fromkeys(compound.joined for compound in folded.compounds))


def _add_dates(document: tantivy.Document, source: SearchDocument) -> None:
    days = source.days
    if days is None:
        # A page that belongs to no record is not counted among the records without a date.
        if source.kind == "record":
            document.add_text("undated", "yes")
        return
    earliest, latest = days
    document.add_integer("earliest", earliest)
    document.add_integer("latest", latest)
    # By earliest, then latest, in one number.
    document.add_integer("by_date", earliest * 4_000_000 + latest)
    first, last = date.fromordinal(earliest).year, date.fromordinal(latest).year
    if last - first < MOST_YEARS:
        for year in range(first, last + 1):
            document.add_integer("year", year)
    else:
        document.add_text("wide", "yes")


def begin_of(source: str, page_number: int | None = None) -> str:
    """Where a copy in this file begins, or what all that begin in it open with."""
    return f"{clean(source)}/" if page_number is None else f"{clean(source)}/{page_number:08}"


def begin_number(begin: str) -> int:
    """The page number of such a place."""
    return int(begin.rpartition("/")[2])


def unpack_folds(source: SearchDocument, stored: tantivy.Document) -> list[FoldedText]:
    """The folded texts of a document's copies, in their order."""
    plain = stored["text"][:: len(COPY_GAP) + 1]
    folds = json.loads(bytes(stored["folds"][0]))
    return [
        FoldedText(copy.text, text, tuple(parted), even)
        for copy, text, (parted, even) in zip(source.copies, plain, folds, strict=True)
    ]


def facet_value(value: str) -> str:
    """A value as its facet row bears it."""
    return clean(value)[:LONGEST_FACET]
