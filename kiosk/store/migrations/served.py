"""When the kiosk was there for citizens."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m052_served(db: Database) -> None:
    db.execute("""
        create table served (
            day text primary key,  -- by the office's clock
            slots integer not null,  -- of five minutes, within opening hours
            last integer not null  -- the latest of them, counted from midnight: none counts twice
        ) strict""")
