"""What a case's way through the office is looked up by, and how far the centre's news were heard at the desk."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m043_ways(db: Database) -> None:
    db.execute("create index acts_at on acts (at)")
    db.execute("create index inbox_case on inbox (case_id)")


@migrations()
def m044_heard(db: Database) -> None:
    # The last of each that the desk has looked at: news that came since are looked at, and nothing is asked else.
    db.execute("""
        create table heard (
            one integer primary key check (one = 1),
            number integer not null,  -- of statuses
            here_at text not null  -- of results
        ) strict""")
    db.execute("insert into heard (one, number, here_at) values (1, 0, '')")
    db.execute("create index results_here on results (here_at)")
