"""The centre knows of every case before anybody's pages travel; what is due today goes first."""

from __future__ import annotations

import pytest

from kiosk.store.outbox import EnvelopeState
from tests.workbench.line import Line

YEAR = 366 * 86_400


@pytest.fixture
def announced(centre):
    """Ids of the envelopes the centre was told of, in its order."""

    def read():
        return [id for (id,) in centre.rows("select envelope from envelopes order by seq")]

    return read


@pytest.fixture
def delivered(centre, office):
    """Carries until nothing waits; the envelopes in the order in which their receipts came."""

    def carry(courier):
        order = []
        while office.outbox.waiting():
            office.now += courier.carry()
            order += [
                row.id
                for row in office.outbox.rows()
                if row.state is EnvelopeState.DELIVERED and row.id not in order
            ]
        return order

    return carry


def test_every_waiting_case_is_announced_before_anybodys_pages_travel(office, centre, announced):
    envelopes = [office.hand_in(30_000) for _ in range(4)]
    known = []
    with Line(centre.port) as line:
        line.before_answer(b"PATCH", lambda: known.extend(announced()))
        office.courier(line.url, centre.token).carry()
    assert known == [envelope.id for envelope in envelopes]
    assert office.only(centre, envelopes[0])


def test_a_case_sealed_while_pages_travel_is_announced_before_the_next_pages(
    office, same_office, centre, announced
):
    first, second = office.hand_in(200_000), office.hand_in(200_000)
    late, known = [], []
    with Line(centre.port) as line:
        courier = office.courier(line.url, centre.token)

        def another_is_sealed():
            with same_office() as other:
                late.append(other.hand_in(100))
            line.before_answer(b"PATCH", lambda: known.extend(announced()))

        line.at(100_000, another_is_sealed)
        courier.carry()
        known.clear()
        line.before_answer(b"PATCH", lambda: known.extend(announced()))
        courier.carry()
    assert known == [first.id, second.id, late[0].id]
    assert office.only(centre, first, second)


def test_a_case_that_is_due_today_goes_before_older_ones(office, centre, announced, delivered):
    older = office.hand_in(2000)
    today = office.hand_in(2000, same_day=True)
    later = office.hand_in(2000)
    order = delivered(office.courier(centre.url, centre.token))
    assert announced() == [today.id, older.id, later.id]
    assert order == [today.id, older.id, later.id]


@pytest.mark.parametrize("wrong", [-20 * YEAR, 20 * YEAR, -3 * 86_400, 20 * 3600])
def test_a_clock_that_was_wrong_neither_delays_a_case_nor_hurries_it(
    office, centre, delivered, wrong
):
    first = office.hand_in(1000)
    right, office.now = office.now, office.now + wrong
    odd = office.hand_in(1000)
    set_at(office, odd, office.now)
    courier = office.courier("http://127.0.0.1:9", centre.token)
    courier.carry()  # nobody is there: postponed, by the wrong clock
    office.now = right + 60
    last = office.hand_in(1000)
    order = delivered(office.courier(centre.url, centre.token))
    assert order == [first.id, odd.id, last.id]
    assert office.now < right + 180


def set_at(office, envelope, now):
    office.db.conn.execute(
        "update outbox set due_at = ?, put_at = ? where id = ?",
        (int(now), int(now), envelope.id),
    )


def test_a_centre_restored_from_a_copy_is_told_again(office, centre, delivered):
    copy = centre.copied()
    first, second = office.hand_in(1000), office.hand_in(1000)
    courier = office.courier(centre.url, centre.token)
    with Line(centre.port) as line:
        cut = office.courier(line.url, centre.token)
        line.before_answer(b"PATCH", line.cut)
        cut.carry()  # both announced, no receipt yet
    centre.put_back(copy)
    office.now += 60
    delivered(courier)
    assert office.only(centre, first, second)
