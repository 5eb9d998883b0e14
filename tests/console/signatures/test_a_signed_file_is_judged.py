"""Somebody brings a signed PDF: who signed it, when, whether it was changed; foreign bytes harm nothing."""

import pytest

from kiosk.desk.signatures import judging
from kiosk.rules.roster import Role
from kiosk.store.journal import Journal, JournalEvent
from tests.console.browser import BASE
from tests.console.conftest import words_of
from tests.workbench.signatures import a_paper

EDGE = "----WebKitFormBoundaryDesk0000"


def brought(browser, data, name="ban-sao.pdf", mark=None, origin=BASE):
    """A file sent as Chromium sends it."""
    mark = browser.csrf if mark is None else mark
    body = (
        (
            f'--{EDGE}\r\nContent-Disposition: form-data; name="mark"\r\n\r\n{mark}\r\n'
            f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        + data
        + f"\r\n--{EDGE}--\r\n".encode()
    )
    kind = f"multipart/form-data; boundary={EDGE}"
    return browser.post("/verify", body, {"content-type": kind, "origin": origin})


def verdicts(house):
    rows = Journal(house.db).since()
    return [row.fields["verdict"] for row in rows if row.event is JournalEvent.FILE_JUDGED]


@pytest.mark.device
def test_a_signed_copy_is_told_with_its_signer_and_an_altered_one_as_altered(desk, room, official):
    room.office.hand_in()
    desk.ended(official, desk.sign(official))
    pdf = room.pdf(room.copies()[0])
    said = words_of(brought(official, pdf).text)
    assert room.office.lines["official"].name in said
    assert "chưa bị sửa" in said
    altered = pdf.replace(b"/MediaBox", b"/MediaBOX", 1)
    said = words_of(brought(official, altered).text)
    assert "không nhận tệp này" in said
    assert len(verdicts(desk)) == 2


def test_a_file_without_signatures_is_told(house):
    browser = house.browser()
    assert "CHƯA KÝ SỐ." in words_of(brought(browser, a_paper(1)).text)
    assert verdicts(house) == ["unsigned"]


@pytest.mark.parametrize("data", [b"no pdf", b"%PDF-1.7\n" + b"\xff" * 5000, b"%PDF-"])
def test_rubbish_is_unreadable_and_nothing_more(house, data):
    answer = brought(house.browser(), data)
    assert (answer.status, "KHÔNG ĐỌC ĐƯỢC" in words_of(answer.text)) == (200, True)


def test_a_name_is_shown_as_text(house):
    answer = brought(house.browser(), b"no pdf", name="<script>x</script>.pdf")
    assert "<script>x" not in answer.text


def test_no_file_is_told(house):
    answer = brought(house.browser(), b"")
    assert (answer.status, "Chưa chọn tệp nào" in words_of(answer.text)) == (409, True)


def test_a_file_of_more_than_20_mb_is_not_taken(house):
    answer = brought(house.browser(), bytes(judging.MOST))
    assert answer.status == 413
    assert "20 MB" in words_of(answer.text)
    assert verdicts(house) == []


def test_a_file_with_an_old_mark_or_from_elsewhere_is_not_judged(house):
    browser = house.browser()
    assert brought(browser, b"no pdf", mark="0" * 32).status == 403

    assert brought(browser, b"no pdf", origin="https://elsewhere.test").status == 403
    assert verdicts(house) == []


def test_a_strangers_file_is_not_read_at_all(house):
    stranger = house.stranger()
    answer = brought(stranger, bytes(judging.MOST + 10), mark="x")
    assert answer.status == 403, "nobody is told that it is too long: none of it was read"
    assert "/sign-in" in answer.text
    assert brought(house.browser(Role.HELPER), b"x").status == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b"--x\r\n\r\n\r\n--x--",
        b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--",
    ],
)
def test_a_broken_form_is_told_and_nothing_happens(house, body):
    browser = house.browser()
    headers = {"content-type": "multipart/form-data; boundary=x", "origin": BASE}
    assert browser.post("/verify", body, headers).status == 400
