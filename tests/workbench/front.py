"""The door of the province in front of its centre: real TLS with the devices' certificates, counted."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

_PIECE = 16 * 1024
_LOOK = 0.02  # seconds between two looks at whether the door is to close
_STUCK = 10.0  # seconds one side may refuse to take bytes


class Front:
    """TLS on a port of its own, its inside handed on to `port`.

    `certificate`: PEM of the centre's with its key; `devices`: PEM of who vouches for kiosks (none: nobody is asked),
    `revoked`: PEM lists of theirs. Counts `handshakes`, of them those `resumed`, and `refused` ones; `heard` is what
    kiosks said inside.
    """

    def __init__(
        self,
        port: int,
        certificate: Path,
        devices: Path | None = None,
        revoked: Path | None = None,
        newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    ) -> None:
        self.handshakes = self.resumed = self.refused = 0
        self.heard = bytearray()
        self._centre = port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = min(newest, ssl.TLSVersion.TLSv1_2)
        self._context.maximum_version = newest
        if newest < ssl.TLSVersion.TLSv1_2:
            self._context.set_ciphers("DEFAULT@SECLEVEL=0")
        self._context.load_cert_chain(certificate)
        if devices:
            self._context.load_verify_locations(devices)
            self._context.verify_mode = ssl.CERT_REQUIRED
        if revoked:
            self._context.load_verify_locations(revoked)
            self._context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
        self._door = socket.create_server(("127.0.0.1", 0))
        self._ends = threading.Event()
        self._cuts = 0
        self._relays: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._let_in)

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def renew(self, certificate: Path) -> None:
        """From the next handshake on it shows this one."""
        self._context.load_cert_chain(certificate)

    def cut(self) -> None:
        """Hang up on everybody; the door stays open."""
        self._cuts += 1

    def __enter__(self) -> Front:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()
        for relay in self._relays:
            relay.join()
        self._door.close()

    def _let_in(self) -> None:
        while not self._ends.is_set():
            if select.select([self._door], [], [], _LOOK)[0]:
                line, _ = self._door.accept()
                relay = threading.Thread(target=self._carry, args=(line, self._cuts))
                self._relays.append(relay)
                relay.start()

    def _carry(self, line: socket.socket, cuts: int) -> None:
        line.settimeout(_STUCK)
        with line:
            try:
                kiosk = self._context.wrap_socket(line, True, do_handshake_on_connect=False)
            except OSError:  # gone already
                return
            with kiosk:
                try:
                    kiosk.do_handshake()
                except OSError:
                    self.refused += 1
                    _hear_out(kiosk)
                    return
                self.handshakes += 1
                self.resumed += bool(kiosk.session_reused)
                with (
                    suppress(OSError),
                    socket.create_connection(("127.0.0.1", self._centre)) as centre,
                ):
                    self._relay(kiosk, centre, cuts)

    def _relay(self, kiosk: ssl.SSLSocket, centre: socket.socket, cuts: int) -> None:
        while not self._ends.is_set() and cuts == self._cuts:
            readable = (
                [kiosk] if kiosk.pending() else select.select([kiosk, centre], [], [], _LOOK)[0]
            )
            for side in readable:
                data = side.recv(_PIECE)
                if not data:
                    return
                if side is kiosk:
                    self.heard += data
                (centre if side is kiosk else kiosk).sendall(data)


def _hear_out(line: ssl.SSLSocket) -> None:
    """Until the other end has closed: what it still sends would reset the line, and our last word with it."""
    with suppress(OSError):
        line.settimeout(1.0)
        socket.socket.shutdown(line, socket.SHUT_WR)
        while socket.socket.recv(line, _PIECE):
            pass
