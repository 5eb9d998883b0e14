"""The index of scanned pages; their pixels lie in the vault."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from contextlib import suppress
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.model import Look, Page, PageVerdict, SheetCount
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, storing, writing
from kiosk.store.moments import stamp
from kiosk.store.vault import Vault

QUARTER = 90  # degrees clockwise, of one turn


@dataclass(frozen=True)
class PageFiles:
    """What the vault holds of a page: vault paths, `made` empty where it is bound as scanned.

    `turned`: degrees clockwise by which the page as scanned must be turned to stand upright, as far as that
    is known.
    """

    path: str
    made: str = ""
    turned: int = 0


@dataclass(frozen=True)
class Held:
    """What is held of one document: its pages in order, numbered from 1 without gaps.

    `fronts` are those of them, in order, whose backs come when the stack they came from is turned over;
    `counted` is there where a separator announced another number of sheets than lie here.
    """

    pages: tuple[Page, ...]
    fronts: tuple[str, ...]
    counted: SheetCount | None


class Pages:
    """A page is kept whole or not at all: its file is safe before its row says that it exists."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._cases = Cases(db, vault)

    def add(
        self,
        case: str,
        document: str,
        jpeg: bytes,
        width: int,
        height: int,
        dpi: int,
        now: dt.datetime,
        replacing: str = "",
        after: str = "",
        *,
        stack: str = "",
        back_of: str = "",
    ) -> Page:
        """Keep one page of an open case; on return it survives a power cut.

        It goes last, or takes the place of the page `replacing`, or goes behind the page `after` (last, if
        that is gone already). Raises StoreError, CaseGone where the case is no longer open.

        `back_of`: the front of its sheet, which it goes behind; it takes the place of another back of that
        sheet. `stack`: an id of the batch, where its sheets give their backs when they are turned over.
        """
        page = uuid.uuid4().hex
        path = self._vault.write(self._cases.key(case), case, f"{page}.jpg", jpeg)
        old: tuple[str, ...] = ()
        try:
            with writing(self._db):
                self._cases.must_be_open(case)
                replacing = replacing or self._back(case, document, back_of)
                place = self._place_of(case, document, replacing)
                sheet: tuple[object, ...] = (stack or None, back_of or None, None)
                if place:
                    sheet = self._sheet(replacing)
                    _, old = self._take_out(case, replacing, page)
                else:
                    if not back_of:
                        self._begin(case, document, stack)
                    place = self._make_room(case, document, after or back_of)
                self._db.conn.execute(
                    "insert into pages (id, case_id, document, place, path, width, height, dpi, added_at, "
                    "stack, back_of, announced) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (page, case, document, place, path, width, height, dpi, stamp(now), *sheet),
                )
        except BaseException:
            self._remove(path)
            raise
        self._remove(*old)
        return next(kept for kept in self.of(case, document) if kept.id == page)

    def of(self, case: str, document: str) -> tuple[Page, ...]:
        """The pages of one document in order, numbered from 1 without gaps."""
        return self.held(case, document).pages

    def documents(self, case: str) -> tuple[str, ...]:
        """Documents that have pages, in the order in which their first ones came."""
        with storing():
            rows = self._db.conn.execute(
                "select document from pages where case_id = ? group by document order by min(added_at)",
                (case,),
            ).fetchall()
        return tuple(row[0] for row in rows)

    def held(self, case: str, document: str) -> Held:
        """All that is held of one document, as it stood in one moment."""
        with storing():
            rows = self._db.conn.execute(
                "select id, path, accepted, look, preview, turned_by, stack, back_of, announced "
                "from pages where case_id = ? and document = ? order by place",
                (case, document),
            ).fetchall()
        pages = tuple(
            Page(id, document, number, path, _look(*looked), bool(accepted))
            for number, (id, path, accepted, *looked, _, _, _) in enumerate(rows, start=1)
        )
        fronts = tuple(row[0] for row in rows if row[6] is not None)
        announced = [row[8] for row in rows if row[8] is not None and row[7] is None]
        counted = SheetCount(announced[0], len(announced)) if announced else None
        differs = counted is not None and counted.wanted != counted.came
        return Held(pages, fronts, counted if differs else None)

    def backs_done(self, case: str, document: str) -> None:
        """Every front has its back: the stack need not be turned over any more."""
        with storing():
            self._db.conn.execute(
                "update pages set stack = null where case_id = ? and document = ?", (case, document)
            )

    def drop_backs(self, case: str, document: str) -> None:
        """Take out the backs that came of a turned stack which had not as many sheets as fronts.

        The fronts stay, and their backs can come again. Raises StoreError, CaseGone.
        """
        with writing(self._db):
            self._cases.must_be_open(case)
            rows = self._db.conn.execute(
                "delete from pages where case_id = :case and document = :document and back_of in (select "
                "id from pages where case_id = :case and document = :document and stack is not null) "
                "returning path, preview",
                {"case": case, "document": document},
            ).fetchall()
        self._remove(*(path for row in rows for path in row if path))

    def files(self, case: str, document: str) -> tuple[PageFiles, ...]:
        """What a document is bound of, in the order of its pages."""
        with storing():
            rows = self._db.conn.execute(
                "select path, coalesce(made, ''), "
                "(coalesce(json_extract(look, '$.turned'), 0) + turned_by) % 360 "
                "from pages where case_id = ? and document = ? order by place",
                (case, document),
            ).fetchall()
        return tuple(PageFiles(*row) for row in rows)

    def of_case(self, case: str) -> tuple[Page, ...]:
        """Every page of a case, those of one document together and in order."""
        with storing():
            rows = self._db.conn.execute(
                "select id, document, row_number() over (partition by document order by place), path, "
                "accepted, look, preview, turned_by from pages where case_id = ? order by document, place",
                (case,),
            ).fetchall()
        return tuple(
            Page(id, document, number, path, _look(*looked), bool(accepted))
            for id, document, number, path, accepted, *looked in rows
        )

    def parting_of(self, case: str, document: str) -> dict[str, tuple[tuple[str, ...], bool]]:
        """Of each page, by its id: the codes on it that part documents, and whether it is the back of another."""
        with storing():
            rows = self._db.conn.execute(
                "select id, separators, back_of is not null from pages where case_id = ? and document = ?",
                (case, document),
            ).fetchall()
        return {id: (tuple(json.loads(codes or "[]")), bool(back)) for id, codes, back in rows}

    def count(self, case: str) -> int:
        """How many pages the case has, all documents together."""
        with storing():
            (count,) = self._db.conn.execute(
                "select count(*) from pages where case_id = ?", (case,)
            ).fetchone()
        return int(count)

    def delete(self, case: str, page_id: str) -> str:
        """Take a page out of an open case; returns its document, or "" if it was gone already.

        Raises StoreError, CaseGone.
        """
        with writing(self._db):
            self._cases.must_be_open(case)
            document, paths = self._take_out(case, page_id)
        self._remove(*paths)
        return document

    def turn(self, case: str, page_id: str) -> str:
        """Turn a page by a quarter clockwise; it is to be looked at again. Answers as `delete` does.

        What it was scanned as stays untouched.
        """
        return self._change(
            case, page_id, f"turned_by = (turned_by + {QUARTER}) % 360, made = null, looked = 0"
        )

    def accept(self, case: str, page_id: str) -> str:
        """The citizen keeps the page although something is wrong with it. Answers as `delete` does."""
        return self._change(case, page_id, "accepted = 1")

    def _change(self, case: str, page_id: str, change: str) -> str:
        with writing(self._db):
            self._cases.must_be_open(case)
            rows = self._db.conn.execute(
                f"update pages set {change} where case_id = ? and id = ? returning document",
                (case, page_id),
            ).fetchall()
        return str(rows[0][0]) if rows else ""

    def _place_of(self, case: str, document: str, page_id: str) -> int:
        """0 for a page that is not there."""
        row = self._db.conn.execute(
            "select place from pages where id = ? and case_id = ? and document = ?",
            (page_id, case, document),
        ).fetchone()
        return int(row[0]) if row else 0

    def _make_room(self, case: str, document: str, after: str) -> int:
        """The place of a new page; those behind it move on."""
        place = self._place_of(case, document, after)
        if not place:
            (last,) = self._db.conn.execute(
                "select coalesce(max(place), 0) from pages where case_id = ? and document = ?",
                (case, document),
            ).fetchone()
            return int(last) + 1
        # Two steps, by way of places that nobody has: one would pass over a place still taken.
        self._db.conn.execute(
            "update pages set place = -place - 1 where case_id = ? and document = ? and place > ?",
            (case, document, place),
        )
        self._db.conn.execute(
            "update pages set place = -place where case_id = ? and document = ? and place < 0",
            (case, document),
        )
        return place + 1

    def _back(self, case: str, document: str, front: str) -> str:
        """The page on the back of this front; "" where none is there, or the front is none."""
        row = self._db.conn.execute(
            "select id from pages where case_id = ? and document = ? and back_of = ?",
            (case, document, front),
        ).fetchone()
        return str(row[0]) if row else ""

    def _begin(self, case: str, document: str, stack: str) -> None:
        """A page of a new batch: the stacks before it are turned no more, and sheets are not counted."""
        self._db.conn.execute(
            "update pages set announced = null, stack = case when stack = :stack then stack end "
            "where case_id = :case and document = :document and (announced is not null or stack <> :stack)",
            {"case": case, "document": document, "stack": stack},
        )

    def _sheet(self, page_id: str) -> tuple[object, ...]:
        """What a page that takes its place inherits of a page."""
        row: tuple[object, ...] = self._db.conn.execute(
            "select stack, back_of, announced from pages where id = ?", (page_id,)
        ).fetchone()
        return row

    def _take_out(self, case: str, page_id: str, heir: str = "") -> tuple[str, tuple[str, ...]]:
        """Document and vault paths of a page that is no more; empty if it was gone already.

        `heir` is the page that takes its place. Without one the stack has no longer as many sheets as fronts.
        """
        rows = self._db.conn.execute(
            "delete from pages where case_id = ? and id = ? returning document, stack, path, preview",
            (case, page_id),
        ).fetchall()
        if not rows:
            return "", ()
        document, stack, *paths = rows[0]
        if heir:
            self._db.conn.execute(
                "update pages set back_of = ? where case_id = ? and back_of = ?",
                (heir, case, page_id),
            )
        elif stack is not None:
            self._db.conn.execute("update pages set stack = null where stack = ?", (stack,))
        return str(document), tuple(path for path in paths if path)

    def _remove(self, *paths: str) -> None:
        for path in paths:
            with suppress(StoreError):  # no row names it: swept once its case is sealed or left
                self._vault.remove(path)


def _look(look: str | None, preview: str | None, turned_by: int) -> Look | None:
    if not look or not preview:
        return None
    found = json.loads(look)
    return Look(
        verdict=PageVerdict(found["verdict"]),
        blank=found["blank"],
        turned=(found["turned"] + turned_by) % 360,
        size=found["size"],
        preview=preview,
    )
