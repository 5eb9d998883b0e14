"""The catalogue in force is that of the office's day, not of Greenwich's; the screen's: tests/ui/test_new_rules.py."""

import datetime as dt

import pytest

from kiosk.desk.looking import looking
from kiosk.devices.shown import RulesShown
from kiosk.model import Document, Language
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.rulebook import Rulebook
from kiosk.store.sealing import seal
from kiosk.workspace import CATALOGUE, Workspace

SEVEN_MINUTES_PAST_MIDNIGHT = dt.datetime(2026, 12, 31, 17, 7, tzinfo=dt.UTC)  # of New Year there
SEVEN_MINUTES_BEFORE = SEVEN_MINUTES_PAST_MIDNIGHT - dt.timedelta(minutes=14)
PROCEDURE = "2.000815"


@pytest.fixture
def workspace(tmp_path):
    """A kiosk whose only version of a procedure begins at New Year."""
    workspace = Workspace(tmp_path)
    head, code, tail = CATALOGUE.read_text(encoding="utf-8").partition(f'code = "{PROCEDURE}"')
    old, new = "valid_from = ", "valid_from = 2027-01-01  # "
    law = head + code + tail.replace(old, new, 1)
    Rulebook(workspace).take("2-0123abcd", SEVEN_MINUTES_BEFORE, {"catalogue.toml": law.encode()})
    return workspace


@pytest.mark.parametrize(
    ("now", "holds"), [(SEVEN_MINUTES_BEFORE, False), (SEVEN_MINUTES_PAST_MIDNIGHT, True)]
)
def test_for_the_devices_the_new_days_law_holds_from_midnight_in_vietnam(workspace, now, holds):
    codes = [each.code for each in RulesShown(workspace, lambda: now).catalogue.procedures]
    assert (PROCEDURE in codes) is holds


@pytest.mark.parametrize(
    ("now", "named"), [(SEVEN_MINUTES_BEFORE, False), (SEVEN_MINUTES_PAST_MIDNIGHT, True)]
)
def test_for_the_clerks_the_new_days_law_holds_from_midnight_in_vietnam(workspace, now, named):
    db = open_database(workspace)
    Cases(db).open("c" * 32, now)
    seal(
        db, case="c" * 32, procedure=PROCEDURE, language=Language.VI, series="A", kiosk=0,
        agency="H00.000", device="kiosk-1", office="X", now=now, rules="2-0123abcd",
        documents=(Document("to-khai", "", "x", "ab" * 32, 7, 1),),
    )  # fmt: skip
    db.close()
    (row,) = looking(workspace, lambda: now)().visits
    assert (row.procedure != PROCEDURE) is named
