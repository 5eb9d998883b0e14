"""What the province's own systems are told."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
