"""A kiosk tells the centre how it does, a quarter of an hour after the last time, and soon after something happened."""

from __future__ import annotations

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kiosk.contract.report import Asking
from kiosk.faults import Fault
from kiosk.store.asked_rules import AskedRules
from kiosk.store.condition import Condition
from kiosk.store.health import Health
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.outbox import Outbox
from kiosk.sync.budget import Budget
from kiosk.sync.connection import CentreError
from kiosk.sync.reporting import AT_LAST, DEAF, EVERY, LOOK, SOON, Line, Reporter, SelfPortrait
from tests.sync.conftest import Office
from tests.workbench.line import Line as CutLine

MINUTE = 60.0


class Teller:
    """The office's errand, with a clock that only a test moves."""

    def __init__(self, office: Office, url: str, token: str, budget: str = "") -> None:
        self.office, self.pressing = office, False
        self.questions = office.questions(url, token)
        self.portrait = SelfPortrait(office.db, office.workspace, "", lambda: office.elapsed)
        line = Line(Budget(budget), lambda: self.pressing)
        self.reporter = Reporter(
            self.questions, self.portrait, line, office.moment, lambda: office.elapsed
        )

    def after(self, seconds: float) -> float:
        self.office.elapsed += seconds
        self.office.now += seconds
        return self.reporter.run()

    def breaks(self, device: str, fault: Fault | None) -> None:
        Health(self.office.db).note(device, fault, self.office.moment())


def told(centre, device="kiosk-1"):
    """What `python -m central fleet` says of a kiosk."""
    (row,) = [
        row for row in map(json.loads, centre.run("fleet").splitlines()) if row["device"] == device
    ]
    return row


def speaking_against(centre):
    """The alarms that stay."""
    alarms = map(json.loads, centre.run("fleet", "--alarms").splitlines())
    return [one for one in alarms if "id" in one]


def journal(office, rows=1):
    for _ in range(rows):
        Journal(office.db).write(
            JournalEvent.SERVICE_STARTED, office.moment(), service="devices", version="1"
        )


class _Older(BaseHTTPRequestHandler):
    """Knows greetings and news, and nothing of reports."""

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(404)
        self.end_headers()
        self.wfile.write(b'{"refusal": "unknown", "why": "question"}')


@pytest.fixture
def older():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Older) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        serving.join()


@pytest.fixture
def teller(office, centre):
    office.now = dt.datetime.now(dt.UTC).timestamp()
    return Teller(office, centre.url, centre.token)


def test_the_first_report_goes_at_once_and_the_centre_has_it(teller, office, centre):
    journal(office, 3)
    teller.breaks("scanner", Fault.SCANNER_JAMMED)
    office.hand_in(1000)
    assert teller.reporter.run() == LOOK
    report = told(centre)["report"]
    assert report["software"] == "0.1.0"
    assert report["journal"]["seq"] == Condition(office.db).head()[0] >= 3
    assert report["backlog"]["waiting"] == 1
    assert [(one["device"], one["fault"]) for one in report["devices"]] == [
        ("scanner", "scanner-jammed")
    ]
    assert report["services"] == {"devices": 0, "sync": 0}
    assert 0 <= report["free"] <= 100


def test_the_next_one_goes_a_quarter_of_an_hour_later(teller, office, centre):
    teller.reporter.run()
    first = told(centre)["report"]["at"]
    assert teller.after(EVERY - LOOK) == LOOK
    assert told(centre)["report"]["at"] == first
    teller.after(LOOK)
    assert told(centre)["report"]["at"] > first


def test_a_device_that_stops_or_works_again_is_told_soon(teller, centre):
    teller.reporter.run()
    for fault in (Fault.PRINTER_NO_PAPER, None):
        teller.after(SOON)
        teller.breaks("printer", fault)
        teller.after(1.0)
        (printer,) = told(centre)["report"]["devices"]
        assert printer["fault"] == (fault or "")


def test_a_device_that_flaps_is_told_once_a_minute(teller, centre):
    teller.reporter.run()
    for second in range(120):
        teller.breaks("printer", Fault.PRINTER_GONE if second % 2 else None)
        teller.after(1.0)
    assert 2 <= teller.reporter._heard.asked <= 3


