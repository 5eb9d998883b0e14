"""What the province's own systems are told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _events()
    _targets()
    _deliveries()


def _events() -> None:
    op.create_table(  # how many things happened to a case: the next one waits for the one before
        "event_cases",
        Column("device", Text, primary_key=True),
        Column("case_id", Text, primary_key=True),
        Column("last", BigInteger, nullable=False),
    )
    op.create_table(
        "events",
        Column("id", Text, primary_key=True),
        Column("device", Text, nullable=False),
        Column("case_id", Text, nullable=False),
        Column("number", BigInteger, nullable=False),
        Column("envelope", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("code", Text, nullable=False),
        Column("procedure", Text, nullable=False),
        Column("office", Text, nullable=False),
        Column("told_by", Text, nullable=False, server_default=""),
        Column("body", Text, nullable=False),
    )
    op.create_index("events_envelopes", "events", ["device", "envelope"])
    op.create_index("events_at", "events", ["at"])


def _targets() -> None:
    op.create_table(
        "targets",
        Column("name", Text, primary_key=True),
        Column("state", Text, nullable=False),
        Column("since", Text, nullable=False),
        Column("added_at", Text, nullable=False),
        Column("asked_at", Text, nullable=False, server_default=""),
        Column("done", BigInteger, nullable=False, server_default="0"),
    )
    op.create_table(  # none of a field: all of it
        "target_wants",
        Column("target", Text, primary_key=True),
        Column("field", Text, primary_key=True),
        Column("prefix", Text, primary_key=True),
        Column("whole", Integer, primary_key=True, autoincrement=False),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        Column("target", Text, primary_key=True),
        Column("event", Text, primary_key=True),
        Column("device", Text, nullable=False),
        Column("case_id", Text, nullable=False),
        Column("number", BigInteger, nullable=False),
        Column("at", Text, nullable=False),
        Column("state", Text, nullable=False, server_default="waiting"),
        Column("due_at", Text, nullable=False),
        Column("tries", Integer, nullable=False, server_default="0"),
        Column("reference", Text, nullable=False, server_default=""),
        Column("reason", Text, nullable=False, server_default=""),
        Column("settled_at", Text, nullable=False, server_default=""),
    )
    # What is done stays for ever: neither a claim nor a count may have to walk over it.
    moving = sa.text("state in ('waiting', 'taken')")
    op.create_index(
        "deliveries_moving",
        "deliveries",
        ["target", "due_at"],
        postgresql_where=moving,
        sqlite_where=moving,
    )
    unsettled = sa.text("state in ('waiting', 'taken', 'refused')")
    op.create_index(
        "deliveries_unsettled",
        "deliveries",
        ["target", "device", "case_id", "number"],
        postgresql_where=unsettled,
        sqlite_where=unsettled,
    )
