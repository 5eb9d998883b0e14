"""A barcode reader on a serial line, and the hands that hold cards before it or pull its plug."""

from __future__ import annotations

import contextlib
import os
import pty
import tty
from pathlib import Path
from types import TracebackType
from typing import Self


class BarcodeHouse:
    """A `with` block in which `device` is a serial port with a barcode reader behind it."""

    def __init__(self, folder: Path) -> None:
        """`folder` gets the link."""
        folder.mkdir(parents=True, exist_ok=True)
        self.device = str(folder / "barcode")
        self._ends: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        self.plug()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.unplug()

    def hold(self, text: str) -> None:
        """Hold a code before it: its text goes over the line at once, or nowhere while unplugged."""
        if self._ends is not None:
            with contextlib.suppress(BlockingIOError):
                os.write(self._ends[0], text.encode() + b"\r\n")

    def unplug(self) -> None:
        if self._ends is not None:
            Path(self.device).unlink()
            for end in self._ends:
                os.close(end)
            self._ends = None

    def plug(self) -> None:
        if self._ends is None:
            ours, theirs = pty.openpty()
            tty.setraw(theirs)
            os.set_blocking(ours, False)  # where nobody reads, a code is lost and nobody waits
            Path(self.device).symlink_to(os.ttyname(theirs))
            self._ends = ours, theirs
