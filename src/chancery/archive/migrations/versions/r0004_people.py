"""People, and the names in records that are theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sort_name", TEXT, nullable=False),
        sa.Column("sort_key", TEXT, nullable=False),
        sa.Column("search_key", TEXT, nullable=False),
        sa.Column("authority", TEXT, nullable=True),
        sa.Column("names", TEXT, nullable=False),
        sa.Column("offices", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("people_key")),
    )
    op.create_index(op.f("people_by_sort_key"), "people", ["sort_key"], unique=False)
    op.create_table(
        "namings",
        sa.Column("finding", TEXT, nullable=False),
        sa.Column("copy", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("page_number", NUMBER, autoincrement=False, nullable=True),
        sa.Column("mention", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("printed", TEXT, nullable=False),
        sa.Column("block", TEXT, nullable=False),
        sa.Column("link", TEXT, nullable=False),
        sa.Column("own_person", TEXT, nullable=True),
        sa.Column("person", TEXT, nullable=True),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reasons", TEXT, nullable=False),
        sa.Column("candidates", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("finding", name=op.f("namings_key")),
    )
    for column in ("copy", "source", "block", "own_person", "person"):
        op.create_index(op.f(f"namings_by_{column}"), "namings", [column], unique=False)
