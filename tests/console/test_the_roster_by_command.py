"""The technician at the machine itself: the first leader, a role that ends, a forgotten password."""

import re

import pytest

from kiosk.desk.people.command import main
from kiosk.rules.roster import Role
from kiosk.store import passwords
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.roster import Roster

ONCE = re.compile(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}")


@pytest.fixture
def roster(house, tmp_path_factory):
    settings = tmp_path_factory.mktemp("etc") / "kiosk.toml"
    settings.write_text("")
    said = []

    def run(*words):
        said.clear()
        where = ("--settings", str(settings), "--state", str(house.workspace.root))
        return main([*words, *where], said.append), "\n".join(said)

    return run


def test_the_first_leader_is_added_and_the_password_printed_once(house, roster):
    code, said = roster("add", "--login", "binh", "--name", "Bàn Thị Bình Mẫu", "--role", "leader")
    assert code == 0
    binh = Roster(house.db).by_login("binh")
    assert passwords.fits(ONCE.search(said)[0], Roster(house.db).password(binh.id).phc)
    rows = [
        row for row in Journal(house.db).since(0, 1000) if row.event is JournalEvent.PERSON_ADDED
    ]
    assert rows[-1].fields == {"person": binh.id, "by": "command"}
    assert not ONCE.search(roster("list")[1])


def test_a_role_is_given_and_ended(house, roster, capsys):
    helper = house.people[Role.HELPER]
    code, said = roster("post", "--login", "sua", "--role", "clerk", "--to", "31/12/2099")
    assert code == 0
    assert ONCE.search(said)  # the first role that sees cases
    assert "31/12/2099" in roster("list")[1]
    assert roster("end", "--login", "sua", "--role", "clerk")[0] == 0
    (post,) = [post for post in Roster(house.db).posts(helper.id) if post.role is Role.CLERK]
    assert post.until is not None
    assert roster("end", "--login", "sua", "--role", "clerk")[0] == 2
    assert "không giữ vai trò" in capsys.readouterr().err


def test_a_forgotten_password_is_replaced(house, roster):
    code, said = roster("reset", "--login", "hung")
    assert code == 0
    hung = house.people[Role.LEADER]
    assert passwords.fits(ONCE.search(said)[0], Roster(house.db).password(hung.id).phc)


@pytest.mark.parametrize(
    "words",
    [
        ("reset", "--login", "nobody"),
        ("end", "--login", "hung", "--role", "clerk"),
        ("add", "--login", "lan", "--name", "Hai Mẫu", "--role", "clerk"),
        ("add", "--login", "LAN!", "--name", "Hai Mẫu", "--role", "clerk"),
        ("post", "--login", "lan", "--role", "clerk"),
        ("post", "--login", "lan", "--role", "leader", "--from", "mai"),
        ("post", "--login", "lan", "--role", "leader", "--from", "2001-01-01"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(house, roster, capsys, words):
    before = Roster(house.db).all_posts()
    assert roster(*words)[0] == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert Roster(house.db).all_posts() == before
