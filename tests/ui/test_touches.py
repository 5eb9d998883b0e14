"""A finger on the middle of a button, through the real window, says what the button says."""

import typing
from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import events as ev
from kiosk.journey import states as at
from kiosk.journey.states import State
from kiosk.model import Unmet
from tests.ui.buttons import LOCAL, NUMBER, SAYS, SCANNED, TICKET
from tests.ui.sights import (
    BIRTH,
    OFFICE,
    TODAY,
    InventedPages,
    Ticket,
    catalogues,
    pages,
    visit,
)


@pytest.mark.parametrize(("state", "says"), SAYS, ids=lambda value: type(value).__name__)
def test_every_button_says_its_event_and_no_button_is_dead(glass, stage, heard, state, says):
    stage.show(state)
    assert {key for key in set(stage.keys()) if key not in LOCAL} == says.keys()
    for key, event in says.items():
        stage.show(at.Welcome())
        stage.show(state)
        heard.clear()
        glass.touch(stage.find(key))
        assert heard == [event], key


def test_every_state_has_a_screen_of_its_name():
    from kiosk.ui.screens import SCREENS, screen_of

    assert set(SCREENS) == set(typing.get_args(State))
    assert all(screen_of(state).__name__ == f"{type(state).__name__}Screen" for state, _ in SAYS)


def test_a_touch_anywhere_on_the_welcome_screen_begins_a_visit(glass, stage, heard):
    stage.show(at.Welcome())
    glass.touch_at(540, 1500)
    assert heard == [ev.Touched("c" * 32)]


@pytest.mark.parametrize("fault", [Fault.DISK_LOW, Fault.DISK_FULL, Fault.DISK_FAILED])
def test_no_touch_begins_a_visit_while_the_kiosk_is_closed(glass, stage, heard, fault):
    stage.show(at.Welcome(closed=fault))
    assert "start" not in set(stage.keys())
    for y in (200, 900, 1500, 1800):
        glass.touch_at(540, y)
    assert heard == []
    stage.show(at.Welcome())
    glass.touch(stage.find("start"))
    assert heard == [ev.Touched("c" * 32)]


def test_the_switches_on_the_welcome_screen_begin_no_visit(glass, stage, heard):
    stage.show(at.Welcome())
    glass.touch(stage.find("larger"))
    glass.touch(stage.find("contrast"))
    assert heard == []


def test_a_button_shows_that_it_is_pressed_before_the_finger_leaves(glass, stage, heard):
    stage.show(at.FeedPapers(SCANNED))
    glass.turn(2)
    before = glass.picture()
    button = stage.find("scan-papers")
    glass.touch(button, lift=False)
    glass.turn(2)
    assert glass.picture().tobytes() != before.tobytes()
    assert heard == []


def test_a_finger_that_slides_off_says_nothing(glass, stage, heard):
    stage.show(at.FeedPapers(SCANNED))
    glass.slide(stage.find("scan-papers").center, (540, 1500))
    assert heard == []


def test_the_number_is_typed_digit_by_digit_and_read_when_it_is_whole(glass, stage, heard):
    stage.show(at.PresentCard(visit()))
    for digit in "00000000042":
        glass.touch(stage.find(f"digit-{digit}"))
    glass.touch(stage.find("read-card"))
    assert heard == []
    glass.touch(stage.find("digit-8"))
    glass.touch(stage.find("digit-erase"))
    glass.touch(stage.find("digit-7"))
    glass.touch(stage.find("digit-9"))  # a thirteenth digit means nothing
    glass.touch(stage.find("read-card"))
    assert heard == [ev.NumberEntered(NUMBER)]


def test_of_a_typed_number_only_four_digits_can_be_read(glass, stage):
    from kiosk.ui.widgets.keypad import NumberBox
    from kiosk.ui.widgets.text import Text

    stage.show(at.PresentCard(visit()))
    for digit in "987654321012":
        glass.touch(stage.find(f"digit-{digit}"))
    (box,) = (widget for widget in stage.walk(restrict=True) if isinstance(widget, NumberBox))
    shown = [w.text for w in box.walk(restrict=True) if isinstance(w, Text)]
    assert "".join(sorted(shown)) == "0112"


