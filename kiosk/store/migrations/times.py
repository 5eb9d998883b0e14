"""Appointments: a code, a field and a time; whose they are stands nowhere."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m034_appointments(db: Database) -> None:
    # Of whoever came with the code only the case is known, and of nobody who did not come.
    db.execute("""
        create table appointments (
            code text primary key,
            field text not null,
            at text not null,
            made_at text not null,
            withdrawn_at text,
            case_id text
        ) strict""")
