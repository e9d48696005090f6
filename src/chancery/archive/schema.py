"""The tables of the archive: one schema for SQLite and PostgreSQL."""

# Text is compared by its bytes on both (collation "C"), times are UTC ISO text, JSON is text that is never queried inside,
# truth is 0 or 1. What is looked up or sorted by has a column of its own, computed by us and never by the database.

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_by_%(column_0_N_name)s",
        "pk": "%(table_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_of_%(referred_table_name)s",
    }
)
TEXT: TypeEngine[str] = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
REAL: TypeEngine[float] = Double()


def _text(name: str, *more: ForeignKey, null: bool = False, key: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, TEXT, *more, nullable=null, primary_key=key, server_default=default)


def _number(name: str, *, null: bool = False, key: bool = False, default: str | None = None) -> Column[int]:
    return Column(name, NUMBER, nullable=null, primary_key=key, autoincrement=False, server_default=default)


# What the archive says of itself: its id, when it was made.
about = Table("about", metadata, _text("name", key=True), _text("value"))

collections = Table("collections", metadata, _text("name", key=True), _text("added"))

# `position` counts sources in the order they came, for listing; `state` is where a stopped run goes on.
sources = Table(
    "sources", metadata,
    _text("id", key=True),
    _number("position"),
    _text("media_type"),
    _number("bytes"),
    _number("page_count"),
    _text("state"),
    _text("access"),
    _text("added"),
    _text("collection", ForeignKey("collections.name"), null=True),
    _text("holding", null=True),
    _text("url", null=True),
    Index(None, "state"),
    Index(None, "position", unique=True),
)  # fmt: skip

# Where a source came from: a name it came in under, inside a parent or alone. `key` is a hash of the three, as a missing
# parent could not be part of a unique key.
origins = Table(
    "origins", metadata,
    _text("key", key=True),
    _text("source", ForeignKey("sources.id")),
    _number("position"),
    _text("file"),
    _text("parent", ForeignKey("sources.id"), null=True),
    _text("added"),
    Index(None, "source"),
    Index(None, "parent"),
)  # fmt: skip

# What was wrong with a file, a source or a page, by the stage that met it. `source` is missing where no source was made.
problems = Table(
    "problems", metadata,
    Column("id", NUMBER, primary_key=True, autoincrement=True),
    _text("source", ForeignKey("sources.id"), null=True),
    _text("file"),
    _text("stage"),
    _number("page_number", null=True),
    _text("code"),
    _text("message"),
    _text("remedy"),
    _text("at"),
    Index(None, "source"),
    sqlite_autoincrement=True,
)  # fmt: skip

# An encrypted source's bytes without their encryption, as a blob, so that its pages can be drawn; the password is not kept.
unlocked = Table(
    "unlocked", metadata,
    _text("source", ForeignKey("sources.id"), key=True),
    _text("blob"),
    Index(None, "blob"),
)  # fmt: skip

# Rows of the lists that users gave. `manifest` is the hash of the list's bytes, `number` the line, `base` the last part of
# the file's name, by which rows are looked up.
manifest_rows = Table(
    "manifest_rows", metadata,
    _text("manifest", key=True),
    _number("number", key=True),
    _number("position"),
    _text("name"),
    _text("file"),
    _text("base"),
    _number("first_page", null=True),
    _number("last_page", null=True),
    _text("cells"),
    _text("added"),
    Index(None, "base"),
)  # fmt: skip

pages = Table(
    "pages", metadata,
    _text("source", ForeignKey("sources.id"), key=True),
    _number("number", key=True),
    Column("width", REAL, nullable=True),
    Column("height", REAL, nullable=True),
    _number("rotation"),
    _number("turn"),
    Column("skew", REAL, nullable=False),
    _number("blank"),
    _text("chosen", null=True),
    _text("role", null=True),
    _text("cue"),
    _text("furniture"),
    _text("access"),
    _text("version"),
)  # fmt: skip

