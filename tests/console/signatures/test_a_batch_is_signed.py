"""Officials sign and the archivist seals in the browser: one PIN for a batch, and why something is not signed."""

import gc

import pytest

from kiosk.desk.signatures import signing
from kiosk.rules.roster import Role
from kiosk.settings import Secret
from kiosk.signing import SigningFault
from kiosk.signing_causes import cause
from kiosk.store.copies import CopyState
from kiosk.store.journal import JournalEvent
from tests.console.conftest import words_of
from tests.devices.signing_office import OFFICIAL, ORGANISATION
from tests.workbench.signatures import PINS

pytestmark = pytest.mark.device
PIN_FIELD = 'name="token-password"'


def what(fault):
    return cause(fault).what.vi.rstrip(".")


def states(room):
    return [copy.state for copy in room.copies()]


def test_an_official_signs_and_the_archivist_seals_with_one_pin_each(
    desk, room, official, archivist
):
    copies = [room.office.hand_in() for _ in range(2)]
    said = words_of(official.get("/signing").text)
    assert "Chờ người có thẩm quyền ký (2)" in said
    assert copies[0].code in said
    assert "Xong: 2 bản; còn 0 bản chưa." in desk.ended(official, desk.sign(official))
    assert "Chờ đóng dấu cơ quan (2)" in words_of(archivist.get("/signing").text)
    said = desk.ended(archivist, desk.sign(archivist, role=ORGANISATION))
    assert f"Số {copies[0].number}/{copies[0].year}: đã đóng dấu" in said
    assert states(room) == [CopyState.CERTIFIED] * 2
    assert [room.signatures(copy) for copy in copies] == [2, 2]


def test_only_what_is_chosen_is_signed(desk, room, official):
    first, second = (room.office.hand_in() for _ in range(2))
    desk.ended(official, desk.sign(official, second))
    assert room.waiting(OFFICIAL) == (first,)


def test_who_asked_for_signatures_is_in_the_journal_and_the_pin_is_not(desk, room, official):
    room.office.hand_in()
    desk.ended(official, desk.sign(official))
    rows = room.journal()
    (asked,) = [row for row in rows if row.event is JournalEvent.SIGNING_ASKED]
    person = desk.people[Role.LEADER].id
    assert asked.fields == {"by": person, "role": "official", "copies": 1}
    assert PINS[OFFICIAL] not in str([row.fields for row in rows])


def test_a_pin_is_held_by_nobody_once_its_batch_is_over(desk, room, official):
    room.office.hand_in()
    pin = "".join(["99", "88", "77"])  # no constant of this file
    desk.ended(official, desk.sign(official, pin=pin))
    gc.collect()
    secrets = [each for each in gc.get_objects() if isinstance(each, Secret)]
    assert pin not in [each.reveal() for each in secrets]


def test_a_wrong_pin_is_told_in_words_and_never_shown_again(desk, room, official):
    room.office.hand_in()
    answer = desk.sign(official, pin="111111")
    said = desk.ended(official, answer)
    assert what(SigningFault.PIN_WRONG) in said
    assert (
        "111111" not in answer.text + official.follow(answer).text + official.get("/signing").text
    )
    assert len(room.waiting(OFFICIAL)) == 1


def test_no_pin_signs_nothing(desk, room, official):
    room.office.hand_in()
    answer = desk.sign(official, pin="")
    assert (answer.status, room.mishaps.logins()) == (409, 0)
    assert "Chưa nhập mã PIN. Chưa ký gì." in words_of(answer.text)


def test_the_last_try_is_risked_only_by_whoever_says_so(desk, room, official):
    room.office.hand_in()
    room.mishaps.tries(1)
    page = official.get("/signing")
    assert what(SigningFault.PIN_LAST) in words_of(page.text)
    assert 'name="last_try"' in page.text
    assert what(SigningFault.PIN_LAST) in desk.ended(official, desk.sign(official))
    assert room.mishaps.logins() == 0
    said = desk.ended(official, desk.sign(official, last_try="1"))
    assert "Xong: 1 bản" in said


def test_a_locked_token_is_told_before_anybody_types(room, official):
    room.office.hand_in()
    room.mishaps.tries(0)
    page = official.get("/signing")
    assert what(SigningFault.PIN_LOCKED) in words_of(page.text)
    assert PIN_FIELD not in page.text


