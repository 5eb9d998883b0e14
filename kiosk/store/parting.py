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
    back_of: str
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

    def part(self, case: str, document: str, now: dt.datetime, *, most: int) -> tuple[str, ...]:
        """Part a document at its separators; returns the documents whose pages changed.

        Nothing happens before all its pages were looked at and its visit is noted, nor once it is sealed. A
        separator that names no paper of the visit stays as a page, and the journal says so; so do all,
        where a document would have more than `most` pages. A separator's empty back goes with it. Where
        not as many sheets came as a separator announced, its document is told so (Pages.held).
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
            backs = [number for number, side in enumerate(sides) if side.back_of]
            shares = share([side.separators for side in sides], document, *visit, backs)
            if self._too_many(case, document, shares, most):
                every = range(len(sides))
                shares = Shares(
                    (document,) * len(sides), tuple(n for n in every if sides[n].separators)
                )
            gone = tuple(_gone(sides, shares))
            moved = self._give(case, document, sides, shares, gone)
            self._settle(case, document, gone, parted=bool(gone or moved))
            self._count(case, (document, *moved), sides, shares)
            if gone or shares.unknown:
                self._note(case, document, now, sum(moved.values()), len(gone), shares)
        for side in gone:
            for path in side.paths:
                with suppress(StoreError):  # no row names it: swept once its case is sealed or left
                    self._vault.remove(path)
        return (*((document,) if gone or moved else ()), *moved)

    def _sides(self, case: str, document: str) -> list[_Side]:
        # In the order in which their sheets came: a page that lay there before a batch was put in front of it
        # is none of that batch, and backs may have come long after their fronts.
        rows = self._db.conn.execute(
            "select p.id, p.back_of, p.looked, p.separators, json_extract(p.look, '$.blank'), p.path, "
            "p.preview from pages p left join pages f on f.id = p.back_of "
            "where p.case_id = ? and p.document = ? order by coalesce(f.rowid, p.rowid), p.rowid",
            (case, document),
        ).fetchall()
        return [
            _Side(
                id,
                back_of or "",
                bool(looked),
                tuple(json.loads(codes)) if codes else (),
                bool(blank),
                tuple(path for path in paths if path),
            )
            for id, back_of, looked, codes, blank, *paths in rows
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
                "update pages set document = :whose, stack = null, place = (select "
                "coalesce(max(place), 0) + 1 from pages where case_id = :case and document = :whose) "
                "where id = :id",
                {"whose": whose, "case": case, "id": side.id},
            )
            moved[whose] += 1
        return moved

    def _settle(self, case: str, document: str, gone: tuple[_Side, ...], *, parted: bool) -> None:
        """Separators leave; those that stay are pages like any other from here on.

        A stack that was parted lies in several documents: it is not turned over any more.
        """
        for side in gone:
            self._db.conn.execute("delete from pages where id = ?", (side.id,))
        self._db.conn.execute(
            "update pages set separators = null, stack = iif(?, null, stack) "
            "where case_id = ? and document = ?",
            (parted, case, document),
        )

    def _count(
        self, case: str, documents: tuple[str, ...], sides: list[_Side], shares: Shares
    ) -> None:
        """Pages know how many sheets were announced, where it was not so many that came.

        Of a document that lay in several places of the stack only the first that was miscounted is told.
        """
        for document in documents:
            self._db.conn.execute(
                "update pages set announced = null where case_id = ? and document = ?",
                (case, document),
            )
        for part in dict(reversed(shares.incomplete)).values():
            for number in part.pages:
                self._db.conn.execute(
                    "update pages set announced = ? where id = ?",
                    (part.separator.sheets if part.separator else None, sides[number].id),
                )

    def _note(
        self, case: str, document: str, now: dt.datetime, moved: int, gone: int, shares: Shares
    ) -> None:
        Journal(self._db).write(
            JournalEvent.PAPERS_PARTED,
            now,
            case=case,
            document=document,
            moved=moved,
            separators=gone,
            unknown=len(shares.unknown),
            miscounted=len(shares.incomplete),
        )


def _gone(sides: list[_Side], shares: Shares) -> list[_Side]:
    """The separators and their empty backs."""
    parting = {side.id for side, whose in zip(sides, shares.documents, strict=True) if not whose}
    return [
        side for side in sides if side.id in parting or (side.back_of in parting and side.blank)
    ]
