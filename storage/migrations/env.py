"""Alembic's door: run by `storage.schema` inside the connection it already holds."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="storage.tables.",
)
with context.begin_transaction():
    context.run_migrations()
