"""What kiosks tell of themselves, and what speaks against them until somebody has looked."""

from alembic import op
from sqlalchemy import Column, Integer, Text, text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "reports",
        Column("device", Text, primary_key=True),
        Column("first_seen", Text, nullable=False),
        Column("last_contact", Text, nullable=False),
        Column("reported_at", Text, nullable=False, server_default=""),
        Column("report", Text, nullable=False, server_default=""),
        Column("journal", Text, nullable=False, server_default=""),
    )
    op.create_table(
        "alarms",
        Column("id", Text, primary_key=True),
        Column("device", Text, nullable=False),
        Column("alarm", Text, nullable=False),
        Column("raised_at", Text, nullable=False),
        Column("last_at", Text, nullable=False),
        Column("times", Integer, nullable=False, server_default="1"),
        Column("detail", Text, nullable=False, server_default=""),
        Column("closed_at", Text, nullable=False, server_default=""),
        Column("closed_by", Text, nullable=False, server_default=""),
    )
    still_open = text("closed_at = ''")
    op.create_index(
        "alarms_open",
        "alarms",
        ["device", "alarm"],
        unique=True,
        postgresql_where=still_open,
        sqlite_where=still_open,
    )
