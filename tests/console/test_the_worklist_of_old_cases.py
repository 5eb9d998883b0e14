"""Old cases wait to be digitised: the backlog falls as papers are done, and what could not be brought in is scanned."""

import hashlib

from kiosk.model import CaseState
from kiosk.rules.roster import Role
from kiosk.store.cases import Cases
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.vault import Vault
from kiosk.store.worklist import OldHolder, WorkItem, Worklist, WorkState
from tests.console.batches import Sheet, a_batch, jpeg
from tests.console.conftest import words_of
from tests.console.test_a_batch_is_sorted import form_on

BIRTH = "1.001193"


def worklist_of(house):
    return Worklist(house.db, Vault(house.workspace.vault))


def brought(house, reference="HT-2019/07", name="Sùng Thị Mẫu", document="to-khai", bad=""):
    """An old case with one paper, brought in or not; its item."""
    worklist, now = worklist_of(house), house.clock()
    old = worklist.case(reference, BIRTH, OldHolder("", name, ""), now)
    if bad:
        worklist.bad(old, document, "tep.heic", bad, now)
    else:
        data = [jpeg(80)]
        sha256 = hashlib.sha256(reference.encode()).hexdigest()
        item = WorkItem(
            *("", old.id, document, "tep.jpg", WorkState.NEW, "jpeg", False, (), sha256, 9, 1, "")
        )
        worklist.add(old, item, data, now)
    return next(each for each in worklist.of(old) if each.document == document)


def test_the_backlog_falls_as_papers_are_done(house):
    first, _ = brought(house), brought(house, "HT-2019/08")
    browser = house.browser()
    assert "Còn 2 trên 2 giấy tờ" in words_of(browser.get("/worklist").text)
    answer = browser.send(f"/worklist/items/{first.id}/take")
    assert "Còn 0 giấy tờ" in words_of(browser.follow(answer).text)
    said = words_of(browser.get("/worklist").text)
    assert "Còn 1 trên 2 giấy tờ" in said
    assert "HT-2019/07" not in said
    assert "HT-2019/07" in browser.get("/worklist?show=done").text


def test_whoever_is_done_second_is_told(house):
    item, browser = brought(house), house.browser()
    browser.send(f"/worklist/items/{item.id}/take")
    answer = browser.send(f"/worklist/items/{item.id}/take")
    assert "đã có người làm xong" in words_of(browser.follow(answer).text)
    rows = Journal(house.db).since()
    assert len([row for row in rows if row.event is JournalEvent.OLD_PAPER_TAKEN]) == 1


def test_old_cases_are_found_without_marks(house):
    brought(house)
    brought(house, "HT-2020/01", "Lò Văn Mẫu")
    said = words_of(house.browser().get("/worklist?q=sung+thi").text)
    assert "HT-2019/07" in said
    assert "HT-2020/01" not in said


def test_a_paper_that_was_brought_in_can_be_looked_at(house):
    item = brought(house)
    picture = house.browser().get(f"/worklist/items/{item.id}/1")
    assert (picture.headers["content-type"], picture.body) == ("image/jpeg", jpeg(80))
    assert house.browser().get(f"/worklist/items/{item.id}/2").status == 404


def test_a_row_that_could_not_be_brought_in_says_why_and_is_scanned(house):
    item, browser = brought(house, bad="heic"), house.browser(Role.ARCHIVIST)
    said = words_of(browser.get(f"/worklist/{item.case}").text)
    assert "HEIC chưa nhận được" in said
    assert "hồ sơ cũ HT-2019/07" in words_of(browser.get(f"/scan?work={item.id}").text)
    row = a_batch(house, Sheet(), Sheet(), Sheet(blank=True))
    shown = browser.get(f"/scan/{row.id}?work={item.id}")
    answer = browser.send(f"/scan/{row.id}", do="work", **form_on(shown))
    assert "Còn 0 trên 1 giấy tờ" in words_of(browser.follow(answer).text)
    (paper,) = worklist_of(house).of(worklist_of(house).old(item.case))
    assert (paper.state, paper.pages, paper.document) == (WorkState.TAKEN, 2, "to-khai")
    assert Cases(house.db).state(row.case) is CaseState.FORGOTTEN


def test_a_batch_is_put_on_the_worklist_for_later(house):
    browser, row = house.browser(), a_batch(house, Sheet())
    shown = browser.get(f"/scan/{row.id}?procedure={BIRTH}")
    fields = {**form_on(shown), "procedure": BIRTH, "reference": "HT-1998/3"}
    answer = browser.send(f"/scan/{row.id}", do="later", **fields)
    said = words_of(browser.follow(answer).text)
    assert "Đã đưa vào danh sách số hóa sau" in said
    assert "HT-1998/3" in said


def test_without_its_reference_nothing_is_put_on_the_worklist(house):
    browser, row = house.browser(), a_batch(house, Sheet())
    shown = browser.get(f"/scan/{row.id}?procedure={BIRTH}")
    answer = browser.send(f"/scan/{row.id}", do="later", procedure=BIRTH, **form_on(shown))
    assert answer.status == 409
    assert "mã hồ sơ cũ như trong sổ" in words_of(answer.text)
    assert Cases(house.db).state(row.case) is CaseState.OPEN


def test_a_helper_sees_no_old_case(house):
    brought(house)
    assert house.browser(Role.HELPER).get("/worklist").status == 403
