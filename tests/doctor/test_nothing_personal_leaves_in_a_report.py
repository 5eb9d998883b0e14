"""Whatever other programs wrote, names and numbers that the kiosk knows do not leave it in a report."""

import datetime as dt
import json
import subprocess
import sys
import unicodedata

import pytest

from kiosk.doctor.scrubbing import MASK, Scrubber
from kiosk.model import Holder, Verdict
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.workspace import Workspace

NAME, NUMBER = "Vàng Thị Mẫu", "001085012345"
NFD = unicodedata.normalize("NFD", NAME)


@pytest.mark.parametrize(
    "written",
    ["Vàng Thị Mẫu", "VÀNG THỊ MẪU", "vang thi mau", "Vang  Thi\tMau", NFD],
)
def test_a_name_is_masked_however_it_is_written(written):
    assert Scrubber([NAME]).text(f"lp0: {written}, cups\n") == f"lp0: {MASK}, cups\n"


@pytest.mark.parametrize("written", [NUMBER, "001 085 012 345", "0912.345.678", "0912-345-678"])
def test_a_number_is_masked(written):
    assert written not in Scrubber().text(f"usb 1-1: serial {written}.")


def test_an_address_of_mail_is_masked():
    assert Scrubber().text("to mau@example.vn now") == f"to {MASK} now"


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-24T08:15:00+07:00 kiosk-sync: acknowledged",
        "Nov 24 08:15:00 kiosk-1 systemd[1]: Started kiosk-ui.service",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "Memory: 412345 kB, 8 errors",
    ],
)
def test_what_a_technician_needs_stays(line):
    assert Scrubber([NAME]).text(line) == line


def test_a_short_name_is_not_found_inside_of_words():
    assert Scrubber(["Lê An Na"]).text("channel an name") == "channel an name"


def test_the_kiosk_itself_knows_whom_it_knows(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    workspace = Workspace(tmp_path / "state")
    db = open_database(workspace)
    holder = Holder(NUMBER, NAME, dt.date(1985, 1, 1), "Nữ", "Việt Nam", None, Verdict.DECLARED)
    Cases(db).open("a-case", dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    Cases(db).set_holder("a-case", holder)
    db.close()
    settings = tmp_path / "kiosk.toml"
    settings.write_text("")
    command = [sys.executable, "-m", "kiosk.doctor.scrubbing"]
    ended = subprocess.run(
        [*command, "--settings", settings, "--state", workspace.root],
        input=json.dumps({"log": f"kernel: {NAME} {NUMBER} vang thi mau"}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ended.stdout) == {"log": f"kernel: {MASK} {MASK} {MASK}"}
