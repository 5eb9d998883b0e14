"""The steps of a self-visit: how long each took, and at which one it ended badly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kiosk.faults import Fault, remedy
from kiosk.model import Words
from kiosk.settings import SettingsError
from kiosk.store.errors import DiskFailed, StoreError

SAID = {
    "settings": Words("Không đọc được phần cài đặt.", "The settings cannot be read."),
    "rules": Words("Không dùng được bộ quy định.", "The rules cannot be used."),
    "store": Words("Không mở được cơ sở dữ liệu.", "The database cannot be opened."),
    "devices": Words("Dịch vụ thiết bị không chạy được.", "The devices service does not start."),
    "ticket": Words("Phiếu in ra không đọc lại được.", "The printed ticket cannot be read back."),
    "case": Words("Hồ sơ thử không còn nguyên vẹn.", "The case of the visit is not whole."),
    "screens": Words("Có màn hình không vẽ được.", "A screen is not drawn."),
}
STUCK = Words("Lượt thử dừng giữa chừng.", "The visit stopped half-way.")


class NotAsItShould(Exception):
    """What came is not what should have come; the text is a short code."""


class Faulty(Exception):
    """The kiosk itself says what is wrong."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Failed(Exception):
    """The visit ended badly at `step`; `why` is a fault's code or a short code, `said` one sentence."""

    def __init__(self, step: str, why: str, said: Words) -> None:
        super().__init__(f"{step}: {why}")
        self.step, self.why, self.said = step, why, said


@dataclass
class Steps:
    """Each done step by name, with its seconds, in order."""

    done: list[tuple[str, float]] = field(default_factory=list)
    _since: float = field(default_factory=time.monotonic)

    def mark(self, step: str) -> None:
        """What was done since the last mark was this step."""
        now = time.monotonic()
        self.done.append((step, round(now - self._since, 2)))
        self._since = now

    @contextmanager
    def at(self, step: str) -> Iterator[None]:
        """What is done inside is this step; whatever goes wrong in it comes out as Failed."""
        try:
            yield
        except Failed:
            raise
        except (Faulty, StoreError, DiskFailed) as error:
            raise Failed(step, error.fault.value, _said(step, error)) from error
        except (NotAsItShould, SettingsError) as error:
            raise Failed(step, str(error), SAID.get(step, STUCK)) from error
        except Exception as error:  # whatever is broken in this software is what is looked for
            raise Failed(step, type(error).__name__, SAID.get(step, STUCK)) from error
        self.mark(step)


def _said(step: str, error: Faulty | StoreError | DiskFailed) -> Words:
    """The fault's own words, but where they are too wide: then the step's."""
    if error.fault is Fault.STORE_FAILED and step in SAID:
        return SAID[step]
    return remedy(error.fault).what
