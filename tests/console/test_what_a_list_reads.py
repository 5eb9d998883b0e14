"""However many cases an office has, a list reads an index and then its own rows; nothing new is found for nothing."""

import datetime as dt

import pytest

from kiosk.rules.flow.acts import Place
from kiosk.store.inbox import Inbox
from kiosk.store.inbox_list import Asked, InboxList, Only, Order
from tests.console.cases_in_lists import many


@pytest.fixture
def plans(house):
    """How SQLite would do what was asked since."""
    many(house.db, 60, house.clock())
    asked = []
    house.db.conn.set_trace_callback(asked.append)

    def plans():
        house.db.conn.set_trace_callback(None)
        return [
            step
            for statement in asked
            if statement.startswith(("select", "with"))
            for *_, step in house.db.conn.execute(f"explain query plan {statement}")
            if " inbox" in step or " row " in step or "cases" in step
        ]

    return plans


def asked(house, **more):
    now = house.clock()
    return Asked(now, now + dt.timedelta(hours=9), dt.timedelta(minutes=15), **more)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("only", list(Only))
def test_a_list_is_read_from_its_index_and_only_its_own_rows_are_looked_up(
    house, plans, order, only
):
    places = (Place.RECEPTION, Place.RETURN)
    text = "nguyen lan"
    InboxList(house.db).page(asked(house, places=places, order=order, only=only, text=text))
    steps = plans()
    assert set(steps) == {
        "SEARCH inbox USING COVERING INDEX inbox_turn (place=?)",
        "SEARCH row USING PRIMARY KEY (kiosk=? AND case_id=?)",
    }


def test_the_most_urgent_are_read_in_their_order_and_not_sorted(house, plans):
    lists = InboxList(house.db)
    first = lists.page(asked(house, places=(Place.RECEPTION,)), most=5)
    lists.page(asked(house, places=(Place.RECEPTION,)), first.behind, most=5)
    assert all("COVERING INDEX inbox_turn" in step or "PRIMARY KEY" in step for step in plans())


def test_counts_are_read_from_the_index(house, plans):
    InboxList(house.db).counts(asked(house))
    assert plans() == ["SEARCH inbox USING COVERING INDEX inbox_turn (place>?)"]


def test_what_came_is_counted_without_reading_what_was_there(house, plans):
    lists = InboxList(house.db)
    lists.arrived(lists.newest(), (Place.RECEPTION,))
    assert all("inbox_arrived" in step for step in plans())


def test_nothing_new_is_found_among_cases_that_have_no_row(house, plans):
    Inbox(house.db).catch_up()
    assert plans() == ["SCAN cases USING INDEX cases_unlisted"]