def test_papers_go_first_and_for_an_hour_at_most(teller, centre):
    teller.reporter.run()
    first = told(centre)["report"]["at"]
    teller.pressing = True
    assert teller.after(EVERY) == LOOK
    assert teller.after(AT_LAST - EVERY - LOOK) == LOOK
    assert told(centre)["report"]["at"] == first
    teller.after(LOOK)
    assert told(centre)["report"]["at"] > first


def test_nothing_is_told_in_hours_in_which_nothing_may_go(office, centre):
    office.now = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC).timestamp()  # 8 in the morning
    teller = Teller(office, centre.url, centre.token, budget="7-17 0")
    assert teller.reporter.run() == LOOK
    assert told(centre)["report"] is None
    teller.after(9 * 3600)
    assert told(centre)["report"] is not None


def test_what_the_centre_asks_of_the_journal_is_answered_in_the_next_report(teller, office):
    journal(office, 5)
    teller.reporter.run()
    assert teller.reporter._heard == Asking(1, 5)
    journal(office, 2)
    drawn = teller.portrait.draw(office.moment(), teller.reporter._heard)
    assert (drawn.journal.seq, drawn.of.seq) == (7, 5)
    assert drawn.of.digest == Condition(office.db).digest_of(5)
    assert teller.portrait.draw(office.moment(), Asking(1, 99)).of.digest == ""


def test_a_copied_disk_is_found_and_a_kiosk_alone_is_not(tmp_path, teller, office, centre):
    journal(office, 3)
    for _ in range(3):
        teller.after(EVERY)
        journal(office)
    copied = Office(tmp_path / "copy")
    for row in Journal(office.db).since():
        Journal(copied.db).write(row.event, row.at, **row.fields)
    assert Condition(copied.db).head() == Condition(office.db).head()
    copied.now = office.now
    other = Teller(copied, centre.url, centre.token)
    assert speaking_against(centre) == []
    for both in range(3):
        journal(office, 1)
        journal(copied, 2 + both)
        teller.after(EVERY)
        other.after(EVERY)
    copied.close()
    (fork,) = [one for one in speaking_against(centre) if one["alarm"] == "journal-fork"]
    assert fork["press"] == "now"
    centre.run("alarm", "close", fork["id"])
    assert fork["id"] not in centre.run("fleet", "--alarms")


def test_a_lost_answer_is_no_sign_of_anything(office, centre):
    office.now = dt.datetime.now(dt.UTC).timestamp()
    with CutLine(centre.port) as line:
        teller = Teller(office, line.url, centre.token)
        for _ in range(3):
            journal(office, 2)
            line.before_answer(b"POST /v1/questions/report", line.cut)
            with pytest.raises(CentreError):
                teller.after(EVERY)
            line.mend()
            journal(office, 1)
            teller.after(EVERY)
        for _ in range(3):
            teller.after(EVERY)
    assert speaking_against(centre) == []


def test_what_waits_is_counted_by_what_keeps_it(office, centre, teller):
    first = office.hand_in(1000)
    case = json.loads(first.body)["case"]
    office.add(case, 500)
    office.hand_in(700)
    claimed = Outbox(office.db).claim(int(office.now))
    assert claimed.id == first.id
    Outbox(office.db).refused(claimed, "malformed", int(office.now))
    unsent = Condition(office.db).unsent()
    assert (unsent.waiting, unsent.refused, unsent.held) == (1, 1, 1)
    teller.reporter.run()
    backlog = told(centre)["report"]["backlog"]
    assert (backlog["waiting"], backlog["refused"], backlog["held"]) == (1, 1, 1)
    assert backlog["oldest"] > 0


def test_a_case_of_somebody_leaves_no_word_of_them_in_a_report(office, teller):
    for _ in range(3):
        office.hand_in(1000)
    AskedRules(office.db).trouble(Fault.RULES_REFUSED, "catalogue.toml", "Nguyễn Văn Thử")
    said = json.dumps(
        teller.portrait.draw(office.moment(), Asking(0, 0)).to_json(), ensure_ascii=False
    )
    assert "Nguyễn" not in said
    assert "H00.000" not in said
    assert "Một cửa" not in said


def test_a_centre_that_does_not_know_the_question_is_left_in_peace_for_a_day(office, older):
    teller = Teller(office, older, "token")
    assert teller.reporter.run() == DEAF
