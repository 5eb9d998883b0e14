"""Keys of devices that were taken out, once their names have other ones."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "spent_keys",
        Column("key", Text, primary_key=True),
        Column("device", Text, nullable=False),  # whose it was
        Column("at", Text, nullable=False),  # since when its name has another
    )
