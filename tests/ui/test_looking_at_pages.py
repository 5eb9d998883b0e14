"""What a finger does where pages are looked at: trouble is seen first, and a slip loses nothing."""

from dataclasses import replace

import pytest

from kiosk.journey import events as ev
from kiosk.journey import states as at
from kiosk.journey import step
from kiosk.journey.states import Paper
from kiosk.model import PageVerdict, SheetCount
from tests.ui.looked_at import marked
from tests.ui.looking import box_of
from tests.ui.sights import CLEAR, OFFICE, InventedPages, catalogues, pages, visit

SCANNED = visit(scanned=(3,))
DARK = replace(CLEAR, verdict=PageVerdict.TOO_DARK)
BLANK = replace(CLEAR, blank=True)


class Citizen:
    """Touches the stage, which goes where the journey goes."""

    def __init__(self, glass) -> None:
        self._glass = glass
        self.stage = glass.stage(OFFICE, catalogues()["sample"], InventedPages(), self._happen)
        self.heard: list[ev.Event] = []
        self.effects: list[object] = []

    def see(self, state) -> None:
        self.stage.show(at.Welcome())
        self.stage.show(state)

    def touch(self, *keys: str) -> None:
        for key in keys:
            self._glass.touch(self.stage.find(key))

    def offers(self) -> set[str]:
        return set(self.stage.keys())

    def reads(self) -> str:
        from kiosk.ui.widgets.text import Text

        texts = [w.text for w in self.stage.walk(restrict=True) if isinstance(w, Text)]
        return " | ".join(texts)

    def _happen(self, event: ev.Event) -> None:
        self.heard.append(event)
        state, effects = step(self.stage.state, event)
        self.effects += effects
        if state != self.stage.state:
            self.stage.show(state)


@pytest.fixture
def citizen(glass):
    return Citizen(glass)


def page_seen(citizen: Citizen) -> str:
    from kiosk.ui.widgets.pageview import PageView

    (view,) = (w for w in citizen.stage.walk(restrict=True) if isinstance(w, PageView))
    return view.page.id if view.page else ""


def test_after_a_batch_the_first_page_in_trouble_is_seen(citizen):
    citizen.see(at.ReviewPages(marked(SCANNED, CLEAR, DARK, DARK), 0))
    assert page_seen(citizen) == "to-khai-2"
    assert "Trang 2 quá tối" in citizen.reads()


def test_after_a_batch_without_trouble_its_first_page_is_seen(citizen):
    before = visit(scanned=(1,))
    citizen.see(at.ReviewPages(before, 0))
    citizen.stage.show(at.Scanning(before, 0))
    citizen.stage.show(at.ReviewPages(SCANNED, 0))
    assert page_seen(citizen) == "to-khai-2"


def test_a_look_that_arrives_moves_neither_the_page_nor_any_place(citizen):
    unseen = marked(SCANNED, None, None, None)
    citizen.see(at.ReviewPages(unseen, 0))
    assert "Đang kiểm tra" in citizen.reads()
    before = {key: box_of(citizen.stage.find(key)) for key in citizen.offers()}
    citizen.stage.show(at.ReviewPages(marked(SCANNED, CLEAR, CLEAR, DARK), 0))
    assert page_seen(citizen) == "to-khai-1"
    assert "Trang 3 quá tối" in citizen.reads()
    after = {key: box_of(citizen.stage.find(key)) for key in citizen.offers()}
    assert after == before


def test_going_on_past_a_page_in_trouble_shows_it_and_the_next_touch_goes_on(citizen):
    citizen.see(at.ReviewPages(SCANNED, 0))
    citizen.stage.show(at.ReviewPages(marked(SCANNED, CLEAR, CLEAR, DARK), 0))
    citizen.touch("next-paper")
    assert page_seen(citizen) == "to-khai-3"
    assert "Giữ nguyên, đi tiếp" in citizen.reads()
    citizen.touch("next-paper")
    assert isinstance(citizen.stage.state, at.FeedPapers)


def test_a_page_deleted_by_a_double_tap_is_still_there(citizen):
    citizen.see(at.ReviewPages(SCANNED, 0))
    x, y = citizen.stage.find("delete-page").center
    for _ in range(2):
        citizen._glass.touch_at(x, y)
    assert citizen.heard == [ev.DeletePressed("to-khai-1"), ev.RestorePressed("to-khai-1")]
    assert citizen.stage.state == at.ReviewPages(SCANNED, 0)


def test_a_deleted_page_is_neither_shown_nor_gone_before_the_citizen_goes_on(citizen):
    citizen.see(at.ReviewPages(SCANNED, 0))
    citizen.touch("delete-page")
    assert page_seen(citizen) == ""
    assert "Trang 1 đã xóa" in citizen.reads()
    citizen.touch("page-after", "page-before", "restore-page")
    assert page_seen(citizen) == "to-khai-1"
    assert citizen.effects == []


def test_what_is_rarely_done_stands_behind_more_and_back_closes_it(citizen):
    citizen.see(at.ReviewPages(SCANNED, 0))
    citizen.touch("other-acts", "page-after", "turn-page", "insert-page")
    assert citizen.heard == [ev.TurnPressed("to-khai-2"), ev.InsertPressed("to-khai-2")]
    citizen.see(at.ReviewPages(SCANNED, 0))
    citizen.touch("other-acts")
    citizen.touch("close-acts")
    assert "delete-page" in citizen.offers()
    citizen.touch("other-acts")
    citizen.touch("back")
    assert "delete-page" in citizen.offers()
    assert isinstance(citizen.stage.state, at.ReviewPages)


