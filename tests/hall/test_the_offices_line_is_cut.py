"""The office's network falls apart for a while: each side calls its own numbers on, and afterwards tells one story."""

from collections import Counter

import pytest

from kiosk.rules.queue.deeds import Deed, NotNow, Why
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.standing import TurnState
from tests.workbench.line import Cut
from tests.workbench.office import House, until

BETWEEN = ((1, 2), (2, 1))


def cut(office: House, pairs, how: Cut = Cut.RESET) -> None:
    for pair in pairs:
        office.lines[pair].cut(how)
    until(lambda: not any(office.desks[a].conductor.others.reaches(b) for a, b in pairs))


def mend(office: House, pairs) -> None:
    for pair in pairs:
        office.lines[pair].mend()
    office.until_all_hear()
    until(office.same_story)


def called(office: House) -> Counter[str]:
    """How often each number was called, by what all desks wrote; what was undone does not count."""
    entries = office.desks[1].entries()
    undone = {(entry.turn, entry.step) for entry in entries if entry.kind is Kind.UNDONE}
    return Counter(
        entry.turn
        for entry in entries
        if entry.kind is Kind.CALLED and (entry.turn, entry.deed) not in undone
    )


@pytest.mark.parametrize("how", list(Cut))
def test_on_a_day_in_two_parts_nobody_is_called_twice_and_nobody_is_lost(two, how):
    one, other = two.desks[1], two.desks[2]
    one.draw(3), other.draw(3)
    until(lambda: len(one.waiting()) == len(other.waiting()) == 6)
    one.do(Deed.NEXT, 1), other.do(Deed.NEXT, 2)
    cut(two, BETWEEN, how)
    one.draw(2), other.draw(2)  # numbers go on
    alone = [[], []]
    for side, desk, counter in ((0, one, 1), (1, other, 2)):
        for _ in range(3):
            alone[side].append(desk.press(Deed.NEXT, counter))
    assert [{label[1] for label in side} for side in alone] == [{"1"}, {"2"}]
    mend(two, BETWEEN)
    while one.waiting():
        one.do(Deed.NEXT, 1), other.do(Deed.NEXT, 2)
    one.do(Deed.FINISH, 1), other.do(Deed.FINISH, 2)
    until(two.same_story)
    assert sorted(called(two).values()) == [1] * 10
    for desk in (one, other):
        turns = desk.conductor.hall().turns.values()
        assert {turn.state for turn in turns} == {TurnState.DONE}
        assert len(turns) == 10
    assert _but_moments(two)


def _but_moments(office: House) -> bool:
    """Each machine has the moments on its own steady clock: everything else is the same."""
    told = [
        {
            turn.id: (turn.label, turn.state, turn.counter, turn.calls, turn.contested)
            for turn in desk.conductor.hall().turns.values()
        }
        for desk in office.desks.values()
    ]
    return all(each == told[0] for each in told)


def test_an_answer_that_is_lost_leaves_a_number_where_it_was_called_or_puts_it_back(two):
    """The senior asked for a number of the other kiosk, which called it, and the line broke before it said so."""
    one, other = two.desks[1], two.desks[2]
    other.draw()
    until(lambda: one.waiting() == ["A2-001"])
    one.draw()
    until(lambda: len(one.waiting()) == len(other.waiting()) == 2)
    line = two.lines[1, 2]
    two.lines[
        2, 1
    ].cut()  # the news of the call must not come the other way before its own line breaks
    line.before_answer(b"POST /desk/deed", line.cut)
    assert one.do(Deed.NEXT, 1) == "A1-001"  # the clerk goes on with somebody else
    until(lambda: other.at(1) == "A2-001")  # there it stands as called
    mend(two, BETWEEN)
    until(lambda: one.waiting() == other.waiting() == ["A2-001"])
    assert one.at(1) == other.at(1) == "A1-001"
    assert other.do(Deed.NEXT, 2) == "A2-001"


def test_the_desk_that_orders_breaks_off_in_a_deed_and_the_pad_is_told_to_press_again(two):
    one, other = two.desks[1], two.desks[2]
    one.draw(), other.draw()
    until(lambda: len(other.waiting()) == 2)
    line = two.lines[2, 1]
    line.before_answer(b"POST /desk/deed", lambda: (line.cut(), two.lines[1, 2].cut()))
    with pytest.raises(NotNow) as refused:
        other.do(Deed.NEXT, 2, id="pressed")
    assert refused.value.why is Why.LINE
    until(lambda: not other.conductor.others.reaches(1))
    had = other.do(
        Deed.NEXT, 2, id="pressed"
    )  # its own; or the first's, where news came just before
    mend(two, BETWEEN)
    (left,) = {"A1-001", "A2-001"} - {had}
    until(lambda: one.waiting() == other.waiting() == [left])
    assert one.at(2) == other.at(2) == had


def test_between_two_that_do_not_hear_each_other_the_third_carries_the_news(three):
    pairs = ((1, 3), (3, 1))
    cut(three, pairs)
    first, third = three.desks[1], three.desks[3]
    third.draw(2), first.draw()
    until(lambda: all(len(desk.waiting()) == 3 for desk in three.desks.values()))
    assert third.conductor.others.senior() == 2
    assert first.do(Deed.NEXT, 1) == "A1-001"  # it cannot ask the third
    assert third.press(Deed.NEXT, 3) == "A3-001"  # by way of the second, which orders
    mend(three, pairs)
    assert first.do(Deed.NEXT, 2) == "A3-002"
    until(three.same_story)
    assert sorted(called(three).values()) == [1] * 3


def test_who_is_only_heard_and_not_reached_is_told_to_order_for_itself(two):
    """One direction of the line is dead: the second kiosk's numbers would wait for ever at the first."""
    one, other = two.desks[1], two.desks[2]
    cut(two, ((1, 2),))
    one.draw(), other.draw()
    until(lambda: len(one.waiting()) == len(other.waiting()) == 2)
    assert {other.do(Deed.NEXT, 2), other.do(Deed.NEXT, 2)} == {"A1-001", "A2-001"}
