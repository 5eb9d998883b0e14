"""Appointments: a code that says nothing of anybody, good once, around its time, at the kiosk that made it."""

import datetime as dt
from contextlib import closing

import pytest

from kiosk.model import Unmet
from kiosk.store.appointments import Appointments, UnmetError
from kiosk.store.database import open_database
from kiosk.workspace import Workspace

NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
AT = NOW + dt.timedelta(hours=3)
CASE = "c" * 32


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with closing(open_database(Workspace(tmp_path))) as opened:
        yield opened


@pytest.fixture
def kept(db):
    return Appointments(db, 1)


def why(kept, code, now=AT):
    with pytest.raises(UnmetError) as unmet:
        kept.find(code, now)
    return unmet.value.why


def test_a_code_is_six_digits_and_begins_with_its_kiosk(kept):
    code = kept.make("ho-tich", AT, NOW).code
    assert (len(code), code.isdigit(), code[:2]) == (6, True, "01")


def test_no_two_appointments_have_one_code(kept):
    assert len({kept.make("ho-tich", AT, NOW).code for _ in range(100)}) == 100


@pytest.mark.parametrize("minutes", [-60, 0, 60])
def test_a_code_is_good_an_hour_before_and_an_hour_after_its_time(kept, minutes):
    made = kept.make("ho-tich", AT, NOW)
    assert kept.find(made.code, AT + dt.timedelta(minutes=minutes)) == made


@pytest.mark.parametrize(("minutes", "said"), [(-61, Unmet.EARLY), (61, Unmet.LATE)])
def test_out_of_its_time_it_says_so(kept, minutes, said):
    made = kept.make("ho-tich", AT, NOW)
    assert why(kept, made.code, AT + dt.timedelta(minutes=minutes)) is said


def test_it_is_used_once(kept):
    made = kept.make("ho-tich", AT, NOW)
    assert kept.use(made.code, CASE).at == AT
    assert kept.use(made.code, "d" * 32) is None
    assert why(kept, made.code) is Unmet.USED


def test_one_that_was_withdrawn_is_no_code_any_more(kept):
    made = kept.make("ho-tich", AT, NOW)
    assert kept.withdraw(made.code, NOW)
    assert why(kept, made.code) is Unmet.UNKNOWN
    assert kept.use(made.code, CASE) is None


def test_one_that_was_used_cannot_be_withdrawn(kept):
    made = kept.make("ho-tich", AT, NOW)
    kept.use(made.code, CASE)
    assert not kept.withdraw(made.code, NOW)


def test_another_kiosks_code_sends_to_that_kiosk(kept):
    assert why(kept, "020417") is Unmet.ELSEWHERE


def test_where_there_is_one_kiosk_no_code_is_another_ones(db):
    assert why(Appointments(db, 0), "020417") is Unmet.UNKNOWN


def test_old_ones_leave_and_their_codes_can_come_again(kept, db):
    made = kept.make("ho-tich", AT, NOW)
    kept.make("ho-tich", AT + dt.timedelta(days=100), NOW + dt.timedelta(days=100))
    assert made.code not in {row[0] for row in db.conn.execute("select code from appointments")}
