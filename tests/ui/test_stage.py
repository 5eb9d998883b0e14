"""The stage changes no more than what changed, and keeps nothing of a citizen who has left."""

from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import states as at
from kiosk.model import Language, Verdict
from kiosk.ui.words import texts
from tests.ui.sights import (
    BIRTH,
    OFFICE,
    TODAY,
    InventedPages,
    Paper,
    Ticket,
    catalogues,
    pages,
    visit,
)

TICKET = Ticket("a" * 32, TODAY, "A", 1, 7, "H00.000-261122-K01-0007", BIRTH)
NUMBER = "000000000427"


class CountedPages(InventedPages):
    """Remembers which pages it was asked for."""

    def __init__(self):
        self.asked = []

    def page(self, page, width, height):
        self.asked.append(page.number)
        return super().page(page, width, height)


@pytest.fixture
def pictures():
    return CountedPages()


@pytest.fixture
def stage(glass, pictures):
    return glass.stage(OFFICE, catalogues()["sample"], pictures)


def of(stage, name):
    """Every widget of a class by its name, outermost first."""
    return [w for w in stage.walk(restrict=True) if type(w).__name__ == name]


def said(stage):
    return [widget.text for widget in of(stage, "Text")]


def scanning(count):
    v = visit()
    return at.Scanning(
        replace(
            v,
            papers=(Paper(v.papers[0].document, pages(v.papers[0].document, count)), *v.papers[1:]),
        ),
        0,
    )


def test_the_percent_of_a_reading_moves_the_bar_and_rebuilds_nothing(stage):
    stage.show(at.ReadingCard(visit(), NUMBER, 10))
    before = list(stage.walk(restrict=True))
    stage.show(at.ReadingCard(visit(), NUMBER, 55))
    assert list(stage.walk(restrict=True)) == before
    assert of(stage, "Progress")[0].percent == 55
    assert any("55%" in words for words in said(stage))


def test_the_name_stands_on_the_screen_while_the_rest_is_read_and_says_it_is_not_verified(stage):
    named = replace(visit().holder, verdict=None)
    stage.show(at.ReadingCard(visit(), NUMBER, 50))
    assert named.name not in said(stage)
    stage.show(at.ReadingCard(visit(), NUMBER, 50, named))
    assert {named.name, "Tên trên thẻ, chưa xác thực"} <= set(said(stage))
    stage.show(at.ReadingCard(visit(), NUMBER, 70, named))
    assert {named.name, "Tên trên thẻ, chưa xác thực", "Đã đọc 70%"} <= set(said(stage))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("verdict", Verdict)
def test_the_holder_is_told_in_one_line_how_far_the_card_is_believed(stage, verdict, language):
    v = visit(language)
    stage.show(at.ConfirmHolder(replace(v, holder=replace(v.holder, verdict=verdict))))
    words = texts(language)[f"verdict.{verdict}"]
    assert words in said(stage)
    assert all(widget.fits for widget in of(stage, "Text"))
    assert len(words) <= 60


def test_a_new_page_fills_its_place_and_rebuilds_nothing(glass, stage, pictures):
    stage.show(scanning(1))
    glass.turn(2)
    before = list(stage.walk(restrict=True))
    textures = [view.texture.id for view in of(stage, "PageView")]
    stage.show(scanning(2))
    glass.turn(2)
    assert list(stage.walk(restrict=True)) == before
    assert [view.texture.id for view in of(stage, "PageView")] == textures
    assert pictures.asked == [1, 2]


def test_turning_pages_reuses_one_texture(glass, stage, pictures):
    stage.show(at.ReviewPages(visit(scanned=(3,)), 0))
    glass.turn(2)
    (view,) = of(stage, "PageView")
    texture, pixels = view.texture.id, view.texture.pixels
    for _ in range(2):
        glass.touch(stage.find("page-after"))
        glass.turn(2)
    assert of(stage, "PageView") == [view]
    assert view.texture.id == texture
    assert view.texture.pixels != pixels
    assert pictures.asked == [1, 2, 3]


def test_a_touch_is_answered_before_the_page_is_loaded(glass, stage, pictures):
    stage.show(at.ReviewPages(visit(scanned=(1,)), 0))
    assert pictures.asked == []
    assert "Đang mở trang..." in said(stage)
    glass.turn(2)
    assert pictures.asked == [1]


def test_a_left_page_leaves_no_pixel_behind(glass, stage):
    stage.show(at.ReviewPages(visit(scanned=(1,)), 0))
    glass.turn(2)
    (view,) = of(stage, "PageView")
    assert any(view.texture.pixels[:-1:4])
    stage.show(at.Welcome())
    assert not any(view.texture.pixels[0::4])
    assert view.page is None


