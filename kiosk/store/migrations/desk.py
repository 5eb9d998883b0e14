"""The office's people, what they did to cases, and how the cases lie in their inboxes."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m036_roster(db: Database) -> None:
    db.execute("""
        create table people (
            id text primary key,
            login text not null unique,  -- small ASCII letters, digits, dots
            name text not null,
            password text not null default '',  -- Argon2id in its PHC text; '' none yet
            changed_at text not null
        ) strict""")
    # A post is never changed but for its end: what somebody might do on a day long gone stays told.
    db.execute("""
        create table posts (
            id text primary key,
            person text not null references people (id),
            role text not null,
            since text not null,  -- days at the office, both included
            until text,
            added_at text not null,
            changed_at text not null
        ) strict""")
    db.execute("""
        create table sessions (
            token text primary key,  -- sha256 of what the browser holds
            person text not null references people (id),
            csrf text not null,
            language text not null,
            begun_at text not null,
            seen_at text not null,
            locked integer not null default 0 check (locked in (0, 1))
        ) strict""")


@migrations()
def m037_acts(db: Database) -> None:
    db.execute("""
        create table acts (
            case_id text not null references cases (id),
            number integer not null,  -- from 1 in its case
            id text not null unique,  -- drawn by the page that asked: asked again, nothing is done twice
            kind text not null,
            at text not null,
            by text not null,
            said text not null,  -- JSON: kiosk.rules.flow.acts.Act
            told integer not null default 0,  -- 1: the centre noted it
            primary key (case_id, number)
        ) strict, without rowid""")
    db.execute("create index acts_untold on acts (at) where told = 0")


@migrations()
def m038_inbox(db: Database) -> None:
    # One row a case, own ones and those that other kiosks of the office hold: what lists are drawn from.
    db.execute("""
        create table inbox (
            kiosk integer not null,
            case_id text not null,
            version integer not null,  -- grows with each change of this kiosk's rows
            code text not null,
            ticket text not null,
            procedure text not null,
            channel text not null,
            name text not null,
            name_key text not null,  -- sorts as Vietnamese names do
            search text not null,  -- folded: name, code, ticket, the number's last digits
            verdict text not null,
            doubt text not null,
            status text not null,
            place text not null,
            owner text not null,
            handed_in text not null,
            received text not null,  -- moments; '' none yet
            entered text not null,
            due text not null,
            soon text not null,  -- moments at which 75 and 90 in a hundred of its time are over
            sooner text not null,
            rests integer not null,
            wanted integer not null,
            documents integer not null,
            pages integer not null,
            acts integer not null,
            seen_at text not null default '',
            gone integer not null default 0,  -- erased
            primary key (kiosk, case_id)
        ) strict, without rowid""")
    db.execute("create index inbox_place on inbox (place, due)")
    db.execute("create unique index inbox_version on inbox (kiosk, version)")


@migrations()
def m039_register(db: Database) -> None:
    # The register of cases (form 07): numbers of a book without a gap, whatever becomes of the case.
    db.execute("""
        create table register (
            book text not null,  -- e.g. "01/2026": of one kiosk, for one year
            number integer not null,
            case_id text not null unique,
            day text not null,
            line text not null,  -- JSON: what the book says of it
            primary key (book, number)
        ) strict, without rowid""")
    db.execute("create index register_day on register (day)")
