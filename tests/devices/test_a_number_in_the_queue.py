"""A number drawn at the kiosk stands in the hall's queue: what for, why sooner, how long, and back when."""

import datetime as dt
from dataclasses import replace

import pytest

from kiosk.hall.conductor import Conductor
from kiosk.hall.seen import board_state
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Errand, Language, Priority, Unmet, Words
from kiosk.papers.reasons import ERRAND, PRIORITY
from kiosk.papers.ticket import TicketPaper, draw
from kiosk.rules.catalogue import parse
from kiosk.rules.queue.entries import Drawn, Kind
from kiosk.settings import Counter
from kiosk.store.appointments import Appointments
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.outbox import Outbox
from kiosk.store.queue_log import QueueLog, Steady, steady
from kiosk.workspace import CATALOGUE
from tests.devices.office import BIRTH, CASE, FORM, OTHER, PROCEDURE
from tests.workbench.office import until
from tests.workbench.people import MAI

MORNING = dt.datetime(2026, 11, 20, 9, 0, tzinfo=OFFICE_ZONE)
COUNTERS = (Counter(1, ("ho-tich",)), Counter(2, ("chung-thuc",)))
COLLECT = do.SealCase(CASE, "", Language.VI, (), Priority.DISABLED, Errand.COLLECT, "ho-tich")


@pytest.fixture
def hall(kiosk):
    """Nine in the morning in a hall of two counters."""
    kiosk.settings = replace(kiosk.settings, counters=COUNTERS)
    kiosk.clock = lambda: MORNING
    return kiosk


@pytest.fixture
def screen(hall):
    return hall.start()


@pytest.fixture
def log(books):
    return QueueLog(books.db, 0)


def drawn(log) -> list:
    heard, _ = log.since(MORNING.date(), MORNING)
    return [each.entry.drawn for each in heard if each.entry.kind is Kind.DRAWN]


def told(screen, case=CASE):
    screen.ask(do.TellQueue(case))
    return screen.next(ev.QueueTold).queue


def draw_for(screen, cases) -> None:
    for case in cases:
        screen.ask(replace(COLLECT, case=case, priority=Priority.NONE))
        screen.next(ev.Sealed)


def test_what_was_said_of_priority_goes_with_the_number(hall, screen, log):
    hall.load("form")
    screen.scan()
    screen.ask(do.SealCase(CASE, PROCEDURE, Language.VI, (FORM, BIRTH), Priority.MERIT))
    ticket = screen.next(ev.Sealed).ticket
    (one,) = drawn(log)
    assert (one.label, one.procedure, one.priority) == (ticket.label, PROCEDURE, Priority.MERIT)


def test_a_number_without_papers_has_nothing_to_send_and_names_no_procedure(screen, log, books):
    screen.ask(COLLECT)
    ticket = screen.next(ev.Sealed).ticket
    (one,) = drawn(log)
    assert (ticket.series, ticket.procedure) == ("A", "")
    assert (one.field, one.errand, one.priority) == ("ho-tich", Errand.COLLECT, Priority.DISABLED)
    assert Outbox(books.db).rows() == ()
    assert books.said("case-sealed")[0]["procedure"] == "none"
    assert books.cases.of_code(ticket.code).documents == 0


def test_a_card_read_before_is_forgotten_where_no_papers_are_handed_in(hall, screen, books):
    hall.load("form")
    screen.scan()
    hall.reader.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)
    screen.ask(COLLECT)
    screen.next(ev.Sealed)
    assert books.cases.holder(CASE) is None


def test_the_ticket_of_an_errand_is_printed(hall, screen):
    screen.ask(COLLECT)
    screen.next(ev.Sealed)
    screen.ask(do.PrintTicket(CASE, Language.VI))
    screen.next(ev.TicketPrinted)
    assert len(hall.printer.pictures) == 1


def test_the_paper_says_what_for_why_sooner_where_and_how_long(hall, screen, log):
    log.write(Kind.OPENED, MORNING, counter=1)
    screen.ask(COLLECT)
    ticket = screen.next(ev.Sealed).ticket
    queue = told(screen)
    screen.ask(do.PrintTicket(CASE, Language.VI))
    screen.next(ev.TicketPrinted)
    paper = TicketPaper(
        ticket.label,
        "",
        hall.settings.office.name,
        MORNING,
        field=Words("Hộ tịch", "Civil status"),
        counters=("1",),
        ahead=0,
        wait=(queue.shortest, queue.longest),
        priority=PRIORITY[Priority.DISABLED],
        errand=ERRAND[Errand.COLLECT],
    )
    wanted = draw(paper, hall.printer.width).picture()
    assert hall.printer.pictures[-1].tobytes() == wanted.tobytes()


def past_days(db, minutes: int) -> None:
    """On eight days of the weeks before, civil status took everybody so long."""
    ticking, at = steady(), MORNING
    log = QueueLog(
        db, 0, lambda: Steady(ticking.boot, ticking.seconds - (MORNING - at).total_seconds())
    )
    for ago in range(10, 2, -1):
        for place in range(5):
            at, turn = (
                MORNING - dt.timedelta(days=ago) + dt.timedelta(hours=place),
                f"{ago:016x}{place:016x}",
            )
            drawn = Drawn(f"A{place + 1:03d}", at.date(), "ho-tich")
            log.write(Kind.DRAWN, at, turn=turn, drawn=drawn)
            log.write(Kind.CALLED, at, turn=turn, counter=1)
            at += dt.timedelta(minutes=minutes)
            log.write(Kind.FINISHED, at, turn=turn, counter=1)


