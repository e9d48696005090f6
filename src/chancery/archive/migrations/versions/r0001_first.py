"""The first schema: everything, and the triggers that keep the book of decisions from being changed."""

# Written out in full and never edited once it was released: an archive made by it must be what this says, whatever
# chancery.archive.schema says later.

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_TRIGGERS = (
    """CREATE TRIGGER decisions_keep_rows BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END""",
    """CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END""",
    # REPLACE deletes without the trigger above, so a key or position that is taken is refused here.
    """CREATE TRIGGER decisions_are_new BEFORE INSERT ON decisions
    WHEN EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id OR position = NEW.position)
    BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END""",
)
SERVER_TRIGGERS = (
    """CREATE FUNCTION decisions_only_added() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'decisions are only ever added'; END $$""",
    """CREATE TRIGGER decisions_keep_rows BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION decisions_only_added()""",
    """CREATE TRIGGER decisions_stay BEFORE TRUNCATE ON decisions
    FOR EACH STATEMENT EXECUTE FUNCTION decisions_only_added()""",
)


def upgrade() -> None:
    _make_tables()
    triggers = SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else SERVER_TRIGGERS
    for trigger in triggers:
        op.execute(trigger)


def _make_tables() -> None:
    op.create_table(
        "about",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("about_key")),
    )
    op.create_table(
        "aliases",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("now", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("aliases_key")),
    )
    op.create_index(op.f("aliases_by_now"), "aliases", ["now"], unique=False)
    op.create_table(
        "changes",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("changes_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "collections",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("added", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("collections_key")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("subject_kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("subject_field", TEXT, nullable=True),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=True),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("replaces", TEXT, nullable=True),
        sa.Column("anchor", TEXT, nullable=True),
        sa.Column("anchor_source", TEXT, nullable=True),
        sa.Column("frame", TEXT, nullable=False),
        sa.Column("finding", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("decisions_key")),
    )
    op.create_index(op.f("decisions_by_action"), "decisions", ["action"], unique=False)
    op.create_index(op.f("decisions_by_anchor_source"), "decisions", ["anchor_source"], unique=False)
    op.create_index(op.f("decisions_by_finding"), "decisions", ["finding"], unique=False)
    op.create_index(op.f("decisions_by_position"), "decisions", ["position"], unique=True)
    op.create_table(
        "manifest_rows",
        sa.Column("manifest", TEXT, nullable=False),
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("base", TEXT, nullable=False),
        sa.Column("first_page", NUMBER, autoincrement=False, nullable=True),
        sa.Column("last_page", NUMBER, autoincrement=False, nullable=True),
        sa.Column("cells", TEXT, nullable=False),
        sa.Column("added", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("manifest", "number", name=op.f("manifest_rows_key")),
    )
    op.create_index(op.f("manifest_rows_by_base"), "manifest_rows", ["base"], unique=False)
    op.create_table(
        "places",
        sa.Column("finding", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=True),
        sa.Column("copy", TEXT, nullable=True),
        sa.Column("page_number", NUMBER, autoincrement=False, nullable=True),
        sa.Column("decision", TEXT, nullable=True),
        sa.Column("verdict", TEXT, nullable=True),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("evidence", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("finding", name=op.f("places_key")),
    )
    op.create_index(op.f("places_by_copy"), "places", ["copy"], unique=False)
    op.create_index(op.f("places_by_place"), "places", ["place"], unique=False)
    op.create_index(op.f("places_by_source"), "places", ["source"], unique=False)
    op.create_table(
        "records",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("named_source", TEXT, nullable=False),
        sa.Column("named_page", NUMBER, autoincrement=False, nullable=False),
        sa.Column("added", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("records_key")),
    )
    op.create_table(
        "removed",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("files", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("removed_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sources",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("media_type", TEXT, nullable=False),
        sa.Column("bytes", NUMBER, autoincrement=False, nullable=False),
        sa.Column("page_count", NUMBER, autoincrement=False, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("access", TEXT, nullable=False),
        sa.Column("added", TEXT, nullable=False),
        sa.Column("collection", TEXT, nullable=True),
        sa.Column("holding", TEXT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["collection"], ["collections.name"], name=op.f("sources_collection_of_collections")),
        sa.PrimaryKeyConstraint("id", name=op.f("sources_key")),
    )
    op.create_index(op.f("sources_by_position"), "sources", ["position"], unique=True)
    op.create_index(op.f("sources_by_state"), "sources", ["state"], unique=False)
    op.create_table(
        "copies",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("record", TEXT, nullable=False),
        sa.Column("own_record", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("first_page", NUMBER, autoincrement=False, nullable=False),
        sa.Column("last_page", NUMBER, autoincrement=False, nullable=False),
        sa.Column("access", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("characters", NUMBER, autoincrement=False, nullable=False),
        sa.Column("extracted", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name=op.f("copies_record_of_records")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("copies_source_of_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("copies_key")),
    )
    op.create_index(op.f("copies_by_own_record"), "copies", ["own_record"], unique=False)
    op.create_index(op.f("copies_by_record"), "copies", ["record"], unique=False)
    op.create_index(op.f("copies_by_source_first_page"), "copies", ["source", "first_page"], unique=False)
    op.create_index(op.f("copies_by_text"), "copies", ["text"], unique=False)
    op.create_table(
        "findings",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("copy", TEXT, nullable=True),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("page_number", NUMBER, autoincrement=False, nullable=True),
        sa.Column("current", NUMBER, autoincrement=False, nullable=False),
        sa.Column("content", TEXT, nullable=False),
        sa.Column("anchor", TEXT, nullable=False),
        sa.Column("input_key", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("findings_source_of_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("findings_key")),
    )
    op.create_index(op.f("findings_by_copy_kind"), "findings", ["copy", "kind"], unique=False)
    op.create_index(op.f("findings_by_source_kind_current"), "findings", ["source", "kind", "current"], unique=False)
    op.create_index(op.f("findings_by_source_page_number_kind"), "findings", ["source", "page_number", "kind"], unique=False)
    op.create_table(
        "origins",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("parent", TEXT, nullable=True),
        sa.Column("added", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["sources.id"], name=op.f("origins_parent_of_sources")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("origins_source_of_sources")),
        sa.PrimaryKeyConstraint("key", name=op.f("origins_key")),
    )
    op.create_index(op.f("origins_by_parent"), "origins", ["parent"], unique=False)
    op.create_index(op.f("origins_by_source"), "origins", ["source"], unique=False)
    op.create_table(
        "pages",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("width", sa.Double(), nullable=True),
        sa.Column("height", sa.Double(), nullable=True),
        sa.Column("rotation", NUMBER, autoincrement=False, nullable=False),
        sa.Column("turn", NUMBER, autoincrement=False, nullable=False),
        sa.Column("skew", sa.Double(), nullable=False),
        sa.Column("blank", NUMBER, autoincrement=False, nullable=False),
        sa.Column("chosen", TEXT, nullable=True),
        sa.Column("role", TEXT, nullable=True),
        sa.Column("cue", TEXT, nullable=False),
        sa.Column("furniture", TEXT, nullable=False),
        sa.Column("access", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("pages_source_of_sources")),
        sa.PrimaryKeyConstraint("source", "number", name=op.f("pages_key")),
    )
    op.create_table(
        "problems",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("source", TEXT, nullable=True),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("page_number", NUMBER, autoincrement=False, nullable=True),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("remedy", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("problems_source_of_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("problems_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("problems_by_source"), "problems", ["source"], unique=False)
    op.create_table(
        "runs",
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("input", TEXT, nullable=False),
        sa.Column("layers", TEXT, nullable=False),
        sa.Column("header", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("runs_source_of_sources")),
        sa.PrimaryKeyConstraint("stage", "subject", name=op.f("runs_key")),
    )
    op.create_index(op.f("runs_by_source"), "runs", ["source"], unique=False)
    op.create_table(
        "cards",
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("copy", TEXT, nullable=False),
        sa.Column("record", TEXT, nullable=False),
        sa.Column("sheet", NUMBER, autoincrement=False, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("title_key", TEXT, nullable=False),
        sa.Column("date", TEXT, nullable=False),
        sa.Column("earliest", TEXT, nullable=False),
        sa.Column("latest", TEXT, nullable=False),
        sa.Column("leads", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["copy"], ["copies.id"], name=op.f("cards_copy_of_copies")),
        sa.PrimaryKeyConstraint("scope", "copy", name=op.f("cards_key")),
    )
    op.create_index(
        op.f("cards_by_scope_leads_sheet_earliest_latest_record"),
        "cards",
        ["scope", "leads", "sheet", "earliest", "latest", "record"],
        unique=False,
    )
    op.create_index(op.f("cards_by_scope_record"), "cards", ["scope", "record"], unique=False)
    op.create_table(
        "layers",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("page_number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("engine", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("settings", TEXT, nullable=False),
        sa.Column("blob", TEXT, nullable=False),
        sa.Column("characters", NUMBER, autoincrement=False, nullable=False),
        sa.Column("words", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hidden", NUMBER, autoincrement=False, nullable=False),
        sa.Column("replaced", NUMBER, autoincrement=False, nullable=False),
        sa.Column("quality", sa.Double(), nullable=True),
        sa.Column("why", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["source", "page_number"], ["pages.source", "pages.number"], name=op.f("layers_source_page_number_of_pages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("layers_key")),
    )
    op.create_index(op.f("layers_by_blob"), "layers", ["blob"], unique=False)
    op.create_index(op.f("layers_by_source_page_number"), "layers", ["source", "page_number"], unique=False)
