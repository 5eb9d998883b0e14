"""What the kiosk's own checks found last."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m051_checkups(db: Database) -> None:
    # One row a check, of the machine and of nobody.
    db.execute("""
        create table checkups (
            name text primary key,
            number integer not null,  -- its place in the round
            verdict text not null,
            vi text not null,
            en text not null,
            to_do_vi text not null,
            to_do_en text not null,
            figures text not null,
            at text not null
        ) strict""")
