"""How Alembic reaches the catalogue: over the connection that opens the store, or over the configured URL."""

import sqlalchemy as sa
from alembic import context

from etl.store.catalogue import METADATA, database


def _migrate(connection: sa.Connection) -> None:
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    engine = database(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.begin() as opened:
        _migrate(opened)
    engine.dispose()
