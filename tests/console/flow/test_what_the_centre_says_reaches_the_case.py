"""What the centre says of a case stands on its page; its word ends a case, and its result waits at the return desk."""

import hashlib
from dataclasses import replace

import pytest

from kiosk.contract.news import CaseStatus, NewsItem, NewsPage, ResultNamed, Told
from kiosk.rules.flow.acts import Kind, Place
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.cases import Cases
from kiosk.store.heard import Heard
from kiosk.store.news import News
from kiosk.store.results import ResultFiles, Results, ResultState
from kiosk.store.vault import Vault
from tests.console.conftest import words_of
from tests.console.flow.desk import Desk

PDF = b"%PDF-1.7 ket qua bia dat"
RESULT = ResultNamed(
    "ab" * 16, "ket-qua.pdf", hashlib.sha256(PDF).hexdigest(), len(PDF), "application/pdf"
)


class Centre:
    """Tells of one sealed case, and fetches what it names at once."""

    def __init__(self, house, case):
        self.house, self.db, self.case = house, house.db, case
        self.code = Cases(house.db).sealed(case).code
        row = house.db.conn.execute("select id from outbox where case_code = ?", (self.code,))
        (self.envelope,) = row.fetchone()

    def tell(self, status, result=None):
        now, cursor = self.house.clock(), News(self.db).cursor()
        item = NewsItem(
            self.envelope, self.code, "H38-1", status, now.isoformat(), "", result=result
        )
        told = Told(cursor.seq + 1, f"{cursor.seq + 1:032x}", item)
        assert News(self.db).take(cursor, NewsPage(cursor.seq, told.seq, (told,)), now)

    def send(self, result=RESULT, data=PDF):
        """The result's bytes come."""
        vault = Vault(self.house.workspace.vault)
        files, results = ResultFiles(Cases(self.db, vault), vault), Results(self.db)
        row = next(each for each in results.of(self.code) if each.id == result.id)
        files.add(row, 0, data)
        results.arrived(row, files.whole(row), self.house.clock())

    def hear(self):
        return Heard(self.db, 0).hear(self.house.clock())


@pytest.fixture
def centre(house):
    return Centre(house, Desk.received(house))


def kinds(house, case):
    return [act.kind for act in Acts(house.db).of(case)]


def test_news_on_the_way_stand_on_the_page_and_move_nothing(house, centre):
    centre.tell("papers-wanted")
    page = words_of(Desk(house, Role.CLERK, centre.case).text)
    assert "Trung tâm : Yêu cầu bổ sung giấy tờ" in page
    assert kinds(house, centre.case) == [Kind.RECEIVED]


def test_a_result_that_came_brings_its_case_to_the_return_desk_once(house, centre):
    centre.tell("decided", RESULT)
    assert centre.hear() == 0  # it is still on its way
    centre.send()
    assert [centre.hear(), centre.hear()] == [1, 0]
    stands = Acts(house.db).standing(centre.case)
    assert (stands.place, stands.status) == (Place.RETURN, CaseStatus.DECIDED)
    assert Acts(house.db).of(centre.case)[-1].by == ""


def test_the_return_desk_opens_the_result_and_hands_it_over(house, centre):
    centre.tell("decided", RESULT)
    centre.send()
    desk = Desk(house, Role.CLERK, centre.case)
    assert "Trung tâm đã phát hành kết quả" in words_of(desk.text)
    file = desk.browser.get(f"{desk.at}/results/{RESULT.id}")
    assert file.body == PDF
    assert file.headers["content-disposition"].startswith("attachment")
    assert desk.main == "Đã trả kết quả"
    desk.touch_main(number="direct")
    (row,) = Results(house.db).of(centre.code)
    assert row.state is ResultState.HANDED
    assert Acts(house.db).standing(centre.case).status is CaseStatus.RETURNED


def test_an_expired_result_is_neither_opened_nor_handed_over(house, centre):
    old = replace(RESULT, valid_until="2026-11-01")
    centre.tell("decided", old)
    centre.send(old)
    desk = Desk(house, Role.CLERK, centre.case)
    assert "hết hạn, xin hỏi trung tâm" in desk.text
    assert desk.browser.get(f"{desk.at}/results/{old.id}").status == 404
    desk.touch_main()
    assert Results(house.db).of(centre.code)[0].state is ResultState.HERE


def test_only_the_return_desk_opens_results(house, centre):
    centre.tell("decided", RESULT)
    centre.send()
    for role in (Role.SPECIALIST, Role.LEADER, Role.ARCHIVIST):
        answer = house.browser(role).get(f"/cases/0/{centre.case}/results/{RESULT.id}")
        assert answer.status == 403


@pytest.mark.parametrize(
    ("said", "kind"),
    [("returned", Kind.RETURNED), ("withdrawn", Kind.WITHDRAWN), ("stopped", Kind.STOPPED)],
)
def test_what_is_over_at_the_centre_is_over_here(house, centre, said, kind):
    centre.tell(said)
    assert centre.hear() == 1
    assert kinds(house, centre.case) == [Kind.RECEIVED, kind]
    assert Acts(house.db).standing(centre.case).over


def test_the_centre_repeating_what_this_office_did_ends_nothing_anew(house, centre):
    leader = Desk(house, Role.LEADER, centre.case)
    leader.act("stopped", ground="Công dân không bổ sung")
    centre.tell("stopped")
    assert centre.hear() == 0
    leader.again().act("sent-back", whither="specialist", ground="Công dân đã bổ sung")
    centre.tell("in-hand")
    centre.tell("stopped")  # told late
    assert centre.hear() == 0
    assert Acts(house.db).standing(centre.case).place is Place.SPECIALIST


def test_a_case_that_nobody_accepted_here_is_handed_over_too(house):
    centre = Centre(house, house.case())
    centre.tell("decided", RESULT)
    centre.send()
    desk = Desk(house, Role.CLERK, centre.case)
    assert desk.main == "Đã trả kết quả"
    desk.touch_main()
    assert Acts(house.db).standing(centre.case).over


def test_a_status_of_a_later_release_is_shown_as_it_came(house, centre):
    centre.tell("at-the-moon")
    assert "at-the-moon" in Desk(house, Role.CLERK, centre.case).text
    assert centre.hear() == 0