def test_a_procedure_is_found_by_its_field(glass, stage, heard):
    stage.show(at.ChooseProcedure(visit()))
    glass.touch(stage.find("field-ho-tich"))
    glass.touch(stage.find("list-after"))
    glass.touch(stage.find("list-before"))
    glass.touch(stage.find(f"procedure-{BIRTH}"))
    procedure = catalogues()["sample"].procedure(BIRTH)
    documents = tuple(document.id for document in procedure.documents)
    assert heard == [ev.ProcedureChosen(BIRTH, documents)]


def test_a_procedure_is_found_without_diacritics(glass, stage, heard):
    stage.show(at.ChooseProcedure(visit()))
    glass.touch(stage.find("search"))
    for key in (*"khai", "space", *"sinh"):
        glass.touch(stage.find(f"key-{key}"))
    assert f"procedure-{BIRTH}" in set(stage.keys())
    glass.touch(stage.find("show-found"))
    glass.touch(stage.find(f"procedure-{BIRTH}"))
    assert [type(event) for event in heard] == [ev.ProcedureChosen]


def test_a_search_for_nothing_says_so_and_offers_a_clerk(glass, stage):
    from kiosk.ui.widgets.text import Text

    stage.show(at.ChooseProcedure(visit()))
    glass.touch(stage.find("search"))
    for key in "zzz":
        glass.touch(stage.find(f"key-{key}"))
    said = [w.text for w in stage.walk(restrict=True) if isinstance(w, Text)]
    assert any("Không tìm thấy" in words for words in said)
    assert "show-found" not in set(stage.keys())
    assert "clerk" in set(stage.keys())


def test_back_goes_through_the_views_of_the_choice_before_it_leaves_them(glass, stage, heard):
    stage.show(at.ChooseProcedure(visit()))
    glass.touch(stage.find("search"))
    glass.touch(stage.find("show-found"))
    glass.touch(stage.find("back"))
    assert "key-a" in set(stage.keys())
    glass.touch(stage.find("back"))
    assert "search" in set(stage.keys())
    assert heard == []
    glass.touch(stage.find("back"))
    assert heard == [ev.BackPressed()]


def test_a_page_is_deleted_that_is_looked_at(glass, stage, heard):
    stage.show(at.ReviewPages(SCANNED, 0))
    glass.touch(stage.find("page-after"))
    glass.touch(stage.find("page-after"))
    glass.touch(stage.find("delete-page"))
    assert heard == [ev.DeletePressed(pages(SCANNED.papers[0].document, 3)[2].id)]


def test_a_visit_with_one_paper_takes_nine_touches_at_most(glass):
    """The digits of the number apart: those are typing."""
    from kiosk.journey import step

    sample = catalogues()["sample"]
    procedure = next(p for p in sample.popular() if len(p.documents) == 1)
    others = tuple(p for p in sample.procedures if p is not procedure)
    catalogue = replace(sample, procedures=(procedure, *others))
    state: State = at.Welcome()
    touches = 0
    answers = {
        at.ReadingCard: lambda s: ev.CardRead(SCANNED.holder),
        at.Scanning: lambda s: ev.BatchScanned(
            s.visit.papers[0].document, pages(s.visit.papers[0].document, 1)
        ),
        at.Sealing: lambda s: ev.Sealed(
            Ticket(s.visit.case, TODAY, "A", 0, 1, "x", procedure.code)
        ),
    }
    told: list[ev.Event] = []
    stage = glass.stage(OFFICE, catalogue, InventedPages(), told.append)
    for key in (
        "start", "language-vi", f"procedure-{procedure.code}", "start-procedure", "accept-notice",
        "read-card", "confirm-holder", "scan-papers", "next-paper",
    ):  # fmt: skip
        stage.show(state)
        if key == "read-card":
            for digit in NUMBER:
                glass.touch(stage.find(f"digit-{digit}"))
        glass.touch(stage.find(key))
        touches += 1
        state, _ = step(state, told.pop())
        if type(state) in answers:
            state, _ = step(state, answers[type(state)](state))
    assert isinstance(state, at.TakeTicket)
    assert touches <= 9


