"""Whether a kiosk switched on again is whole, and stands by everything that was acknowledged before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing

from sqlite_utils import Database

from kiosk.model import CaseState
from kiosk.store.cases import Cases
from kiosk.store.database import CaseGone, open_database
from kiosk.store.documents import Documents
from kiosk.store.erasing import Erasing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.outbox import EnvelopeState, Outbox
from kiosk.store.tickets import Tickets
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

FURTHER = "giay-them"  # what is handed in later

# By the state of a case: key gone, tickets, whether it has documents, envelopes that no correction put there, words
# in the journal that it was sealed, and erased. An erased case keeps what was delivered, without what it said.
WHOLE = {
    "open": (0, 0, 0, 0, 0, 0),
    "sealed": (0, 1, 1, 1, 1, 0),
    "forgotten": (1, 0, 0, 0, 0, 0),
    "erased": (1, 1, 0, 0, 1, 1),
}


def wrong(workspace: Workspace, said: Sequence[str], files: bool = True) -> list[str]:
    """Everything that does not hold after `said` was acknowledged (tests.workbench.lives says it).

    Of a key that was cleared not a trace may be on the disk; it takes a database without a key of its own to see that.

    `files`: the vault stood through the same as the database. Raises StoreError where there is nothing to look at.
    """
    left = [path.read_bytes() for path in workspace.root.glob("kiosk.db*")]
    db = open_database(workspace)
    with closing(db):
        judge = _Judge(db, Vault(workspace.vault) if files else None)
        found = [*judge.database(), *judge.halves(), *judge.numbers(), *judge.chain()]
        found += [*judge.documents(), *judge.leftovers()]
        for words in said:
            what, *about = words.split()
            if what == "cleared":
                stands = not any(bytes.fromhex(about[1]) in data for data in left)
            else:
                stands = judge.stands(what, about)
            if not stands:
                found.append(f"was acknowledged, and is not so any more: {words}")
    return found


class _Judge:
    def __init__(self, db: Database, vault: Vault | None) -> None:
        self._db, self._vault = db, vault
        self._cases, self._outbox = Cases(db), Outbox(db)
        arrived = "select id from cases where code in (select case_code from delivered)"
        self._arrived = {row[0] for row in db.conn.execute(arrived).fetchall()}
        erased = "select e.case_id, c.code from erasures e join cases c on c.id = e.case_id"
        self._erased: dict[str, str] = dict(db.conn.execute(erased).fetchall())
        self._removed = {
            row.fields["case"]
            for row in Journal(db).since(most=100_000)
            if row.event is JournalEvent.ORIGINALS_REMOVED
        }

    def database(self) -> Iterator[str]:
        found = [row[0] for row in self._db.conn.execute("pragma integrity_check").fetchall()]
        if found != ["ok"]:
            yield f"integrity_check: {found[:3]}"
        if self._db.conn.execute("pragma foreign_key_check").fetchall():
            yield "a row names another that is not there"
        if (row := Journal(self._db).verify()) is not None:
            yield f"the journal is broken at row {row}"

    def halves(self) -> Iterator[str]:
        """A case has its ticket, documents, envelope and word in the journal, or none of them."""
        rows = self._db.conn.execute(
            "select id, iif(exists (select 1 from erasures e where e.case_id = c.id), 'erased', state), "
            "(select count(*) from tickets t where t.case_id = c.id), "
            "exists (select 1 from documents d where d.case_id = c.id), "
            "(select count(*) from outbox o where o.case_code = c.code) "
            "+ (select count(*) from delivered d where d.case_code = c.code and d.body is not null) "
            "- iif(exists (select 1 from erasures e where e.case_id = c.id), 0, "
            "(select count(*) from corrections r where r.case_id = c.id)), "
            "(select count(*) from journal j where j.event = 'case-sealed' "
            "and json_extract(j.fields, '$.case') = c.id), "
            "(select count(*) from journal j where j.event = 'case-erased' "
            "and json_extract(j.fields, '$.case') = c.id) from cases c"
        ).fetchall()
        for case, state, *parts in rows:
            if (self._keyless(case), *parts) != WHOLE[state]:
                yield f"case {case} is {state} by halves: {parts}"
        yield from self._corrections()

    def _corrections(self) -> Iterator[str]:
        """A correction has its word in the journal, and document and envelope until its case is erased."""
        rows = self._db.conn.execute(
            "select case_id, count(*), sum(envelope in (select json_extract(fields, '$.envelope') "
            "from journal where event = 'case-corrected')), "
            "sum(envelope in (select id from outbox union select id from delivered)), "
            "(select count(*) from documents d where d.case_id = r.case_id and d.id = ?) "
            "from corrections r group by case_id",
            (FURTHER,),
        ).fetchall()
        for case, count, noted, *parts in rows:
            if noted != count or (case not in self._erased and parts != [count, count]):
                yield f"case {case} was corrected by halves: {count, noted, *parts}"

    def _keyless(self, case: str) -> bool:
        try:
            return not self._cases.key(case)
        except CaseGone:
            return True

    def numbers(self) -> Iterator[str]:
        for column in ("number", "serial"):
            rows = self._db.conn.execute(f"select {column} from tickets order by 1").fetchall()
            if [row[0] for row in rows] != list(range(1, len(rows) + 1)):
                yield f"tickets have gaps or doubles in {column}: {rows}"

    def chain(self) -> Iterator[str]:
        """Every envelope's place in the device's chain follows the one before."""
        rows = self._db.conn.execute("select seq, previous, digest from links order by seq")
        before, last = "", 0
        for seq, previous, digest in rows.fetchall():
            if (seq, previous) != (last + 1, before):
                yield f"the device's chain is broken at link {seq}"
            before, last = digest, seq

    def documents(self) -> Iterator[str]:
        """Every document can be read to its last byte."""
        cases = self._db.conn.execute("select distinct case_id from documents").fetchall()
        for (case,) in cases if self._vault else ():
            for document in Documents(self._db).of(case):
                if self._sha256(case, document.path) != document.sha256:
                    yield f"a document is another: {document.path}"

    def leftovers(self) -> Iterator[str]:
        """Of an erased case no file is left, once kiosk-sync has begun."""
        if self._vault:
            Erasing(self._db, self._vault).sweep()
            for case in self._erased.keys() & set(self._vault.cases()):
                yield f"case {case} is erased, and its files are not"

    def stands(self, what: str, about: Sequence[str]) -> bool:
        """Whether something acknowledged is so."""
        match what, about:
            case "opened", (case,):
                return self._cases.state(case) is not None
            case "page", (case, paper, sha256):
                return self._page(case, paper, sha256)
            case "forgotten", (case,):
                return self._cases.state(case) is CaseState.FORGOTTEN
            case "ticket", (case, label, code):
                ticket = Tickets(self._db).of(case)
                return ticket is not None and (ticket.label, ticket.code) == (label, code)
            case "handed", (case,):
                query = "select 1 from tickets where case_id = ? and handed_at is not null"
                return self._db.conn.execute(query, (case,)).fetchone() is not None
            case "corrected", (case, batch, envelope):
                query = "select case_id, envelope from corrections where batch_case = ?"
                row = self._db.conn.execute(query, (batch,)).fetchone()
                return row == (case, envelope) and self._names_the_last(envelope)
            case "erased", (case,):
                return case in self._erased and self._keyless(case)
            case "linked", (envelope, seq, signature):
                query = "select seq, signature from links where envelope = ?"
                return self._db.conn.execute(query, (envelope,)).fetchone() == (int(seq), signature)
            case "announced" | "refused", (_, code) if code in self._erased.values():
                return True
            case "announced", (envelope, _):
                query = "select announced from outbox where id = ?"
                row = self._db.conn.execute(query, (envelope,)).fetchone()
                return bool(row[0] if row else self._outbox.receipt(envelope))
            case "refused", (envelope, _):
                rows = {row.id: row for row in self._outbox.rows(most=100_000)}
                return envelope in rows and rows[envelope].state is EnvelopeState.REFUSED
            case "delivered", (envelope, receipt):
                kept = self._outbox.receipt(envelope)
                return bool(kept) and json.loads(kept)["id"] == receipt
        raise ValueError(what)

    def _names_the_last(self, envelope: str) -> bool:
        """Whether it says that it puts right the newest of its case before it, as long as it says anything."""
        rows = self._db.conn.execute(
            "select id, body from (select id, case_code, body from outbox "
            "union all select id, case_code, body from delivered) where case_code = "
            "(select code from cases join corrections r on cases.id = r.case_id where r.envelope = ?) "
            "and id <= ? order by id desc limit 2",
            (envelope, envelope),
        ).fetchall()
        if not rows or rows[0][1] is None:
            return True  # erased with its case
        last = rows[1][0] if rows[1:] else ""
        return bool(rows[0][0] == envelope and json.loads(rows[0][1])["corrects"] == last)

    def _page(self, case: str, paper: str, sha256: str) -> bool:
        """Each paper has one page; it goes with its case, or when the centre has it."""
        if self._cases.state(case) is CaseState.FORGOTTEN or case in self._erased:
            return True
        query = "select path from pages where case_id = ? and document = ?"
        rows = self._db.conn.execute(query, (case, paper)).fetchall()
        if not rows and case in self._removed:
            return True
        if len(rows) != 1:
            return False
        if not self._vault or (case in self._arrived and not self._vault.holds(rows[0][0])):
            return True  # files of what the centre has go before their rows
        return self._sha256(case, rows[0][0]) == sha256

    def _sha256(self, case: str, path: str) -> str:
        assert self._vault is not None
        return hashlib.sha256(self._vault.read(self._cases.key(case), path)).hexdigest()
