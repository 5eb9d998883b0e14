"""A thin, lossy line that breaks, between two network namespaces, and the meter of what crosses it.

A TUN device in each namespace carries the kernel's own TCP; this process holds every packet back as a line of a
rate, a delay and a short queue would, loses some (by a seed), and cuts it from time to time. Needs root.

`python -m tests.workbench.thin_line ...` is the line's own process; ThinLine is what others use.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parents[2]
OFFICE, CENTRE = "10.77.0.1", "10.77.0.2"
MTU = 1400
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI, _CLONE_NEWNET = 0x400454CA, 1, 0x1000, 0x40000000
_TCP, _SYN, _RST, _ACK = 6, 0x02, 0x04, 0x10


class Cut(StrEnum):
    """What becomes of flows that were open before a cut."""

    FORGIVEN = "forgiven"  # they go on
    RESET = (
        "reset"  # their next packet is answered by a reset, as a router does that lost its table
    )
    BLACK_HOLE = "black-hole"  # nothing ever comes of them


@dataclass(frozen=True)
class Shape:
    """Bits and seconds; the queue in packets; cuts every so often, counted from the first packet."""

    up: float = 256e3
    down: float = 1e6
    delay: float = 0.15  # one way
    loss: float = 0.02
    queue: int = 40
    every: float = 0.0  # 0: no cuts
    lasts: float = 3.0
    cut: Cut = Cut.FORGIVEN
    seed: int = 1

    def bound(self, payload: int) -> float:
        """Seconds that no sender can beat: full packets, the lost ones again, and the cuts on the way."""
        packets = payload / (MTU - 52)  # IP, TCP and its timestamps
        busy = packets * MTU * 8 / self.up / (1 - self.loss)
        cuts = 0
        while self.every and self.every * (cuts + 1) < busy + cuts * self.lasts:
            cuts += 1
        return busy + cuts * self.lasts


class ThinLine:
    """Office and centre are namespaces of their own; `office` and `centre` put a command into one of them."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self._ends: list[subprocess.Popen[bytes]] = []
        self._line: subprocess.Popen[str] | None = None

    def __enter__(self) -> ThinLine:
        # They live as long as somebody holds their standard input: nothing is left behind by a kill.
        self._ends = [_namespace() for _ in range(2)]
        options = [f"--{name}={value}" for name, value in vars(self.shape).items()]
        pids = [str(end.pid) for end in self._ends]
        self._line = subprocess.Popen(
            [sys.executable, "-m", "tests.workbench.thin_line", *pids, *options],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._line.stdout is not None
        if self._line.stdout.readline() != "ready\n":
            self.__exit__()
            raise OSError("no thin line: it needs root, TUN devices and iproute2")
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self._line, *self._ends):
            if process is not None:
                process.kill()
                process.communicate()

    def office(self, *command: str) -> list[str]:
        return _inside(self._ends[0], command)

    def centre(self, *command: str) -> list[str]:
        return _inside(self._ends[1], command)

    def counts(self) -> dict[str, int]:
        """up_bytes and down_bytes that were given to the line, packets lost, cut and killed, cuts: so far."""
        assert self._line is not None
        assert self._line.stdin is not None
        assert self._line.stdout is not None
        self._line.stdin.write("counts\n")
        self._line.stdin.flush()
        counts: dict[str, int] = json.loads(self._line.stdout.readline())
        return counts


