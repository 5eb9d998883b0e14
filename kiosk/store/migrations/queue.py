"""The log of the hall's queue."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m032_queue(db: Database) -> None:
    # Ours and what was heard of other kiosks of the office. `boot` and `moment` are this machine's steady clock when
    # it was written or heard of: the wall clock may be set, and another kiosk's may be wrong.
    db.execute("""
        create table queue_log (
            heard integer primary key,
            origin integer not null,
            seq integer not null,
            clock integer not null,
            day text not null,
            entry text not null,
            boot text not null,
            moment real not null,
            unique (origin, seq)
        ) strict""")
    db.execute("create index queue_log_days on queue_log (day)")
    db.execute("create index queue_log_clock on queue_log (clock)")