# A layer's words are a blob; this row names it. `position` keeps the order in which the page gave its layers.
layers = Table(
    "layers", metadata,
    _text("id", key=True),
    _text("source"),
    _number("page_number"),
    _number("position"),
    _text("engine"),
    _text("version"),
    _text("settings"),
    _text("blob"),
    _number("characters"),
    _number("words"),
    _number("hidden"),
    _number("replaced"),
    Column("quality", REAL, nullable=True),
    _text("why"),
    ForeignKeyConstraint(["source", "page_number"], ["pages.source", "pages.number"]),
    Index(None, "source", "page_number"),
    Index(None, "blob"),
)  # fmt: skip

# `named_source` and `named_page` are where the record's id came from: its first copy's source and first page.
records = Table(
    "records", metadata,
    _text("id", key=True),
    _text("named_source"),
    _number("named_page"),
    _text("added"),
)  # fmt: skip

# Ids that people may have cited, of records and copies that are now part of others. `why` is `merged` or `cut`, `source`
# the source they stood in.
aliases = Table(
    "aliases", metadata,
    _text("id", key=True),
    _text("now"),
    _text("why"),
    _text("source"),
    Index(None, "now"),
)  # fmt: skip

# `record` is the record it is a copy of, `own_record` the one it would be if it were the only copy: people can say that two
# records are one, and take it back. `attached_to` is the own record that it belongs to.
copies = Table(
    "copies", metadata,
    _text("id", key=True),
    _text("record", ForeignKey("records.id")),
    _text("own_record"),
    _text("source", ForeignKey("sources.id")),
    _number("position"),
    _number("first_page"),
    _number("last_page"),
    _text("access"),
    _text("text"),
    _number("characters"),
    _number("extracted"),
    _text("attached_to", null=True),
    Index(None, "record"),
    Index(None, "own_record"),
    Index(None, "source", "first_page"),
    Index(None, "text"),
)  # fmt: skip

# The place before each page of a source: how likely a record begins there, whether one does, and why.
cuts = Table(
    "cuts", metadata,
    _text("source", ForeignKey("sources.id"), key=True),
    _number("page_number", key=True),
    Column("probability", REAL, nullable=False),
    _number("begins"),
    _text("reasons"),
)  # fmt: skip

# Records that a sheet names and of which no copy is held: `page_number` and `position` (the row) are where it does.
absent = Table(
    "absent", metadata,
    _text("id", key=True),
    _text("source", ForeignKey("sources.id")),
    _number("page_number"),
    _number("position"),
    _text("fields"),
    _text("withheld_as"),
    _number("pages", null=True),
    Index(None, "source"),
)  # fmt: skip

# What a copy says in short, once for those who see everything (`scope` all) and once for those who do not (`open`): a copy
# without a row does not exist for them. Lists, counts and orders are made from these rows alone. The doubts are the lowest
# confidence of a date or a party of it that awaits a person; missing where none does.
cards = Table(
    "cards", metadata,
    _text("scope", key=True),
    _text("copy", ForeignKey("copies.id"), key=True),
    _text("record"),
    _number("sheet"),
    _text("type"),
    _text("title"),
    _text("title_key"),
    _text("date"),
    _text("earliest"),
    _text("latest"),
    _number("leads"),
    Column("doubt_date", REAL, nullable=True),
    Column("doubt_party", REAL, nullable=True),
    Index(None, "scope", "leads", "sheet", "earliest", "latest", "record"),
    Index(None, "scope", "record"),
    Index("cards_by_doubt_date", "scope", "doubt_date"),
    Index("cards_by_doubt_party", "scope", "doubt_party"),
)  # fmt: skip

# Every finding of every kind. `current` is 0 where the last run no longer made it: it is kept, so that its address works,
# a decision on it holds, and a later run that finds it again gives it its old id.
findings = Table(
    "findings", metadata,
    _text("id", key=True),
    _text("key"),
    _text("kind"),
    _text("name"),
    _text("stage"),
    _text("source", ForeignKey("sources.id")),
    _text("copy", null=True),
    _number("position"),
    _number("page_number", null=True),
    _number("current"),
    _text("content"),
    _text("anchor"),
    _text("input_key"),
    Index(None, "source", "kind", "current"),
    Index(None, "copy", "kind"),
    Index(None, "source", "page_number", "kind"),
)  # fmt: skip

