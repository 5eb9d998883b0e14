"""A small office's day, invented: its people, and some two dozen cases in every state a case can be in."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from PIL import Image
from starlette.requests import Request

from kiosk.desk.console.app import Console
from kiosk.desk.console.page import Form, Page, Signed
from kiosk.desk.forms.booking import entering
from kiosk.model import Document, Errand, Holder, Language, Procedure, Verdict
from kiosk.rules.flow.acts import Act, Kind, Place, Reception, Wanted
from kiosk.rules.roster import Role
from kiosk.settings import Settings
from kiosk.store import passwords
from kiosk.store.acts import Acts
from kiosk.store.cases import Cases
from kiosk.store.database import Database
from kiosk.store.law import Law
from kiosk.store.pages import Pages
from kiosk.store.roster import Person, Roster
from kiosk.store.rulebook import Rulebook
from kiosk.store.sealing import Wanted as Turn
from kiosk.store.sealing import seal
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.workbench import papers

SignIn: TypeAlias = tuple[str, str, Role]  # login, password, role
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
PASSWORD = "thuc-hanh-{login}-2026"  # of practice: printed, and good nowhere else
PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("lan", "Nguyễn Thị Lan (thực hành)", Role.CLERK),
    ("minh", "Trần Văn Minh (thực hành)", Role.SPECIALIST),
    ("hung", "Lê Văn Hùng (thực hành)", Role.LEADER),
    ("thao", "Phạm Thị Thảo (thực hành)", Role.ARCHIVIST),
    ("sua", "Giàng A Sủa (thực hành)", Role.HELPER),
    ("ky", "Hoàng Văn Kỹ (thực hành)", Role.TECHNICIAN),
)
BIRTH, COPY, RESIDENCE, DEATH = "1.001193", "2.000815", "1.013967", "1.000894"
NAMES = (
    "Giàng Thị Mẫu", "Nguyễn Văn Ví", "Trần Thị Dụ", "Vàng A Thử", "Lò Thị Mẫu", "Phạm Văn Giả",
    "Hoàng Thị Định", "Lê Văn Mẫu", "Bùi Thị Thử", "Đặng Văn Ví", "Sùng Thị Dụ", "Hầu A Mẫu",
    "Cháng Thị Giả", "Nông Văn Thử", "Đỗ Thị Ánh Mẫu", "Ấn Văn Ví", "Quàng Thị Dụ", "Lý A Giả",
    "Mùa Thị Định", "Thào A Mẫu", "Vũ Thị Yến Thử", "Đinh Văn Ví", "Cà Thị Dụ", "Hà Văn Mẫu", "Tẩn Thị Thử",
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One case: handed in so long before now, and what the office did since."""

    procedure: str
    ago: dt.timedelta
    acts: tuple[Kind, ...] = ()
    verdict: Verdict = Verdict.PROVEN
    missing: int = 0  # papers that were not scanned


R, H, A = Kind.RECEIVED, Kind.HANDED_ON, Kind.APPROVED
STORIES: tuple[Story, ...] = (
    *(Story(BIRTH, minutes * HOUR / 60) for minutes in (4, 19, 33, 52)),
    Story(COPY, HOUR / 4),
    Story(BIRTH, HOUR, missing=1),  # a paper is missing: to be asked for
    Story(BIRTH, HOUR / 2, verdict=Verdict.CLONED),  # a doubtful card
    Story(BIRTH, 26 * HOUR, (Kind.ASKED_MORE,), missing=1),
    Story(RESIDENCE, 3 * DAY, (Kind.ASKED_MORE,), missing=1),
    *(Story(BIRTH, hours * HOUR, (R,)) for hours in (3, 5, 28)),
    Story(RESIDENCE, 6 * DAY, (R,)),
    Story(BIRTH, 12 * DAY, (R,)),  # overdue, and stuck: entered, never processed
    Story(DEATH, 7 * DAY, (R, Kind.TAKEN)),  # overdue in somebody's hands
    *(Story(procedure, 25 * HOUR, (R, H)) for procedure in (BIRTH, DEATH, RESIDENCE)),
    Story(BIRTH, 27 * HOUR, (R, H, A)),
    Story(RESIDENCE, 4 * DAY, (R, Kind.PAYMENT_ASKED)),  # rests
    *(Story(BIRTH, days * DAY, (R, H, A, Kind.ISSUED)) for days in (1, 2)),
    *(Story(BIRTH, days * DAY, (R, H, A, Kind.ISSUED, Kind.RETURNED)) for days in (1, 3)),
    Story(COPY, 2 * DAY, (Kind.DECLINED,)),
)


