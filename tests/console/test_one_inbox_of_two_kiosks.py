"""The inbox of an office with two kiosks: every desk lists the cases of both, and says which it does not hear from."""

import dataclasses
import datetime as dt
import json
import re

import pytest

from kiosk.hall import sharing
from kiosk.hall.closed import ClosedError, Closing
from kiosk.hall.letters import LetterError
from kiosk.hall.sharing import Office as Sharing
from kiosk.rules.flow.acts import Act, Kind, Place
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.database import open_database
from kiosk.store.erasing import Erasing, Why
from kiosk.store.inbox import Inbox
from kiosk.store.inbox_shared import Heard, InboxShared, RowError
from kiosk.store.roster import Roster
from kiosk.store.vault import Vault
from tests.console.cases_in_lists import lay, many
from tests.console.conftest import words_of
from tests.console.desks import Office
from tests.workbench.line import Cut
from tests.workbench.office import SECRET, until


@pytest.fixture
def office(tmp_path):
    with Office(tmp_path) as office:
        yield office


@pytest.fixture
def plain(tmp_path):
    with Office(tmp_path, secure=False) as office:
        yield office


def names(page):
    return re.findall(r"<bdi>(.*?)</bdi>", page)


def at_one(office, path="/inbox"):
    return office.one.browser().get(path).text


def test_cases_of_both_kiosks_stand_in_one_list_and_say_where_they_lie(office):
    office.one.case("Vàng Thị Một"), office.two.case("Giàng Văn Hai")
    office.until_shared()
    for house, other in ((office.one, 2), (office.two, 1)):
        page = house.browser().get("/inbox?order=name").text
        assert names(page) == ["Giàng Văn Hai", "Vàng Thị Một"]
        assert f"Máy {other}" in words_of(page)
    assert names(at_one(office, "/inbox?kiosk=2")) == ["Giàng Văn Hai"]
    assert names(at_one(office, "/inbox?q=giang")) == ["Giàng Văn Hai"]


def test_what_is_done_at_one_kiosk_is_seen_at_the_other(office):
    case = office.two.case("Giàng Văn Hai")
    act = Act(Kind.RECEIVED, office.two.clock(), office.one.people[Role.CLERK].id, Role.CLERK)
    office.until_shared()
    Acts(office.two.db, 2).do(case, act, "a" * 32, 0)
    office.until_shared()
    row = Inbox(office.one.db, 1).of(2, case)
    assert (row.place, row.acts) == (Place.SPECIALIST, 1)


def test_only_cases_that_the_kiosk_holds_itself_can_be_ticked(office):
    office.one.case("Vàng Thị Một"), office.two.case("Giàng Văn Hai")
    office.until_shared()
    ticked = re.findall(r'name="case" value="(\d+):', at_one(office))
    assert ticked == ["1"]


def test_over_a_plain_line_no_name_travels_and_the_list_says_so(plain):
    heard = []
    plain.lines[1].overhear = heard.append
    plain.two.case("Giàng Văn Hai")
    plain.until_shared()
    page = at_one(plain)
    assert names(page) == ["Tên chỉ hiện ở máy giữ hồ sơ"]
    assert names(at_one(plain, "/inbox?q=giang")) == []
    row = plain.one.db.conn.execute("select name, name_key, search from inbox").fetchone()
    assert row[:2] == ("", "")
    assert "giang" not in row[2]
    assert "0123" not in row[2]  # nor the last digits


def test_whoever_listens_to_a_plain_line_reads_nobody(plain):
    heard = []
    plain.lines[2].overhear = heard.append
    plain.one.person("nghe.len", "Lò Thị Nghe Lén", Role.CLERK)
    plain.until_shared()
    told = b"".join(heard)
    assert b"kiosk-desk: v1" in told.lower()  # answers went by
    for word in ("nghe.len", "Nghe", "argon2"):
        assert word.encode() not in told


def test_an_erased_case_is_gone_at_the_other_kiosk_too(office):
    case = office.two.case("Giàng Văn Hai")
    office.until_shared()
    assert names(at_one(office)) == ["Giàng Văn Hai"]
    Erasing(office.two.db, Vault(office.two.workspace.vault)).erase(
        case, Why.CITIZEN, office.two.clock(), undelivered=True
    )
    until(lambda: Inbox(office.one.db, 1).of(2, case) is None)
    assert names(at_one(office)) == []


@pytest.mark.parametrize("how", list(Cut))
def test_a_kiosk_that_does_not_answer_keeps_its_rows_and_is_marked_until_it_does(office, how):
    office.two.case("Giàng Văn Hai")
    office.until_shared()
    assert "chưa trả lời" not in words_of(at_one(office))
    office.cut(how)
    until(lambda: InboxShared(office.one.db).silent())
    page = words_of(at_one(office))
    assert "Máy 2 chưa trả lời từ 08:15." in page
    assert "Giàng Văn Hai" in page
    office.mend()
    until(lambda: not InboxShared(office.one.db).silent())
    assert "chưa trả lời" not in words_of(at_one(office))


def test_what_came_while_the_line_was_cut_comes_afterwards(office):
    office.two.case("Giàng Văn Hai")
    office.until_shared()
    office.cut()
    office.two.case("Lò Văn Ba")
    office.mend()
    office.until_shared()
    assert sorted(names(at_one(office))) == ["Giàng Văn Hai", "Lò Văn Ba"]


