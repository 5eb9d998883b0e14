"""The PIN and what is signed stay where they belong; who speaks nonsense to the socket is hung up on."""

import contextlib
import socket

import psutil
import pytest

from kiosk.devices import signing_wire as wire
from kiosk.settings import Secret
from kiosk.signing import SigningFault
from tests.devices.signing_office import OFFICIAL, told
from tests.workbench.signatures import PINS

pytestmark = pytest.mark.device
ID = "0" * 32


def seen_of_processes():
    """Arguments and environment of every process that was started here."""
    said = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            said += [*child.cmdline(), *child.environ().values()]
    return said


def test_no_process_shows_the_pin_or_a_key(room):
    for _ in range(3):
        room.office.hand_in()
    seen = []
    for answer in room.signing(OFFICIAL):
        if isinstance(answer, wire.Told):
            seen += seen_of_processes()
    assert any("kiosk.dossier.signing.child" in text for text in seen)
    assert not any(PINS[OFFICIAL] in text for text in seen)


def test_a_request_with_a_pin_does_not_show_it():
    request = wire.Sign(OFFICIAL, (ID,), Secret("271828"))
    assert "271828" not in repr(request)
    assert wire.decode_request(wire.encode(request)) == request


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b"[" * 100_000 + b"\n",
        b'{"type":"Check"}\n',
        b'{"type":"Check","role":"mayor"}\n',
        b'{"type":"Check","role":["official"]}\n',
        b'{"type":"Sign","role":"official","copies":[],"pin":271828}\n',
        b'{"type":"Sign","role":"official","copies":["x"],"pin":"271828"}\n',
        b'{"type":"Sign","role":"official","copies":[null],"pin":"271828"}\n',
        b'{"type":"Sign","role":"official","copies":[],"pin":"271828\\ud800"}\n',
        b'{"type":"Sign","role":"official","copies":[],"pin":"271828","last_try":"no"}\n',
        b'{"type":"Check","role":"official"}',
        b"\xff\xfe\n",
    ],
)
def test_nonsense_is_no_request_and_its_text_is_not_repeated(line):
    with pytest.raises(wire.SigningWireError) as refused:
        wire.decode_request(line)
    assert "271828" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("line", [b"{}\n", b'{"type":"Told"}\n', b"\n"])
def test_nonsense_is_no_answer(line):
    with pytest.raises(wire.SigningWireError):
        wire.decode_answer(line)


@pytest.mark.parametrize(
    "answer",
    [
        wire.Found(SigningFault.POST_VACANT, "01/10/2026"),
        wire.Told(ID, None),
        wire.Told(ID, SigningFault.DOCUMENT_CHANGED, "Ở đây"),
        wire.Ended(1, 2, SigningFault.TOKEN_REMOVED),
        wire.Busy(),
    ],
)
def test_every_answer_arrives_as_it_was_said(answer):
    assert wire.decode_answer(wire.encode(answer)) == answer


def test_after_nonsense_the_service_serves_the_next(room):
    room.office.hand_in()
    for line in (b"what?\n", b"", b'{"type":"Sign"}\n'):
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(str(room.workspace.signing_socket))
            stranger.sendall(line)
            stranger.shutdown(socket.SHUT_WR)
            assert stranger.recv(100) == b""
    assert told(room.sign(OFFICIAL)) == [None]
