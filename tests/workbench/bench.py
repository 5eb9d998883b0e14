"""An office on a table: reader and chip, scanner, printer, line and centre, with the appliance between them."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import socket
import socketserver
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kiosk.model import Words
from kiosk.settings import Screen
from kiosk.workspace import Workspace
from tests.workbench import calling, papers, people
from tests.workbench.appliance import Appliance
from tests.workbench.authority import Authority
from tests.workbench.barcode_line import BarcodeHouse
from tests.workbench.centre import CentreHouse
from tests.workbench.keys import make_known
from tests.workbench.line import Cut, Line
from tests.workbench.pcsc import PcscHouse
from tests.workbench.sane import SaneHouse
from tests.workbench.serial_line import SerialHouse
from tests.workbench.signatures import SigningOffice

PORTRAIT = Screen(1080, 1920, 21.5)
LANDSCAPE = Screen(1280, 800, 10.1)
OFFICE = Words("Bộ phận Một cửa xã Vạn Hòa", "One-stop office, Vạn Hòa commune")
AGENCY = "H38.101"
_RECEIVED = "select 1 from envelopes where receipt is not null"

SETTINGS = """\
device = "{device}"
[office]
agency = "{agency}"
[office.name]
vi = "{office.vi}"
en = "{office.en}"
[screen]
width = {screen.width}
height = {screen.height}
diagonal = {screen.diagonal}
[scanner]
device = "{scanner}"
page_budget = 20.0
[printer]
device = "{printer}"
[barcode]
device = "{barcode}"
[centre]
url = "{centre}"
token = "{token}"
key = "{key}"
[desk]
port = {desk}
{calling}"""


class Bench:
    """`with Bench(folder) as bench`: everything real but the people; `bench.act(...)` are their hands.

    The same acts can be asked for from another process through `bench.door` (see `ask`). With `signing` there are
    also an official's and the organisation's token, and the authority that vouches for them: `bench.signing`.
    """

    def __init__(
        self,
        folder: Path,
        screen: Screen = PORTRAIT,
        signing: bool = False,
        keeper: Callable[[Bench], Any] | None = None,
    ) -> None:
        """`keeper`: who keeps the kiosk's processes, made once everything else is there; Appliance by itself."""
        self.folder, self.screen = folder, screen
        self._keeper = keeper or _appliance
        self.signing: SigningOffice | None = None
        self._signs = signing
        self.workspace = Workspace(folder / "state")
        self.door = folder / "bench.sock"
        self.settings = folder / "kiosk.toml"
        self.line_cut: dt.datetime | None = None
        self.line_mended: dt.datetime | None = None
        self._card: str | None = None  # whose lies on the reader
        self._things = contextlib.ExitStack()
        self._pictures: dict[str, Path] = {}
        self._acts: dict[str, Callable[..., object]] = {
            "lay-card": self.lay_card,
            "lift-card": self.lift_card,
            "hold-code": self.hold_code,
            "barcode-unplug": lambda: self.barcode.unplug(),
            "barcode-plug": lambda: self.barcode.plug(),
            "load": self.load,
            "take-out": lambda: self.sane.take_out(),
            "jam": lambda after=0: self.sane.jam(after),
            "clear": lambda: self.sane.clear(),
            "slow": lambda seconds=0.0: self.sane.slow(seconds),
            "scanner-cover": lambda open=True: self.sane.cover(open),
            "scanner-gone": lambda on=True: self.sane.gone(on),
            "printer-paper": lambda state="ok": self.serial.paper(state),
            "printer-cover": lambda open=True: self.serial.cover(open),
            "printer-unplug": lambda: self.serial.unplug(),
            "printer-plug": lambda: self.serial.plug(),
            "cut-line": self.cut_line,
            "mend-line": self.mend_line,
            "sheets": lambda: self.sane.status()["sheets"],
            "tickets": lambda: [str(path) for path in self.serial.tickets()],
            "look": self.look,
        }

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as things:
            self.pcsc = things.enter_context(PcscHouse())
            self.sane = things.enter_context(SaneHouse(self.folder / "scanner"))
            self.serial = things.enter_context(SerialHouse(self.folder / "printer"))
            self.barcode = things.enter_context(BarcodeHouse(self.folder / "barcode"))
            self.centre = things.enter_context(CentreHouse(self.folder))
            self.line = things.enter_context(Line(self.centre.port))
            if self._signs:
                authority = things.enter_context(Authority(self.folder / "authority").serve())
                self.signing = SigningOffice(self.folder / "tokens", self.workspace, authority)
                self.signing.equip()
                self.signing.give_pictures()
            self._write_settings()
            things.enter_context(_open_door(self.door, self.act))
            self.appliance = things.enter_context(self._keeper(self))
            self._things = things.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._things.close()

    @property
    def env(self) -> dict[str, str]:
        """The environment in which the kiosk finds this bench's devices and no others."""
        tokens = self.signing.env if self.signing else {}
        return {**os.environ, **self.sane.env, **self._pcsc_env(), **tokens}

    def start_services(self) -> None:
        """Devices, courier and desk; the screen is started by whoever wants one."""
        for name in ("devices", "sync", "desk"):
            self.appliance.start(name)

    def act(self, name: str, **what: Any) -> object:
        """Do what a person would: "lay-card", "load", "jam", "cut-line"..."""
        return self._acts[name](**what)

    def lay_card(self, person: str = "MAI", **faults: object) -> None:
        self.pcsc.insert(getattr(people, person), **faults)
        self._card = person

    def lift_card(self) -> None:
        self.pcsc.remove()
        self._card = None

    def hold_code(self, person: str = "MAI") -> None:
        """Hold the QR code of this person's card before the barcode reader."""
        self.barcode.hold(people.code_of(getattr(people, person)))

    def look(self) -> dict[str, object]:
        """How the table looks: `card` (a name in tests.workbench.people), `scanner` and `printer` as they
        say themselves, `line_cut`, `cases` at the centre, `tickets` (paths, oldest first).
        """
        return {
            "card": self._card,
            "scanner": self.sane.status(),
            "printer": self.serial.status(),
            "line_cut": self.line.is_cut,
            "cases": len(self.centre.rows(_RECEIVED)),
            "tickets": [str(path) for path in self.serial.tickets()],
        }

    def load(self, kinds: list[str]) -> None:
        """Lay papers of these kinds (tests.workbench.papers) into the feeder."""
        self.sane.load([self.picture(kind) for kind in kinds])

    def picture(self, kind: str) -> Path:
        """The scanned look of one kind of paper; drawn once."""
        if kind not in self._pictures:
            path = self.folder / "papers" / f"{kind}.png"
            path.parent.mkdir(exist_ok=True)
            papers.draw(kind, seed=1).save(path, dpi=(300, 300), compress_level=1)
            self._pictures[kind] = path
        return self._pictures[kind]

    def cut_line(self) -> None:
        self.line_cut = dt.datetime.now(dt.UTC)
        self.line.cut(Cut.RESET)

    def mend_line(self) -> None:
        self.line.mend()
        self.line_mended = dt.datetime.now(dt.UTC)

    def _pcsc_env(self) -> dict[str, str]:
        """Only what the reader's house adds: both houses bring the whole environment."""
        return {name: value for name, value in self.pcsc.env.items() if "PCSC" in name}

    def _write_settings(self) -> None:
        make_known(self.workspace, self.centre.device)
        self.desk_port, self.hall_port = _free_port(), _free_port()
        self.settings.write_text(
            SETTINGS.format(
                device=self.centre.device,
                agency=AGENCY,
                office=OFFICE,
                screen=self.screen,
                scanner=self.sane.device,
                printer=self.serial.device,
                barcode=self.barcode.device,
                centre=self.line.url,
                token=self.centre.token,
                key=self.centre.key,
                desk=self.desk_port,
                calling=calling.SETTINGS.format(hall=self.hall_port),
            )
            + (self.signing.settings if self.signing else ""),
            encoding="utf-8",
        )


def _appliance(bench: Bench) -> Appliance:
    return Appliance(bench.settings, bench.workspace.root, bench.folder / "logs", bench.env)


def ask(door: Path, name: str, **what: object) -> object:
    """Ask the bench behind `door` for one act, from any process."""
    with socket.socket(socket.AF_UNIX) as line, line.makefile("rwb") as talk:
        line.settimeout(60)
        line.connect(str(door))
        talk.write(json.dumps({"act": name, **what}).encode() + b"\n")
        talk.flush()
        return json.loads(talk.readline())["answer"]


@contextlib.contextmanager
def _open_door(path: Path, act: Callable[..., object]):
    class Asked(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for line in self.rfile:
                row = json.loads(line)
                answer = act(row.pop("act"), **row)
                self.wfile.write(json.dumps({"answer": answer}).encode() + b"\n")

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

    path.unlink(missing_ok=True)
    with Server(str(path), Asked) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