def test_ticket_and_board_reckon_with_past_days_and_say_the_same(hall, books, log):
    past_days(books.db, 25)
    log.write(Kind.OPENED, MORNING, counter=1)
    screen = hall.start()
    draw_for(screen, (CASE, OTHER))
    queue = told(screen, OTHER)
    conductor = Conductor(hall.workspace, hall.settings, hall.clock)
    conductor.start()
    try:
        until(lambda: len(conductor.hall().turns) == 2)
        fields = parse(CATALOGUE.read_text(encoding="utf-8"), MORNING.date()).fields
        (row,) = (
            row
            for row in board_state(
                conductor.hall(), 1, conductor.now(), hall.settings, fields, "", conductor.usual()
            )["fields"]
            if row["waiting"]
        )
    finally:
        conductor.stop()
    assert row["wait"] == (queue.shortest, queue.longest)
    assert queue.longest > 25, "a guess would say a quarter of an hour"


def test_nothing_is_said_of_the_wait_while_no_counter_is_open(screen):
    screen.ask(COLLECT)
    screen.next(ev.Sealed)
    queue = told(screen)
    assert (queue.counters, queue.ahead, queue.longest, queue.offers) == ((), 0, 0, ())
    assert queue.priority is Priority.DISABLED


def test_people_ahead_and_an_honest_range_are_told_once_a_counter_is_open(screen, log):
    log.write(Kind.OPENED, MORNING, counter=1)
    draw_for(screen, ["a" * 32, "b" * 32, CASE])
    queue = told(screen)
    assert (queue.counters, queue.ahead) == ((1,), 2)
    assert 0 <= queue.shortest < queue.longest


def test_a_long_wait_offers_times_and_the_number_is_not_called_before(screen, log):
    log.write(Kind.OPENED, MORNING, counter=1)
    draw_for(screen, [f"{number:032x}" for number in range(1, 10)])
    case = f"{9:032x}"
    offers = told(screen, case).offers
    assert 2 <= len(offers) <= 3
    screen.ask(do.ReturnLater(case, offers[0]), do.ReturnLater(case, offers[0]))
    queue = screen.next(ev.QueueTold).queue
    assert (queue.until, queue.offers) == (offers[0], ())
    screen.next(ev.QueueTold)
    heard, _ = log.since(MORNING.date(), MORNING)
    later = [each.entry.until for each in heard if each.entry.kind is Kind.LATER]
    assert later == [offers[0]], "asked twice, written once"


def test_a_number_that_was_called_meanwhile_is_not_put_off(screen, log):
    log.write(Kind.OPENED, MORNING, counter=1)
    draw_for(screen, [CASE])
    log.write(Kind.CALLED, MORNING, turn=CASE, counter=1)
    screen.ask(do.ReturnLater(CASE, MORNING + dt.timedelta(hours=1)))
    assert screen.next(ev.QueueTold).queue.until is None


def test_a_number_that_nobody_drew_is_not_spoken_of(screen):
    draw_for(screen, [CASE])
    screen.ask(do.TellQueue(OTHER), do.TellQueue(CASE))
    assert screen.next(ev.QueueTold).case == CASE


def test_an_appointment_gives_its_number_once(screen, log, books):
    made = Appointments(books.db, 0).make("dat-dai", MORNING + dt.timedelta(minutes=30), MORNING)
    screen.ask(do.FindAppointment(CASE, made.code))
    assert screen.next(ev.AppointmentFound) == ev.AppointmentFound(made.code, "dat-dai")
    seal = do.SealCase(
        CASE, "", Language.VI, (), errand=Errand.ASK, field="dat-dai", appointment=made.code
    )
    screen.ask(seal, seal)
    assert screen.next(ev.Sealed) == screen.next(ev.Sealed)
    (one,) = drawn(log)
    assert (one.field, one.appointment) == ("dat-dai", made.at)
    screen.ask(do.FindAppointment(OTHER, made.code))
    assert screen.next(ev.AppointmentUnmet).why is Unmet.USED


@pytest.mark.parametrize(
    ("minutes", "why"), [(-90, Unmet.LATE), (90, Unmet.EARLY), (60 * 26, Unmet.EARLY)]
)
def test_a_code_out_of_its_time_says_when_it_is(screen, books, minutes, why):
    at = MORNING + dt.timedelta(minutes=minutes)
    made = Appointments(books.db, 0).make("dat-dai", at, MORNING)
    screen.ask(do.FindAppointment(CASE, made.code))
    assert screen.next(ev.AppointmentUnmet) == ev.AppointmentUnmet(why, made.at)


def test_a_code_nobody_made_is_unknown(screen):
    screen.ask(do.FindAppointment(CASE, "009999"))
    assert screen.next(ev.AppointmentUnmet) == ev.AppointmentUnmet(Unmet.UNKNOWN, None)


@pytest.mark.parametrize(("born", "elderly"), [((1966, 11, 20), True), ((1966, 11, 21), False)])
def test_who_is_old_enough_today_is_known_by_the_card(hall, screen, born, elderly):
    citizen = replace(MAI, birth_date=dt.date(*born))
    hall.reader.insert(citizen)
    screen.ask(do.ReadCard(CASE, citizen.number))
    assert screen.next(ev.CardRead).holder.elderly is elderly