# What a stage was given when it last ran over a source, or over a copy of it.
runs = Table(
    "runs", metadata,
    _text("stage", key=True),
    _text("subject", key=True),
    _text("source", ForeignKey("sources.id")),
    _text("input"),
    _text("layers"),
    _text("header"),
    Index(None, "source"),
)  # fmt: skip

# The book of decisions; triggers forbid to change or delete a row. `finding` is the id of the finding decided about (for
# what a person added: the id it was given), `frame` the page's frame when the anchor's boxes were measured.
decisions = Table(
    "decisions", metadata,
    _text("id", key=True),
    _number("position"),
    _text("at"),
    _text("who"),
    _text("subject_kind"),
    _text("subject"),
    _text("subject_field", null=True),
    _text("verdict"),
    _text("action", null=True),
    _text("value"),
    _text("note"),
    _text("replaces", null=True),
    _text("anchor", null=True),
    _text("anchor_source", null=True),
    _text("frame"),
    _text("finding"),
    Index(None, "position", unique=True),
    Index(None, "finding"),
    Index(None, "anchor_source"),
    Index(None, "action"),
)  # fmt: skip

# Where a decided finding stands now, and the decision in force. Derived from decisions and findings; may change.
places = Table(
    "places", metadata,
    _text("finding", key=True),
    _text("source", null=True),
    _text("copy", null=True),
    _number("page_number", null=True),
    _text("decision", null=True),
    _text("verdict", null=True),
    _text("place"),
    _text("evidence"),
    Index(None, "source"),
    Index(None, "copy"),
    Index(None, "place"),
)  # fmt: skip

# People: those whom a record names, and those who may be meant. `names` and `offices` are what the authority file says,
# `search_key` all names, printed ones too.
people = Table(
    "people", metadata,
    _text("id", key=True),
    _text("name"),
    _text("sort_name"),
    _text("sort_key"),
    _text("search_key"),
    _text("authority", null=True),
    _text("names"),
    _text("offices"),
    Index(None, "sort_key"),
)  # fmt: skip

# Parties that name a person, each by its finding: as printed, as read by itself (`link`, in `block`), and whom it is taken for.
# `own_person` is before people merged any, `person` after; `by` is `machine` or `person`, `candidates` whom it may be.
namings = Table(
    "namings", metadata,
    _text("finding", key=True),
    _text("copy"),
    _text("source"),
    _number("page_number", null=True),
    _text("mention"),
    _text("field"),
    _text("printed"),
    _text("block"),
    _text("link"),
    _text("own_person", null=True),
    _text("person", null=True),
    _text("by"),
    _text("verdict"),
    Column("confidence", REAL, nullable=False),
    _text("reasons"),
    _text("candidates"),
    Index(None, "copy"),
    Index(None, "source"),
    Index(None, "block"),
    Index(None, "own_person"),
    Index(None, "person"),
)  # fmt: skip

# A sketch of every copy's words, hash by hash: copies that share some are compared, and never all with all.
sketches = Table(
    "sketches", metadata,
    _number("hash", key=True),
    _text("copy", key=True),
    Index(None, "copy"),
    sqlite_with_rowid=False,
)  # fmt: skip

# Pairs of copies that were compared and may be of one record, or would be but for what sets them apart; `one` is the smaller
# id. What was compared and is simply another paper has no row.
likenesses = Table(
    "likenesses", metadata,
    _text("one", key=True),
    _text("other", key=True),
    Column("score", REAL, nullable=False),
    _text("sameness"),
    _number("apart"),
    _text("reasons"),
    Index(None, "other"),
    Index(None, "sameness"),
)  # fmt: skip

# What every transaction touched, for the index: a record, or a page that stands in no record.
changes = Table(
    "changes", metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    _text("kind"),
    _text("id"),
    sqlite_autoincrement=True,
)  # fmt: skip

# What was taken out: its hash and names stay, with who did it and why.
removed = Table(
    "removed", metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    _text("source"),
    _text("files"),
    _text("who"),
    _text("why"),
    _text("at"),
    sqlite_autoincrement=True,
)  # fmt: skip
