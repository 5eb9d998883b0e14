"""Two kiosks, one hall: whichever desk a television hangs on, it shows and speaks the same calls."""

from kiosk.rules.queue.deeds import Deed
from tests.hall.sse import Line, get


def called(board, label):
    """The first state of a board that has the call."""
    while True:
        state = board.state()
        if label in [call["label"] for call in state["calls"]]:
            return state


def test_a_call_is_on_every_desks_boards(two):
    two.desks[1].draw()
    two.desks[2].draw()
    with Line(two.desks[1].port) as first, Line(two.desks[2].port) as second:
        label = two.desks[1].press(Deed.NEXT)
        shown = [called(board, label)["calls"][0] for board in (first, second)]
    assert [(call["id"], call["counter"]) for call in shown] == [(shown[0]["id"], 1)] * 2


def test_either_desk_speaks_it(two):
    two.desks[1].draw()
    with Line(two.desks[2].port) as board:
        label = two.desks[1].press(Deed.NEXT)
        called(board, label)
    for kiosk in (1, 2):
        sound = get(f"http://127.0.0.1:{two.desks[kiosk].port}/voice/{label}/1.wav")
        assert (sound.status, sound.headers["content-type"]) == (200, "audio/wav")
