"""Cases' keys wrapped by the vault's, and cases that are erased when their days are over."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m023_wrapped_keys(db: Database) -> None:
    # `wrap` is lent by whoever opens the database. A table of its own: a key can go while its case's row stays.
    db.execute("""
        create table keyring (
            one integer primary key check (one = 1),
            proof blob not null,  -- wrapped by the vault's key: another one is found out at once
            unclean integer not null default 1  -- keys as they were may stand in the file or its log
        ) strict""")
    db.execute("insert into keyring (one, proof) values (1, wrap(randomblob(32)))")
    db.execute("""
        create table case_keys (
            case_id text primary key references cases (id),
            wrapped blob not null check (length(wrapped) = 40)
        ) strict, without rowid""")
    db.execute(
        "insert into case_keys (case_id, wrapped) "
        "select id, wrap(key) from cases where key is not null"
    )
    db.execute("alter table cases drop column key")
    db.execute("update worklist_cases set key = wrap(key)")


@migrations()
def m024_erased(db: Database) -> None:
    db.execute("""
        create table erasures (
            case_id text primary key references cases (id),
            at text not null,
            why text not null,
            cleared integer not null default 0  -- 1: its files are gone and the log was emptied
        ) strict, without rowid""")
    db.execute("create index erasures_uncleared on erasures (case_id) where cleared = 0")
    # Days are counted as the office lived them: a clock that jumps makes nobody's papers older.
    db.execute("""
        create table office_days (
            number integer primary key,  -- grows: the order in which they were lived
            day text not null unique,
            minutes integer not null  -- that kiosk-sync ran on it, counted to an hour
        ) strict""")
    db.execute("""
        create table retained (
            case_id text primary key references cases (id),
            since integer not null,  -- number of the day on which the centre had it
            held text not null default ''  -- what keeps it although its days are over, as the journal was told
        ) strict, without rowid""")
