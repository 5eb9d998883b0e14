"""A camera as barcode reader: looks at one picture after another until one has the code of a card."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from drivers.barcode import BarcodeError, BarcodeState, Declared, qr
from drivers.limited import ROOT

PAUSE = 0.1  # seconds between looks: ten a second are enough for a hand, and leave a small board its time
SLICE = 0.1  # seconds of one wait: how soon `close` is heard
LAST = 0.1  # seconds for the child to end
MOST_ANSWER = 256 * 1024  # bytes of one line of the child


@dataclass(frozen=True)
class Patience:
    """In seconds: for the child to start and open the camera, for one look, and before it is started again."""

    start: float = 20.0
    look: float = 5.0
    again: float = 2.0
    # Without a scan; an answer that waits then is of the citizen before.
    unattended: float = 5.0


class CameraScanner:
    """One camera in a child (worker.py), which stays open between scans and is ended when it does not answer.

    Shows the same card again as long as it is held there; reads QR codes, no MRZ.
    """

    def __init__(self, device: str, patience: Patience | None = None) -> None:
        """`device`: a file of V4L2, a video, or numbered pictures as FOLDER/picture-%03d.png."""
        self._device = device
        self._patience = patience or Patience()
        self._eye: _Eye | None = None
        self._lost = False
        self._not_before = 0.0
        self._scanned = 0.0
        self._turn = threading.Lock()  # held while the child is in use
        self._closing = threading.Event()

    def state(self) -> BarcodeState | None:
        return BarcodeState.SCANNER_GONE if self._lost or not self._plugged() else None

    def scan(self, wait: float) -> Declared:
        until = time.monotonic() + wait
        with self._turn:
            try:
                return self._next(until)
            except OSError:
                self._lost = True
                self._not_before = time.monotonic() + self._patience.again
                self._let_go()
                raise BarcodeError(BarcodeState.SCANNER_GONE) from None
            finally:
                self._scanned = time.monotonic()

    def ignore(self) -> None:
        with self._turn:
            self._let_go()

    def close(self) -> None:
        self._closing.set()
        with self._turn:
            self._let_go()
            self._closing.clear()

    def _next(self, until: float) -> Declared:
        """Raises BarcodeError, OSError."""
        state = BarcodeState.NOTHING
        stale = time.monotonic() - self._scanned > self._patience.unattended
        eye = self._open_eye()
        if stale:
            eye.look_anew()
        while True:
            if not self._plugged():
                raise FileNotFoundError
            left = until - time.monotonic()
            texts = eye.look(max(0.0, min(SLICE, left)))
            if texts is not None:
                self._lost = False
            for text in texts or ():
                try:
                    return qr.parse(text)
                except BarcodeError as error:
                    state = error.state
            if left <= 0 or self._closing.wait(PAUSE if texts is not None else 0):
                raise BarcodeError(state)

    def _open_eye(self) -> _Eye:
        if self._eye is None:
            if not self._plugged() or time.monotonic() < self._not_before:
                raise FileNotFoundError
            self._eye = _Eye(self._device, self._patience)
        return self._eye

    def _plugged(self) -> bool:
        path = Path(self._device)
        try:
            return path.parent.is_dir() if "%" in self._device else path.exists()
        except OSError:
            return False

    def _let_go(self) -> None:
        eye, self._eye = self._eye, None
        if eye is not None:
            eye.close()


class _Eye:
    """The child, asked for one look at a time; OSError means that it must be closed."""

    def __init__(self, device: str, patience: Patience) -> None:
        self._patience = patience
        self._answer = bytearray()
        self._asked = False
        self._unwanted = False
        self._ready = False  # it has started and looked once
        self._until = time.monotonic() + patience.start
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "drivers.barcode.worker", device],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote what a card says
            env={
                "PYTHONPATH": str(ROOT),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONUTF8": "1",
                "OPENBLAS_NUM_THREADS": "1",  # each thread maps memory that the limit counts
            },
            start_new_session=True,
        )

    def look_anew(self) -> None:
        """The answer that may wait is not wanted."""
        self._unwanted = self._asked

    def look(self, wait: float) -> list[str] | None:
        """The texts in the picture of now, None when they are not told within `wait` seconds."""
        self._ask()
        line = self._line(wait)
        if line is None:
            if time.monotonic() > self._until:
                raise TimeoutError
            return None
        texts, unwanted = _texts(line), self._unwanted
        self._asked = self._unwanted = False
        self._ready = True
        return None if unwanted else texts

    def close(self) -> None:
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(LAST)  # inside a broken driver even a kill may have to wait
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            with contextlib.suppress(OSError):
                pipe.close()

    def _ask(self) -> None:
        if self._asked:
            return
        self._asked = True
        if self._ready:
            self._until = time.monotonic() + self._patience.look
        assert self._process.stdin
        self._process.stdin.write(b"look\n")
        self._process.stdin.flush()

    def _line(self, wait: float) -> bytes | None:
        assert self._process.stdout
        descriptor = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        if not poll.poll(wait * 1000):
            return None
        data = os.read(descriptor, MOST_ANSWER)
        self._answer += data
        if not data or len(self._answer) > MOST_ANSWER:
            raise OSError
        if not self._answer.endswith(b"\n"):
            return None
        line, self._answer = bytes(self._answer), bytearray()
        return line


def _texts(line: bytes) -> list[str]:
    """Raises OSError: the camera is gone, or the child is not itself any more."""
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        raise OSError from None
    texts = answer.get("texts") if isinstance(answer, dict) else None
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise OSError
    return texts
