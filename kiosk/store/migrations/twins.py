"""What follows from greeting the centre, and corrections of cases that are sealed."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m027_greeted(db: Database) -> None:
    # Where the chain goes on after this disk was put back to an older copy: numbers up to here were given.
    db.execute("""
        create table resumed (
            seq integer primary key,
            digest text not null,
            at text not null
        ) strict""")
    # Tickets of this day begin behind this number, for the ones before may be in somebody's hand.
    db.execute("""
        create table ticket_floors (
            day text primary key,
            number integer not null
        ) strict, without rowid""")
    # The last start of kiosk-sync of which the centre heard.
    db.execute(
        "create table run (one integer primary key check (one = 1), run text not null) strict"
    )
    # What was found out, and when last.
    db.execute("""
        create table signs (
            sign text primary key,
            at text not null
        ) strict, without rowid""")
    # How far the centre was asked which envelopes it has lost. `apart`: by how many receipts ours were ahead of its
    # own when last all was well; below 0 where this disk forgot some.
    db.execute("""
        create table looking_back (
            one integer primary key check (one = 1),
            behind text,  -- envelopes up to this one are looked through; null: nothing is being looked for
            centre integer not null,  -- receipts it had when that began
            again integer not null,  -- put back into the outbox so far
            said integer not null,  -- 1: it is certain that the centre lost some
            apart integer not null
        ) strict""")
    db.execute(
        "insert into looking_back (one, behind, centre, again, said, apart) "
        "values (1, null, 0, 0, 0, 0)"
    )
    _former(db)


def _former(db: Database) -> None:
    # A machine that was given a new name keeps what it did under the old one.
    db.execute("create table former_names (name integer primary key, at text not null) strict")
    db.execute("alter table delivered add column former integer not null default 0")
    db.execute("""
        create table former_links (
            name integer not null,  -- 1, 2 ... names this machine had
            seq integer not null,
            envelope text not null,
            previous text not null,
            digest text not null,
            signature text not null,
            primary key (name, seq)
        ) strict, without rowid""")


@migrations()
def m028_corrections(db: Database) -> None:
    # A counter's batch is added to a case once, however often that is asked for.
    db.execute("""
        create table corrections (
            batch_case text primary key,
            case_id text not null references cases (id),
            envelope text not null,
            at text not null
        ) strict, without rowid""")


@migrations()
def m031_same_day_again(db: Database) -> None:
    # What a centre lost, and the law gives until this evening, goes before others a second time too.
    db.execute("alter table delivered add column same_day integer not null default 0")
