"""The pages of fees and rules: what holds, since when and by whose word, what changed, days off, processes."""

import datetime as dt
import hashlib
import re

import pytest

from kiosk.contract.rules.sets import version
from kiosk.desk.law import words
from kiosk.model import Language
from kiosk.rules.roster import Role
from kiosk.settings import Office, Settings
from kiosk.workspace import CATALOGUE, PROCESSES
from tests.console.conftest import MORNING, House, words_of

LAW = CATALOGUE.read_text(encoding="utf-8")
OLD, NEW = "10.000 đồng một trường hợp", "15.000 đồng một trường hợp"


@pytest.fixture
def hanoi(tmp_path):
    house = House(tmp_path, Settings(office=Office(agency="H26.101")))
    yield house
    house.close()


def take(house, number: int, **files: str) -> None:
    """A version of the province's: each file by its name without .toml."""
    brought = {f"{name}.toml": text.encode() for name, text in files.items()}
    day = MORNING - dt.timedelta(days=30 - number)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in brought.items()}
    house.console.book.take(version(number, digests), day, brought)


def read(house, path: str, who=Role.CLERK, language=Language.VI) -> str:
    answer = house.browser(who, language).get(path)
    assert answer.status == 200
    return words_of(answer.text)


@pytest.mark.parametrize("who", list(Role))
@pytest.mark.parametrize("path", ["/rules", "/rules/fees", "/rules/days", "/rules/processes"])
def test_whoever_works_here_may_read_them(house, who, path):
    assert house.browser(who).get(path).status == 200


@pytest.mark.parametrize("path", ["/rules", "/rules/fees", "/rules/days", "/rules/processes"])
def test_they_are_there_in_english_too(house, path):
    answer = house.browser(language=Language.EN).get(path)
    assert answer.status == 200
    assert words.TEXT["tab"].en.replace("&", "&amp;") in answer.text


def test_what_was_shipped_says_that_nobody_approved_it(house):
    said = read(house, "/rules")
    assert "Có sẵn trong máy" in said
    assert "Dữ liệu mẫu – chưa được phê duyệt" in said
    assert "22/11/2026" in said
    assert "Thay đổi so với" not in said


def test_what_changed_since_the_version_before_stands_old_beside_new(house):
    take(house, 1, catalogue=LAW)
    take(house, 2, catalogue=LAW.replace(OLD, NEW))
    answer = house.browser().get("/rules")
    assert "Thay đổi so với phiên bản trước (1)" in words_of(answer.text)
    assert f"<del>{OLD}</del>" in answer.text
    assert f"<ins>{NEW}</ins>" in answer.text


def test_a_version_that_says_nothing_new_says_so(house):
    take(house, 1, catalogue=LAW)
    take(house, 2, catalogue=LAW)
    assert "Không có thay đổi" in read(house, "/rules")


def test_what_begins_on_a_day_to_come_is_told_before(house):
    said = read(house, "/rules")
    assert "Từ 01/03/2027" in said  # the end of a waiver


def test_every_procedure_stands_in_the_table_of_fees_with_who_need_not_pay(house):
    answer = house.browser().get("/rules/fees")
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", answer.text, re.S)
    catalogue = house.console.book.now().catalogue(MORNING.date())
    assert len(rows) == len(catalogue.procedures)
    for row, procedure in zip(rows, catalogue.procedures, strict=True):
        said = words_of(row)
        for told in (procedure.code, procedure.time.vi, procedure.fee.vi, procedure.exemption.vi):
            assert told in said
        assert f"từ {procedure.valid_from:%d/%m/%Y}" in said


def test_the_table_tells_what_this_province_charges_and_by_which_law(hanoi):
    said = read(hanoi, "/rules/fees")
    assert "3.000 đồng" in said
    assert "Nghị quyết của Hội đồng nhân dân thành phố Hà Nội" in said
    assert "15.000 đồng Được miễn" not in said  # another province's


def test_days_off_say_their_names_and_that_the_province_has_not_confirmed_them(house):
    said = read(house, "/rules/days")
    assert "24/11/2026 Thứ Ba Nghỉ Ngày Văn hóa Việt Nam" in said
    assert "22/08/2026 Thứ Bảy Làm bù" in said
    assert "Tỉnh chưa công bố lịch năm 2026" in said


def test_days_that_the_province_published_are_confirmed(house):
    take(house, 1, holidays='source = "QĐ thử"\noff = [2026-12-31]')
    said = read(house, "/rules/days")
    assert "Tỉnh đã công bố lịch năm 2026" in said
    assert "31/12/2026 Thứ Năm Nghỉ Theo quy định của tỉnh hoặc cơ quan" in said
    assert "Tỉnh chưa công bố lịch năm 2027" in read(house, "/rules/days?year=2027")


def test_a_file_of_the_office_that_cannot_be_read_is_told(house):
    house.workspace.own_holidays.write_text("off = tomorrow", encoding="utf-8")
    assert "Tệp ngày nghỉ riêng của cơ quan không đọc được" in read(house, "/rules/days")


@pytest.mark.parametrize("year", ["1999", "tet", "2026%00", "-1", "99999999999999999999"])
def test_a_year_that_nobody_reckons_with_is_refused(house, year):
    assert house.browser().get(f"/rules/days?year={year}").status == 400


def test_processes_that_nobody_approved_come_first_and_are_counted(house):
    said = read(house, "/rules/processes")
    assert "3 trong 25 quy trình chưa được phê duyệt" in said
    assert said.index("Chưa phê duyệt") < said.index("Đã phê duyệt")


def test_a_procedure_without_a_process_is_counted_as_not_approved(house):
    text = PROCESSES.read_text(encoding="utf-8")
    first = text.index("[[process]]")
    take(house, 1, processes=text[:first] + text[text.index("[[process]]", first + 1) :])
    said = read(house, "/rules/processes")
    assert "4 trong 25 quy trình chưa được phê duyệt" in said
    assert "Chưa xây dựng" in said


@pytest.mark.parametrize("path", ["/inbox", "/rules", "/rules/fees"])
def test_an_expired_catalogue_says_so_on_every_page(house, path):
    assert "quá hạn rà soát" not in read(house, path).lower()
    house.clock.later(days=200)
    assert "Danh mục thủ tục và biểu phí đã quá hạn rà soát (25/05/2027)" in read(house, path)
