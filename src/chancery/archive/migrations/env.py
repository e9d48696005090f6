"""Runs migrations on the connection that the archive hands over; there is no other way in."""

from __future__ import annotations

from alembic import context

from chancery.archive.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
# The caller's transaction is open and stays the caller's: a migration is kept as a whole or not at all.
context.run_migrations()
