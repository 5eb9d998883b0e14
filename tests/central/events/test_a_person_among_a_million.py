"""An old number is linked by indices alone: what a case costs does not grow with what is here already."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text

from tests.workbench.centre import PROVINCE
from tests.workbench.told import HOLDER, invented

ENVELOPES = 20_000


@pytest.fixture
def home():
    return PROVINCE


@pytest.fixture
def many(centre):
    """Envelopes of other persons, of whom each has an old number."""
    with centre.database.change() as db:
        db.execute(
            text(
                "insert into person_envelopes (device, envelope, person, number, believed, name, "
                "letters, birth, case_id, code, procedure, at) "
                "select 'kiosk-1', md5('e' || n), md5('p' || n), md5('p' || n), 0, 'a', 'a', 'b', "
                "md5('c' || n), 'H', '1.001193', '2026' from generate_series(1, :many) n"
            ),
            {"many": ENVELOPES},
        )
        db.execute(
            text(
                "insert into person_numbers (old, person, believed, at) "
                "select md5('o' || n), md5('p' || n), 0, '2026' from generate_series(1, :many) n"
            ),
            {"many": ENVELOPES},
        )


@pytest.mark.parametrize("counted", [False, True])
def test_an_old_number_is_linked_without_a_walk_over_all_envelopes(centre, many, counted):
    if counted:
        with centre.database.look() as db:
            db.execute(text("analyze"))
    plans = []

    def explained(connection, cursor, statement, parameters, *_):
        if "person" in statement and statement.startswith(("update", "select")):
            cursor.execute(f"explain {statement}", parameters)
            plans.extend(row[0] for row in cursor.fetchall())

    with centre.database.change() as db:
        event.listen(db, "before_cursor_execute", explained)
        said = invented(holder=HOLDER | {"old_number": "012345678"})
        centre.persons.link(db, said, centre.now().isoformat())
    assert plans
    assert not [line for line in plans if "Seq Scan on person" in line]
