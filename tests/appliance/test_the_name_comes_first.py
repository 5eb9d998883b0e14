"""The holder's name with its diacritics stands on the screen before EF.SOD is asked for, not yet verified.

The card's side is a simulated chip on a real pcscd, which keeps silent at its first command for EF.SOD; the
screen's side is the other end of the real service's socket. What has arrived there while the card keeps silent
arrived before anything of its proof was known, and before anything behind it was asked for.
"""

import select
import socket
import time

import pytest

from drivers.card.person import Person
from kiosk.devices import wire
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.runner import Journey
from kiosk.journey.states import ConfirmHolder, ReadingCard
from kiosk.model import Language, Verdict
from kiosk.workspace import Workspace
from tests.workbench.appliance import Appliance
from tests.workbench.pcsc import PcscHouse
from tests.workbench.people import HOA

pytestmark = pytest.mark.device
LONG = 90.0  # seconds; a loaded board may need many of them
CASE = "c" * 32
LONGEST = Person(
    number="010187001139",
    name="Công Tằng Tôn Nữ Nguyễn Phước Bảo Khánh Quỳnh",
    latin="CONG TANG TON NU NGUYEN PHUOC",
)
MARKS = Person(
    number="010190000427",
    name="Đặng Ẩn Ẫm Ậu Ắc Ằng Ẳm Ẵn Ế Ề Ể Ễ Ộ Ớ Ờ Ở Ữ Ự Ỷ Ỹ",
    latin="DANG AN AM",
)


class Screen:
    """The screen's end of the socket, read only when somebody looks; what it hears moves the journey."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._bytes = b""
        self.shown: list[object] = []
        self.journey = Journey(self._ask, self.shown.append)

    def happen(self, *events: ev.Event) -> None:
        for event in events:
            self.journey.happen(self.journey.visit, event)

    def hear(self, seconds: float = 0.0) -> None:
        """Take what lies there, or comes within so long."""
        if not select.select([self._connection], [], [], seconds)[0]:
            return
        *lines, self._bytes = (self._bytes + self._connection.recv(1 << 20)).split(b"\n")
        for line in lines:
            visit, event = wire.decode_event(line)
            if not isinstance(event, wire.Done):
                self.journey.happen(visit, event)

    def _ask(self, visit: int, effect: do.Effect) -> None:
        self._connection.sendall(wire.encode(visit, effect))


def until(holds):
    end = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def house():
    with PcscHouse() as house:
        yield house


@pytest.fixture
def screen(house, tmp_path):
    """A screen whose devices service runs in the house of that reader."""
    workspace, settings = Workspace(tmp_path / "state"), tmp_path / "kiosk.toml"
    settings.write_text(f"[card]\nwait = {LONG}\nbudget = {LONG}\n")
    with Appliance(settings, workspace.root, tmp_path / "logs", house.env) as appliance:
        appliance.start("devices")
        until(workspace.devices_socket.exists)
        with socket.socket(socket.AF_UNIX) as connection:
            until(lambda: connection.connect_ex(str(workspace.devices_socket)) == 0)
            yield Screen(connection)


@pytest.mark.parametrize("person", [HOA, LONGEST, MARKS], ids=["usual", "longest", "every mark"])
def test_the_name_is_on_the_screen_before_the_proof_is_asked_for(house, screen, person):
    house.remove()
    house.hold("SOD")
    house.insert(person)
    screen.happen(
        *(ev.NothingFound(), ev.Touched(CASE), ev.LanguageChosen(Language.VI)),
        ev.ProcedureChosen("1.001193", ("a",)),
        *(ev.Started(), ev.NoticeAccepted(), ev.NumberEntered(person.number)),
    )
    until(lambda: "SOD" in house.asked())
    screen.hear()  # what has arrived by now, and nothing later: the card keeps silent
    assert house.asked() == ["CARD_ACCESS", "DG1", "DG13", "SOD"]
    reading = screen.journey.state
    assert isinstance(reading, ReadingCard)
    assert reading.named
    assert (reading.named.name, reading.named.verdict) == (person.name, None)
    house.go()
    until(lambda: screen.hear(1.0) or isinstance(screen.journey.state, ConfirmHolder))
    holder = screen.journey.state.visit.holder
    assert (holder.name, holder.verdict) == (person.name, Verdict.UNANCHORED)
    assert house.asked()[4:] == ["DG14", "DG15"]  # and nothing of the face
