"""What awaits a person: doubts of dates and parties in the short cards, and the places between pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for column in ("doubt_date", "doubt_party"):
        op.add_column("cards", sa.Column(column, sa.Double(), nullable=True))
        op.create_index(op.f(f"cards_by_{column}"), "cards", ["scope", column], unique=False)
    op.create_table(
        "cuts",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("page_number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("begins", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reasons", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("cuts_source_of_sources")),
        sa.PrimaryKeyConstraint("source", "page_number", name=op.f("cuts_key")),
    )
