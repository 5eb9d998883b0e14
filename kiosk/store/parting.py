"""A batch is parted at its separator sheets: pages behind one go to the document it names, all or none."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.model import CaseState
from kiosk.rules.separator import Shares, share
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, storing, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.vault import Vault
from kiosk.store.visits import Visits


@dataclass(frozen=True)
class _Side:
    id: str
    looked: bool
    separators: tuple[str, ...]
    blank: bool
    paths: tuple[str, ...]


class Parting:
    """Gives pages to the documents that separators among them name. Raises StoreError."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db, self._vault = db, vault
        self._cases, self._visits = Cases(db, vault), Visits(db)

    def waits(self, case: str, document: str) -> bool:
        """Whether a separator lies among the pages of a citizen's document that parted nothing yet."""
        with storing():
            (waits,) = self._db.conn.execute(
                "select exists (select 1 from pages p join cases c on c.id = p.case_id "
                "where c.state = 'open' and c.counter is null and c.id = ? and p.document = ? "
                "and p.separators is not null)",
                (case, document),
            ).fetchone()
        return bool(waits)

    def others(self, case: str, document: str) -> tuple[str, ...]:
        """The other documents of a case that have pages."""
        with storing():
            rows = self._db.conn.execute(
                "select distinct document from pages where case_id = ? and document <> ? "
                "order by document",
                (case, document),
            ).fetchall()
        return tuple(str(row[0]) for row in rows)

    def part(
        self, case: str, document: str, now: dt.datetime, *, most: int, both: bool
    ) -> tuple[str, ...]:
        """Part a document at its separators; returns the documents whose pages changed.

        Nothing happens before all its pages were looked at and its visit is noted, nor once it is sealed. A
        separator that names no paper of the visit stays as a page, and the journal says so; so do all,
        where a document would have more than `most` pages. `both`: sheets were scanned on both sides, and
        a separator's empty back goes with it.
        """
        with writing(self._db):
            visit = self._visits.asks(case)
            sides = self._sides(case, document)
            if (
                visit is None
                or self._cases.state(case) is not CaseState.OPEN
                or not all(side.looked for side in sides)
            ):
                return ()
            shares = share([side.separators for side in sides], document, *visit)
            if self._too_many(case, document, shares, most):
                every = range(len(sides))
                shares = Shares(
                    (document,) * len(sides), tuple(n for n in every if sides[n].separators)
                )
            gone = tuple(_gone(sides, shares, both=both))
            moved = self._give(case, document, sides, shares, gone)
            self._settle(case, document, gone)
            if gone or shares.unknown:
                self._note(case, document, now, sum(moved.values()), len(gone), len(shares.unknown))
        for side in gone:
            for path in side.paths:
                with suppress(StoreError):  # no row names it: swept once its case is sealed or left
                    self._vault.remove(path)
        return (*((document,) if gone or moved else ()), *moved)

    def _sides(self, case: str, document: str) -> list[_Side]:
        # In the order in which they came: a page that lay there before a batch was put in front of it is none
        # of that batch.
        rows = self._db.conn.execute(
            "select id, looked, separators, json_extract(look, '$.blank'), path, preview from pages "
            "where case_id = ? and document = ? order by rowid",
            (case, document),
        ).fetchall()
        return [
            _Side(
                id,
                bool(looked),
                tuple(json.loads(codes)) if codes else (),
                bool(blank),
                tuple(path for path in paths if path),
            )
            for id, looked, codes, blank, *paths in rows
        ]

    def _too_many(self, case: str, document: str, shares: Shares, most: int) -> bool:
        given = Counter(whose for whose in shares.documents if whose not in ("", document))
        held = dict(
            self._db.conn.execute(
                "select document, count(*) from pages where case_id = ? group by document", (case,)
            ).fetchall()
        )
        return any(held.get(whose, 0) + count > most for whose, count in given.items())

    def _give(
        self, case: str, document: str, sides: list[_Side], shares: Shares, gone: tuple[_Side, ...]
    ) -> Counter[str]:
        """How many pages each other document was given; they are its last ones, in their order."""
        moved: Counter[str] = Counter()
        for side, whose in zip(sides, shares.documents, strict=True):
            if side in gone or whose == document:
                continue
            self._db.conn.execute(
                "update pages set document = :whose, place = (select coalesce(max(place), 0) + 1 "
                "from pages where case_id = :case and document = :whose) where id = :id",
                {"whose": whose, "case": case, "id": side.id},
            )
            moved[whose] += 1
        return moved

    def _settle(self, case: str, document: str, gone: tuple[_Side, ...]) -> None:
        """Separators leave; those that stay are pages like any other from here on."""
        for side in gone:
            self._db.conn.execute("delete from pages where id = ?", (side.id,))
        self._db.conn.execute(
            "update pages set separators = null where case_id = ? and document = ?",
            (case, document),
        )

    def _note(
        self, case: str, document: str, now: dt.datetime, moved: int, gone: int, unknown: int
    ) -> None:
        Journal(self._db).write(
            JournalEvent.PAPERS_PARTED,
            now,
            case=case,
            document=document,
            moved=moved,
            separators=gone,
            unknown=unknown,
        )


def _gone(sides: list[_Side], shares: Shares, *, both: bool) -> list[_Side]:
    """The separators, and of sheets scanned on both sides their empty backs."""
    gone: list[_Side] = []
    for number, (side, whose) in enumerate(zip(sides, shares.documents, strict=True)):
        behind = number > 0 and not shares.documents[number - 1]
        if not whose or (both and behind and side.blank):
            gone.append(side)
    return gone