def test_a_deleted_page_gives_its_place_to_the_next(glass, stage, pictures):
    v = visit(scanned=(3,))
    stage.show(at.ReviewPages(v, 0))
    glass.touch(stage.find("page-after"))
    kept = pages(v.papers[0].document, 1)
    stage.show(
        at.ReviewPages(replace(v, papers=(Paper(v.papers[0].document, kept), *v.papers[1:])), 0)
    )
    glass.turn(2)
    assert "Trang 1 / 1" in said(stage)


def test_large_letters_and_contrast_go_with_the_citizen_and_end_with_the_visit(glass, stage):
    stage.show(at.FeedPapers(visit()))
    glass.touch(stage.find("larger"))
    glass.touch(stage.find("contrast"))
    assert {"Chữ vừa", "Màu thường"} <= set(said(stage))
    stage.show(at.ReviewPages(visit(scanned=(1,)), 0))
    assert {"Chữ vừa", "Màu thường"} <= set(said(stage))
    stage.show(at.Welcome())
    stage.reset()
    assert {"Chữ to", "Tương phản"} <= set(said(stage))


def test_switching_letters_keeps_the_digits_typed(glass, stage):
    stage.show(at.PresentCard(visit()))
    for digit in "1234567":
        glass.touch(stage.find(f"digit-{digit}"))
    glass.touch(stage.find("larger"))
    assert "Còn 5 số nữa" in said(stage)


def test_more_time_brings_the_digits_back(glass, stage):
    card = at.PresentCard(visit())
    stage.show(card)
    for digit in "1234567":
        glass.touch(stage.find(f"digit-{digit}"))
    stage.show(at.StillThere(card))
    assert "7" not in said(stage)
    stage.show(card)
    assert "Còn 5 số nữa" in said(stage)


def test_a_wrong_number_is_typed_anew(stage):
    stage.show(at.PresentCard(visit(), NUMBER))
    assert "Đọc thẻ" in said(stage)
    stage.show(at.ReadingCard(visit(), NUMBER))
    stage.show(at.PresentCard(visit(), "", Fault.CARD_WRONG_NUMBER))
    assert "Còn 12 số nữa" in said(stage)


def test_the_next_citizen_finds_nothing_typed(glass, stage):
    card, choice = at.PresentCard(visit()), at.ChooseProcedure(visit())
    stage.show(choice)
    glass.touch(stage.find("search"))
    glass.touch(stage.find("key-k"))
    stage.show(card)
    glass.touch(stage.find("digit-7"))
    stage.show(at.Welcome())
    stage.reset()
    stage.show(card)
    assert "Còn 12 số nữa" in said(stage)
    stage.show(choice)
    assert "search" in set(stage.keys())
    glass.touch(stage.find("search"))
    assert not any(words.startswith("K|") for words in said(stage))


def test_another_language_says_the_same_screen(stage):
    stage.show(at.FeedPapers(visit()))
    stage.show(at.FeedPapers(visit(Language.EN)))
    assert "Scan papers" in said(stage)
    assert "Quét giấy tờ" not in said(stage)


def test_the_frame_stays_while_the_screen_changes(stage):
    stage.show(at.FeedPapers(visit()))
    frame = of(stage, "Frame")
    stage.show(at.ReviewPages(visit(scanned=(1,)), 0))
    assert of(stage, "Frame") == frame


def test_nothing_ticks_after_the_warning_is_gone(glass, stage):
    from kivy.clock import Clock

    stage.show(at.FeedPapers(visit()))
    glass.turn(2)
    before = len(Clock.get_events())
    stage.show(at.StillThere(at.FeedPapers(visit())))
    assert len(Clock.get_events()) > before
    stage.show(at.FeedPapers(visit()))
    glass.turn(2)
    assert len(Clock.get_events()) <= before


def test_no_fee_turns_on_a_welcome_screen_that_is_gone(glass, stage):
    from kivy.clock import Clock

    stage.show(at.FeedPapers(visit()))
    glass.turn(2)
    before = len(Clock.get_events())
    stage.show(at.Welcome())
    assert len(Clock.get_events()) > before
    stage.show(at.FeedPapers(visit()))
    glass.turn(2)
    assert len(Clock.get_events()) <= before


def test_the_ticket_shows_no_name_and_no_card_number(stage):
    stage.show(at.FeedPapers(visit()))
    stage.show(at.TakeTicket(Language.VI, TICKET, at.Printing.FAILED, Fault.PRINTER_NO_PAPER))
    words = " ".join(said(stage))
    assert "A1-007" in words
    assert "Máy in hết giấy." in words
    assert "MÂY" not in words
    assert "0427" not in words


def test_a_key_that_is_not_shown_is_not_found(stage):
    stage.show(at.Welcome())
    with pytest.raises(KeyError):
        stage.find("scan-papers")
