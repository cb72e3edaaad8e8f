"""How Alembic reaches the portal's store: over the connection that opens it."""

from alembic import context

from portal.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True
)
context.run_migrations()
