"""A clerk makes appointments by command: a code comes out, and nobody's name goes in."""

import datetime as dt
from contextlib import closing

import pytest

from kiosk.desk import appointments
from kiosk.store.appointments import Appointments
from kiosk.store.database import open_database
from kiosk.store.moments import OFFICE_ZONE
from kiosk.workspace import Workspace


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Give the command: its exit code, what it said, what it refused."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    workspace = Workspace(tmp_path / "state")
    open_database(workspace).close()
    settings = tmp_path / "kiosk.toml"
    settings.write_text("kiosk = 3\n", encoding="utf-8")

    def give(*words, language="en"):
        lines: list[str] = []
        usual = ("--settings", str(settings), "--state", str(workspace.root))
        code = appointments.main([*words, *usual, "--language", language], lines.append)
        return code, lines, capsys.readouterr().err

    give.workspace = workspace
    return give


def tomorrow() -> str:
    return f"{dt.datetime.now(OFFICE_ZONE) + dt.timedelta(days=1):%Y-%m-%d} 14:00"


def test_the_code_is_printed_and_listed(command):
    code, lines, _ = command("add", "--field", "ho-tich", "--at", tomorrow())
    digits = lines[0].rpartition(" ")[2]
    assert (code, len(digits), digits[:2]) == (0, 6, "03")
    code, lines, _ = command("list")
    assert code == 0
    assert lines[0].startswith(digits)
    assert "14:00" in lines[0]
    assert lines[0].endswith("waits")


def test_one_that_was_used_says_so(command):
    command("add", "--field", "ho-tich", "--at", tomorrow())
    with closing(open_database(command.workspace)) as db:
        (one,) = Appointments(db, 3).since(dt.datetime.now(dt.UTC))
        Appointments(db, 3).use(one.code, "c" * 32)
    assert command("list")[1][0].endswith("used")
    assert command("withdraw", one.code)[0] == 2


def test_one_that_was_withdrawn_says_so(command):
    digits = command("add", "--field", "ho-tich", "--at", tomorrow())[1][0].rpartition(" ")[2]
    assert command("withdraw", digits)[0] == 0
    assert command("list")[1][0].endswith("withdrawn")


@pytest.mark.parametrize(
    ("field", "at", "said"),
    [
        ("nowhere", "2099-01-05 14:00", "no field nowhere"),
        ("ho-tich", "2001-01-05 14:00", "one to come"),
        ("ho-tich", "tomorrow", "one to come"),
        ("ho-tich", "2099-01-05 02:00", "closed at 02:00"),
        ("ho-tich", "2099-01-05 11:30", "hours: 07:30-11:30 13:00-17:00"),
        ("ho-tich", "2099-01-05T14:00+00:00", "closed at 21:00"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(command, field, at, said):
    code, lines, refused = command("add", "--field", field, "--at", at)
    assert (code, lines) == (2, [])
    assert said in refused


def test_a_day_without_appointments_says_so_in_vietnamese_too(command):
    assert command("list", language="vi")[1] == ["Không có hẹn nào từ hôm nay."]
