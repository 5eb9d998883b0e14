"""Rules from the province: when they were last asked for, and which a case was accepted under."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m026_rules(db: Database) -> None:
    db.execute("""
        create table asked_rules (
            one integer primary key check (one = 1),
            asked_at text,  -- last time the province's word was had, whatever it was
            expires_at text,  -- until when that word is good
            lapsed text,  -- sha256 of a word once seen to be too old: good never again
            fault text,
            file text,  -- what could not be used
            why text
        ) strict""")
    db.execute("insert into asked_rules (one) values (1)")
    db.execute("""
        create table accepted_under (
            case_id text primary key references cases (id),
            rules text not null
        ) strict""")
