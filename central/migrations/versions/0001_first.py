"""Announcements and their receipts, whose name it is, news and results, whom the province lets in."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, Text

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    tables = sa.inspect(op.get_bind()).get_table_names()
    if "envelopes" not in tables:  # else of a centre from before these migrations
        _envelopes()
        _names()
    _news()
    _callers()
    _adopt_news()


def _envelopes() -> None:
    op.create_table(
        "envelopes",
        Column("seq", _NUMBER, sa.Identity(), primary_key=True),
        Column("device", Text, nullable=False),
        Column("envelope", Text, nullable=False),
        Column("code", Text, nullable=False),
        Column("size", sa.BigInteger, nullable=False),
        Column("announced_at", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("upload", Text, unique=True),
        Column("receipt", Text),
        # Where in its device's chain it came; `twin`: under a number that another envelope has.
        Column("link_seq", sa.BigInteger, nullable=False, server_default="0"),
        Column("link", Text, nullable=False, server_default=""),
        Column("link_digest", Text, nullable=False, server_default=""),
        Column("twin", Integer, nullable=False, server_default="0"),
        sa.UniqueConstraint("device", "envelope"),
    )
    op.create_index("envelopes_links", "envelopes", ["device", "link_seq"])
    received = sa.text("receipt is not null")
    op.create_index(
        "envelopes_receipts",
        "envelopes",
        ["device"],
        postgresql_where=received,
        sqlite_where=received,
    )


def _names() -> None:
    op.create_table(  # how far a device's chain ever came
        "heads",
        Column("device", Text, primary_key=True),
        Column("seq", sa.BigInteger, nullable=False),
        Column("digest", Text, nullable=False),
        Column("twin_at", Text, nullable=False, server_default=""),
    )
    op.create_table(  # which of its starts spoke last
        "runs",
        Column("device", Text, primary_key=True),
        Column("run", Text, primary_key=True),
        Column("at", Text, nullable=False),
        Column("heard_at", Text, nullable=False),
        Column("tip", Integer, nullable=False),
        Column("current", Integer, nullable=False),
    )


def _news() -> None:
    op.create_index("envelopes_codes", "envelopes", ["code"])
    op.create_table(
        "news",
        Column("device", Text, primary_key=True),
        Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        Column("mark", Text, nullable=False),
        Column("envelope", Text, nullable=False),
        Column("item", Text, nullable=False),
        Column("told_at", Text, nullable=False),
    )
    op.create_index("news_envelopes", "news", ["device", "envelope", "seq"])
    op.create_table(
        "results",
        Column("id", Text, primary_key=True),
        Column("device", Text, nullable=False),
        Column("code", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("size", sa.BigInteger, nullable=False),
        Column("media_type", Text, nullable=False),
        Column("valid_until", Text, nullable=False),
        Column("named_at", Text, nullable=False, server_default=""),
        Column("here_at", Text),
        Column("handed_at", Text),
        sa.UniqueConstraint("device", "code", "sha256"),
    )


def _callers() -> None:
    op.create_table(
        "callers",
        Column("name", Text, primary_key=True),
        Column("role", Text, nullable=False),
        Column("token", Text, nullable=False, unique=True),
        Column("added_at", Text, nullable=False),
    )


def _adopt_news() -> None:
    """Of a centre from before these migrations, which kept its news in a file beside."""
    url = op.get_bind().engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    path = Path(url.database).with_name("news.db")
    if not path.is_file():
        return
    with closing(sqlite3.connect(path)) as old:
        old.row_factory = sqlite3.Row
        for table in ("news", "results"):
            for row in old.execute(f"select * from {table} order by rowid"):
                names = row.keys()
                op.get_bind().execute(
                    sa.text(
                        f"insert into {table} ({', '.join(names)}) "
                        f"values ({', '.join(f':{name}' for name in names)})"
                    ),
                    dict(row),
                )
        # They have no moment of their naming yet: it is that of the first item that bears them.
        op.execute(
            "update results set named_at = coalesce("
            "(select min(told_at) from news where instr(item, results.id) > 0), '')"
        )
