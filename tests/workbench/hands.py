"""What hands can do outside the screen, as a table of buttons, and the thread that asks the bench for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.model import Words
from tests.workbench import people
from tests.workbench.bench import ask

LOOK = 1.0  # seconds between looks at the bench

Look = dict[str, Any]  # as of Bench.look


@dataclass(frozen=True)
class Deed:
    """One thing a hand can do: what the button says, and what the bench is asked."""

    words: Words
    act: str
    what: tuple[tuple[str, object], ...] = ()


Choice = Callable[[Look], Deed]  # what a button does now


def deed(vi: str, en: str, act: str, **what: object) -> Choice:
    """A button that always does the same."""
    only = Deed(Words(vi, en), act, tuple(what.items()))
    return lambda look: only


def either(is_on: Callable[[Look], bool], off: Choice, on: Choice) -> Choice:
    """A switch: `off` puts it back where it is on, else `on`."""
    return lambda look: (off if is_on(look) else on)(look)


OTHERS = ("HOA", "ONG_DU", "NAMESAKE")


def _another(look: Look) -> Deed:
    """The next of the other citizens."""
    at = OTHERS.index(look["card"]) + 1 if look["card"] in OTHERS else 0
    words = Words("Đặt thẻ khác", "Lay another card")
    return Deed(words, "lay-card", (("person", OTHERS[at % len(OTHERS)]),))


def _paper(vi: str, en: str, kind: str) -> Choice:
    return deed(vi, en, "load", kinds=[kind])


@dataclass(frozen=True)
class Section:
    """One device: its name, a line about how it is, and its buttons in rows."""

    name: Words
    about: Callable[[Look], Words]
    rows: tuple[tuple[Choice, ...], ...]


def _card(look: Look) -> Words:
    if look["card"] is None:
        return Words("Chưa có thẻ trên đầu đọc", "no card on the reader")
    name = getattr(people, look["card"]).name
    return Words(f"Thẻ của {name}", "lies on the reader")


SCANNER = {
    "jammed": Words("Kẹt giấy", "jammed"),
    "cover-open": Words("Nắp đang mở", "cover open"),
    "gone": Words("Đã rút dây", "unplugged"),
    "busy": Words("Đang bận", "busy"),
}


def _scanner(look: Look) -> Words:
    state, sheets = look["scanner"]["state"], look["scanner"]["sheets"]
    tray = Words(f"{sheets} tờ trong khay", f"{sheets} in the tray")
    trouble = SCANNER.get(state)
    if trouble is None:
        return tray
    return Words(f"{trouble.vi}, {tray.vi}", f"{trouble.en}, {tray.en}")


ROLL = {
    "ok": Words("Còn giấy", "paper"),
    "low": Words("Sắp hết giấy", "paper low"),
    "out": Words("Hết giấy", "no paper"),
}


def _printer(look: Look) -> Words:
    printer = look["printer"]
    if not printer["plugged"]:
        return Words("Đã rút dây", "unplugged")
    roll = ROLL[printer["paper"]]
    if printer["cover_open"]:
        return Words(f"{roll.vi}, nắp đang mở", f"{roll.en}, cover open")
    return roll


def _line(look: Look) -> Words:
    cases = look["cases"]
    line = Words("Đứt", "cut") if look["line_cut"] else Words("Thông", "up")
    return Words(
        f"{line.vi}, trung tâm có {cases} hồ sơ", f"{line.en}, cases at the centre: {cases}"
    )


SECTIONS = (
    Section(
        Words("Thẻ", "Card"),
        _card,
        (
            (
                deed("Đặt thẻ của Mai", "Lay Mai's card", "lay-card", person="MAI"),
                _another,
                deed("Nhấc thẻ", "Lift the card", "lift-card"),
            ),
            (
                deed("Đưa mã QR của Mai", "Hold up Mai's QR code", "hold-code", person="MAI"),
                deed("Đưa mã QR thẻ khác", "Another's QR code", "hold-code", person="HOA"),
            ),
        ),
    ),
    Section(
        Words("Máy quét", "Scanner"),
        _scanner,
        (
            (
                _paper("+ Tờ khai khai sinh", "Birth declaration", "to-khai-khai-sinh"),
                _paper("+ Giấy chứng sinh", "Birth notification", "giay-chung-sinh"),
            ),
            (
                _paper("+ Bản sao căn cước", "Copy of ID card", "can-cuoc"),
                _paper("+ Tờ khai CT01", "Residence form", "to-khai-ct01"),
            ),
            (
                deed("Lấy giấy ra", "Take out", "take-out"),
                deed("Làm kẹt giấy", "Jam the next sheet", "jam", after=0),
                deed("Gỡ giấy kẹt", "Free the paper", "clear"),
            ),
            (
                either(
                    lambda look: look["scanner"]["state"] == "cover-open",
                    deed("Đóng nắp", "Close the cover", "scanner-cover", open=False),
                    deed("Mở nắp", "Open the cover", "scanner-cover", open=True),
                ),
                either(
                    lambda look: look["scanner"]["state"] == "gone",
                    deed("Cắm lại dây", "Plug in", "scanner-gone", on=False),
                    deed("Rút dây", "Unplug", "scanner-gone", on=True),
                ),
            ),
        ),
    ),
    Section(
        Words("Máy in", "Printer"),
        _printer,
        (
            (
                deed("Hết giấy", "Paper out", "printer-paper", state="out"),
                deed("Sắp hết", "Paper low", "printer-paper", state="low"),
                deed("Cuộn mới", "New roll", "printer-paper", state="ok"),
            ),
            (
                either(
                    lambda look: look["printer"]["cover_open"],
                    deed("Đóng nắp", "Close the cover", "printer-cover", open=False),
                    deed("Mở nắp", "Open the cover", "printer-cover", open=True),
                ),
                either(
                    lambda look: not look["printer"]["plugged"],
                    deed("Cắm lại dây", "Plug in", "printer-plug"),
                    deed("Rút dây", "Unplug", "printer-unplug"),
                ),
            ),
        ),
    ),
    Section(
        Words("Đường truyền", "Line"),
        _line,
        (
            (
                either(
                    lambda look: look["line_cut"],
                    deed("Nối lại đường truyền", "Mend the line", "mend-line"),
                    deed("Cắt đường truyền", "Cut the line", "cut-line"),
                ),
            ),
        ),
    ),
)


def number_to_type(look: Look) -> str:
    """The 12 digits of the card that lies there, Mai's where none does, as people read them aloud."""
    number: str = getattr(people, look["card"] or "MAI").number
    return " ".join(number[at : at + 3] for at in range(0, 12, 3))


class Hand:
    """A thread that asks the bench for one thing after another, and looks at it in between.

    `saw(look, busy)` is called from that thread: `look` is None where the bench gave no answer, `busy` tells
    that more is waiting to be done.
    """

    def __init__(self, door: Path, saw: Callable[[Look | None, bool], None]) -> None:
        self._door, self._saw = door, saw
        self._deeds: queue.SimpleQueue[Deed | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True, name="hand")

    def start(self) -> None:
        self._thread.start()

    def do(self, deed: Deed) -> None:
        """Have it done after what was asked before; returns at once."""
        self._deeds.put(deed)

    def _work(self) -> None:
        while True:
            self._saw(self._asked("look"), not self._deeds.empty())
            try:
                deed = self._deeds.get(timeout=LOOK)
            except queue.Empty:
                continue
            self._asked(deed.act, **dict(deed.what))

    def _asked(self, act: str, **what: object) -> Any:
        """The bench's answer; None where it gave none."""
        try:
            return ask(self._door, act, **what)
        except (OSError, ValueError, LookupError):
            return None
