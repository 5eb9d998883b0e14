"""The queue in figures: the page, its files, and the command tell the same, and what happened."""

import csv
import datetime as dt
import io
from dataclasses import replace

import pytest

from kiosk.desk import queue as command
from kiosk.model import Language, Priority, Words
from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.rules.roster import Role
from kiosk.settings import Office, Settings
from kiosk.store.database import open_database
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.queue_figures import QueueFigures
from kiosk.store.queue_log import QueueLog, Steady
from kiosk.workspace import Workspace
from tests.console.conftest import House

OFFICE = Office(Words("Bộ phận Một cửa xã Suối Lành", "Suối Lành one-stop office"))
EIGHT = dt.datetime(2025, 11, 25, 8, 0, tzinfo=OFFICE_ZONE)
NOON = EIGHT + dt.timedelta(hours=4)
DAY = EIGHT.date()


@pytest.fixture
def workspace(tmp_path):
    """A morning: two are served, one of them first; a third does not come, a fourth is never called."""
    made = Workspace(tmp_path / "state")
    made.prepare()
    db = open_database(made)

    def at(minute):
        now = EIGHT + dt.timedelta(minutes=minute)
        return QueueLog(db, 1, lambda: Steady("before", now.timestamp())), now

    def draw(minute, turn, label, **drawn):
        log, now = at(minute)
        log.write(Kind.DRAWN, now, turn=turn * 32, drawn=Drawn(label, DAY, **drawn))

    def say(minute, kind, turn, counter=0):
        log, now = at(minute)
        log.write(kind, now, turn=turn * 32, counter=counter)

    draw(0, "1", "A1-001", field="ho-tich", procedure="1.001193")
    draw(1, "2", "A1-002", field="dat-dai", priority=Priority.ELDERLY)
    draw(2, "3", "A1-003", field="ho-tich")
    draw(3, "4", "A1-004", field="ho-tich")
    say(10, Kind.CALLED, "2", 2)
    say(11, Kind.STARTED, "2", 2)
    say(12, Kind.CALLED, "1", 1)
    say(13, Kind.STARTED, "1", 1)
    say(20, Kind.FINISHED, "1", 1)
    say(26, Kind.FINISHED, "2", 2)
    say(62, Kind.CALLED, "3", 1)
    say(65, Kind.MISSED, "3", 1)
    figures = QueueFigures(db)
    for _ in range(3):
        figures.opened("1.001193", "late", NOON)
    figures.opened("", "lost-ticket", NOON)
    db.close()
    return made


@pytest.fixture
def ask(workspace):
    """GET of a path of the desk, "/en" behind it for English: status and text."""
    house = House(workspace.root, replace(Settings(), office=OFFICE))
    house.clock.now = NOON
    clerk = house.person("sung", "Sùng Thị Mẫu", Role.CLERK)

    def get(path):
        language = Language.EN if path.endswith("/en") else Language.VI
        browser = house.browser(clerk, language)
        answer = browser.get(path.removesuffix("/en"))
        answer = browser.follow(answer) if answer.status == 303 else answer
        return answer.status, answer.text

    yield get
    house.close()


def rows(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_page_tells_what_became_of_the_numbers_and_how_long_it_took(ask):
    status, text = ask("/queue")
    assert status == 200
    for words in ("Số đã lấy: 4", "2 đã xong", "1 vắng", "1 chưa gọi", "Ngày 25/11/2025"):
        assert words in text
    for words in ("Hộ tịch", "Quầy 2", "8 giờ", "Người cao tuổi"):
        assert words in text
    assert '<td class="number">12:00</td>' in text  # the middle of 9, 12 and 60 minutes
    assert "By hour of the call" in ask("/queue/en")[1]


def test_the_questions_that_were_opened_stand_there_in_words(ask):
    text = ask("/queue")[1]
    assert text.index("Quá 60 ngày mới đi khai sinh thì sao?") < text.index("mất phiếu số")
    told = rows(ask("/questions.csv")[1])
    assert [(row["question"], row["times"]) for row in told] == [
        ("lost-ticket", "1"),
        ("late", "3"),
    ]


def test_the_file_has_a_line_for_every_time_at_a_counter(ask):
    first, second, third = rows(ask("/queue.csv")[1])
    assert first == {
        "day": "2025-11-25",
        "hour": "8",
        "field": "dat-dai",
        "counter": "2",
        "priority": "elderly",
        "errand": "hand-in",
        "procedure": "",
        "waiting_s": "540",
        "walking_s": "60",
        "service_s": "900",
        "end": "finished",
    }
    assert (second["waiting_s"], second["walking_s"], second["service_s"]) == ("720", "60", "420")
    assert (third["end"], third["walking_s"], third["service_s"]) == ("missed", "", "")


@pytest.mark.parametrize("path", ["/queue?from=2025-11-24&to=2025-11-24", "/queue?to=2025-11-24"])
def test_another_day_is_another_days(ask, path):
    assert "Chưa có lượt nào" in ask(path)[1]


def test_days_that_make_no_sense_lead_to_today_and_no_file(ask):
    for asked in ("from=x", "from=2025-12-01&to=2025-11-01", "from=1900-01-01&to=2025-11-25"):
        assert "Ngày 25/11/2025" in ask(f"/queue?{asked}")[1]
        assert ask(f"/queue.csv?{asked}")[0] == 400


def test_the_command_writes_the_same_file(ask, workspace, tmp_path):
    settings = tmp_path / "kiosk.toml"
    settings.write_text('device = "kiosk-01"\n[office]\nname = { vi = "Xã", en = "Commune" }\n')
    where = ["--settings", str(settings), "--state", str(workspace.root)]
    days = ["--from", "2025-11-25", "--to", "2025-11-25"]
    said, file = [], tmp_path / "stays.csv"
    assert command.main(["stats", *days, "--csv", str(file), *where], said.append) == 0
    assert file.read_bytes().decode() == ask("/queue.csv")[1]
    assert said == [f"Đã ghi 3 dòng vào {file}."]
    said.clear()
    assert command.main(["stats", *days, "--language", "en", *where], said.append) == 0
    assert any("Older people: 1; Waiting middle 9:00" in line for line in said)
    said.clear()
    assert command.main(["questions", *days, *where], said.append) == 0
    assert said[1].strip() == "3  Khai sinh: Quá 60 ngày mới đi khai sinh thì sao?"
