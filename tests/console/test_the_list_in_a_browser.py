"""The inbox in a real browser: by keyboard, without script, while cases come, and with names that no page foresaw."""

import datetime as dt
import unicodedata

import pytest

from kiosk.rules.flow.acts import Place
from kiosk.rules.roster import Role
from kiosk.store.inbox import Inbox
from kiosk.store.inbox_shared import Heard, InboxShared
from tests.console.cases_in_lists import lay, many
from tests.console.draw import axe, looks_as_kept

STACKED = unicodedata.normalize("NFD", "Nguyễn Thị " + "Ẹ\u0302\u0301" * 30 + " Mẫu")[:120]
LONG = "Công Tằng Tôn Nữ " + "Hoàng Thị Ngọc Minh Thanh " * 4 + "Mẫu"


@pytest.fixture
def full(served):
    """A morning's list at the reception."""
    house, at = served.house, served.house.clock()
    lan, minh = house.people[Role.CLERK].id, house.people[Role.SPECIALIST].id
    how = {"now": at}
    lay(house.db, "Vàng Thị Mẫu", handed_in=at - dt.timedelta(minutes=40), number=1, **how)
    lay(house.db, "Giàng A Mẫu", handed_in=at - dt.timedelta(minutes=5), number=2, **how)
    lay(house.db, "Đặng Ngọc Ánh Mẫu", Place.RETURN, days=4, number=3, owner=lan, **how)
    lay(house.db, STACKED, handed_in=at - dt.timedelta(minutes=4), number=4, **how)
    lay(house.db, LONG[:120], handed_in=at - dt.timedelta(minutes=3), number=5, **how)
    for days, name in ((-2, "Lò Văn Trễ"), (1, "Lò Văn Gần"), (9, "Lò Văn Xa")):
        lay(house.db, name, Place.SPECIALIST, days=days, number=10 + days, owner=minh, **how)
    lay(house.db, "Lò Văn Nghỉ", Place.SPECIALIST, days=3, number=30, rests=True, **how)
    return served


def test_the_list_looks_as_it_was_kept_and_keeps_nobody_out(full, tmp_path):
    with full.page("/inbox?place=all") as page:
        assert axe(page) == []
        assert page.complaints() == []
        assert looks_as_kept(page, "inbox/list", tmp_path)


def test_a_kiosk_that_is_silent_is_said_so_at_the_top(full, tmp_path):
    house = full.house
    lay(house.db, "Sùng Thị Hai", now=house.clock(), kiosk=2, number=77)
    shared, since = InboxShared(house.db), house.clock() - dt.timedelta(minutes=12)
    row = shared.told(2, 0, names=False, most=1).rows
    shared.take(2, row, Heard("a" * 16, 1, names=False, silent_since=since))
    with full.page("/inbox") as page:
        assert "Máy 2 chưa trả lời từ 08:03." in page.text("main")
        assert "Tên chỉ hiện ở máy giữ hồ sơ" in page.text("table")
        assert axe(page) == []
        assert looks_as_kept(page, "inbox/silent", tmp_path)


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
def test_no_name_pushes_the_page_aside_or_over_its_neighbours(full, size):
    with full.page("/inbox?place=all", size=size) as page:
        assert page.js("document.scrollingElement.scrollWidth <= innerWidth")
        cells = "[...document.querySelectorAll('.cases td')]"
        assert page.js(f"{cells}.every(td => getComputedStyle(td).overflow === 'clip')")


def test_a_clerk_goes_through_the_list_without_a_mouse(full):
    served_case = full.house.case("Sùng Thị Bàn Phím")
    with full.page("/inbox") as page:
        at = "document.activeElement.textContent"
        first, second = page.js(
            "[...document.querySelectorAll('.citizen a')].map(a => a.textContent)"
        )[:2]
        page.press("j")
        assert page.js(at) == first
        page.press("ArrowDown")
        assert page.js(at) == second
        page.press("k")
        assert page.js(at) == first
        page.press("/")
        page.type("sung ban")
        page.press("Enter")
        page.until("location.search.includes('q=sung')")
        page.press("j")
        page.press("Enter")
        page.until(f"location.pathname.startsWith('/cases/0/{served_case}')")


def test_cases_that_come_are_told_and_move_nothing_under_the_hand(full):
    with full.page("/inbox") as page:
        before = page.text("tbody")
        page.press("j")
        held = page.js("document.activeElement.getBoundingClientRect().top")
        full.house.case("Sùng Thị Mới")
        page.js("document.dispatchEvent(new Event('visibilitychange'))")
        page.until("!document.getElementById('news').hidden")
        assert page.text("#news") == "1 hồ sơ mới"
        assert page.text("tbody") == before
        assert page.js("document.activeElement.getBoundingClientRect().top") == held
        page.click("#news")
        page.until("document.body.textContent.includes('Sùng Thị Mới')")


def test_without_script_the_list_is_filtered_searched_and_turned(served):
    many(served.house.db, 120, served.house.clock())
    lay(served.house.db, "Lý Thị Duy Nhất", Place.LEADER, days=1, now=served.house.clock())
    with served.page("/inbox", script=False) as page:
        page.tab.get_by_role("link", name="Tất cả", exact=False).first.click()
        page.tab.get_by_role("link", name="Trang sau").click()
        assert page.tab.locator("tbody tr").count() == 50
        page.tab.get_by_role("link", name="Về đầu danh sách").click()
        page.tab.get_by_label("Tìm tên", exact=False).fill("duy nhat")
        page.tab.get_by_role("button", name="Tìm", exact=True).click()
        assert page.tab.locator("tbody tr").count() == 1
        page.tab.get_by_role("link", name="Lý Thị Duy Nhất").wait_for()
        page.tab.get_by_role("link", name="Bỏ lọc").click()
        page.tab.get_by_label("Tình trạng").select_option("overdue")
        page.tab.get_by_role("button", name="Lọc và xếp").click()
        assert "only=overdue" in page.tab.url


def test_a_leader_approves_several_cases_from_the_list(served):
    house = served.house
    cases = [house.case(f"Sùng Thị {name}") for name in ("Một", "Hai")]
    Inbox(house.db).catch_up()
    with served.page("/inbox?place=all", Role.LEADER) as page:
        for case in cases:
            page.tab.locator(f'input[value^="0:{case}:"]').check()
        page.tab.get_by_role("button", name="Duyệt").click()
        page.until("location.pathname.startsWith('/acts/')")
        assert "Sùng Thị Một" in page.text("main")  # told case by case: these lie elsewhere still
