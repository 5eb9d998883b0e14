"""The outbox on a USB stick: when an envelope was last copied there."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m030_copied(db: Database) -> None:
    # It waits on all the same: a stick can be lost.
    db.execute("alter table outbox add column copied_at integer")  # seconds since 1970
