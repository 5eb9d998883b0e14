"""The devices asked by this process itself: for a box whose services do not run, and for those that are simulated."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from drivers.card import CardError, CardState
from drivers.printer import Printer, PrinterState
from drivers.scanner import Scanner, ScannerError, ScannerState, ScanProfile
from drivers.token import Token, TokenError, TokenState
from drivers.voice import Player, Voice, VoiceError
from kiosk.devices import translate
from kiosk.doctor.check import Finding
from kiosk.doctor.words import absent, bad, of_fault, ok, poor
from kiosk.faults import Fault
from kiosk.model import Words

# SELECT of the eMRTD application (ICAO 9303-10, 3.6.1): every chip answers it, and nothing of anybody is asked.
SELECT = bytes.fromhex("00A4040C07A0000002471001")
DONE = b"\x90\x00"
MOST_PAGES = 5  # of those that lie in the feeder; none is kept
SLOW_SCAN = 8.0  # pages a minute: below that a queue grows at the kiosk
JAMMING = 10.0  # jams in a thousand pages
TONE = "a"  # what the loudspeaker is tried with: a twentieth of a second

_CHANGE = Words(
    "Nhập mã PIN đúng bằng phần mềm của hãng, hoặc đổi thiết bị.",
    "Give the right PIN in the maker's program, or change the token.",
)
_FASTER = Words("Quét ở 200 dpi, hoặc thay máy quét.", "Scan at 200 dpi, or get another scanner.")
_ROLLERS = Words("Lau hoặc thay con lăn.", "Clean or replace the rollers.")


class ReaderInHand(Protocol):
    """What of a card reader is tried."""

    def state(self) -> CardState | None: ...
    def readers(self) -> list[str]: ...
    def answer(self, command: bytes) -> bytes: ...


@dataclass(frozen=True)
class Hands:
    """The devices as drivers; None: this kiosk has none. `scanner_name`, `printer_name`: driver and model, as found."""

    reader: ReaderInHand
    scanner: Scanner
    printer: Printer | None = None
    tokens: Sequence[Token] = ()
    voice: Voice | None = None
    player: Player | None = None
    scanner_name: Callable[[], tuple[str, str]] = lambda: ("", "")
    printer_name: Callable[[], tuple[str, str]] = lambda: ("", "")


def reader(hands: Hands) -> Finding:
    names = hands.reader.readers()
    if hands.reader.state() is CardState.READER_GONE or not names:
        return of_fault(Fault.READER_GONE)
    return ok(f"{names[0]}.", f"{names[0]}.", model=names[0], driver="pcsc")


def chip(hands: Hands) -> Finding:
    """Whether the chip of the card that lies there answers: no number is typed, and no data of it are read."""
    try:
        answer = hands.reader.answer(SELECT)
    except CardError as error:
        return of_fault(translate.CARD[error.state])
    if not answer:
        return absent("Chưa có thẻ trên đầu đọc.", "No card lies on the reader.")
    if answer.endswith(DONE):
        return ok("Chip thẻ căn cước trả lời.", "The chip of an ID card answers.")
    return ok("Chip trả lời, không phải thẻ căn cước.", "A chip answers; it is no ID card.")


def scanner(hands: Hands) -> Finding:
    """What lies in the feeder goes through, for its speed; nothing of it is kept."""
    driver, model = hands.scanner_name()
    named = {"driver": driver, "model": model}
    state = hands.scanner.state()
    if state is ScannerState.EMPTY:
        return ok("Sẵn sàng; đặt giấy vào để đo tốc độ.", "Ready; lay paper in to try it.", **named)
    if state is not ScannerState.READY:
        return of_fault(translate.SCANNER[state], named)
    pages, began = 0, time.monotonic()
    try:
        with closing(hands.scanner.scan_batch(ScanProfile())) as batch:  # type: ignore[type-var]
            for _ in batch:
                pages += 1
                if pages == MOST_PAGES:
                    break
    except ScannerError as error:
        if not pages or error.state is not ScannerState.EMPTY:
            return of_fault(translate.SCANNER[error.state], named)
    return throughput(60 * pages / max(time.monotonic() - began, 0.001), None, named)


def throughput(per_minute: float, jams: float | None, named: dict[str, str]) -> Finding:
    """Of `per_minute` pages; `jams` in a thousand, None where too few pages came to say."""
    figures = named | {"pages-per-minute": f"{per_minute:.0f}"}
    what = Words(f"{per_minute:.0f} trang/phút.", f"{per_minute:.0f} pages a minute.")
    if jams is not None and jams > JAMMING:
        jammed = Words(f"{jams:.0f} lần kẹt trên 1.000 trang.", f"{jams:.0f} jams in 1,000 pages.")
        return poor(jammed, _ROLLERS, **figures, jams=f"{jams:.0f}/1000")
    return (
        poor(what, _FASTER, **figures)
        if per_minute < SLOW_SCAN
        else ok(what.vi, what.en, **figures)
    )


def printer(hands: Hands) -> Finding:
    driver, model = hands.printer_name()
    named = {"driver": driver, "model": model}
    if hands.printer is None:
        return absent("Máy này không có máy in.", "This kiosk has no printer.")
    state = hands.printer.state()
    if state in translate.PRINTER:
        return of_fault(translate.PRINTER[state], named)
    if state is PrinterState.PAPER_LOW:
        low = Words("Sắp hết giấy.", "The paper is near its end.")
        return poor(low, Words("Chuẩn bị cuộn giấy mới.", "Have a new roll ready."), **named)
    return ok("Sẵn sàng.", "Ready.", **named)


def token(tokens: Sequence[Token]) -> Finding:
    """As far as it can be known without a PIN."""
    if not tokens:
        return absent("Máy này không ký số.", "Nothing is signed at this kiosk.")
    held: dict[str, str] = {}
    for one in tokens:
        try:
            info = one.info()
        except TokenError as error:
            return _unsigned(TokenState.MODULE_FAILED, {"why": error.fault.value})
        if info is None:
            return _unsigned(TokenState.ABSENT, held)
        held = {"model": info.maker or info.label, "driver": "pkcs11"}
        if info.state is not TokenState.READY:
            return _unsigned(info.state, held)
    return ok("Sẵn sàng.", "Ready.", **held)


def _unsigned(state: TokenState, figures: dict[str, str]) -> Finding:
    what = _TOKENS.get(state, _TOKENS[TokenState.MODULE_FAILED])
    if state is TokenState.ABSENT:
        return poor(what, Words("Cắm thiết bị ký số vào.", "Plug the token in."), **figures)
    if state in (TokenState.PIN_LOW, TokenState.PIN_LAST, TokenState.PIN_TO_CHANGE):
        return poor(what, _CHANGE, **figures)
    other = Words("Cài lại phần mềm của hãng.", "Install the maker's program again.")
    return bad(what, _CHANGE if state is TokenState.PIN_LOCKED else other, **figures)


_TOKENS = {
    TokenState.PIN_LOW: Words("Đã có lần nhập sai mã PIN.", "A wrong PIN was given."),
    TokenState.PIN_LAST: Words("Chỉ còn một lần nhập mã PIN.", "One try of the PIN is left."),
    TokenState.PIN_LOCKED: Words("Thiết bị ký số đã bị khóa.", "The token is locked."),
    TokenState.PIN_TO_CHANGE: Words("Phải đổi mã PIN.", "Its PIN must be changed."),
    TokenState.ABSENT: Words("Chưa cắm thiết bị ký số.", "The token is not plugged in."),
    TokenState.MODULE_MISSING: Words("Thiếu phần mềm của hãng.", "The maker's library is missing."),
    TokenState.MODULE_FAILED: Words("Phần mềm của hãng bị lỗi.", "The maker's library fails."),
}


def sound(hands: Hands) -> Finding:
    """A very short sound is played."""
    if hands.voice is None or hands.player is None:
        return absent("Máy này không đọc thành tiếng.", "This kiosk reads nothing aloud.")
    try:
        hands.player.play(hands.voice.say(TONE), lambda: False)
    except VoiceError as error:
        return of_fault(Fault.SOUND_GONE, {"why": error.fault.value})
    return ok("Phát được tiếng.", "Plays.")
