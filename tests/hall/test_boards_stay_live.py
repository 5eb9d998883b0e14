"""Fifty televisions on one desk: each sees every call, from one look at the queue and one encoded message."""

import contextlib
import time

import pytest

from kiosk.settings import OtherDesk, Secret, Settings
from tests.hall.boards import SETTINGS, InventedQueue, ServedHall
from tests.hall.sse import Line, get

BOARDS = 50
TWO = Settings(
    kiosk=1,
    counters=SETTINGS.counters,
    desks=(OtherDesk(2, "http://10.0.0.12:8461/"),),
    hall=type(SETTINGS.hall)(secret=Secret("0" * 32)),
)


@pytest.fixture
def queue():
    return InventedQueue()


def test_a_board_is_told_at_once_how_the_hall_stands(queue):
    queue.busy()
    with ServedHall(queue) as hall, Line(hall.port) as board:
        assert "200 OK" in board.head
        assert "text/event-stream" in board.head
        assert "no-store" in board.head
        name, state = board.event()
        assert name == "state"
        assert state["calls"][0]["label"] == "D1-008"


def test_fifty_boards_see_every_call_from_one_look(queue):
    queue.busy()
    with ServedHall(queue) as hall, contextlib.ExitStack() as stack:
        boards = [stack.enter_context(Line(hall.port)) for _ in range(BOARDS)]
        for board in boards:
            assert board.state()["calls"][0]["label"] == "D1-008"
        looked = queue.looks
        for number in (12, 13, 14):
            label = f"{'AABDC'[number % 5]}{1 + number % 2}-{number:03}"
            queue.pass_time(1)
            queue.call(label, 1)
            seen = {str(_until(board, label)) for board in boards}
            assert len(seen) == 1
        # Each change is looked at once for all, whatever else the clock asked for meanwhile.
        assert queue.looks - looked < BOARDS


def _until(board, label):
    while True:
        state = board.state()
        if state["calls"][0]["label"] == label:
            return state


def test_between_changes_there_are_signs_of_life_and_no_states(queue, monkeypatch):
    monkeypatch.setattr("kiosk.hall.board.BEAT", 0.05)
    queue.busy()
    with ServedHall(queue) as hall, Line(hall.port) as board:
        board.state()
        names = {board.event()[0] for _ in range(3)}
    assert names == {"beat"}


def test_nobody_looks_at_the_queue_while_no_board_is_there(queue):
    queue.busy()
    with ServedHall(queue) as hall:
        with Line(hall.port) as board:
            board.state()
        deadline = time.monotonic() + 60
        while True:
            looked = queue.looks
            queue.call("D1-008", 5)
            time.sleep(0.3)
            if queue.looks == looked:
                break
            assert time.monotonic() < deadline, "the queue is looked at for nobody"


def test_a_board_that_comes_later_is_told_the_newest(queue):
    queue.busy()
    with ServedHall(queue) as hall, Line(hall.port) as first:
        first.state()
        queue.call("A1-020", 1)
        _until(first, "A1-020")
        with Line(hall.port) as second:
            assert second.state()["calls"][0]["label"] == "A1-020"


def test_a_desk_that_stops_lets_its_boards_go(queue):
    queue.busy()
    with ServedHall(queue) as hall:
        board = Line(hall.port)
        board.state()
    with board:
        while (event := board.event())[0]:
            pass
    assert event == ("", None)


def test_exactly_the_other_desks_boards_may_read_along(queue):
    queue.busy()
    with ServedHall(queue, TWO) as hall:
        for path in ("/board/slides", "/voice/D1-008/5.wav", "/voice/X9-999/1.wav"):
            let = get(hall.url + path, origin="http://10.0.0.12:8461").headers
            assert let["access-control-allow-origin"] == "http://10.0.0.12:8461"
            assert let["vary"] == "origin"
            for stranger in ("http://10.0.0.13:8461", "https://10.0.0.12:8461", "null"):
                refused = get(hall.url + path, origin=stranger).headers
                assert "access-control-allow-origin" not in refused


def test_the_page_is_whole_without_inline_code(queue):
    with ServedHall(queue, TWO) as hall:
        page = get(hall.url + "/board")
        assert page.status == 200
        assert "Bộ phận Một cửa" in page.text
        assert "http://10.0.0.12:8461" in page.text
        assert " style=" not in page.text
        assert "<script>" not in page.text
        assert " onclick" not in page.text
        weight = len(page.body) + sum(
            len(get(f"{hall.url}/board/{name}").body)
            for name in ("board.css", "board.js", "board.svg")
        )
    assert weight < 40_000


@pytest.mark.parametrize(
    "path",
    [
        "/voice/D1-009/5.wav",
        "/voice/D1-008/1.wav",
        "/voice/xin%20chao/1.wav",
        "/voice/D1-008/0.wav",
        "/voice/D1-008/-5.wav",
        "/voice/D1-008/5.mp3",
        "/voice//5.wav",
        "/voice/../../etc/passwd",
    ],
)
def test_nothing_is_spoken_that_was_not_called(queue, path):
    queue.busy()
    with ServedHall(queue) as hall:
        assert get(hall.url + path).status == 404


def test_the_call_is_spoken_as_wav(queue):
    queue.busy()
    with ServedHall(queue) as hall:
        answer = get(hall.url + "/voice/D1-008/5.wav")
    assert answer.status == 200
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.body.startswith(b"RIFF")
