"""Who is next at a scanner that several counters share: first come, first served, and nobody waits for ever."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.turns import Asked, ahead, next_batch

SCANNERS = ("kiosk", "hall")
WANTED = st.lists(st.sampled_from(["", *SCANNERS]), max_size=12)


def queue(wanted):
    return [Asked(number, scanner) for number, scanner in enumerate(wanted, start=1)]


def test_who_asked_first_is_next():
    first, second = queue(["kiosk", "kiosk"])
    assert next_batch("kiosk", [second, first]) is first
    assert next_batch("kiosk", [second]) is second
    assert next_batch("kiosk", []) is None


def test_a_batch_asked_of_one_scanner_is_not_begun_on_another():
    (asked,) = queue(["hall"])
    assert next_batch("kiosk", [asked]) is None
    assert next_batch("hall", [asked]) is asked


def test_while_a_citizen_stands_there_no_counters_batch_begins():
    assert next_batch("kiosk", queue(["", "kiosk"]), citizen=True) is None


def test_a_batch_broken_off_goes_on_where_its_other_sheets_lie():
    asked = Asked(1, "", begun_at="hall")
    assert next_batch("kiosk", [asked]) is None
    assert next_batch("hall", [asked]) is asked


def test_batches_for_different_scanners_do_not_wait_for_each_other():
    kiosk, hall, any_of_them = queue(["kiosk", "hall", ""])
    rows = [kiosk, hall, any_of_them]
    assert [ahead(row, rows) for row in rows] == [0, 0, 2]


@given(WANTED, st.data())
def test_every_batch_is_begun_after_no_more_batches_than_were_ahead_of_it(wanted, data):
    """Whatever scanner is free next, and however citizens come between, as long as each visit ends."""
    waiting, begun = queue(wanted), []
    told = {asked.number: ahead(asked, waiting) for asked in waiting}
    while waiting:
        visiting = data.draw(st.booleans(), "a citizen stands at the kiosk")
        if visiting:
            assert next_batch("kiosk", waiting, citizen=True) is None
        turn = data.draw(st.permutations(SCANNERS), "the scanners as they come free")
        served = ((scanner, next_batch(scanner, waiting)) for scanner in turn)
        free, taken = next((scanner, asked) for scanner, asked in served if asked is not None)
        before = sum(taken.goes_to(scanner) for scanner, _ in begun)
        assert before <= told[taken.number]
        waiting.remove(taken)
        begun.append((free, taken))
    assert sorted(asked.number for _, asked in begun) == sorted(told)


@given(WANTED, st.sampled_from(SCANNERS))
def test_no_scanner_is_idle_while_a_batch_waits_that_it_may_take_up(wanted, scanner):
    waiting = queue(wanted)
    idle = next_batch(scanner, waiting) is None
    assert idle == (not any(asked.goes_to(scanner) for asked in waiting))
