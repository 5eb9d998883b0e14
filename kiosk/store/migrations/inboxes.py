"""What lists of cases are filtered and sorted by, and what the office's other kiosks tell of theirs."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m045_lists(db: Database) -> None:
    # A sealed case without a row is found without looking at those that have one.
    db.execute("alter table cases add column listed integer not null default 0")
    db.execute(
        "create index cases_unlisted on cases (id) "
        "where listed = 0 and state = 'sealed' and documents > 0"
    )
    db.execute("drop table inbox")  # made anew of cases and acts; no release has had one
    db.execute("""
        create table inbox (
            kiosk integer not null,
            case_id text not null,
            version integer not null,  -- grows with each change of this kiosk's rows, as that kiosk counts
            arrived integer not null,  -- grows, as we count, with each row that is new in its place
            code text not null,
            ticket text not null,
            procedure text not null,
            channel text not null,
            name text not null,
            withheld integer not null default 0,  -- its kiosk does not say the name over this line
            name_key text not null,  -- sorts as Vietnamese names do
            search text not null,  -- folded: name, code, ticket, the number's last digits
            verdict text not null,
            doubt text not null,
            status text not null,
            place text not null,
            turn text not null,  -- what stands above what in an inbox: kiosk.rules.flow.alarm.Turn and a moment
            owner text not null,
            handed_in text not null,
            received text not null,  -- moments; '' none yet
            entered text not null,
            due text not null,
            soon text not null,  -- moments at which 75 and 90 in a hundred of its time are over
            sooner text not null,
            late_from text not null,  -- due, while its days run; '' it cannot become late just now
            rests integer not null,
            wanted integer not null,
            documents integer not null,
            pages integer not null,
            acts integer not null,
            seen_at text not null default '',
            gone integer not null default 0,  -- erased
            primary key (kiosk, case_id)
        ) strict, without rowid""")
    db.execute("create unique index inbox_version on inbox (kiosk, version)")
    db.execute("create index inbox_arrived on inbox (arrived)")
    # Each list is read in its order and ends behind its page; what it asks of a row stands in the index.
    more = "search, owner, procedure, late_from, rests, seen_at, handed_in, due, name_key"
    db.execute(
        f"create index inbox_turn on inbox (place, turn, kiosk, case_id, {more}) where gone = 0"
    )


@migrations()
def m046_shared(db: Database) -> None:
    # How far each other desk of the office was listened to.
    db.execute("""
        create table inbox_desks (
            kiosk integer primary key,
            run text not null,  -- of its process: another one is asked from the beginning
            version integer not null,  -- of its rows, the last one taken
            names integer not null,  -- it says names over this line
            silent_since text not null  -- '' it answers
        ) strict""")