def test_without_its_token_the_page_says_what_to_do_and_everything_waits(room, official):
    room.office.hand_in()
    room.office.tokens.pull("official")
    page = official.get("/signing")
    assert page.status == 200
    assert "Cắm thiết bị ký số của người ký" in words_of(page.text)
    assert PIN_FIELD not in page.text
    room.office.tokens.replug("official")
    assert PIN_FIELD in official.get("/signing").text


def test_the_first_page_of_the_day_says_what_stands_in_the_way(room, official):
    assert official.get("/signing/word").text == ""
    room.office.tokens.pull("official")
    assert what(SigningFault.TOKEN_ABSENT) in words_of(official.get("/signing/word").text)


def test_while_the_service_is_away_nothing_is_lost(desk, room, official):
    room.office.hand_in()
    room.stop()
    page = official.get("/signing")
    assert (page.status, PIN_FIELD in page.text) == (200, False)
    assert "Chưa nối được dịch vụ ký" in words_of(page.text)
    assert "Chưa nối được dịch vụ ký" in desk.ended(official, desk.sign(official))
    assert len(room.waiting(OFFICIAL)) == 1


def test_two_who_sign_at_once_sign_nothing_twice(desk, room, official):
    copies = [room.office.hand_in() for _ in range(4)]
    other = desk.browser(Role.SPECIALIST)
    answers = [(who, desk.sign(who, *copies)) for who in (official, other)]
    said = [desk.ended(who, answer) for who, answer in answers]
    assert any("Xong: 4 bản" in each for each in said) != all(
        "Xong: 4 bản" in each for each in said
    )
    assert [room.signatures(copy) for copy in copies] == [1] * 4


def test_a_batch_that_is_stopped_keeps_what_was_signed(desk, room, official):
    copies = [room.office.hand_in() for _ in range(8)]
    answer = desk.sign(official, *copies)
    official.send(f"{answer.headers['location']}/stop")
    said = desk.ended(official, answer)
    signed = 8 - len(room.waiting(OFFICIAL))
    assert "Đã dừng theo yêu cầu" in said
    assert signed < 8
    while "Đang ký một đợt khác" in desk.ended(official, desk.sign(official)):
        pass  # the copy that was being signed is signed first
    assert not room.waiting(OFFICIAL)


def test_a_pin_is_not_taken_over_a_line_that_others_read(desk, room, official):
    room.office.hand_in()
    official.client = "10.0.0.7"
    assert PIN_FIELD not in official.get("/signing").text
    answer = desk.sign(official)
    assert (answer.status, room.mishaps.logins()) == (403, 0)
    assert "https" in words_of(answer.text)


def test_each_signs_only_in_the_own_role(desk, room, official, archivist):
    room.office.hand_in()
    assert desk.sign(archivist).status == 403
    assert desk.sign(official, role=ORGANISATION).status == 403
    assert desk.sign(desk.browser(Role.CLERK)).status == 403
    assert room.mishaps.logins() == 0


def test_a_batch_is_shown_to_nobody_but_its_asker(desk, room, official, archivist):
    room.office.hand_in()
    answer = desk.sign(official)
    desk.ended(official, answer)
    assert archivist.follow(answer).status == 404


def test_an_account_that_is_no_signer_is_told(room, official):
    said = words_of(official.get("/signing").text)
    assert "Lê Văn Hùng Mẫu, không có trong danh sách người ký hôm nay" in said


def test_an_account_whose_name_differs_in_marks_only_is_told(desk, room):
    line = room.office.lines[OFFICIAL]
    person = desk.person("dau", line.name.replace("À", "A"), Role.LEADER)
    said = words_of(desk.browser(person).get("/signing").text)
    assert "chỉ khác dấu" in said


def test_a_token_that_hangs_keeps_nobody_from_the_page(room, official, monkeypatch):
    room.office.hand_in()
    monkeypatch.setattr(signing, "PATIENCE", 1.0)
    room.mishaps.on("hang-in-initialize")
    page = official.get("/signing")
    room.mishaps.off("hang-in-initialize")
    assert (page.status, PIN_FIELD in page.text) == (200, False)
    assert "Chờ người có thẩm quyền ký (1)" in words_of(page.text)
