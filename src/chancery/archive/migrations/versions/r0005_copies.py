"""Sketches of copies, and pairs of them that may be of one record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sketches",
        sa.Column("hash", NUMBER, autoincrement=False, nullable=False),
        sa.Column("copy", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("hash", "copy", name=op.f("sketches_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("sketches_by_copy"), "sketches", ["copy"], unique=False)
    op.create_table(
        "likenesses",
        sa.Column("one", TEXT, nullable=False),
        sa.Column("other", TEXT, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("sameness", TEXT, nullable=False),
        sa.Column("apart", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reasons", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("likenesses_key")),
    )
    for column in ("other", "sameness"):
        op.create_index(op.f(f"likenesses_by_{column}"), "likenesses", [column], unique=False)
