"""What a clerk reads on the desk."""

import datetime as dt
import re
from html import unescape

import pytest

from kiosk.contract import Refusal
from kiosk.contract.news import CaseStatus
from kiosk.desk import words
from kiosk.desk.progress import ProgressRow
from kiosk.desk.view import CallRow, DeskView, DeviceRow, OutboxRow, Standing, VisitRow
from kiosk.faults import Fault
from kiosk.model import DOUBTFUL, Language, Verdict
from kiosk.store.errors import StoreError

HOUR = dt.timedelta(hours=1)
PROCEDURE = "Chứng thực bản sao từ bản chính"


def words_of(page: str) -> str:
    """The page as it is read aloud."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def visit(now, standing=Standing.WAITING, ticket="A1-007", **other):
    usual = {
        "at": now - HOUR,
        "procedure": PROCEDURE,
        "ticket": ticket,
        "code": "H00.021-261122-K01-0007",
        "documents": 2,
        "pages": 5,
        "standing": standing,
        "card": Verdict.PROVEN,
    }
    return VisitRow(**{**usual, **other})


def test_an_empty_day_says_so_and_shows_no_empty_tables(desk):
    said = desk.ask().text
    assert "<table" not in said
    for key in ("no_calls", "no_devices", "no_visits", "no_outbox"):
        assert words.TEXT[key].vi in words_of(said)


def test_a_case_shows_when_what_and_how_far_it_is(desk, now):
    desk.view = DeskView(now, visits=(visit(now),))
    said = words_of(desk.ask().text)
    assert (
        f"09:30 A1-007 {PROCEDURE} 2 (5 trang) Đã xác thực H00.021-261122-K01-0007 Chờ gửi" in said
    )


def test_a_citizen_still_at_the_screen_has_no_number_yet(desk, now):
    row = visit(
        now, Standing.OPEN, ticket="", code="", procedure="", documents=0, pages=0, card=None
    )
    desk.view = DeskView(now, visits=(row,))
    assert "09:30 – Chưa chọn 0 (0 trang) Không đọc thẻ – Đang làm tại kiosk" in words_of(
        desk.ask().text
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_a_case_says_how_far_its_card_is_believed_in_the_clerks_words(desk, now, verdict):
    desk.view = DeskView(now, visits=(visit(now, card=verdict),))
    for path, language in (("/", Language.VI), ("/en", Language.EN)):
        said = words_of(desk.ask(path).text)
        assert words.CARD[verdict].of(language) in said
        assert words.TEXT["compare"].of(language) not in said


def test_only_a_card_all_of_whose_links_hold_is_shown_as_good(desk, now):
    marks = {}
    for verdict in Verdict:
        desk.view = DeskView(now, visits=(visit(now, card=verdict),))
        (marks[verdict],) = re.findall(r'class="card (\w+) state"', desk.ask().text)
    assert {verdict for verdict, mark in marks.items() if mark == "good"} == {Verdict.PROVEN}


@pytest.mark.parametrize("doubt", DOUBTFUL)
def test_a_card_that_spoke_against_itself_asks_the_clerk_to_compare_whatever_came_after(
    desk, now, doubt
):
    for card in (doubt, Verdict.PROVEN, None):
        desk.view = DeskView(now, visits=(visit(now, card=card, doubt=doubt),))
        answer = desk.ask().text
        assert f"{words.CARD[doubt].vi} Đối chiếu thẻ với người nộp." in words_of(answer)
        assert 'class="card stop state"' in answer


def test_who_calls_a_clerk_comes_first_on_the_page(desk, now):
    desk.view = DeskView(
        now,
        visits=(visit(now),),
        calls=(CallRow(Fault.CLERK_CALLED, now - dt.timedelta(minutes=3)),),
        devices=(DeviceRow("printer", None, now),),
    )
    said = words_of(desk.ask().text)
    assert "Người dân gọi cán bộ. Đến gặp người dân tại kiosk. 10:27 · 3 phút" in said
    assert said.index("Người dân gọi") < said.index("Máy in phiếu") < said.index(PROCEDURE)


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_words_for_the_clerk_in_both_languages(fault):
    assert words.FOR_STAFF[fault].vi
    assert words.FOR_STAFF[fault].en


def test_a_faulty_device_says_what_to_do_and_whose_task_it_is(desk, now):
    desk.view = DeskView(
        now,
        devices=(
            DeviceRow("printer", Fault.PRINTER_NO_PAPER, now - 2 * HOUR),
            DeviceRow("scanner", None, now),
            DeviceRow("reader", Fault.READER_GONE, now),
        ),
    )
    said = words_of(desk.ask().text)
    assert "Máy in phiếu Máy in hết giấy. 2 giờ Thay cuộn giấy in nhiệt." in said
    assert "Việc của cán bộ" in said
    assert "Máy quét Hoạt động tốt" in said
    assert "Việc của kỹ thuật viên" in said


def test_what_is_stuck_stands_above_what_has_arrived(desk, now):
    desk.view = DeskView(
        now,
        outbox=(
            OutboxRow("H00-0003", Standing.DELIVERED, now - HOUR, 1, None),
            OutboxRow(
                "H00-0002",
                Standing.POSTPONED,
                now - 26 * HOUR,
                14,
                now + dt.timedelta(minutes=15),
                Fault.CENTRE_UNREACHABLE,
            ),
            OutboxRow(
                "H00-0001",
                Standing.REFUSED,
                now - HOUR,
                1,
                None,
                Fault.CENTRE_REFUSED,
                Refusal.CONFLICT,
            ),
        ),
    )
    said = words_of(desk.ask().text)
    assert said.index("H00-0001") < said.index("H00-0002") < said.index("H00-0003")
    assert "Tạm hoãn từ 1 ngày trước Không kết nối được với trung tâm. (14 lần thử) 10:45" in said
    assert "Bị từ chối từ 1 giờ trước Trung tâm đã có hồ sơ khác cùng mã." in said
    assert "H00-0003 Đã gửi từ 1 giờ trước" in said


def test_no_state_is_told_by_colour_alone(desk, now):
    desk.view = DeskView(now, visits=tuple(visit(now, standing) for standing in Standing))
    said = desk.ask().text
    style = desk.ask("/console.css").text + desk.ask("/watching.css").text
    shapes = {}
    for standing in Standing:
        (mark,) = re.findall(rf'class="state (\w+)">{words.STANDING[standing].vi}<', said)
        shapes[mark] = re.search(rf"\.{mark}::before {{ content: \"(.)\"", style)[1]
    assert len(set(shapes.values())) == len(shapes) == 7


def test_long_texts_and_letters_of_markup_are_shown_as_they_are(desk, now):
    long = "Thủ tục <b>rất dài</b> & kéo dài " * 6
    desk.view = DeskView(now, visits=(visit(now, procedure=long),))
    answer = desk.ask()
    assert " ".join(long.split()) in " ".join(unescape(answer.text).split())
    assert "<b>rất" not in answer.text


def test_who_chose_english_reads_english(desk, now):
    desk.view = DeskView(now, visits=(visit(now),))
    said = words_of(desk.ask("/en").text)
    assert "Cases today" in said
    assert "2 (5 pages)" in said


@pytest.mark.parametrize(
    ("seconds", "vi"),
    [
        (-5, "dưới 1 phút"),
        (59, "dưới 1 phút"),
        (61, "1\u00a0phút"),
        (2 * 3600, "2\u00a0giờ"),
        (2 * 3600 + 600, "2\u00a0giờ 10\u00a0phút"),
        (3 * 86400 + 4000, "3\u00a0ngày"),
    ],
)
def test_ages_are_told_in_words(seconds, vi):
    assert words.age(dt.timedelta(seconds=seconds), Language.VI) == vi


def test_a_store_that_cannot_be_read_is_said_in_words(desk):
    desk.trouble = StoreError(Fault.STORE_FAILED, "the store cannot be read")
    answer = desk.ask()
    assert answer.status == 503
    assert "Máy không ghi được dữ liệu." in answer.text
    assert "StoreError" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_day_of_5000_cases_stays_light_for_old_machines(desk, now):
    rows = tuple(visit(now, ticket=f"A1-{n:03d}") for n in range(5000))
    stuck = OutboxRow(
        "H00.021-261122-K01-0007", Standing.POSTPONED, now, 3, now, Fault.CENTRE_UNREACHABLE
    )
    code = "H00.021-261122-K01-0007"
    overdue = ProgressRow(code, code, "in-hand", CaseStatus.IN_HAND, "", now, now.date(), -9)
    desk.view = DeskView(now, visits=rows, outbox=(stuck,) * 5000, progress=(overdue,) * 5000)
    parts = ("/", "/console.css", "/watching.css", "/console.js", "/watching.js")
    assert sum(desk.ask(path).size for path in parts) < 100_000
    page = desk.ask()
    assert "và 4900 dòng cũ hơn" in words_of(page.text)