def test_a_kiosk_whose_disk_was_put_back_is_listed_as_it_is_now(office):
    kept = office.two.case("Giữ Lại")
    Inbox(office.two.db, 2).catch_up()
    office.until_shared()
    office.end(2)
    disk = office.copy_of_disk(2)
    office.begin(2)
    lost = [office.two.case(f"Mất {n}") for n in "ABC"]
    Inbox(office.two.db, 2).opened(kept, office.two.clock())
    office.until_shared()
    assert len(names(at_one(office))) == 4
    office.end(2)
    office.put_back(2, disk)
    office.begin(2)
    office.two.case("Sau Này")
    office.until_shared()
    assert sorted(names(at_one(office))) == ["Giữ Lại", "Sau Này"]
    assert all(Inbox(office.one.db, 1).of(2, case) is None for case in lost)


def test_a_desk_that_starts_again_goes_on_where_it_was(office):
    office.two.case("Giàng Văn Hai")
    office.until_shared()
    office.end(1)
    office.two.case("Lò Văn Ba")
    office.begin(1)
    office.until_shared()
    assert sorted(names(at_one(office))) == ["Giàng Văn Hai", "Lò Văn Ba"]


def test_five_thousand_cases_of_another_kiosk_are_listed(office):
    many(office.two.db, 5000, office.two.clock(), kiosk=2)
    office.until_shared()
    page = at_one(office, "/inbox?place=all&kiosk=2")
    assert len(names(page)) == 50
    assert "Tất cả 5000" in words_of(page)


def test_who_works_here_is_known_at_every_kiosk(office):
    new = office.one.person("moi", "Sùng A Mới", Role.SPECIALIST)
    until(lambda: Roster(office.two.db).person(new.id) is not None)
    office.until_shared()
    day = office.two.clock().date()
    assert Roster(office.two.db).roles(new.id, day) == {Role.SPECIALIST}
    (post,) = Roster(office.two.db).posts(new.id)
    Roster(office.two.db).end(post.id, day - dt.timedelta(1), office.two.clock())
    office.until_shared()
    assert Roster(office.one.db).roles(new.id, day) == frozenset()


def test_the_cases_of_a_kiosk_that_left_the_office_leave_the_list(office):
    case = office.two.case("Giàng Văn Hai")
    office.until_shared()
    alone = dataclasses.replace(office.one.settings, desks=())
    with Sharing(office.one.workspace, alone, office.one.clock, crossing=None):
        assert Inbox(office.one.db, 1).of(2, case) is None


def test_what_is_closed_for_one_kiosk_opens_for_no_other_and_not_changed():
    closing = Closing(SECRET, "rows")
    closed = closing.close(b"Vang Thi Mau", 1, 2)
    assert closing.open(closed, 1, 2) == b"Vang Thi Mau"
    other = Closing(SECRET[::-1], "rows")
    tries = [
        *((closing, closed, way) for way in ((2, 1), (1, 3))),
        (Closing(SECRET, "people"), closed, (1, 2)),
        (other, closed, (1, 2)),
        *(
            (closing, changed, (1, 2))
            for changed in (b"", closed[:-1], closed[:11], b"\0" + closed)
        ),
    ]
    for who, what, way in tries:
        with pytest.raises(ClosedError):
            who.open(what, *way)


def test_a_case_that_comes_between_two_looks_at_the_table_is_told_the_next_time(house):
    """Another connection writes while what is new is read: it is not counted as told."""
    many(house.db, 3, house.clock(), kiosk=2)
    shared, other = InboxShared(house.db), open_database(house.workspace)
    asked = []

    def and_then_one_comes(statement):
        if "max(version)" in statement and not asked:
            asked.append(lay(other, "Sùng Thị Mới", now=house.clock(), kiosk=2))

    house.db.conn.set_trace_callback(and_then_one_comes)
    told = shared.told(2, 3, names=True, most=9)
    house.db.conn.set_trace_callback(None)
    other.close()
    later = shared.told(2, told.version, names=True, most=9)
    assert asked == [row["case_id"] for row in (*told.rows, *later.rows)]


@pytest.mark.parametrize(
    "wrong",
    [
        *({"place": "kitchen"}, {"version": "1"}, {"version": -1}, {"name": None}),
        *({"due": "2026-11-23T08:00:00.000+00:00"}, {"handed_in": "9999-12-31T23:59:59.000+00:00"}),
        *({"due": "tomorrow"}, {"handed_in": "2026-11-23T08:00:00"}, {"more": 1}),
        *({"name": "x" * 3000}, {"case_id": ""}),
    ],
)
def test_a_row_that_is_none_is_refused_whole(house, wrong):
    lay(house.db, "Vàng Thị Mẫu", now=house.clock(), kiosk=2)
    shared = InboxShared(house.db)
    (row,) = shared.told(2, 0, names=True, most=9).rows
    shared.keep_only(2, ())
    with pytest.raises(RowError):
        shared.take(2, [row, row | wrong], Heard())
    assert shared.told(2, 0, names=True, most=9).rows == ()


WHOLE = {
    "run": "a", "anew": False, "rows": [], "version": 1, "whole": True, "names": True, "people": [], "roster": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        *({"rows": [{"case_id": [], "gone": 0}]}, {"rows": [{"case_id": {}, "gone": 0}]}),
        *({"version": 2**64}, {"version": -1}, {"roster": 2**64}, {"version": True}, {"run": 1}),
    ],
)
def test_an_answer_that_is_none_ends_nobodys_listening(wrong):
    assert sharing._said(json.dumps(WHOLE).encode()) == WHOLE
    with pytest.raises(LetterError):
        sharing._said(json.dumps(WHOLE | wrong).encode())
