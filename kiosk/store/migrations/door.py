"""How somebody signs in at the desk, and how the office's desks keep one roster."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m040_passwords(db: Database) -> None:
    # A password that somebody else made: until when it opens, and once; '' the person's own.
    db.execute("alter table people add column once_until text not null default ''")
    for table in ("people", "posts"):
        # Grows with each change made or taken over here: how far another desk has read, whatever the clocks say.
        db.execute(f"alter table {table} add column version integer not null default 0")
        db.execute(f"update {table} set version = rowid")
    db.execute(
        "update posts set version = version + (select coalesce(max(version), 0) from people)"
    )


@migrations()
def m041_sessions(db: Database) -> None:
    # Under which password it began: with another one it is over, at whichever desk that was given.
    db.execute("alter table sessions add column under text not null default ''")
    # Seconds that this run of the machine had lasted: a clock put back makes no session longer.
    db.execute("alter table sessions add column boot text not null default ''")
    db.execute("alter table sessions add column steady real not null default 0")