def _namespace() -> subprocess.Popen[bytes]:
    made = subprocess.Popen(
        ["unshare", "--net", "sh", "-c", "echo; exec cat"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert made.stdout is not None
    made.stdout.readline()
    return made


def _inside(end: subprocess.Popen[bytes], command: tuple[str, ...]) -> list[str]:
    return ["nsenter", f"--net=/proc/{end.pid}/ns/net", *command]


@dataclass
class _Way:
    """One direction: where its packets come out, and when the last of them has left the queue."""

    name: str
    out: int
    rate: float
    free: float = 0.0
    queued: int = 0


@dataclass(order=True)
class _Due:
    at: float
    order: int
    way: _Way = field(compare=False)
    packet: bytes | None = field(compare=False)  # None: a place in the queue is free again


class _Carrying:
    """The line's own process."""

    def __init__(self, ends: list[int], shape: Shape) -> None:
        self._shape = shape
        self._chance = random.Random(shape.seed)
        first, second = (_tun(pid, own) for pid, own in zip(ends, (OFFICE, CENTRE), strict=True))
        self._ways = {first: _Way("up", second, shape.up), second: _Way("down", first, shape.down)}
        self._due: list[_Due] = []
        self._order = 0
        self._began: float | None = None
        self._flows: dict[
            frozenset[tuple[bytes, int]], int
        ] = {}  # in which of the line's lives opened
        self.counts: Counter[str] = Counter(
            dict.fromkeys(("up_bytes", "down_bytes", "lost", "full", "cut", "killed", "cuts"), 0)
        )

    def run(self) -> None:
        """Carry until standard input ends; each line of it is answered by the counts."""
        while True:
            now = time.monotonic()
            self._let_out(now)
            wait = max(0.0, min(0.2, self._due[0].at - now)) if self._due else 0.2
            ready, _, _ = select.select([0, *self._ways], [], [], wait)
            if 0 in ready:
                if not os.read(0, 4096):
                    return
                _say(json.dumps(self.counts))
            for tun in self._ways:
                if tun in ready:
                    self._take_in(tun)

    def _life(self, now: float) -> tuple[int, bool]:
        """How many cuts began before `now`, and whether one lasts."""
        if self._began is None or not self._shape.every:
            return 0, False
        cuts, since = divmod(now - self._began, self._shape.every)
        self.counts["cuts"] = int(cuts)
        return int(cuts), cuts > 0 and since < self._shape.lasts

    def _take_in(self, tun: int) -> None:
        way = self._ways[tun]
        while True:
            try:
                packet = os.read(tun, 65536)
            except BlockingIOError:
                return
            if packet[0] >> 4 != 4:
                continue  # the kernel's own greetings
            now = time.monotonic()
            self._began = now if self._began is None else self._began
            self.counts[f"{way.name}_bytes"] += len(packet)
            life, cut = self._life(now)
            if cut:
                self.counts["cut"] += 1
            elif self._shape.cut is not Cut.FORGIVEN and self._opened(packet, life) < life:
                self._kill(tun, packet)
            elif way.queued >= self._shape.queue:
                self.counts["full"] += 1
            else:
                self._queue(way, packet, now)

    def _queue(self, way: _Way, packet: bytes, now: float) -> None:
        way.free = max(now, way.free) + len(packet) * 8 / way.rate
        way.queued += 1
        self._push(way.free, way, None)
        if self._chance.random() < self._shape.loss:
            self.counts["lost"] += 1
        else:
            self._push(way.free + self._shape.delay, way, packet)

    def _push(self, at: float, way: _Way, packet: bytes | None) -> None:
        self._order += 1
        heapq.heappush(self._due, _Due(at, self._order, way, packet))

    def _let_out(self, now: float) -> None:
        while self._due and self._due[0].at <= now:
            due = heapq.heappop(self._due)
            if due.packet is None:
                due.way.queued -= 1
            elif self._life(due.at)[1]:
                self.counts["cut"] += 1
            else:
                os.write(due.way.out, due.packet)

    def _opened(self, packet: bytes, life: int) -> int:
        if packet[9] != _TCP:
            return life
        source, target, _, _, flags = _tcp(packet)
        flow = frozenset(((packet[12:16], source), (packet[16:20], target)))
        if flags & _SYN and not flags & _ACK:
            self._flows[flow] = life
        return self._flows.setdefault(flow, life)

    def _kill(self, tun: int, packet: bytes) -> None:
        self.counts["killed"] += 1
        if self._shape.cut is Cut.RESET and not _tcp(packet)[4] & _RST:
            os.write(tun, _reset(packet))


def _tcp(packet: bytes) -> tuple[int, int, int, int, int]:
    """Ports, sequence and acknowledgement numbers, flags (RFC 9293, 3.1)."""
    start = (packet[0] & 0x0F) * 4
    source, target, seq, ack, _, flags = struct.unpack_from("!HHIIBB", packet, start)
    return source, target, seq, ack, flags


def _reset(packet: bytes) -> bytes:
    """What a host says of a flow it does not know: back to where `packet` came from (RFC 9293, 3.10.7.1)."""
    source, target, _, ack, _ = _tcp(packet)
    here, there = packet[16:20], packet[12:16]
    half = struct.pack("!HHIIBBH", target, source, ack, 0, 5 << 4, _RST, 0)
    check = _checksum(here + there + struct.pack("!BBH", 0, _TCP, 20) + half + bytes(4))
    segment = half + struct.pack("!HH", check, 0)
    head = struct.pack("!BBHHHBB", 0x45, 0, 40, 0, 0, 64, _TCP)
    return head + struct.pack("!H", _checksum(head + here + there)) + here + there + segment


def _checksum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _tun(pid: int, address: str) -> int:
    """A TUN device in the namespace of the process `pid`."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        if libc.setns(there, _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tun, _TUNSETIFF, struct.pack("16sH22x", b"line", _IFF_TUN | _IFF_NO_PI))
        for command in (
            f"ip addr add {address}/24 dev line",
            f"ip link set line mtu {MTU} up",
            "ip link set lo up",
        ):
            subprocess.run(command.split(), check=True)
    finally:
        libc.setns(home, _CLONE_NEWNET)
        os.close(home)
        os.close(there)
    return tun


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("ends", nargs=2, type=int)
    for name, value in vars(Shape()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    given = vars(parser.parse_args())
    carrying = _Carrying(given.pop("ends"), Shape(**given))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _say("ready")
    carrying.run()


if __name__ == "__main__":
    main()
