"""Numbers of a device's chain under which an envelope was told anew, as a disk that was put back or copied does."""

from alembic import op
from sqlalchemy import BigInteger, Column, Text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "numbers_told_anew",
        Column("device", Text, primary_key=True),
        Column("seq", BigInteger, primary_key=True),
        Column("envelope", Text, nullable=False),  # which has another number in envelopes
    )