def test_a_page_in_trouble_may_be_turned_and_added_to_as_well(citizen):
    citizen.see(at.ReviewPages(marked(SCANNED, DARK, CLEAR, CLEAR), 0))
    citizen.touch("other-acts")
    assert {"turn-page", "insert-page", "add-pages", "close-acts"} <= citizen.offers()


def test_a_blank_side_is_kept_unless_it_is_deleted(citizen):
    citizen.see(at.ReviewPages(marked(SCANNED, BLANK, CLEAR, CLEAR), 0))
    assert "Trang 1 không có chữ" in citizen.reads()
    citizen.touch("next-paper")
    assert isinstance(citizen.stage.state, at.FeedPapers)
    assert citizen.stage.state.visit.pages == 3


def test_larger_letters_show_the_same_page(citizen):
    citizen.see(at.ReviewPages(marked(SCANNED, CLEAR, CLEAR, DARK), 0))
    citizen.touch("page-before", "page-before", "larger")
    assert page_seen(citizen) == "to-khai-1"


def test_each_paper_begins_at_its_own_first_page(citizen):
    papers = (SCANNED.papers[0], Paper("giay-chung-sinh", pages("giay-chung-sinh", 2)))
    both = replace(SCANNED, papers=(*papers, *SCANNED.papers[2:]))
    citizen.see(at.ReviewPages(both, 0))
    citizen.touch("page-after", "page-after")
    citizen.stage.show(at.ReviewPages(both, 1))
    assert page_seen(citizen) == "giay-chung-sinh-1"


def test_an_interrupted_visit_shows_nothing_of_its_citizen(citizen):
    asked = replace(SCANNED, holder=None, expected=SCANNED.holder)
    citizen.see(at.VisitQuestion(asked))
    assert SCANNED.holder.name not in citizen.reads()
    assert SCANNED.holder.last4 not in citizen.reads()
    citizen.touch("stay")
    assert citizen.stage.state == at.PresentCard(asked)
    assert SCANNED.holder.name not in citizen.reads()


def stack(v, **known):
    """The visit with a first paper of which this is known."""
    return replace(v, papers=(replace(v.papers[0], **known), *v.papers[1:]))


def test_two_touches_lead_from_the_fronts_to_the_backs_being_scanned(citizen):
    citizen.see(at.ReviewPages(stack(SCANNED, fronts=3), 0))
    citizen.touch("scan-backs")
    assert "Lật ngược cả tập giấy" in citizen.reads()
    assert "Đủ 3 tờ" in citizen.reads()
    citizen.touch("scan-papers")
    assert isinstance(citizen.stage.state, at.Scanning)
    assert citizen.effects[-1].fronts == 3
    assert "Đang quét mặt sau" in citizen.reads()


def test_the_backs_are_offered_only_where_there_are_any_to_come(citizen):
    citizen.see(at.ReviewPages(SCANNED, 0))
    assert "scan-backs" not in citizen.offers()
    citizen.touch("other-acts")
    assert "scan-backs" not in citizen.offers()
    citizen.see(at.ReviewPages(stack(SCANNED, fronts=3), 0))
    assert {"scan-backs", "scan-again", "delete-page"} <= citizen.offers()
    citizen.touch("other-acts")
    assert "add-pages" in citizen.offers()


def test_beside_a_page_in_trouble_the_backs_stand_behind_more(citizen):
    citizen.see(at.ReviewPages(stack(marked(SCANNED, CLEAR, CLEAR, DARK), fronts=3), 0))
    assert "scan-backs" not in citizen.offers()
    citizen.touch("other-acts")
    assert "scan-backs" in citizen.offers()


def test_backs_that_arrive_are_seen_wherever_they_lie(citizen):
    from kiosk.ui.widgets.pageview import PageView

    v = stack(SCANNED, fronts=3)
    citizen.see(at.Scanning(v, 0, backs=True))
    one, two, three = v.papers[0].pages
    back = replace(one, id="back-of-2", number=3)
    citizen.stage.show(at.Scanning(stack(v, pages=(one, two, back, three)), 0, backs=True))
    views = [w for w in citizen.stage.walk(restrict=True) if isinstance(w, PageView)]
    shown = [view.page.id for view in views if view.page]
    assert shown[-1] == "back-of-2"


def test_sheets_missing_behind_a_separator_are_told_and_block_nothing(citizen):
    few = stack(SCANNED, counted=SheetCount(4, 3))
    citizen.see(at.ReviewPages(few, 0))
    assert "Tờ phân cách ghi 4 tờ, máy thấy 3. Xin quét thêm" in citizen.reads()
    citizen.stage.show(at.ReviewPages(SCANNED, 0))
    assert "Tờ phân cách" not in citizen.reads(), "told no more once it is right"
    citizen.stage.show(at.ReviewPages(stack(SCANNED, counted=SheetCount(2, 3)), 0))
    assert "Tờ phân cách ghi 2 tờ, máy thấy 3. Xin xóa trang thừa" in citizen.reads()
    citizen.touch("next-paper")
    assert isinstance(citizen.stage.state, at.FeedPapers)


def test_a_page_in_trouble_is_told_on_its_own_page_and_the_sheets_on_the_others(citizen):
    both = stack(marked(SCANNED, CLEAR, CLEAR, DARK), counted=SheetCount(4, 3))
    citizen.see(at.ReviewPages(both, 0))
    assert "Trang 3 quá tối" in citizen.reads()
    citizen.touch("page-before")
    assert "Tờ phân cách ghi 4 tờ" in citizen.reads()
