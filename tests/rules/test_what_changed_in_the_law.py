"""What is other in a new version of the law is told entry by entry: the old beside the new."""

import datetime as dt

from kiosk.contract.rules.slots import holidays
from kiosk.contract.rules.tariff import tariff
from kiosk.rules import changes
from kiosk.rules.catalogue import parse
from kiosk.rules.changes import Change, Part
from kiosk.store import calendar
from kiosk.workspace import CATALOGUE, FEES

DAY = dt.date(2026, 11, 23)
OLD = CATALOGUE.read_text(encoding="utf-8")
BEFORE = parse(OLD, DAY)
TARIFF = FEES.read_text(encoding="utf-8")


def told(old: str, new: str) -> list[Change]:
    assert old in OLD
    return list(changes.of_procedures(BEFORE, parse(OLD.replace(old, new), DAY)))


def test_where_nothing_is_other_nothing_is_told():
    assert told("# ---- Hộ tịch", "# ---- hộ tịch") == []


def test_a_fee_is_told_old_and_new():
    (change,) = told("10.000 đồng một trường hợp", "15.000 đồng một trường hợp")
    assert (change.part, change.was.vi, change.now.vi) == (
        Part.FEE,
        "10.000 đồng một trường hợp",
        "15.000 đồng một trường hợp",
    )
    assert change.subject.vi == BEFORE.procedure("2.000884").short.vi


def test_a_deadline_is_told_old_and_new():
    (change,) = told('vi = "7 ngày làm việc"', 'vi = "5 ngày làm việc"')
    assert (change.part, change.was.vi, change.now.vi) == (
        Part.TIME, "7 ngày làm việc", "5 ngày làm việc",
    )  # fmt: skip


def test_a_paper_that_is_asked_for_no_more_is_told():
    head, paper, rest = OLD.partition('[[procedure.document]]\nid = "ban-sao-can-cuoc"')
    assert paper
    after = parse(head + rest[rest.index("[[") :], DAY)
    (change,) = changes.of_procedures(BEFORE, after)
    assert change.part is Part.PAPER
    assert change.was.vi.startswith("Bản sao căn cước")
    assert not change.now.vi


def test_a_procedure_that_came_or_went_is_told():
    gone = parse(OLD.replace('code = "1.013967"', 'code = "1.999999"'), DAY)
    came, went = changes.of_procedures(BEFORE, gone)
    assert (came.part, came.was.vi) == (Part.PROCEDURE, "")
    assert (went.part, went.now.vi) == (Part.PROCEDURE, "")


def test_an_amount_of_the_province_is_told_old_and_new():
    new = TARIFF.replace(
        "amount = 15000\nvalid_from = 2025-07-01", "amount = 8000\nvalid_from = 2025-07-01"
    )
    assert new != TARIFF

    def seen(province):
        old, then = (tariff(TARIFF), DAY), (tariff(new), DAY)
        found = changes.of_amounts(old, then, BEFORE, province)
        return [(each.was.vi, each.now.vi) for each in found]

    assert seen("H38") == [("15.000 đồng", "8.000 đồng")]
    assert seen("H26") == []


def test_days_off_are_told_one_by_one():
    said = holidays('source = "thử"\noff = [2026-12-31]\nworked = [2026-12-26]')
    one, other = changes.of_days(calendar.working_days(DAY), calendar.working_days(DAY, said), 2026)
    assert (one.subject.vi, one.was.vi, one.now.vi) == ("26/12/2026", "nghỉ", "làm việc")
    assert (other.subject.vi, other.was.vi, other.now.vi) == ("31/12/2026", "làm việc", "nghỉ")
