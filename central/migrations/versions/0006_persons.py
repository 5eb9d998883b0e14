"""One person, one key."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0006"
down_revision = "0005"

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    op.create_table(  # a number, and what the most believed word on its person said; all of it under our key
        "persons",
        Column("key", Text, primary_key=True),
        Column("believed", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("letters", Text, nullable=False),
        Column("birth", Text, nullable=False),
        Column("seen_at", Text, nullable=False),
    )
    op.create_table(  # an old number, and whose it was
        "person_numbers",
        Column("old", Text, primary_key=True),
        Column("person", Text, nullable=False, index=True),
        Column("believed", Integer, nullable=False),
        Column("at", Text, nullable=False),
    )
    op.create_table(
        "person_envelopes",
        Column("device", Text, primary_key=True),
        Column("envelope", Text, primary_key=True),
        Column("person", Text, nullable=False),
        Column("number", Text, nullable=False, index=True),
        Column("believed", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("letters", Text, nullable=False),
        Column("birth", Text, nullable=False),
        Column("case_id", Text, nullable=False),
        Column("code", Text, nullable=False),
        Column("procedure", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("said", Text, nullable=False, server_default=""),
    )
    op.create_index("person_envelopes_persons", "person_envelopes", ["person", "procedure", "at"])
    op.create_table(  # who looked
        "person_looks",
        Column("seq", _NUMBER, sa.Identity(), primary_key=True),
        Column("who", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("purpose", Text, nullable=False),
        Column("code", Text, nullable=False),
        Column("person", Text, nullable=False),
        Column("found", Integer, nullable=False),
    )
