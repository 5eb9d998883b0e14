"""How Alembic brings the centre's tables up to date: over the connection it is given, in its one transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    transactional_ddl=True,
)
context.run_migrations()
