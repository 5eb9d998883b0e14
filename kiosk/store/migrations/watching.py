"""What stands on the citizen's screen, and what the office ordered of the kiosk."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m050_orders(db: Database) -> None:
    # One row, of the screen that runs now; nothing in it is personal.
    db.execute("""
        create table screen (
            one integer primary key check (one = 1),
            case_id text not null,  -- '' nobody stands there
            step text not null,
            behind text not null,
            fault text not null,
            language text not null,
            procedure text not null,
            pages integer not null,
            since text not null,
            begun text not null
        ) strict""")
    db.execute("""
        create table orders (
            number integer primary key,
            id text not null unique,  -- drawn by the page that asked: asked again, nothing is done twice
            kind text not null,
            case_id text not null default '',
            service text not null default '',
            counter integer not null default 0,
            by text not null,
            role text not null,
            asked_at text not null,
            told_at text,
            done_at text,
            refused text not null default '',
            fault text not null default ''
        ) strict""")
    db.execute("create index orders_open on orders (number) where done_at is null")
