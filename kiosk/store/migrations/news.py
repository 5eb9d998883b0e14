"""What the centre tells: how cases stand, and results to hand over."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m029_news(db: Database) -> None:
    # How far the centre's news are stored, and by which words they were understood.
    db.execute("""
        create table news_cursor (
            one integer primary key check (one = 1),
            seq integer not null,
            mark text not null,
            version integer not null
        ) strict""")
    # Appended to, never changed: the last one of a case is how it stands.
    db.execute("""
        create table statuses (
            number integer primary key,
            digest text not null unique,  -- of what was told: told again, nothing is added
            code text not null,
            case_id text not null references cases (id),
            official text not null,
            status text not null,
            at text not null,
            due text not null,
            note text not null,
            result text  -- id of the result that came with it
        ) strict""")
    db.execute("create index statuses_code on statuses (code, number)")
    db.execute("""
        create table results (
            id text primary key,
            code text not null,
            case_id text references cases (id),  -- null: no case of this kiosk, so it lies at the centre
            name text not null,
            sha256 text not null,
            size integer not null,
            media_type text not null,
            valid_until text not null,
            state text not null,
            path text,  -- in the vault, once it is here
            tries integer not null default 0,
            due_at integer not null default 0,  -- seconds since 1970: not fetched before
            trouble text not null default '',
            here_at text,
            handed_at text,
            told integer not null default 0  -- the centre knows: 1 that it is here, 2 that it was handed over
        ) strict""")
    db.execute("create index results_code on results (code)")
