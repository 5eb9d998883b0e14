"""Results for citizens who are not in the hall: every pad lists their codes, and calls nobody for them."""

import pytest

from kiosk.hall import pad
from kiosk.hall.app import create_hall
from kiosk.hall.lying import Lying
from kiosk.store.database import open_database, writing
from tests.hall.pad_client import Browser, serving
from tests.hall.pad_office import CATALOGUE, MORNING, Queue

CODES = [f"H00.000-261120-K01-{number:04d}" for number in range(1, 13)]


@pytest.fixture
def queue(tmp_path):
    with Queue(tmp_path) as queue:
        yield queue


def named(queue, codes, state="here"):
    db = open_database(queue.workspace)
    with writing(db):
        for code in codes:
            db.conn.execute(
                "insert into results (id, code, case_id, name, sha256, size, media_type, valid_until, state, here_at) "
                "values (?, ?, ?, 'x.pdf', '', 1, '', '', ?, ?)",
                (f"{code}-{state}", code, None, state, f"2026-11-2{code[-1]}T00:00:00.000+00:00"),
            )
    db.close()


def test_codes_alone_are_told_and_no_more_than_a_page_has_room_for(queue):
    told = CODES[:10]
    app = create_hall(
        queue.settings,
        pad.routes(
            queue.conductor, queue.settings, lambda day: CATALOGUE, bytes(32), lambda: tuple(told)
        ),
    )
    with serving(app) as port:
        browser = Browser(port)
        browser.sign_in(2)
        state = browser.state()
        assert state["lying"] == [*told[:8], "và 2 hồ sơ nữa"]
        del told[3:]
        assert browser.state("en")["lying"] == told
        assert browser.deed("open").json["state"]["lying"] == told


def test_what_lies_here_is_read_from_the_store_and_handed_ones_are_not(queue):
    named(queue, CODES[:2])
    named(queue, CODES[4:5], "handed")
    named(queue, CODES[5:6], "waiting")
    assert Lying(queue.workspace, lambda: MORNING).codes() == (CODES[0], CODES[1])


def test_the_store_is_not_looked_at_for_every_pad_and_every_change(queue):
    lying = Lying(queue.workspace, lambda: MORNING)
    assert lying.codes() == ()
    named(queue, CODES[:1])
    assert lying.codes() == ()
