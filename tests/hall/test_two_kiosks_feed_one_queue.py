"""Two kiosks give numbers; every desk sees all of them, and they are called in one order, each once."""

import datetime as dt

from kiosk.rules.queue.deeds import Deed, Why
from kiosk.rules.queue.entries import Kind
from tests.workbench.office import SECRET, house, office_time, until


def test_who_came_first_is_called_first_whichever_kiosk_gave_the_number_and_whichever_pad_asks(two):
    one, other = two.desks[1], two.desks[2]
    for number, desk in enumerate((other, one, other, one), 1):
        desk.draw()
        until(lambda n=number: len(one.waiting()) == len(other.waiting()) == n)
    called = [desk.do(Deed.NEXT, counter) for desk, counter in ((one, 1), (other, 2)) * 2]
    assert called == ["A2-001", "A1-001", "A2-002", "A1-002"]
    until(two.same_story)
    assert one.conductor.hall().calls[0].label == other.conductor.hall().calls[0].label == "A1-002"


def test_a_number_is_called_in_the_log_of_its_own_kiosk_only(two):
    one, other = two.desks[1], two.desks[2]
    one.draw(3), other.draw(3)
    until(lambda: len(one.waiting()) == len(other.waiting()) == 6)
    for number in range(6):
        (one, other)[number % 2].do(Deed.NEXT, 1 + number % 3)
    called = [entry for entry in one.entries() if entry.kind is Kind.CALLED]
    assert len(called) == 6
    assert all(int(entry.turn[:2]) == entry.origin for entry in called)


def test_asked_twice_at_both_desks_nobody_is_called_twice(two):
    one, other = two.desks[1], two.desks[2]
    other.draw(2)
    until(lambda: len(one.waiting()) == len(other.waiting()) == 2)
    first = one.do(Deed.NEXT, 1, id="the-same-press")
    until(lambda: other.at(1) == first)
    assert other.do(Deed.NEXT, 1, id="the-same-press") == first
    assert one.do(Deed.NEXT, 1, id="the-same-press") == first
    assert len(other.waiting()) == 1


def test_the_desk_with_the_lowest_number_orders_for_all(two):
    one, other = two.desks[1], two.desks[2]
    assert other.conductor.others.senior() == 1
    assert one.conductor.others.senior() is None


def test_nobody_waits_is_said_at_every_desk(two):
    assert [desk.refuses(Deed.NEXT) for desk in two.desks.values()] == [Why.NOBODY] * 2


def test_a_machine_that_lives_is_not_said_off(two):
    assert two.desks[2].refuses(Deed.TAKE_OVER, of=1) is Why.STILL_HEARD


def test_a_kiosk_whose_calendar_is_days_off_has_its_numbers_in_the_hall(tmp_path):
    with house(tmp_path, 2, {2: lambda: office_time() - dt.timedelta(days=9)}) as two:
        one, other = two.desks[1], two.desks[2]
        other.draw(), one.draw()
        both = {"A1-001", "A2-001"}
        until(lambda: set(one.waiting()) == set(other.waiting()) == both)
        assert {one.do(Deed.NEXT), other.do(Deed.NEXT)} == both


def test_a_restarted_desk_goes_on_with_the_queue_as_it_is(two):
    one, other = two.desks[1], two.desks[2]
    one.draw(2), other.draw()
    until(lambda: len(other.waiting()) == 3)
    assert other.do(Deed.NEXT, 2) == "A1-001"
    one.stop()
    until(lambda: not other.conductor.others.reaches(1))
    assert other.do(Deed.NEXT, 2) == "A2-001"  # its own; the first desk's are not called meanwhile
    assert other.refuses(Deed.NEXT, 3) is Why.NOBODY
    one.start(two.others_of(1))
    two.until_all_hear()
    assert other.do(Deed.NEXT, 2) == "A1-002"
    until(two.same_story)


def test_a_desk_with_another_secret_is_not_heard_and_says_why(two):
    one, other = two.desks[1], two.desks[2]
    one.stop()
    one.start(two.others_of(1), secret=SECRET[::-1])
    until(lambda: {desk.why for desk in one.conductor.desks()} == {"wrong-secret"})
    until(lambda: {desk.why for desk in other.conductor.desks()} == {"wrong-secret"})
    one.draw()
    until(lambda: one.waiting() == ["A1-001"])
    assert other.waiting() == []
