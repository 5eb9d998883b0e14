"""Calls that never come back: one walks away from them, but not from ever more of them."""

import gc
import threading
import time

import pytest

from drivers.card.hand import MOST_STUCK, Hand

SOON, LONG = 0.05, 60.0  # seconds


@pytest.fixture
def free():
    """Set, it ends every stuck call."""
    event = threading.Event()
    yield event
    event.set()


def stuck(hand, free, last=lambda: None):
    with pytest.raises(TimeoutError):
        hand.call(lambda: free.wait(LONG), SOON)
    hand.walk_away(last, SOON)


def test_what_a_call_returns_or_raises_comes_back():
    hand = Hand()
    assert hand.call(lambda: 7, LONG) == 7
    with pytest.raises(KeyError):
        hand.call(lambda: {}["gone"], LONG)
    assert hand.call(lambda: 8, LONG) == 8


def test_after_a_stuck_call_the_next_one_is_made(free):
    hand = Hand()
    stuck(hand, free)
    assert hand.call(lambda: 7, LONG) == 7
    assert hand.stuck == 1


def test_what_was_left_behind_is_tidied_up_once_the_stuck_call_is_over(free):
    hand, tidied = Hand(), threading.Event()
    stuck(hand, free, tidied.set)
    assert not tidied.is_set()
    free.set()
    assert tidied.wait(LONG)


def test_a_call_that_was_only_slow_leaves_no_thread_behind():
    hand, free = Hand(), threading.Event()
    with pytest.raises(TimeoutError):
        hand.call(lambda: free.wait(LONG), SOON)
    free.set()
    hand.walk_away(lambda: None, LONG)
    assert hand.stuck == 0
    assert hand.call(lambda: 7, LONG) == 7


def test_stuck_calls_do_not_pile_up_and_end_of_themselves(free):
    hand = Hand()
    for _ in range(MOST_STUCK):
        stuck(hand, free)
    with pytest.raises(TimeoutError):
        hand.call(lambda: 7, LONG)
    hand.walk_away(lambda: None, LONG)
    assert hand.stuck == MOST_STUCK
    free.set()
    until = time.monotonic() + LONG
    while hand.stuck:
        assert time.monotonic() < until, "a call that came back still counts as stuck"
        time.sleep(0.01)
    assert hand.call(lambda: 7, LONG) == 7


def test_the_thread_ends_with_the_hand():
    hand = Hand()
    thread = hand.call(threading.current_thread, LONG)
    del hand
    gc.collect()
    thread.join(LONG)
    assert not thread.is_alive()
