"""The technician sees at the console what the kiosk's own checks found, and has them made anew."""

from kiosk.model import Words
from kiosk.rules.roster import Role
from kiosk.store.checkups import Checkup, Checkups
from tests.console.conftest import words_of


def found(house):
    words = Words("Chỉ còn trống 300 MiB.", "Only 300 MiB are free.")
    to_do = Words("Xem vì sao hồ sơ chưa gửi được.", "See why cases are not sent.")
    well = Words("Sẵn sàng.", "Ready.")
    Checkups(house.db).keep(
        [
            Checkup("printer", "ok", well, None, {"model": "Mẫu In 80"}, house.clock()),
            Checkup("disk", "poor", words, to_do, {}, house.clock()),
        ]
    )


def test_what_must_be_looked_at_stands_on_top_with_what_to_do(house):
    assert "Máy chưa được kiểm tra lần nào." in words_of(
        house.browser(Role.TECHNICIAN).get("/checks").text
    )
    found(house)
    said = words_of(house.browser(Role.TECHNICIAN).get("/checks").text)
    assert "Kiểm tra lúc 08:15, 23/11/2026" in said
    assert said.index("Chỉ còn trống 300 MiB.") < said.index("Máy in phiếu")
    assert "Xem vì sao hồ sơ chưa gửi được." in said
    assert "Mẫu In 80" in said


def test_a_clerk_is_not_led_there(house):
    assert house.browser(Role.CLERK).get("/checks").status == 403


def test_the_checks_are_made_anew_by_a_process_of_their_own(house, tmp_path):
    settings = tmp_path / "kiosk.toml"
    settings.touch()
    house.console.settings_file = settings
    technician = house.browser(Role.TECHNICIAN)
    assert technician.send("/checks/run").status == 303
    said = words_of(technician.get("/checks").text)
    assert "Cơ sở dữ liệu" in said
    assert {"database", "versions", "disk"} <= {one.name for one in Checkups(house.db).last()}
    assert "line" not in {one.name for one in Checkups(house.db).last()}


def test_checks_that_do_not_run_are_told_in_words(house, tmp_path):
    house.console.settings_file = tmp_path / "none.toml"
    answer = house.browser(Role.TECHNICIAN).send("/checks/run")
    assert answer.status == 503
    assert "Hãy chạy lệnh kiosk-doctor tại máy." in words_of(answer.text)
