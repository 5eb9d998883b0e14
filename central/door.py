"""The door of a running centre for whoever holds a stick: sealed envelopes, handed over as open files."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import stat
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from central.sealed import SealedError, SealedFault
from central.taking import Takes
from kiosk.contract import ContractError, Receipt
from kiosk.contract.stick import StickError, StickFault, StickFile

NAME = "stick.sock"
KNOCK = 10.0  # seconds for a caller to hand its file over
AGAIN = 1.0  # seconds until a caller is let in whom there was no room for
PATIENCE = 1800.0  # seconds for one of 512 MB, read three times from a slow stick
_MOST_ANSWER = 64 * 1024
_LENGTH = struct.Struct(">I")


class DoorError(Exception):
    """Another process holds the folder and takes nothing from a stick, or its disk failed."""


class Door:
    """Serves from `open` to `close`, one at a time. Only this user of the machine can knock."""

    def __init__(self, folder: Path, taker: Takes) -> None:
        self._path, self._taker = folder / NAME, taker
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="stick")

    def open(self) -> None:
        """Raises OSError."""
        self._path.unlink(missing_ok=True)  # of one that was killed: the folder is ours now
        with _address(self._path) as address:
            self._listening.bind(address)
        self._path.chmod(0o600)
        self._listening.listen(4)
        self._thread.start()

    def close(self) -> None:
        """Once what is being taken in is; never opened is fine."""
        if self._thread.is_alive():
            self._left.set()
            self._listening.shutdown(socket.SHUT_RDWR)
            self._thread.join()
            self._path.unlink(missing_ok=True)
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:  # left, or no room for one more open file just now
                if self._left.wait(AGAIN):
                    return
                continue
            with caller, contextlib.suppress(OSError):  # who hung up hears nothing
                caller.settimeout(KNOCK)
                answer = json.dumps(self._answer(caller)).encode()
                caller.sendall(_LENGTH.pack(len(answer)) + answer)

    def _answer(self, caller: socket.socket) -> dict[str, object]:
        _, handles, _, _ = socket.recv_fds(caller, 1, 1)
        if len(handles) != 1:
            return {"sealed": SealedFault.NOT_SEALED.name}
        if not stat.S_ISREG(os.fstat(handles[0]).st_mode):
            os.close(handles[0])
            return {"sealed": SealedFault.NOT_SEALED.name}
        with StickFile(handles[0]) as file:
            try:
                return {"receipt": self._taker.take(file).to_json()}
            except SealedError as error:
                return {"sealed": error.fault.name}
            except StickError as error:
                return {"stick": error.fault.name}
            except (OSError, SQLAlchemyError) as error:
                return {"failed": type(error).__name__}


class Knocker:
    """Hands each envelope to the process that serves the folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def take(self, file: StickFile) -> Receipt:
        """As Takes has it; raises DoorError too."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(PATIENCE)
                with _address(self._path) as address:
                    line.connect(address)
                socket.send_fds(line, [b"."], [file.fileno()])
                answer = json.loads(_heard(line))
        except (OSError, ValueError):
            raise DoorError("the running centre does not answer for sticks") from None
        if "sealed" in answer:
            raise SealedError(SealedFault[answer["sealed"]])
        if "stick" in answer:
            raise StickError(StickFault[answer["stick"]])
        if "receipt" not in answer:
            raise DoorError("the running centre cannot write")
        try:
            return Receipt.from_json(answer["receipt"])
        except ContractError:
            raise DoorError("the running centre is of another version") from None


def _heard(line: socket.socket) -> bytes:
    with line.makefile("rb") as answer:
        size = answer.read(_LENGTH.size)
        if len(size) != _LENGTH.size or _LENGTH.unpack(size)[0] > _MOST_ANSWER:
            raise ValueError
        return answer.read(_LENGTH.unpack(size)[0])


@contextmanager
def _address(path: Path) -> Iterator[str]:
    """A socket's path may have 107 bytes, a folder's more: named by the folder's handle it always fits."""
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}"
    finally:
        os.close(handle)
