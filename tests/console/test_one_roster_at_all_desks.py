"""What one desk changes in the roster the others take over, in whatever order it comes; an ended role stays ended."""

import datetime as dt
import json

import pytest

from kiosk.rules.roster import Role
from kiosk.store.database import open_database
from kiosk.store.roster import Roster
from kiosk.store.roster_copies import RosterCopies
from kiosk.workspace import Workspace

NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 23)
HASH = "$argon2id$v=19$m=32768,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g"


class Desk:
    def __init__(self, folder):
        self.db = open_database(Workspace(folder))
        self.roster, self.copies, self.read = Roster(self.db), RosterCopies(self.db), {}

    def hear(self, other):
        """As it goes over the line: as JSON."""
        changes = other.copies.changed_since(self.read.get(id(other), 0))
        self.read[id(other)] = changes.version
        return self.copies.take(json.loads(json.dumps(changes.rows)))

    def all(self):
        rows = self.copies.changed_since(0).rows
        return sorted(tuple(sorted(row.items())) for row in rows)


@pytest.fixture
def desks(tmp_path):
    desks = [Desk(tmp_path / name) for name in ("one", "two")]
    yield desks
    for each in desks:
        each.db.close()


def test_a_person_added_at_one_desk_is_known_at_the_other(desks):
    one, two = desks
    lan = one.roster.add("lan", "Nguyễn Thị Lan Mẫu", NOW)
    one.roster.post(lan.id, Role.CLERK, DAY, NOW)
    assert two.hear(one) == 2
    assert two.roster.people() == (lan,)
    assert two.roster.roles(lan.id, DAY) == {Role.CLERK}
    assert two.hear(one) == 0  # and nothing is carried twice


def test_what_comes_back_to_where_it_was_written_is_no_news(desks):
    one, two = desks
    one.roster.add("lan", "Nguyễn Thị Lan Mẫu", NOW)
    two.hear(one)
    assert one.hear(two) == 0


def test_a_role_ended_at_one_desk_is_nowhere_held_again(desks):
    one, two = desks
    lan = one.roster.add("lan", "Nguyễn Thị Lan Mẫu", NOW)
    post = one.roster.post(lan.id, Role.CLERK, DAY, NOW)
    two.hear(one)
    one.roster.end(post, DAY, NOW)
    two.roster.end(
        post, DAY + dt.timedelta(days=30), NOW + dt.timedelta(hours=1)
    )  # later, by its clock
    one.hear(two)
    two.hear(one)
    assert one.all() == two.all()
    for desk in desks:
        assert desk.roster.roles(lan.id, DAY) == {Role.CLERK}
        assert not desk.roster.roles(lan.id, DAY + dt.timedelta(days=1))


def test_the_password_given_last_counts_though_a_clock_was_put_back(desks):
    one, two = desks
    lan = one.roster.add("lan", "Nguyễn Thị Lan Mẫu", NOW)
    two.hear(one)
    one.roster.set_password(lan.id, HASH, NOW)
    two.hear(one)
    newer = HASH.replace("aGFz", "bmV3")
    two.roster.set_password(lan.id, newer, NOW - dt.timedelta(days=3))
    one.hear(two)
    assert one.roster.password(lan.id).phc == two.roster.password(lan.id).phc == newer


def test_one_login_given_at_two_desks_at_once_is_parted_alike(desks):
    one, two = desks
    people = [desk.roster.add("lan", "Nguyễn Thị Lan Mẫu", NOW) for desk in desks]
    one.hear(two)
    two.hear(one)
    assert one.all() == two.all()
    lower = min(people, key=lambda person: person.id)
    assert one.roster.by_login("lan").id == two.roster.by_login("lan").id == lower.id


@pytest.mark.parametrize(
    "spoiled",
    [
        {"login": "lan'; drop table people"},
        {"login": "LAN"},
        {"name": ""},
        {"name": "x" * 121},
        {"name": "dòng\nhai"},
        {"password": "123456"},
        {"changed_at": "mai"},
        {"changed_at": "9999-12-31T23:59:59.999+00:00"},
        {"changed_at": "0001-01-01T00:00:00.000+07:00"},
        {"id": "1"},
        {"more": "x"},
        {"name": 7},
    ],
)
def test_what_is_no_row_of_a_roster_is_left_out(desks, spoiled):
    one, two = desks
    one.roster.add("lan", "Nguyễn Thị Lan Mẫu", NOW)
    (row,) = one.copies.changed_since(0).rows
    assert two.copies.take([{**row, **spoiled}, None, [], "x", {}]) == 0
    assert two.copies.take([row]) == 1
