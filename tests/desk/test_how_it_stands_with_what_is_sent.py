"""Every case on its way says how it stands, since when, why, who acts and what comes next."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import subprocess
import sys
from contextlib import closing
from html import unescape

import pytest

from kiosk.contract import Refusal
from kiosk.desk import send_words, words
from kiosk.desk.sends import SendsScreen, shown
from kiosk.desk.view import DeskView, OutboxRow, Standing
from kiosk.faults import Fault
from kiosk.model import Language
from kiosk.store.database import open_database
from kiosk.store.outbox import Outbox
from kiosk.workspace import Workspace
from tests.workbench.centre import ROOT

HOUR = dt.timedelta(hours=1)
LINE = Fault.CENTRE_UNREACHABLE


def words_of(page: str) -> str:
    """The page as it is read aloud."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def row(now, number, standing, hours=0.0, **more):
    usual = {"attempts": 0, "due": None, **more}
    return OutboxRow(f"H00-{number:04}", standing, now - hours * HOUR, **usual)


@pytest.fixture
def day(now):
    """One of each, in no order."""
    return (
        row(now, 1, Standing.DELIVERED, 1),
        row(now, 2, Standing.DELIVERED, 40),
        row(now, 3, Standing.WAITING, 0.05),
        row(now, 4, Standing.POSTPONED, 2, attempts=6, due=now + HOUR, fault=LINE),
        row(now, 5, Standing.POSTPONED, 30, attempts=20, due=now + HOUR, fault=LINE),
        row(now, 6, Standing.COPIED, 3, attempts=6, due=now + HOUR, fault=LINE),
        row(now, 7, Standing.REFUSED, 1, refusal=Refusal.CONFLICT),
        row(now, 8, Standing.REFUSED, 50, fault=Fault.STORE_FAILED),
        row(now, 9, Standing.SENDING, 0.01),
    )


def test_trouble_stands_first_and_the_oldest_of_it_above(now, day):
    for shuffled in itertools.islice(itertools.permutations(day), 0, 40_000, 997):
        screen = SendsScreen(shuffled, now, Language.VI)
        assert [int(each.code[-4:]) for each in screen.rows] == [8, 7, 5, 4, 6, 3, 9, 1, 2]


def test_the_counts_at_the_top_say_why_who_and_since_when(desk, now, day):
    desk.view = DeskView(now, outbox=day)
    said = words_of(desk.ask().text)
    for text in (
        "Bị từ chối: 1 Giấy tờ của hồ sơ không đọc được trong máy. Mời người dân mang giấy tờ đến quét lại, "
        "và báo kỹ thuật viên. Người xử lý: cán bộ. Lâu nhất từ 2 ngày trước",
        "Bị từ chối: 1 Trung tâm đã có hồ sơ khác cùng mã. Báo trung tâm mã hồ sơ này. Hồ sơ vẫn nằm trong "
        "máy. Người xử lý: kỹ thuật viên. Lâu nhất từ 1 giờ trước",
        "Tạm hoãn: 2 Không kết nối được với trung tâm. Kiểm tra mạng của cơ quan. Hồ sơ vẫn an toàn trong "
        "máy. Người xử lý: kỹ thuật viên. Lâu nhất từ 1 ngày trước",
        "Đã chép ra USB: 1 Không kết nối được với trung tâm. Vẫn chờ xác nhận của trung tâm: mang USB về, "
        "hoặc chờ có mạng. Lâu nhất từ 3 giờ trước",
        "Chờ gửi: 1 Lâu nhất từ 3 phút trước",
        "Đang gửi: 1 Lâu nhất vừa xong",
        "Đã gửi hôm nay: 1 ",
    ):
        assert text in said


def test_the_page_says_the_same_in_english(desk, now, day):
    desk.view = DeskView(now, outbox=day)
    said = words_of(desk.ask("/en").text)
    assert "Put off: 2 The centre cannot be reached." in said
    assert "Who acts: a technician. Oldest 1 d ago" in said
    assert "H00-0006 On a stick 3 h ago The centre cannot be reached. (6 tries) 11:30" in said


