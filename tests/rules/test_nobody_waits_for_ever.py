"""What holds in every story of a day: nobody waits for ever, every priority is explained, nothing is done twice."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.model import Priority
from kiosk.rules.queue.deeds import Asked, Deed, NotNow, Why, answer, at_counter
from kiosk.rules.queue.entries import Heard, Kind
from kiosk.rules.queue.order import Places, callable_now, greatest, place, reason, since
from kiosk.rules.queue.standing import Story, TurnState, standing
from kiosk.settings import Counter, Settings
from tests.workbench.queue_desk import ZONE, Desk, everybodys

SETTINGS = Settings(
    counters=(
        Counter(1, ("ho-tich",)),
        Counter(2, ("dat-dai",), ("ho-tich",)),
        Counter(3, (), ()),
    )
)
LAW = SETTINGS.queue
MORNING = dt.datetime(2026, 11, 23, 12, 30, tzinfo=ZONE)  # the lane is opened and closed on the way

COUNTERS = st.sampled_from([1, 2, 3])
FIELDS = st.sampled_from(["ho-tich", "dat-dai"])
DRAWS = st.tuples(
    st.just("draw"),
    FIELDS,
    st.sampled_from(list(Priority)),
    st.booleans(),
    st.none() | st.integers(-60, 120),
)
LATERS = st.tuples(st.just("later"), st.integers(0, 30), st.integers(0, 90))
PASSES = st.tuples(st.just("pass"), st.floats(0, 25))
DEEDS = st.tuples(
    st.just("deed"),
    st.sampled_from([deed for deed in Deed if deed not in (Deed.GO, Deed.TAKE_OVER)]),
    COUNTERS,
    st.none() | st.integers(0, 30),
    FIELDS | st.just(""),
    COUNTERS | st.just(0),
)
STORIES = st.lists(
    st.one_of(DRAWS, DRAWS, LATERS, PASSES, DEEDS, DEEDS, DEEDS), min_size=12, max_size=60
)


def step(desk, told, watch):
    turns = list(desk.hall.turns)
    match told:
        case ("draw", field, priority, same_day, until):
            when = None if until is None else desk.wall + dt.timedelta(minutes=until)
            desk.draw(field, priority=priority, same_day=same_day, appointment=when)
        case ("later", which, minutes) if turns:
            until = desk.wall + dt.timedelta(minutes=minutes)
            desk.write(Kind.LATER, turn=turns[which % len(turns)], until=until)
        case ("pass", minutes):
            desk.later(minutes)
        case ("deed", deed, counter, which, field, to):
            turn = turns[which % len(turns)] if turns and which is not None else ""
            watch(desk, deed, counter, {"turn": turn, "field": field, "to": to})


def ask(desk, deed, counter, more):
    try:
        return desk.ask(deed, counter, **more)
    except NotNow as refused:
        return refused.why


def play(story, watch=ask):
    desk = Desk(SETTINGS, MORNING)
    for told in story:
        step(desk, told, watch)
    return desk


def waiting(desk, counter, takes):
    places = Places(desk.hall, SETTINGS.counters, desk.now)
    mine = SETTINGS.counters[counter - 1]
    return [
        turn
        for turn in desk.hall.turns.values()
        if callable_now(turn, desk.now, LAW) and getattr(places, takes)(mine, turn)
    ]


@settings(max_examples=150, deadline=None)
@given(STORIES)
def test_nobody_is_passed_by_who_came_more_than_the_greatest_head_start_later(story):
    """So after those few nobody is called before you at your counters, whatever else happens in the hall."""

    def watch(desk, deed, counter, more):
        before = desk.hall, desk.now
        own = waiting(desk, counter, "own")
        any_of_them = waiting(desk, counter, "takes")
        said = ask(desk, deed, counter, more)
        if deed is not Deed.NEXT:
            return
        if said is Why.NOBODY:
            assert not any_of_them
            return
        called = [entry.turn for entry in said if entry.kind is Kind.CALLED]
        assert bool(called) == bool(any_of_them)
        if not called:
            return
        turn, now = before[0].turns[called[0]], before[1]
        for other in own:
            assert since(turn, now, LAW) <= since(other, now, LAW) + greatest(LAW) * 60
        assert not own or turn in own

    play(story, watch)


@settings(max_examples=100, deadline=None)
@given(STORIES)
def test_as_long_as_a_counter_calls_everybody_is_called_in_the_end(story):
    desk = play(story)
    desk.later(180)
    for number in (1, 2, 3):
        desk.ask(Deed.OPEN, number)
    bound = {
        turn.id
        for turn in desk.hall.turns.values()
        if turn.state is TurnState.WAITING and callable_now(turn, desk.now, LAW)
    }
    for _ in range(len(desk.hall.turns) + 1):
        for number in (1, 2, 3):
            ask(desk, Deed.NEXT, number, {})
    assert {turn for turn in bound if desk.turn(turn).state is TurnState.WAITING} == set()


@settings(max_examples=100, deadline=None)
@given(STORIES)
def test_whoever_stands_before_somebody_who_came_earlier_has_a_reason_that_says_by_how_much(story):
    desk = play(story)
    places, now = Places(desk.hall, SETTINGS.counters, desk.now), desk.now
    for counter in SETTINGS.counters:
        queue = [turn for turn in desk.order(counter.number) if places.own(counter, turn)]
        assert desk.order(counter.number)[: len(queue)] == tuple(queue)
        for at, turn in enumerate(queue):
            for other in queue[at + 1 :]:
                earlier = since(turn, now, LAW) - since(other, now, LAW)
                assert place(turn, now, LAW) < place(other, now, LAW)
                assert earlier <= reason(turn, now, LAW).minutes * 60


@settings(max_examples=100, deadline=None)
@given(STORIES)
def test_no_number_is_called_at_two_counters_and_no_counter_has_two(story):
    desk = play(story)
    holds = {}
    for entry, _ in desk.entries:
        if entry.kind is Kind.CALLED:
            assert holds.get(entry.turn, entry.counter) == entry.counter
            holds[entry.turn] = entry.counter
        elif entry.kind is not Kind.RECALLED and entry.kind is not Kind.STARTED:
            holds.pop(entry.turn, None)
    for number in (1, 2, 3):
        assert len(at_counter(desk.hall, number, desk.now)) <= 1
    assert not any(turn.contested for turn in desk.hall.turns.values())


@settings(max_examples=100, deadline=None)
@given(STORIES)
def test_a_deed_asked_again_writes_nothing(story):
    def watch(desk, deed, counter, more):
        said = ask(desk, deed, counter, more)
        if isinstance(said, Why) or not said:
            return
        again = Asked(said[0].deed, deed, counter, **more)
        assert answer(desk.hall, again, desk.now, SETTINGS, everybodys) == ()

    play(story, watch)


@settings(max_examples=100, deadline=None)
@given(STORIES)
def test_an_undone_deed_leaves_everybody_as_before_it(story):
    def bare(turn):
        return replace(turn, touched=0, touched_at=MORNING, deed="", calls=0)

    def watch(desk, deed, counter, more):
        before = desk.hall
        said = ask(desk, deed, counter, more)
        if deed is Deed.UNDO or isinstance(said, Why) or not said:
            return
        if not desk.hall.deeds[said[0].deed]:
            return  # it changed nobody
        who = {"turn": said[-1].turn} if counter not in desk.hall.last else {}
        if isinstance(ask(desk, Deed.UNDO, counter, who), Why):
            raise AssertionError("what was just done can be taken back")
        after = {turn: bare(desk.turn(turn)) for turn in before.turns}
        assert after == {turn.id: bare(turn) for turn in before.turns.values()}
        ask(desk, Deed.UNDO, counter, who)

    play(story, watch)


@settings(max_examples=100, deadline=None)
@given(STORIES)
def test_a_transfer_a_pause_and_a_missed_call_cost_nobody_the_place(story):
    def watch(desk, deed, counter, more):
        before = desk.hall
        ask(desk, deed, counter, more)
        if deed in (Deed.READY, Deed.UNDO):
            return
        for turn in before.turns.values():
            after = desk.turn(turn.id)
            assert (after.joined, after.rank) == (turn.joined, turn.rank)

    play(story, watch)


@settings(max_examples=60, deadline=None)
@given(STORIES, st.data())
def test_in_whatever_order_the_log_is_heard_the_hall_is_the_same(story, data):
    desk = play(story)
    heard = [Heard(entry, moment) for entry, moment in desk.entries]
    told = Story()
    mixed = data.draw(st.permutations(heard))
    cut = data.draw(st.integers(0, len(mixed)))
    told.hear(mixed[:cut])
    told.hall()
    for each in mixed[cut:]:
        told.hear([each])
    assert told.hall() == standing(heard) == desk.hall
