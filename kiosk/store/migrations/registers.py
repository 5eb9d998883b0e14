"""The register's lines with what became of each, and which leaflets were printed."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m048_register(db: Database) -> None:
    # A case whose reception was undone and done again has two lines, one of them void. No line was ever
    # written into the first table of this name.
    db.execute("drop table register")
    db.execute("""
        create table register (
            book text not null,  -- e.g. "01/2026": of one kiosk, for one year
            number integer not null,  -- from 1, without a gap
            case_id text not null,
            day text not null,  -- of the reception, at the office
            line text not null,  -- JSON: kiosk.rules.flow.booked.Line
            salt text not null,  -- of `seal`; '' once the line was blanked: then the seal tells nothing of anybody
            seal text not null,  -- sha256 of salt, book, number, case, day and line; in the journal too
            outcome text not null,  -- JSON: kiosk.rules.flow.booked.Outcome, as of the last act
            void integer not null default 0 check (void in (0, 1)),
            gone text not null default '',  -- why the line was blanked
            primary key (book, number)
        ) strict, without rowid""")
    db.execute("create unique index register_case on register (case_id) where void = 0")
    db.execute("create index register_day on register (day, book, number)")
    db.execute("""
        create table leaflets (
            case_id text primary key,
            at text not null,
            by text not null
        ) strict""")
