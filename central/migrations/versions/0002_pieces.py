"""What arrived of an upload, and who wrote to it last."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # arrived: bytes that are kept, of whole files in blobs/, of the next file in pieces.
    # turn: higher each time somebody asks how far it is; whoever wrote before that writes no more.
    for name in ("arrived", "turn"):
        column = Column(name, sa.BigInteger, nullable=False, server_default="0")
        op.add_column("envelopes", column)
    op.create_table(
        "pieces",
        Column("upload", Text, primary_key=True),
        Column("start", sa.BigInteger, primary_key=True, autoincrement=False),
        Column("size", sa.BigInteger, nullable=False),
        Column("name", Text, nullable=False, unique=True),
    )
