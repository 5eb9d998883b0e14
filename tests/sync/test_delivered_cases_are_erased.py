"""What the centre has for long enough leaves the kiosk; nothing else does, and no clock hurries it."""

from __future__ import annotations

import datetime as dt
import threading
import time
import uuid

import pytest

from kiosk.faults import Fault
from kiosk.model import Holder, Language, Verdict
from kiosk.rules.flow.acts import Act, Kind
from kiosk.rules.roster import Role
from kiosk.settings import RetentionSettings, Settings, SettingsError
from kiosk.store.acts import Acts
from kiosk.store.calls import Calls
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.database import CaseGone, open_database
from kiosk.store.erasing import Erasing, Hold
from kiosk.store.health import Health
from kiosk.store.journal import Journal
from kiosk.store.outbox import Outbox
from kiosk.store.retention import Retention
from kiosk.store.sealing import seal
from kiosk.store.vault import Vault
from kiosk.sync.eraser import BITE, PAUSE, REST, Eraser
from kiosk.sync.service import SyncService
from kiosk.workspace import Workspace
from tests.store.erasable import certify, deliver, fill

MONDAY = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)  # 8:00 at the office
DAYS = 3
NOBODY = Holder("001099000017", "Trịnh Thị Bịa Đặt", dt.date(1999, 2, 28), "Nữ", "Việt Nam", None,
                Verdict.PROVEN)  # fmt: skip


