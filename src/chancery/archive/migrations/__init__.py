"""Alembic's migrations of the archive's schema; run only by `create` and `upgrade`."""
