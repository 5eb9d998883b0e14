"""What the citizen's card and papers say leaves no trace of itself outside the encrypted store."""

import json
import socket
import threading

import pytest

from drivers.card.person import Person
from kiosk.devices import wire
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language, Verdict
from tests.devices.office import CASE, FORM, LONG, PROCEDURE, Books, until
from tests.workbench.bench import Bench
from tests.workbench.people import code_of

pytestmark = pytest.mark.device
CANARY = Person(
    number="099199987654",
    name="Hoàng Thị Yến Phụng",
    latin="HOANG THI YEN PHUNG",
    origin="Xã Chim Hót, tỉnh Lồng Son",
    residence="Thôn Mỏ Than, xã Chim Hót, tỉnh Lồng Son",
    father="Hoàng Văn Vành Khuyên",
    mother="Lý Thị Sơn Ca",
    old_number="198765432",
)


def secrets_of(person: Person) -> list[bytes]:
    """Everything on the card that is this person's alone, in the ways it may be written."""
    texts = [person.number, person.name, person.latin, person.origin, person.residence]
    texts += [person.father, person.mother, person.old_number, person.latin.replace(" ", "<")]
    ways = [text.encode(way) for text in texts for way in ("utf-8", "utf-16-le")]
    return [*ways, *(json.dumps(text).strip('"').encode() for text in texts)]


def found_in(data: bytes, allowed: frozenset[bytes] = frozenset()) -> list[bytes]:
    return [secret for secret in secrets_of(CANARY) if secret in data and secret not in allowed]


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A kiosk whose temporary files can be looked at: nobody deletes them."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    with Bench(tmp_path / "b") as made:
        made.appliance.start("devices")
        yield made


class Tap:
    """A screen that keeps every byte it is sent."""

    def __init__(self, path) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(LONG)
        until(lambda: self._line.connect_ex(str(path)) == 0)
        self._asked = 0
        self.heard = b""

    def ask(self, effect: do.Effect) -> list[ev.Event]:
        """Ask, and wait until it is done."""
        self._asked += 1
        self._line.sendall(wire.encode(1, effect))
        events = []
        with self._line.makefile("rb") as lines:
            for line in lines:
                self.heard += line
                _, event = wire.decode_event(line)
                if event == wire.Done(self._asked):
                    return events
                events.append(event)
        raise AssertionError("hung up on")

    def close(self) -> None:
        self._line.close()


def code_held_up(tap: Tap, bench: Bench) -> str:
    """The number in the card's code, first held up upside down, then until it is read."""
    read = threading.Event()

    def hold() -> None:
        bench.barcode.hold(code_of(CANARY)[::-1])
        while not read.wait(0.5):
            bench.barcode.hold(code_of(CANARY))

    hand = threading.Thread(target=hold)
    hand.start()
    try:
        return tap.ask(do.WatchCode(CASE))[-1].number
    finally:
        read.set()
        hand.join()


def visit(tap: Tap, bench: Bench) -> None:
    """A whole visit, begun with a number mistyped and a chip that answers noise."""
    bench.pcsc.insert(CANARY)
    assert code_held_up(tap, bench) == CANARY.number
    tap.ask(do.DeclareHolder(CASE))
    tap.ask(do.ReadCard(CASE, CANARY.number[:-1] + "0"))
    bench.pcsc.fault(garbage=True)
    tap.ask(do.ReadCard(CASE, CANARY.number))
    bench.pcsc.fault()
    holder = tap.ask(do.ReadCard(CASE, CANARY.number))[-1].holder
    assert (holder.name, holder.birth_year, holder.last4, holder.verdict, holder.differs) == (
        CANARY.name,
        CANARY.birth_date.year,
        CANARY.number[-4:],
        Verdict.UNANCHORED,
        (),
    )
    bench.load(["can-cuoc"])
    assert isinstance(tap.ask(do.ScanBatch(CASE, FORM))[-1], ev.BatchScanned)
    tap.ask(do.SealCase(CASE, PROCEDURE, Language.VI, (FORM,)))
    tap.ask(do.PrintTicket(CASE, Language.VI))
    tap.ask(do.ForgetCitizen(CASE))


def test_a_canary_is_found_nowhere_but_masked_on_the_screens_line(bench, tmp_path):
    tap = Tap(bench.workspace.devices_socket)
    try:
        visit(tap, bench)
    finally:
        tap.close()
    name = CANARY.name
    allowed = frozenset({name.encode(), json.dumps(name).strip('"').encode()})
    number = frozenset({CANARY.number.encode()})
    for line in tap.heard.splitlines():
        # The screen is told the number that it would else have been typed, and no screen shows it.
        assert found_in(line, allowed | (number if b'"CodeRead"' in line else frozenset())) == []
    assert name.encode() in tap.heard, "the search does not find what is there"
    books = Books(bench.workspace)
    assert books.cases.holder(CASE).number == CANARY.number, "it is in the encrypted store"
    journal = repr(books.journal.since(most=1000)).encode()
    books.db.close()
    assert found_in(journal) == []
    assert CANARY.number[-4:].encode() not in journal.replace(CASE.encode(), b"")
    assert found_in(bench.appliance.log("devices").encode()) == []
    looked_at = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert bench.workspace.database in looked_at
    for path in looked_at:
        if path.suffix != ".png":  # pictures of the bench's own
            assert found_in(path.read_bytes()) == [], path
