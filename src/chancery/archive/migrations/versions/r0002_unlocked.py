"""Working copies of encrypted sources: which blob holds a source's bytes without their encryption."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "unlocked",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("blob", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("unlocked_source_of_sources")),
        sa.PrimaryKeyConstraint("source", name=op.f("unlocked_key")),
    )
    op.create_index(op.f("unlocked_by_blob"), "unlocked", ["blob"], unique=False)
