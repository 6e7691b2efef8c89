"""Run migrations on the database that `flask migrate` names, and compare models with it for autogenerate."""

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import create_engine

from portal.models.tables import metadata

MIGRATION_LOCK = 7_305_110_411
"""Key of an advisory lock: two processes that start at once do not migrate at once."""


def migrate() -> None:
    """Apply the scripts in one transaction, under a lock."""
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_object=alembic_helpers.include_object,
            process_revision_directives=alembic_helpers.writer,
            render_item=alembic_helpers.render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


migrate()
