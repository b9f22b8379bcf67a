"""Alembic's entry: runs inside the connection that `rs-tracker migrate` hands over."""

from alembic import context
from sqlalchemy import Connection

from rs_tracker.store.tables import metadata


def run(connection: Connection) -> None:
    """Run the migrations asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
