"""The hands of the workbench's window: a bench that is gone or talks nonsense leaves them waiting, not broken."""

import json
import queue
import socketserver
import tempfile
import threading
from pathlib import Path

import pytest

from kiosk.model import Words
from tests.workbench import people
from tests.workbench.hands import SECTIONS, Deed, Hand, number_to_type

LONG = 60  # seconds
LOOK = {
    "card": None,
    "scanner": {"state": "empty", "sheets": 0, "pulled": 0, "at_work": False},
    "printer": {"plugged": True, "paper": "ok", "cover_open": False, "tickets": 0},
    "line_cut": False,
    "cases": 0,
    "tickets": [],
}


class FalseBench(socketserver.ThreadingUnixStreamServer):
    """Answers `look` with whatever `says` holds, and keeps what else it was asked."""

    daemon_threads = True

    def __init__(self, door: Path) -> None:
        self.says, self.asked = b"", queue.SimpleQueue()
        super().__init__(str(door), Asked)


class Asked(socketserver.StreamRequestHandler):
    server: FalseBench

    def handle(self) -> None:
        row = json.loads(self.rfile.readline())
        if row["act"] != "look":
            self.server.asked.put(row)
        self.wfile.write(self.server.says)


@pytest.fixture
def door():
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder) / "bench.sock"


@pytest.fixture
def looks(door):
    """What a hand at this door saw, one look after another."""
    seen = queue.SimpleQueue()
    hand = Hand(door, lambda look, busy: seen.put(look))
    hand.start()
    return hand, seen


def test_hands_wait_for_a_bench_and_go_on_once_it_is_there(door, looks):
    hand, seen = looks
    assert seen.get(timeout=LONG) is None
    with FalseBench(door) as bench:
        threading.Thread(target=bench.serve_forever, daemon=True).start()
        bench.says = b"\n"  # a bench whose act failed hangs up without a word
        assert seen.get(timeout=LONG) is None
        bench.says = b'{"answer": "later"}\n'
        while seen.get(timeout=LONG) != "later":
            pass
        hand.do(Deed(Words("Thêm", "Add"), "load", (("kinds", ["can-cuoc"]),)))
        assert bench.asked.get(timeout=LONG) == {"act": "load", "kinds": ["can-cuoc"]}
        bench.shutdown()


def test_every_button_says_in_both_languages_what_it_does():
    for section in SECTIONS:
        texts = [section.name, section.about(LOOK)]
        texts += [choice(LOOK).words for row in section.rows for choice in row]
        assert all(words.vi and words.en for words in texts)


def test_a_switch_undoes_what_it_did():
    cover = next(
        choice
        for section in SECTIONS
        for row in section.rows
        for choice in row
        if choice(LOOK).act == "printer-cover"
    )
    assert dict(cover(LOOK).what) == {"open": True}
    opened = LOOK | {"printer": {**LOOK["printer"], "cover_open": True}}
    assert dict(cover(opened).what) == {"open": False}


def test_other_citizens_take_turns():
    (another,) = [row[1] for section in SECTIONS for row in section.rows if len(row) == 3][:1]
    person, seen = "MAI", []
    for _ in range(4):
        person = dict(another(LOOK | {"card": person}).what)["person"]
        seen.append(person)
    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[0]


def test_the_number_to_type_is_that_of_the_card_on_the_reader():
    assert number_to_type(LOOK | {"card": "HOA"}).replace(" ", "") == people.HOA.number
    assert number_to_type(LOOK).replace(" ", "") == people.MAI.number
