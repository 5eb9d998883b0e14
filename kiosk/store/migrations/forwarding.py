"""Signed envelopes: the place of each in its device's chain."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m022_links(db: Database) -> None:
    # Written before an envelope is first sent: what was told of it is told the same way ever after.
    db.execute("""
        create table links (
            seq integer primary key,  -- 1, 2, 3 ... of this device
            envelope text not null unique,
            previous text not null,  -- digest of the link before, 64 hex digits; '' for the first
            digest text not null,
            signature text not null
        ) strict""")
    # What was sent stays until its case is forgotten, for a centre that lost it.
    db.execute("alter table delivered add column body blob")
