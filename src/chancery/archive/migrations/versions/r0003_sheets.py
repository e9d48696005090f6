"""What a sheet belongs to, and the records that are known from a sheet alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("copies", sa.Column("attached_to", TEXT, nullable=True))
    op.create_table(
        "absent",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("page_number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("fields", TEXT, nullable=False),
        sa.Column("withheld_as", TEXT, nullable=False),
        sa.Column("pages", NUMBER, autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("absent_source_of_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("absent_key")),
    )
    op.create_index(op.f("absent_by_source"), "absent", ["source"], unique=False)
