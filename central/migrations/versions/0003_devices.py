"""Who a kiosk is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _devices()
    op.create_table(
        "certificates",
        Column("serial", Text, primary_key=True),
        Column("device", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("sha256", Text, nullable=False, unique=True),
        Column("der", LargeBinary, nullable=False),
        Column("not_before", Text, nullable=False),
        Column("not_after", Text, nullable=False),
        Column("made_at", Text, nullable=False),
        Column("revoked_at", Text, nullable=False, server_default=""),
        Column("reason", Text, nullable=False, server_default=""),
    )
    op.create_index("certificates_devices", "certificates", ["device", "made_at"])
    op.create_table(
        "codes",
        Column("sha256", Text, primary_key=True),
        Column("device", Text, nullable=False),
        Column("office", Text, nullable=False),
        Column("new_key", Integer, nullable=False),  # may take the place of the key that is known
        Column("made_at", Text, nullable=False),
        Column("expires_at", Text, nullable=False),
        Column("used_at", Text, nullable=False, server_default=""),
        Column("used_key", Text, nullable=False, server_default=""),
    )
    op.create_index("codes_devices", "codes", ["device"])
    op.create_table(  # with codes that are none
        "tries",
        Column("device", Text, primary_key=True),
        Column("count", Integer, nullable=False),
        Column("since", Text, nullable=False),
    )


def _devices() -> None:
    op.create_table(
        "devices",
        Column("name", Text, primary_key=True),
        Column("office", Text, nullable=False, server_default=""),
        Column("key", Text, nullable=False),
        Column("token", Text, unique=True),  # its sha256; none: a certificate lets it in
        Column("state", Text, nullable=False),
        Column("of_file", Integer, nullable=False, server_default="0"),
        Column("added_at", Text, nullable=False),
        Column("changed_at", Text, nullable=False),
        Column("reason", Text, nullable=False, server_default=""),
    )
    here = sa.text("state <> 'left'")
    op.create_index(  # one that was revoked keeps its key to itself
        "devices_keys", "devices", ["key"], unique=True, postgresql_where=here, sqlite_where=here
    )
