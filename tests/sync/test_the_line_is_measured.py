"""The doctor measures the line to the centre by a few signed questions, and only while papers may go."""

import datetime as dt

import pytest

from kiosk.doctor import software
from kiosk.doctor.check import Verdict
from kiosk.doctor.subject import Subject
from kiosk.faults import Fault, remedy
from kiosk.model import Words
from kiosk.settings import CentreSettings, Secret, Settings
from kiosk.store.checkups import Checkup, Checkups
from tests.sync.test_a_kiosk_tells_how_it_does import Teller, told
from tests.workbench.keys import make_known, public_of

NIGHT = dt.datetime(2026, 11, 23, 18, 30, tzinfo=dt.UTC)  # 01:30 in Vietnam


@pytest.fixture
def subject(office, centre):
    make_known(office.workspace, office.device)

    def subject(url=centre.url, budget=""):
        at = CentreSettings(url, Secret(centre.token), budget=budget, key=public_of("centre"))
        settings = Settings(device=office.device, centre=at)
        return Subject(settings, office.workspace, office.db, lambda: dt.datetime.now(dt.UTC))

    return subject


def test_a_good_line_is_told_in_figures(subject):
    found = software.line(subject())
    assert found.verdict is Verdict.OK, found
    assert found.figures.keys() >= {"round-trip", "up", "down", "loss", "apart"}


def test_a_centre_that_is_away_is_told_in_the_words_of_the_fault(subject):
    found = software.line(subject("http://127.0.0.1:9"))
    assert (found.verdict, found.what) == (Verdict.BAD, remedy(Fault.CENTRE_UNREACHABLE).what)


def test_in_an_hour_in_which_nothing_may_go_nothing_is_asked(subject):
    found = software.line(subject("http://127.0.0.1:9", budget="0-24 0"))
    assert (found.verdict, found.what.en) == (Verdict.ABSENT, "Nothing may be sent at this hour.")


def test_what_the_checks_found_reaches_the_centre(office, centre):
    teller = Teller(office, centre.url, centre.token)
    words = Words("Ổ đã mòn 90 %.", "The disk is 90 % worn.")
    scanner = {"model": "Mẫu Quét 100", "driver": "airscan", "pages-per-minute": "31"}
    well = Words("31 trang/phút.", "31 pages a minute.")
    Checkups(office.db).keep(
        [
            Checkup("scanner", "ok", well, None, scanner, NIGHT),
            Checkup("wear", "poor", words, words, {"disk": "MMC"}, NIGHT),
        ]
    )
    teller.reporter.run()
    doctor = told(centre)["doctor"]
    assert doctor["checks"] == [
        {
            "name": "scanner",
            "verdict": "ok",
            "model": "Mẫu Quét 100",
            "driver": "airscan",
            "figure": "31",
        },
        {"name": "wear", "verdict": "poor", "vi": words.vi, "en": words.en},
    ]
