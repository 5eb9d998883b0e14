"""Cases of one holder known by a keyed mark of the number, and who of the office looked into which case, by day."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m047_earlier(db: Database) -> None:
    # Filled by Earlier.catch_up, cases of before this release among them: the key lies outside the database.
    db.execute("""
        create table holder_marks (
            case_id text primary key references cases (id),
            mark text not null  -- of the holder's number, under the vault's key: tells who has the table no number
        ) strict, without rowid""")
    db.execute("create index holder_marks_mark on holder_marks (mark)")
    # So that looking for cases without a mark reads no holder.
    db.execute(
        "create index cases_with_holder on cases (id) where state = 'sealed' and holder is not null"
    )
    db.execute("""
        create table looked_into (
            case_id text not null references cases (id),
            person text not null references people (id),
            day text not null,
            primary key (case_id, person, day)
        ) strict, without rowid""")
