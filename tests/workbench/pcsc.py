"""A card reader in a house of its own: pcscd, vpcd and simulated chips that nobody outside can reach.

pcscd and the chips live in a network namespace, so several houses run at once and nothing listens
outside. pcscd gets its socket handed over, as from systemd, so the house chooses where it lies; clients
find it by PCSCLITE_CSOCK_NAME, which libpcsclite reads once, at its first call in a process.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from drivers.card.chip import Make
from drivers.card.person import Person
from tests.workbench.reader_client import LONG, Client

ROOT = Path(__file__).resolve().parents[2]
PORTS = (35963, 35964)  # of vpcd's two slots
VPCD = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
READER = """\
FRIENDLYNAME "{name}"
DEVICENAME /dev/null:{port:#x}
LIBPATH {library}
CHANNELID {port:#x}
"""

# A child that ends when our end of its pipe closes, however we end.
KEPT = '"$@" & read -r; exec 2>/dev/null; kill -9 $!; wait'
ROOM = "ip link set lo up && echo ready && read -r"
# /run/pcscd keeps pcscd's pid file; in a chroot no mount can be made private, and it stays shared.
PCSCD = """
mount --make-rprivate / && mount -t tmpfs tmpfs /run
door=$1; shift
export LISTEN_PID=$BASHPID LISTEN_FDS=1
exec /usr/sbin/pcscd --foreground "$@" 3<&"$door"
"""


class PcscHouse:
    """`with PcscHouse() as house`: a virtual reader is listed; run clients with `house.env`."""

    def __init__(self, slots: int = 1, ports: tuple[int, ...] = PORTS) -> None:
        self._ports = ports[:slots]
        self._folder = tempfile.TemporaryDirectory(prefix="pcsc-")  # short: a socket's path is
        self.socket = Path(self._folder.name, "pcscd.comm")  # of pcscd; its folder is root's
        self._things = contextlib.ExitStack()
        self._room = 0
        self._pcscd: contextlib.ExitStack | None = None
        self._pid = 0  # of what ends pcscd

    @property
    def env(self) -> dict[str, str]:
        """The environment of a child process that is to use this house's reader."""
        return {**os.environ, "PYTHONPATH": str(ROOT), "PCSCLITE_CSOCK_NAME": str(self.socket)}

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as things:
            things.enter_context(self._folder)
            self._room = things.enter_context(_room())
            for slot, port in enumerate(self._ports):
                things.enter_context(self._simulated_card(slot, port))
            things.callback(self.kill_pcscd)
            self.start_pcscd()
            self._things = things.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._things.close()

    def insert(
        self, person: Person, slot: int = 0, make: Make | None = None, **faults: object
    ) -> None:
        """Lay this person's card down, made so; it misbehaves as drivers.card.chip.Faults says."""
        self.fault(slot, **faults)
        made = dataclasses.asdict(make or Make())
        self._order(slot, do="insert", person=json.loads(person.to_json()), make=made)

    def change(self, person: Person, slot: int = 0, make: Make | None = None) -> None:
        """Have another card lie there at once, without a hand that lifts the one and lays the other."""
        made = dataclasses.asdict(make or Make())
        self._order(slot, do="change", person=json.loads(person.to_json()), make=made)

    def remove(self, slot: int = 0) -> None:
        """Take the card away."""
        self._order(slot, do="remove")

    def fault(self, slot: int = 0, **faults: object) -> None:
        """From now on the card misbehaves so; without any it is healed."""
        self._order(slot, do="fault", **faults)

    def hold(self, file: str, slot: int = 0) -> None:
        """The card keeps silent when this file is asked for, until `go`."""
        self._order(slot, do="hold", file=file)

    def go(self, slot: int = 0) -> None:
        """A held card answers."""
        self._order(slot, do="go")

    def asked(self, slot: int = 0) -> list[str]:
        """The files the card was asked for since it was laid down, in order, also while it is held."""
        asked: list[str] = self._order(slot, do="asked")["asked"]
        return asked

    def kill_pcscd(self) -> None:
        """As the kernel would, short of memory: no goodbye."""
        if self._pcscd is not None:
            self._pcscd.close()
            self._pcscd = None

    def freeze_pcscd(self) -> None:
        """It answers no call any more, but is still there; killing it, or `thaw_pcscd`, ends that."""
        self._signal_pcscd(signal.SIGSTOP)

    def thaw_pcscd(self) -> None:
        self._signal_pcscd(signal.SIGCONT)

    def start_pcscd(self, readers: Mapping[str, int] | None = None, wait: bool = True) -> None:
        """Start it, and wait until it lists a reader.

        `readers` are names and the port of the first of their two slots, in place of the one virtual reader;
        a card knocks at the port of its slot.
        """
        config = [] if readers is None else [f"--config={self._config(readers)}"]
        with contextlib.ExitStack() as kept, socket.socket(socket.AF_UNIX) as door:
            self.socket.unlink(missing_ok=True)
            door.bind(str(self.socket))
            door.listen()
            log = kept.enter_context(self._log.open("ab"))
            unshare = ["unshare", "--mount", "--propagation", "unchanged"]
            script = ["bash", "-c", PCSCD, "pcscd", str(door.fileno()), *_no_polkit(), *config]
            command = self._inside(*unshare, *script)
            self._pid = kept.enter_context(
                _kept(command, pass_fds=[door.fileno()], stdout=log, stderr=log)
            )
            self._pcscd = kept.pop_all()
        if wait:
            self._wait_for_reader()

    def readers(self) -> list[str]:
        """What pcscd lists."""
        lines = self.run("list").stdout.splitlines()
        return [line.partition(":")[0] for line in lines]

    def run(self, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        """`python -m drivers.card ARGUMENTS` in this house."""
        return subprocess.run(
            [sys.executable, "-m", "drivers.card", *arguments],
            env=self.env,
            input=answer,
            capture_output=True,
            text=True,
            timeout=LONG,
            check=False,
        )

    def _signal_pcscd(self, number: signal.Signals) -> None:
        until = time.monotonic() + LONG
        while not (there := _named("pcscd", self._pid)):
            if time.monotonic() > until:
                raise TimeoutError(f"pcscd does not start: {self._log.read_text()}")
            time.sleep(0.02)
        there[0].send_signal(number)

    def _config(self, readers: Mapping[str, int]) -> Path:
        folder = Path(self._folder.name, "readers")
        folder.mkdir(exist_ok=True)
        rows = []
        for name, port in readers.items():
            # One vpcd in memory knows one reader only; copies of it know nothing of each other.
            library = folder.with_name(f"vpcd-{port}.so")
            shutil.copyfile(VPCD, library)
            rows.append(READER.format(name=name, port=port, library=library))
        Path(folder, "readers").write_text("\n".join(rows), encoding="ascii")
        return folder

    @property
    def _log(self) -> Path:
        return Path(self._folder.name, "pcscd.log")

    def _wait_for_reader(self) -> None:
        until = time.monotonic() + LONG
        while not self.readers():
            if time.monotonic() > until:
                raise TimeoutError(f"pcscd lists no reader: {self._log.read_text()}")
            time.sleep(0.1)

    def _inside(self, *command: str) -> list[str]:
        """The same command, run in the house's namespaces."""
        user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        return ["nsenter", f"--target={self._room}", "--net", *user, *command]

    @contextlib.contextmanager
    def client(self, **options: object) -> Iterator[Client]:
        """A process of its own that reads cards in this house, by a PcscReader made with these options."""
        with Client(self.env, **options) as client:
            yield client

    @contextlib.contextmanager
    def _simulated_card(self, slot: int, port: int) -> Iterator[None]:
        command = [sys.executable, "-m", "drivers.card", "simulate", "--absent"]
        command += [f"--port={port}", f"--control={self._control(slot)}"]
        command += [f"--trust-out={self.trust(slot)}"]
        with _kept(self._inside(*command), env=self.env):
            until = time.monotonic() + LONG
            while not self._control(slot).exists():
                if time.monotonic() > until:
                    raise TimeoutError("the simulated card does not start")
                time.sleep(0.05)
            yield

    def trust(self, slot: int = 0) -> Path:
        """A folder with the invented country that signs the cards of this slot."""
        return Path(self._folder.name, f"trust{slot}")

    def _control(self, slot: int) -> Path:
        return Path(self._folder.name, f"card{slot}")

    def _order(self, slot: int, **order: object) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(LONG)
            line.connect(str(self._control(slot)))
            line.sendall(json.dumps(order).encode() + b"\n")
            with line.makefile() as answers:
                answer: dict[str, Any] = json.loads(answers.readline())
        if not answer["ok"]:
            raise ValueError(answer["why"])
        return answer


@contextlib.contextmanager
def _room() -> Iterator[int]:
    """Namespaces with a loopback of their own; their process id."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    command = ["unshare", "--net", *user, "bash", "-c", ROOM]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        if process.stdout.readline() != b"ready\n":
            raise OSError("no network namespace to be had")
        yield process.pid
        process.communicate()


@contextlib.contextmanager
def _kept(command: list[str], **options: Any) -> Iterator[int]:
    """Run a command until the end of the block, or of this process; the id of what ends it."""
    kept = ["bash", "-c", KEPT, "kept", *command]
    with subprocess.Popen(kept, stdin=subprocess.PIPE, **options) as process:
        try:
            yield process.pid
        finally:
            process.communicate()


def _named(name: str, keeper: int) -> list[psutil.Process]:
    """The processes of that name below the one that ends them."""
    below = psutil.Process(keeper).children(recursive=True)
    return [process for process in below if process.name() == name]


def _no_polkit() -> list[str]:
    """Debian 13's pcscd must be told that there is no polkit; Debian 12's knows no such option."""
    told = subprocess.run(
        ["/usr/sbin/pcscd", "--help"], capture_output=True, text=True, check=False
    )
    return ["--disable-polkit"] if "--disable-polkit" in told.stdout + told.stderr else []
