"""Alembic: the schema's history, applied by `flask migrate`."""