class Day:
    """Lays the day into a kiosk's database."""

    def __init__(self, db: Database, workspace: Workspace, settings: Settings) -> None:
        self._db, self._settings = db, settings
        self._vault = Vault(workspace.vault)
        self._book = Rulebook(workspace)
        self._law = Law(self._book, settings)
        self._now = dt.datetime.now(dt.UTC)
        self._console = Console(workspace, settings, lambda: self._now)
        self._people: dict[Role, Person] = {}
        self._sheets: dict[str, bytes] = {}

    def people(self) -> tuple[SignIn, ...]:
        """Login, password and role of everybody; each has worked here for a year."""
        told = []
        roster = Roster(self._db)
        for login, name, role in PEOPLE:
            person = roster.add(login, name, self._now)
            roster.post(person.id, role, (self._now - 365 * DAY).date(), self._now)
            password = PASSWORD.format(login=login)
            roster.set_password(person.id, passwords.hashed(password), self._now)
            self._people[role] = person
            told.append((login, password, role))
        return tuple(told)

    def cases(self) -> int:
        """How many were laid; in the order of their handing in, so that the numbers are."""
        named = sorted(zip(STORIES, NAMES, strict=True), key=lambda each: -each[0].ago)
        for story, name in named:
            self._case(story, name)
        for minutes, errand in ((12, Errand.COLLECT), (6, Errand.ASK)):
            self._number(errand, self._now - dt.timedelta(minutes=minutes))
        return len(named)

    def _case(self, story: Story, name: str) -> None:
        case, at = uuid.uuid4().hex, self._now - story.ago
        procedure = self._book.now().catalogue(at.date()).procedure(story.procedure)
        cases = Cases(self._db, self._vault)
        cases.open(case, at - HOUR / 10)
        number = f"0101900{len(name):02d}{sum(map(ord, name)) % 1000:03d}"
        born = dt.date(1956 + len(name), 2, 3)
        holder = Holder(number, name, born, "Nữ", "Việt Nam", None, story.verdict)
        cases.set_holder(case, holder)
        if story.verdict is Verdict.CLONED:
            cases.note_doubt(case, story.verdict)
        documents = self._scanned(case, procedure, story.missing, at)
        self._seal(case, procedure.code, documents, at, procedure.field, story.ago < DAY / 4)
        for number_of, kind in enumerate(story.acts):
            done = at + (self._now - at) * (number_of + 1) / (len(story.acts) + 4)
            self._act(case, kind, procedure, done)

    def _number(self, errand: Errand, at: dt.datetime) -> None:
        """A number in the queue without papers."""
        case = uuid.uuid4().hex
        Cases(self._db, self._vault).open(case, at)
        self._seal(case, "", (), at, "ho-tich", True, errand)

    def _seal(
        self, case: str, procedure: str, documents: tuple[Document, ...], at: dt.datetime,
        field: str, queued: bool, errand: Errand = Errand.HAND_IN,
    ) -> None:  # fmt: skip
        settings = self._settings
        seal(
            self._db, case=case, procedure=procedure, language=Language.VI, series="A",
            kiosk=settings.kiosk, agency=settings.office.agency, device=settings.device,
            office=settings.office.name.vi, documents=documents, now=at,
            wanted=Turn(field, errand) if queued else None,
        )  # fmt: skip

    def _scanned(
        self, case: str, procedure: Procedure, missing: int, at: dt.datetime
    ) -> tuple[Document, ...]:
        """A page of every required document but the last ones, and its PDF."""
        wanted = [each.id for each in procedure.documents]
        names = wanted[: max(1, len(wanted) - missing)]
        pdfs: list[bytes] = []
        for name in names:
            jpeg = self._sheet(name)
            Pages(self._db, self._vault).add(case, name, jpeg, 620, 877, 75, at)
            pdfs.append(_pdf(jpeg))
        key = Cases(self._db, self._vault).key(case)
        paths = self._vault.write_all(key, case, "dossier", pdfs)  # at once: they are numbered
        return tuple(
            Document(name, "", path, hashlib.sha256(pdf).hexdigest(), len(pdf), 1)
            for name, path, pdf in zip(names, paths, pdfs, strict=True)
        )

    def _sheet(self, document: str) -> bytes:
        """What a required document looks like; one that nobody drew looks like a birth notification."""
        if document not in self._sheets:
            known = {"to-khai": "to-khai-khai-sinh", **{kind: kind for kind in papers.kinds()}}
            picture = papers.draw(known.get(document, "giay-chung-sinh"), seed=1).resize((620, 877))
            held = io.BytesIO()
            picture.convert("RGB").save(held, "JPEG", quality=70)
            self._sheets[document] = held.getvalue()
        return self._sheets[document]

    def _act(self, case: str, kind: Kind, procedure: Procedure, at: dt.datetime) -> None:
        role = _BY.get(kind, Role.CLERK)
        act = Act(kind, at, self._people[role].id, role)
        also: Callable[..., None] = lambda _: None  # noqa: E731 - as Acts.do has it
        match kind:
            case Kind.RECEIVED:
                clock = self._law.clock(procedure.code, at)
                to = Place.SPECIALIST
                act = replace(act, clock=clock, to=to, reception=Reception(phone="0900 000 000"))
                also = entering(self._page(at), case)
            case Kind.HANDED_ON:
                act = replace(act, to=Place.LEADER)
            case Kind.ASKED_MORE:
                last = procedure.documents[-1]
                wanted = Wanted(last.id, last.name.vi, "chưa có", "xin bổ sung bản chính")
                act = replace(act, wanted=(wanted,))
            case Kind.DECLINED:
                act = replace(act, ground="Không thuộc thẩm quyền của xã (giả định)")
            case Kind.PAYMENT_ASKED:
                act = replace(act, amount=10_000)
            case Kind.ISSUED:
                act = replace(act, number=f"{sum(map(ord, case)) % 90 + 10}/TL-KS")
        acts = Acts(self._db, self._settings.kiosk)
        acts.do(case, act, uuid.uuid4().hex, acts.standing(case).acts, also=also)

    def _page(self, at: dt.datetime) -> Page:
        """As the page of the clerk who received it."""
        clerk = self._people[Role.CLERK]
        signed = Signed(clerk.id, clerk.name, frozenset({Role.CLERK}), "", "")
        request = Request({"type": "http", "headers": []})
        return Page(self._console, request, signed, Language.VI, at, self._db, Form(b""))


_BY: dict[Kind, Role] = {
    Kind.TAKEN: Role.SPECIALIST,
    Kind.HANDED_ON: Role.SPECIALIST,
    Kind.PAYMENT_ASKED: Role.SPECIALIST,
    Kind.APPROVED: Role.LEADER,
    Kind.ISSUED: Role.ARCHIVIST,
}


def _pdf(jpeg: bytes) -> bytes:
    """The sheet as a PDF, good enough to be looked at."""
    held = io.BytesIO()
    Image.open(io.BytesIO(jpeg)).save(held, "PDF", resolution=75)
    return held.getvalue()


def practice(told: Sequence[SignIn]) -> str:
    """The sign-ins as a table for a terminal."""
    lines = [f"  {role.value:<11} {login:<6} {password}" for login, password, role in told]
    return "\n".join(lines)