def walked(glass, keys, answers, catalogue=None):
    """Touch these keys one after the other, from the welcome screen on; where they lead."""
    from kiosk.journey import step

    state: State = at.Welcome()
    told: list[ev.Event] = []
    stage = glass.stage(OFFICE, catalogue or catalogues()["sample"], InventedPages(), told.append)
    for key in keys:
        stage.show(state)
        glass.touch(stage.find(key))
        if told:
            state, _ = step(state, told.pop())
        if type(state) in answers:
            state, _ = step(state, answers[type(state)](state))
    return state


def test_a_result_is_collected_with_six_touches(glass):
    answers = {at.Sealing: lambda s: ev.Sealed(replace(TICKET, case=s.visit.case, procedure=""))}
    keys = ("start", "language-vi", "errands", "errand-collect", "field-ho-tich", "priority-none")
    assert isinstance(walked(glass, keys, answers), at.TakeTicket)


def test_the_code_of_an_appointment_is_typed_and_draws_its_number(glass):
    answers = {
        at.Sealing: lambda s: ev.Sealed(replace(TICKET, case=s.visit.case, procedure="")),
    }
    digits = tuple(f"digit-{digit}" for digit in "000417")
    keys = ("start", "language-vi", "errands", "errand-appointment", *digits, "enter-appointment")
    asking = walked(glass, keys, answers)
    assert asking == at.EnterAppointment(asking.visit, asking=True)


def test_a_code_that_gave_no_number_is_typed_anew(glass, stage, heard):
    asked = at.EnterAppointment(visit())
    stage.show(asked)
    for digit in "000417":
        glass.touch(stage.find(f"digit-{digit}"))
    glass.touch(stage.find("enter-appointment"))
    assert heard == [ev.AppointmentEntered("000417")]
    stage.show(replace(asked, asking=True))
    glass.touch(stage.find("enter-appointment"))
    assert len(heard) == 1, "it is being looked up"
    stage.show(replace(asked, unmet=Unmet.UNKNOWN))
    assert "enter-appointment" not in set(stage.keys())
    for digit in "000418":
        glass.touch(stage.find(f"digit-{digit}"))
    glass.touch(stage.find("enter-appointment"))
    assert heard[-1] == ev.AppointmentEntered("000418")
    stage.show(replace(asked, asking=True))
    stage.show(replace(asked, unmet=Unmet.UNKNOWN))
    assert "enter-appointment" not in set(stage.keys()), "wrong once more, gone once more"


def test_digits_that_nobody_looked_at_stay_for_after_the_pause(glass, stage, heard):
    asked = at.EnterAppointment(visit())
    stage.show(asked)
    for digit in "000417":
        glass.touch(stage.find(f"digit-{digit}"))
    stage.show(replace(asked, asking=True))
    stage.show(replace(asked, unmet=Unmet.PAUSE))
    glass.touch(stage.find("enter-appointment"))
    assert heard[-1] == ev.AppointmentEntered("000417")


def test_an_old_citizen_reads_that_the_number_comes_sooner(glass, stage):
    from kiosk.ui.widgets.text import Text

    old = replace(SCANNED, holder=replace(SCANNED.holder, elderly=True))
    for state in (at.ConfirmHolder(old), at.ReviewPages(replace(old, papers=old.papers[:1]), 0)):
        stage.show(state)
        said = [w.text for w in stage.walk(restrict=True) if isinstance(w, Text)]
        assert any("người cao tuổi" in words.replace("\u00a0", " ") for words in said)
