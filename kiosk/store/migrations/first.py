"""Visits, pages, the outbox, certified copies: what the database became from its first day on."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m001_cases(db: Database) -> None:
    db.execute("""
        create table cases (
            id text primary key,
            state text not null check (state in ('open', 'sealed', 'forgotten')),
            key blob check ((key is null) = (state = 'forgotten')),
            holder text,  -- JSON
            opened_at text not null,
            ended_at text,
            day text,  -- of sealing, at the office
            procedure text,
            code text,
            ticket text,  -- label
            documents integer,
            pages integer
        ) strict""")
    db.execute("create index cases_open on cases (opened_at) where state = 'open'")
    db.execute("create index cases_day on cases (day, ended_at) where day is not null")


@migrations()
def m002_pages(db: Database) -> None:
    db.execute("""
        create table pages (
            id text primary key,
            case_id text not null references cases (id),
            document text not null,
            place integer not null,  -- grows; numbers have no gaps, places may
            path text not null,
            width integer not null,  -- pixels
            height integer not null,
            dpi integer not null,
            added_at text not null,
            unique (case_id, document, place)
        ) strict""")


@migrations()
def m003_documents(db: Database) -> None:
    db.execute("""
        create table documents (
            case_id text not null references cases (id),
            number integer not null,
            id text not null,
            name text not null,
            path text not null,
            sha256 text not null,
            size integer not null,
            pages integer not null,
            primary key (case_id, number)
        ) strict, without rowid""")


@migrations()
def m004_tickets(db: Database) -> None:
    db.execute("""
        create table tickets (
            case_id text primary key references cases (id),
            day text not null,
            series text not null,
            number integer not null,
            serial integer not null,  -- of the provisional code, over all series of the day
            kiosk integer not null,
            code text not null unique,
            procedure text not null,
            language text not null,
            drawn_at text not null,
            handed_at text,
            unique (day, series, number),
            unique (day, serial)
        ) strict""")
    db.execute("create index tickets_unhanded on tickets (drawn_at) where handed_at is null")


@migrations()
def m005_outbox(db: Database) -> None:
    # Delivered envelopes move out: what is left is small, so a claim may read it all, and putting an
    # envelope in touches no more pages of the database than it must.
    db.execute("""
        create table outbox (
            seq integer primary key,
            id text not null unique,
            case_code text not null,
            state text not null check (state in ('ready', 'sending', 'refused')),
            attempts integer not null,
            due_at integer not null,
            put_at integer not null,
            trouble text not null default '',
            body blob not null
        ) strict""")
    db.execute("""
        create table delivered (
            id text primary key,
            case_code text not null,
            attempts integer not null,
            put_at integer not null,
            receipt text not null  -- JSON
        ) strict, without rowid""")
    db.execute("create index delivered_newest on delivered (put_at)")


@migrations()
def m006_journal(db: Database) -> None:
    db.execute("""
        create table journal (
            seq integer primary key,
            at text not null,
            event text not null,
            fields text not null,  -- JSON
            previous text not null,  -- hash of the row before
            hash text not null
        ) strict""")
    db.execute("""
        create table journal_head (
            one integer primary key check (one = 1),
            seq integer not null,
            hash text not null
        ) strict""")


@migrations()
def m007_calls(db: Database) -> None:
    db.execute("""
        create table calls (
            seq integer primary key,
            case_id text not null,
            fault text not null,
            called_at text not null,
            done_at text
        ) strict""")
    db.execute("create unique index calls_waiting on calls (case_id, fault) where done_at is null")


@migrations()
def m008_health(db: Database) -> None:
    db.execute("""
        create table health (
            device text primary key,
            fault text,  -- null: works
            since text not null
        ) strict""")


@migrations()
def m009_evidence(db: Database) -> None:
    db.execute("alter table cases add column evidence text")  # vault path


@migrations()
def m010_doubt(db: Database) -> None:
    # Apart from the holder: it stays when he is denied, and an altered card never gives one.
    db.execute("alter table cases add column doubt text")  # verdict


@migrations()
def m011_looks(db: Database) -> None:
    for column in (
        "look text",  # JSON: verdict, blank, turned, size; null: not looked at, or in vain
        "preview text",  # vault path
        "made text",  # vault path; null: the page is bound as scanned
        "looked integer not null default 0",  # 1: nobody need look at it again
        "turned_by integer not null default 0",  # degrees clockwise, by the citizen
        "accepted integer not null default 0",
    ):
        db.execute(f"alter table pages add column {column}")
    db.execute("create index delivered_case on delivered (case_code)")


@migrations()
def m012_worklist(db: Database) -> None:
    # Old cases have a table and keys of their own: an open case is one whose citizen stands at the screen,
    # and is forgotten after a crash.
    db.execute("""
        create table worklist_cases (
            id text primary key,
            reference text not null unique,
            procedure text not null,
            holder text,  -- JSON
            key blob not null,
            added_at text not null
        ) strict""")
    db.execute("""
        create table worklist (
            id text primary key,
            case_id text not null references worklist_cases (id),
            document text not null,
            file text not null,  -- as the list named it
            state text not null check (state in ('new', 'bad', 'taken')),
            kind text not null,
            signed integer not null,
            paths text not null,  -- JSON: in the vault
            sha256 text not null,  -- of the file it came from
            size integer not null,
            pages integer not null,
            reason text not null,
            added_at text not null,
            taken_at text
        ) strict""")
    db.execute(
        "create unique index worklist_once on worklist (case_id, document, sha256) "
        "where state <> 'bad'"
    )
    db.execute(
        "create unique index worklist_bad on worklist (case_id, document, file) where state = 'bad'"
    )
    db.execute("create index worklist_state on worklist (state)")


@migrations()
def m013_ocr(db: Database) -> None:
    # A document without a row here was not begun: sealing knows nothing of this.
    db.execute("""
        create table ocr (
            case_id text not null references cases (id),
            number integer not null,  -- of the document in its case
            state text not null check (state in ('waiting', 'reading', 'read')),
            done integer not null,  -- pages that are behind us
            unread integer not null,  -- those of them that could not be read
            attempts integer not null,  -- at the page after them
            due_at integer not null,
            primary key (case_id, number)
        ) strict, without rowid""")


@migrations()
def m014_visit(db: Database) -> None:
    # Names no case by a foreign key: a visit is noted before its first page opens the case.
    db.execute("""
        create table visit (
            one integer primary key check (one = 1),
            case_id text not null,
            procedure text not null,
            language text not null,
            documents text not null,  -- JSON: ids of the required documents, in order
            noted_at text not null
        ) strict""")


@migrations()
def m015_batches(db: Database) -> None:
    db.execute("alter table cases add column counter integer")  # whose it is; null: a citizen's
    db.execute("""
        create table batches (
            id integer primary key,  -- grows: the order of asking
            scanner text not null,  -- asked of; '' takes any
            counter integer not null,
            profile text not null,
            case_id text not null unique,  -- begun with the first claim
            asked_at integer not null,
            state text not null check (state in ('waiting', 'scanning', 'done', 'failed', 'withdrawn')),
            tries integer not null default 0,
            claimed_by text not null default '',  -- scanner
            claimed_at integer not null default 0,
            pages integer not null default 0,
            fault text not null default '',
            ended_at integer
        ) strict""")
    db.execute("""
        create index batches_unfinished on batches (id) where state in ('waiting', 'scanning')""")
    db.execute("""
        create table feeds (
            id integer primary key,
            scanner text not null,
            at text not null,
            seconds real not null,  -- the scanner was at work
            pages integer not null,
            jams integer not null
        ) strict""")
    db.execute("create index feeds_newest on feeds (scanner, at)")
    db.execute("""
        create table services (
            scanner text primary key,
            at text not null  -- of the last one
        ) strict, without rowid""")


@migrations()
def m016_separators(db: Database) -> None:
    # JSON: texts of separators' codes, until their document is parted; never any other code of a page
    db.execute("alter table pages add column separators text")


@migrations()
def m017_stacks(db: Database) -> None:
    for column in (
        "stack text",  # of a front: the stack that gives its back when it is turned; null: no back is awaited
        "back_of text",  # page on the front of the same sheet
        "announced integer",  # sheets its separator announced, where it was not as many that came
    ):
        db.execute(f"alter table pages add column {column}")


@migrations()
def m018_signers(db: Database) -> None:
    # A line is never changed but for its end and its certificate: who might sign on a day long gone stays told.
    db.execute("""
        create table signers (
            id text primary key,
            name text not null,
            title text not null,
            role text not null check (role in ('official', 'organisation')),
            certificate text not null default '',  -- sha256 of its DER
            valid_from text not null,  -- days at the office, both included
            valid_to text,
            delegate_of text references signers (id),
            added_at text not null,
            bound_at text,
            ended_at text
        ) strict""")


@migrations()
def m019_certifications(db: Database) -> None:
    # The certification register and the queue of signatures in one: a number once drawn stays, void or not.
    db.execute("""
        create table certifications (
            id text primary key,
            book text not null,
            year integer not null,
            number integer not null,  -- in the year
            case_id text not null references cases (id),
            document text not null,  -- id
            pages integer not null,
            state text not null
                check (state in ('waiting-official', 'waiting-organisation', 'certified', 'void')),
            since text not null,  -- in this state
            path text not null,  -- vault path of what was reached
            sha256 text not null,
            size integer not null,
            tries integer not null default 0,  -- of any kind: grows
            leased integer not null default 0,  -- until then somebody is at it, or it rests
            reason text not null default '',  -- why the last try came to nothing
            official text not null default '',  -- id of the signer
            organisation text not null default '',
            prepared_at text not null,
            certified_at text,
            level text not null default '',
            void_why text not null default '',
            unique (year, number)
        ) strict""")
    db.execute(
        "create unique index certifications_once on certifications (case_id, document) "
        "where state <> 'void'"
    )
    db.execute("create index certifications_state on certifications (state, year, number)")


@migrations()
def m020_announced(db: Database) -> None:
    # What the centre was told of may be sent: no pages travel while a case waits to be announced.
    for column in ("announced", "same_day"):
        db.execute(
            f"alter table outbox add column {column} integer not null default 0 "
            f"check ({column} in (0, 1))"
        )


@migrations()
def m021_one_tree(db: Database) -> None:
    # An index on the id beside the rows is another page of every commit. The rows lie in the order of the head
    # of their ids instead, which is that of putting, and the same id twice is the same row.
    db.execute("alter table outbox rename to outbox_of_two_trees")
    db.execute("""
        create table outbox (
            seq integer primary key,  -- the id's first 60 bits: kiosk.store.outbox
            id text not null,
            case_code text not null,
            state text not null check (state in ('ready', 'sending', 'refused')),
            attempts integer not null,
            due_at integer not null,
            put_at integer not null,
            trouble text not null default '',
            body blob not null,
            announced integer not null default 0 check (announced in (0, 1)),
            same_day integer not null default 0 check (same_day in (0, 1))
        ) strict""")
    columns = "id, case_code, state, attempts, due_at, put_at, trouble, body, announced, same_day"
    for (id,) in db.execute("select id from outbox_of_two_trees order by seq").fetchall():
        db.execute(
            f"insert into outbox (seq, {columns}) "
            f"select ?, {columns} from outbox_of_two_trees where id = ?",
            (int(id[:15], 16), id),
        )
    db.execute("drop table outbox_of_two_trees")