class Box:
    """A kiosk with an eraser, whose clock and whose hours at work are a test's."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.db = open_database(workspace)
        self.vault = Vault(workspace.vault)
        self.now, self.worked = MONDAY, 0.0
        self.erasing = Erasing(self.db, self.vault)
        self.eraser = self.started()

    def started(self, *forgiven: Hold) -> Eraser:
        """A new process over the same store."""
        self.eraser = Eraser(
            Retention(self.db, DAYS), self.erasing, lambda: self.now, lambda: self.worked, forgiven
        )
        return self.eraser

    def hand_in(self, *, papers: bool = True) -> str:
        case = uuid.uuid4().hex
        documents = fill(self.db, self.vault, case, NOBODY)
        seal(
            self.db, case=case, procedure="2.000815", language=Language.VI, series="A", kiosk=0,
            agency="H00.000", device="kiosk-1", office="Bộ phận Một cửa",
            documents=documents if papers else (), now=self.now,
        )  # fmt: skip
        return case

    def received(self) -> str:
        """A case that the centre has; the eraser has seen its receipt."""
        case = self.hand_in()
        deliver(self.db)
        self.eraser.step()
        return case

    def work(self, minutes: int) -> None:
        """So long at work, in looks as far apart as they are."""
        for _ in range(0, minutes * 60, int(REST)):
            self.now += dt.timedelta(seconds=REST)
            self.worked += REST
            while self.eraser.step() == PAUSE:
                pass

    def days(self, number: int) -> None:
        """So many further days of two hours each."""
        for _ in range(number):
            self.now += dt.timedelta(hours=22)
            self.work(120)

    def has(self, case: str) -> bool:
        try:
            return len(Cases(self.db).key(case)) == 32
        except CaseGone:
            return False

    def told(self, event: str) -> list[dict[str, str | int]]:
        return [row.fields for row in Journal(self.db).since(most=10_000) if row.event == event]


@pytest.fixture
def box(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    box = Box(Workspace(tmp_path / "kiosk"))
    yield box
    box.db.close()


def test_a_case_goes_when_its_days_after_the_receipt_are_over(box):
    case = box.received()
    box.days(DAYS - 1)
    assert box.has(case)
    box.days(1)
    assert not box.has(case)
    assert [told["why"] for told in box.told("case-erased")] == ["retention"]
    assert not (box.workspace.vault / case).exists()


def test_the_day_of_the_receipt_is_none_of_them_however_long_it_was(box):
    case = box.received()
    box.work(9 * 60)
    box.days(DAYS - 1)
    assert box.has(case)


def test_a_case_without_a_receipt_stays_for_ever(box):
    case = box.hand_in()
    box.days(40)
    assert box.has(case)
    deliver(box.db)
    box.days(DAYS)
    assert box.has(case), "its days begin with the receipt"
    box.days(1)
    assert not box.has(case)


def test_a_clock_set_forward_by_years_is_one_day_like_any_other(box):
    case = box.received()
    box.now += dt.timedelta(days=3653)
    box.work(8 * 60)
    assert box.has(case)
    box.now -= dt.timedelta(days=3653)
    box.days(DAYS - 2)
    assert box.has(case)
    box.days(DAYS)
    assert not box.has(case)


def test_a_clock_that_shows_another_day_at_every_look_makes_nothing_older(box):
    case = box.received()
    for leap in range(1, 60):
        box.now = MONDAY + dt.timedelta(days=400 * (leap % 9), hours=leap)
        box.work(10)
    assert box.has(case)


def test_days_that_come_again_after_a_clock_was_set_back_do_not_count_twice(box):
    case = box.received()
    box.days(1)
    for _ in range(10):
        box.now -= dt.timedelta(days=1)
        box.days(1)
    assert box.has(case)


def test_a_service_that_stood_still_for_a_month_was_not_at_work(box):
    case = box.received()
    for _ in range(DAYS + 2):
        box.now += dt.timedelta(days=30)
        box.worked += 30 * 86400.0
        box.eraser.step()
    assert box.has(case)


def test_a_kiosk_that_is_restarted_all_the_time_counts_its_days_all_the_same(box):
    case = box.received()
    for _ in range(DAYS):
        box.now += dt.timedelta(hours=22)
        for _ in range(8):
            box.started()
            box.work(10)
    assert not box.has(case)


def test_a_refused_case_stays_and_the_journal_says_so_once(box):
    case = box.hand_in()
    Outbox(box.db).refused(Outbox(box.db).claim(10**10), "conflict")
    box.days(DAYS + 3)
    box.started()
    box.days(2)
    assert box.has(case)
    assert [told["why"] for told in box.told("case-kept")] == ["refused"]


def test_a_correction_that_is_still_to_be_sent_begins_the_days_anew(box):
    case = box.received()
    box.days(DAYS - 1)
    code = Erasing(box.db, box.vault).standing(case).code
    Outbox(box.db).put(Outbox(box.db).draw(box.now), code, b'{"correction": 1}', 0)
    box.days(DAYS + 1)
    assert box.has(case)
    deliver(box.db)
    box.eraser.step()
    box.days(DAYS - 1)
    assert box.has(case)
    box.days(1)
    assert not box.has(case)


def test_a_copy_that_waits_for_a_signature_keeps_its_case(box):
    case = box.received()
    register, law = Certifications(box.db, box.vault), frozenset({"2.000815"})
    copy = register.prepare(case, "to-khai", box.now, book="01", certifies=law)
    box.days(DAYS + 2)
    assert box.has(case)
    assert [told["why"] for told in box.told("case-kept")] == ["copy-unsigned"]
    register.void(copy.year, copy.number, "rút", box.now)
    box.days(1)
    assert not box.has(case)


def test_a_copy_that_is_to_be_completed_keeps_its_case_where_copies_are_completed(box):
    first, second = box.received(), box.received()
    certify(box.db, box.vault, second, complete=True)
    certify(box.db, box.vault, first, complete=False)
    box.days(DAYS + 1)
    assert (box.has(first), box.has(second)) == (True, False)
    box.started(Hold.COPY_INCOMPLETE)  # no authority is set that stamps the time
    box.days(1)
    assert not box.has(first)
    assert len(Certifications(box.db, box.vault).all()) == 2, "the register keeps its lines"


def test_a_case_whose_citizen_still_waits_for_a_clerk_stays(box):
    case = box.received()
    Calls(box.db).call(case, Fault.PRINTER_FAILED, box.now)
    box.days(DAYS + 1)
    assert box.has(case)
    Calls(box.db).done(case, box.now)
    box.days(1)
    assert not box.has(case)


def test_a_case_a_counter_still_scans_for_stays(box):
    case = box.received()
    box.db.conn.execute(
        "insert into batches (scanner, counter, profile, case_id, asked_at, state) "
        "values ('', 2, '', ?, 0, 'waiting')",
        (case,),
    )
    box.days(DAYS + 1)
    assert box.has(case)
    assert [told["why"] for told in box.told("case-kept")] == ["batch"]


def test_a_case_without_papers_has_no_receipt_to_wait_for(box):
    case = box.hand_in(papers=False)
    box.days(DAYS + 1)
    assert not box.has(case)


def test_an_open_case_of_a_counter_is_none_of_the_erasers(box):
    Cases(box.db).open("c" * 32, box.now, counter=2)
    box.days(DAYS + 1)
    assert box.has("c" * 32)


def test_many_cases_go_a_few_at_a_time(box):
    cases = [box.hand_in() for _ in range(2 * BITE + 1)]
    deliver(box.db)
    box.eraser.step()
    Retention(box.db, DAYS).worked(60, box.now)
    for day in range(1, DAYS + 1):
        Retention(box.db, DAYS).worked(60, box.now + dt.timedelta(days=day))
    waits, left = [], []
    for _ in range(3):
        waits.append(box.eraser.step())
        left.append(sum(map(box.has, cases)))
    assert waits == [PAUSE, PAUSE, REST]
    assert left == [BITE + 1, 1, 0]


def test_a_power_cut_in_the_middle_of_erasing_is_made_good_by_the_next_start(box):
    case = box.received()
    box.db.conn.execute(
        "insert into erasures (case_id, at, why) values (?, '', 'citizen')", (case,)
    )
    box.started().step()
    assert not (box.workspace.vault / case).exists()
    assert box.db.conn.execute("select cleared from erasures").fetchone() == (1,)


def test_the_service_erases_without_any_line(box):
    case = box.received()
    for day in range(DAYS + 1):
        Retention(box.db, DAYS).worked(60, box.now + dt.timedelta(days=day))
    service = SyncService(Settings(retention=RetentionSettings(DAYS)), box.workspace)
    running = threading.Thread(target=service.run)
    running.start()
    try:
        end = time.monotonic() + 120
        while box.has(case) and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        service.leave()
        running.join(120)
    assert not running.is_alive()
    assert not box.has(case)


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_number_of_days_that_makes_no_sense_is_refused(days):
    with pytest.raises(SettingsError, match=r"retention\.days"):
        RetentionSettings(days)


@pytest.mark.parametrize("clock", ["clock", "time"])
def test_nothing_goes_by_date_while_the_clock_is_called_wrong(box, clock):
    case = box.received()
    box.days(DAYS - 1)
    Health(box.db).note(clock, Fault.CLOCK_WRONG, box.now)
    box.days(DAYS * 2)
    assert box.has(case)
    Health(box.db).note(clock, None, box.now)
    box.work(30)
    assert box.has(case)  # days under a wrong clock are none
    box.days(1)
    assert not box.has(case)


def test_a_case_the_office_has_in_hand_stays_until_it_is_settled(box):
    case, acts = box.received(), Acts(box.db)
    acts.do(case, Act(Kind.RECEIVED, box.now, "lan", Role.CLERK), uuid.uuid4().hex, 0)
    box.days(DAYS + 2)
    assert box.has(case)
    assert [told["why"] for told in box.told("case-kept")] == ["in-hand"]
    acts.do(case, Act(Kind.WITHDRAWN, box.now, "lan", Role.CLERK), uuid.uuid4().hex, 1)
    box.days(1)
    assert not box.has(case)
