"""What arrived of an upload, and whose turn it is."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    pass
