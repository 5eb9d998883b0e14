"""Whether fingers still reach the kiosk: a touch panel is plugged in, and somebody touched it lately."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kiosk.doctor.check import Finding
from kiosk.doctor.subject import Subject
from kiosk.doctor.words import absent, bad, ok, poor
from kiosk.model import Words
from kiosk.rules.working_days import WorkingDays
from kiosk.store.moments import office_day
from kiosk.store.rulebook import Rulebook

QUIET = 3  # working days without one touch that are more than a slow week
_LONGEST = 60  # letters of a name
# As linux/input-event-codes.h numbers them.
_DIRECT = 1  # INPUT_PROP_DIRECT: fingers and picture are on one glass
_TOUCH = 0x14A  # BTN_TOUCH
_PADS = (0x145, 0x140)  # BTN_TOOL_FINGER, BTN_TOOL_PEN: of touch pads and tablets, beside BTN_TOUCH
_PLACES = (0x00, 0x35)  # ABS_X, ABS_MT_POSITION_X


def touch(subject: Subject) -> Finding:
    """By the panels that the kernel knows, and the time that the screen left at its last touch."""
    names = panels(subject)
    if not names and not subject.found("sys/class/drm/card*-*"):
        return absent("Ở đây không có màn hình.", "There is no screen here.")
    if not names:
        return bad(_NONE, _PLUG)
    model = names[0][:_LONGEST]
    try:
        moment = subject.workspace.touched.stat().st_mtime
    except OSError:
        return poor(_NEVER, _TRY, model=model, driver="evdev")
    last, today = office_day(dt.datetime.fromtimestamp(moment, dt.UTC)), office_day(subject.now())
    quiet = _working_days(last, today, Rulebook(subject.workspace).working_days(today))
    if quiet >= QUIET:
        return poor(_quiet(quiet), _TRY, model=model, driver="evdev", touched=last)
    return ok(f"{model}.", f"{model}.", model=model, driver="evdev", touched=last)


def panels(subject: Subject) -> tuple[str, ...]:
    """Names of the touchscreens that the kernel knows, as udev's input_id tells them from pads, tablets and mice."""
    found = (path.parent for path in subject.found("sys/class/input/event*/device/name"))
    return tuple(_text(device / "name") for device in found if _is_panel(device))


def _is_panel(device: Path) -> bool:
    keys, places = _bits(device / "capabilities/key"), _bits(device / "capabilities/abs")
    if not any(places >> place & 1 for place in _PLACES):
        return False
    if _bits(device / "properties") >> _DIRECT & 1:
        return True
    return bool(keys >> _TOUCH & 1) and not any(keys >> pad & 1 for pad in _PADS)


def _bits(at: Path) -> int:
    """A bitmap as sysfs writes it: words of 64 bits in hex, the highest first."""
    words = _text(at).split()
    return sum(int(word, 16) << 64 * nth for nth, word in enumerate(reversed(words)))


def _text(at: Path) -> str:
    try:
        return at.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _working_days(last: dt.date, today: dt.date, days: WorkingDays) -> int:
    """Whole working days between two days, neither of them counted."""
    between = (last + dt.timedelta(ahead) for ahead in range(1, (today - last).days))
    return sum(days.works(day) for day in between)


_NONE = Words("Không thấy màn hình cảm ứng", "No touchscreen is there")
_PLUG = Words(
    "Cắm lại dây USB của màn hình cảm ứng; nếu vẫn vậy, thay dây hoặc màn hình.",
    "Plug the touchscreen's USB cable in again; if it stays so, change the cable or the screen.",
)
_NEVER = Words("Chưa ai chạm vào màn hình này", "Nobody has touched this screen yet")
_TRY = Words(
    "Hãy chạm vào màn hình; nếu không có gì thay đổi, cắm lại dây USB của màn hình.",
    "Touch the screen; if nothing changes, plug its USB cable in again.",
)


def _quiet(days: int) -> Words:
    return Words(
        f"Đã {days} ngày làm việc không ai chạm vào màn hình",
        f"Nobody has touched the screen for {days} working days",
    )