@pytest.mark.parametrize(
    ("span", "vi", "en"),
    [
        (dt.timedelta(seconds=-90), "vừa xong", "just now"),  # a clock that was set back
        (dt.timedelta(seconds=59), "vừa xong", "just now"),
        (dt.timedelta(minutes=59), "từ 59 phút trước", "59 min ago"),
        (2 * HOUR, "từ 2 giờ trước", "2 h ago"),
        (25 * HOUR, "từ 1 ngày trước", "1 d ago"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(span, vi, en):
    assert send_words.since(span, Language.VI).replace("\u00a0", " ") == vi
    assert send_words.since(span, Language.EN).replace("\u00a0", " ") == en


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_says_what_to_do_and_who_acts(now, refusal):
    for language in Language:
        screen = SendsScreen([row(now, 1, Standing.REFUSED, 1, refusal=refusal)], now, language)
        (group,) = screen.groups
        assert screen.why(group) == send_words.WHY[refusal].of(language)
        assert screen.todo(group) == send_words.WHAT_TO_DO[refusal].of(language)
        assert words.ACTORS[send_words.ACTOR[refusal]].of(language) in screen.who(group)


def stored(outbox):
    return {each.code: shown(each) for each in outbox.rows()}


def test_a_case_in_the_store_stands_as_it_was_left(tmp_path):
    with closing(open_database(Workspace(tmp_path))) as db:
        outbox, now = Outbox(db), 1_800_000_000
        for n in range(1, 6):
            outbox.put(f"{n:015x}{0:017x}", f"H00-{n}", b"{}", now + n)
        sent = [outbox.claim(now + 10, 300) for _ in range(4)]
        outbox.delivered(sent[0], '{"received_at": "2027-01-15T08:00:09+00:00"}')
        outbox.refused(sent[1], "conflict", now + 100)
        outbox.postponed(sent[2], now + 60, "centre-unreachable")
        seen = stored(outbox)
        at = {code: each.since.timestamp() - now for code, each in seen.items()}
        assert {code: each.standing for code, each in seen.items()} == {
            "H00-1": Standing.DELIVERED,
            "H00-2": Standing.REFUSED,
            "H00-3": Standing.POSTPONED,
            "H00-4": Standing.SENDING,
            "H00-5": Standing.WAITING,
        }
        assert at == {"H00-1": 9, "H00-2": 100, "H00-3": 3, "H00-4": 4, "H00-5": 5}
        for each in sent[2:]:
            outbox.copied(each.id, now + 500)
        seen = stored(outbox)
        assert seen["H00-3"].standing is Standing.COPIED
        assert seen["H00-3"].fault is LINE
        assert seen["H00-3"].since.timestamp() == now + 500
        assert seen["H00-4"].standing is Standing.SENDING  # and is said to lie on a stick too
        screen = SendsScreen([seen["H00-4"]], seen["H00-3"].since, Language.VI)
        assert screen.copied(screen.rows[0]) == "Đã chép ra USB vừa xong"


def test_the_command_says_what_the_page_says(tmp_path):
    settings = tmp_path / "kiosk.toml"
    settings.write_text("")
    command = [
        *(sys.executable, "-m", "kiosk.desk", "outbox", "--settings", str(settings)),
        *("--state", str(tmp_path / "state"), "--language"),
    ]

    def said(language):
        done = subprocess.run(
            [*command, language], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout.replace("\u00a0", " ").splitlines()

    open_database(Workspace(tmp_path / "state")).close()
    assert said("vi") == (0, ["Không có hồ sơ nào chờ gửi."])
    with closing(open_database(Workspace(tmp_path / "state"))) as db:
        outbox = Outbox(db)
        outbox.put(f"{1:015x}{0:017x}", "H00-1", b"{}", 1_700_000_000)
        sent = outbox.claim(1_700_000_000)
        outbox.refused(sent, "too-large", 1_700_000_000)
    code, lines = said("en")
    assert code == 1
    assert lines[0].startswith(
        "Refused: 1 · The case is too large. · Send this case's papers to the centre by post. · "
        "Who acts: a clerk. · Oldest "
    )
    assert lines[1] == ""
    assert lines[2].startswith("H00-1  Refused ")
    settings.write_text("nonsense = 1")
    assert said("vi")[0] == 2
