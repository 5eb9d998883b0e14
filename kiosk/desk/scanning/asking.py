"""Asking for a batch at /scan, and following it page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from kiosk.desk.console.page import AskedWrongly, Page
from kiosk.desk.scanning.words import STATES, TEXT, VERDICTS
from kiosk.desk.words import FOR_STAFF, WHAT
from kiosk.faults import Fault, remedy
from kiosk.model import Language, Words
from kiosk.model import Page as Side
from kiosk.store.batches import DOCUMENT, Batches, BatchRow, BatchState
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.looks import Looks
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.pages import Pages
from kiosk.store.room import Room
from kiosk.store.vault import Vault
from kiosk.store.worklist import WorkItem, Worklist

COUNTER = "counter"  # the cookie that spares choosing it anew; nothing personal
YEAR = 365 * 86400
LISTED = 20  # batches that nobody has sorted yet
CARRIED = ("case", "work", "procedure")  # what an address says of what the batch is for


@dataclass(frozen=True)
class ScannerLine:
    """One scanner, what it does and who waits for it."""

    name: str
    now: BatchRow | None
    waiting: tuple[BatchRow, ...]


@dataclass(frozen=True)
class Purpose:
    """What a batch is for, as far as its asker said: a case that is here, an old case's paper, a procedure."""

    case: SealedCase | None = None
    work: WorkItem | None = None
    reference: str = ""  # of the old case
    procedure: str = ""

    def query(self) -> str:
        """The same for an address, with its `?`; "" where nothing was said."""
        said = {
            "case": self.case.case if self.case else "",
            "work": self.work.id if self.work else "",
            "procedure": self.procedure,
        }
        kept = urlencode({name: value for name, value in said.items() if value})
        return f"?{kept}" if kept else ""


def purpose(page: Page) -> Purpose:
    """Raises KeyError for a case or paper that is not here."""
    said = {name: page.form.text(name) or page.asked(name) for name in CARRIED}
    case = work = None
    reference, procedure = "", said["procedure"]
    if said["case"]:
        case = Cases(page.db).sealed(said["case"])
        if case is None:
            raise KeyError(said["case"])
        procedure = case.procedure
    elif said["work"]:
        worklist = Worklist(page.db, Vault(page.console.workspace.vault))
        work, old = worklist.item(said["work"])
        reference, procedure = old.reference, old.procedure
    return Purpose(case, work, reference, procedure)


def ask_page(page: Page, told: str = "", status: int = 200) -> Response:
    """/scan: one touch asks for a batch."""
    settings, batches = page.console.settings, Batches(page.db)
    counters = tuple(each.number for each in settings.counters) or tuple(range(1, 10))
    usual = page.request.cookies.get(COUNTER, "")
    unfinished = batches.unfinished()
    return page.show(
        "scanning/ask.html",
        TEXT,
        status,
        told=told,
        purpose=purpose(page),
        counters=counters,
        counter=int(usual) if usual in map(str, counters) else counters[0],
        scanners=settings.scanner_names,
        popular=page.catalogue.popular(),
        procedures=page.catalogue.procedures,
        lines=tuple(scanner_lines(settings.scanner_names, unfinished)),
        waiting_any=[row for row in unfinished if not row.scanner and not _running(row)],
        unsorted=batches.unsorted()[:LISTED],
        at=lambda row: row.asked_at.astimezone(OFFICE_ZONE).strftime("%H:%M"),
    )


def ask(page: Page) -> Response:
    """A batch is asked for; sent twice within one page's life it is two batches, and the second is stopped."""
    counter, scanner = page.form.number("counter"), page.form.text("scanner")
    if not 1 <= counter <= 99 or scanner not in ("", *page.console.settings.scanner_names):
        raise AskedWrongly("counter or scanner")
    wanted = purpose(page)
    closed = Room(page.console.workspace, page.console.settings.disk).look()
    if closed is not None:
        what = f"{what_of(closed, page.language)} {page.words(FOR_STAFF[closed])}"
        return ask_page(page, page.words(TEXT["full"]).format(what=what), 503)
    row = Batches(page.db).ask(counter, page.now, scanner)
    answer = page.to(f"/scan/{row.id}{wanted.query()}")
    answer.set_cookie(COUNTER, str(counter), max_age=YEAR, httponly=True, samesite="strict")
    return answer


def row_of(page: Page) -> BatchRow:
    """The batch of the address; raises KeyError."""
    text = page.path("batch")
    row = (
        Batches(page.db).find(int(text))
        if text.isascii() and text.isdigit() and len(text) < 16
        else None
    )
    if row is None:
        raise KeyError(text)
    return row


def waits(page: Page, row: BatchRow) -> bool:
    """Whether it is to be followed still: pages are to come, or to be looked at."""
    looks = Looks(page.db, Vault(page.console.workspace.vault))
    return not row.over or looks.waits(row.case, DOCUMENT)


def follow_page(page: Page, row: BatchRow) -> Response:
    """How far it has come; drawn anew every second."""
    batches = Batches(page.db)
    return page.show(
        "scanning/follow.html",
        TEXT,
        row=row,
        purpose=purpose(page),
        state=page.words(STATES[row.state]).format(n=row.pages),
        ahead=batches.ahead(row.id),
        fault=what_of(row.fault, page.language) if row.fault else "",
        sides=[(side, found_on(side, page.language)) for side in sides_of(page, row)],
    )


def stop(page: Page) -> Response:
    """Its counter wants no more of it; its whole pages are kept."""
    row = row_of(page)
    Batches(page.db).withdraw(row.id, page.now)
    return page.to(f"/scan/{row.id}{purpose(page).query()}")


def picture(page: Page) -> Response:
    """One page as a small JPEG, as scanned where nobody has looked at it."""
    row = row_of(page)
    vault = Vault(page.console.workspace.vault)
    side = next((each for each in sides_of(page, row) if each.id == page.path("page")), None)
    if side is None:
        raise KeyError(page.path("page"))
    key = Cases(page.db).key(row.case)
    path = side.look.preview if side.look else side.path
    return Response(vault.read(key, path), media_type="image/jpeg")


def sides_of(page: Page, row: BatchRow) -> tuple[Side, ...]:
    """Its pages in order."""
    return Pages(page.db, Vault(page.console.workspace.vault)).of(row.case, DOCUMENT)


def found_on(side: Side, language: Language) -> str:
    """What a look at it found, in a few words."""
    said: Words = TEXT["unseen"]
    if side.look is not None:
        said = TEXT["blank"] if side.look.blank else VERDICTS[side.look.verdict]
    return said.of(language)


def what_of(fault: Fault, language: Language) -> str:
    return WHAT.get(fault, remedy(fault).what).of(language)


def scanner_lines(
    names: tuple[str, ...], unfinished: tuple[BatchRow, ...]
) -> Iterator[ScannerLine]:
    """The queue of each scanner."""
    for name in names:
        now = next((row for row in unfinished if _running(row) and row.claimed_by == name), None)
        waiting = tuple(row for row in unfinished if row.scanner == name and not _running(row))
        yield ScannerLine(name, now, waiting)


def _running(row: BatchRow) -> bool:
    return row.state is BatchState.SCANNING
