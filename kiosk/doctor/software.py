"""What runs on the board: services, database, what waits to be sent, certificates, rules, versions."""

from __future__ import annotations

import datetime as dt
import platform
import subprocess
from importlib import metadata

from kiosk import VERSION
from kiosk.doctor.check import Finding
from kiosk.doctor.sockets import answers
from kiosk.doctor.subject import Subject
from kiosk.doctor.words import absent, bad, of_fault, ok, poor
from kiosk.faults import Fault
from kiosk.model import Words
from kiosk.store.asked_rules import AskedRules
from kiosk.store.condition import Condition
from kiosk.store.health import Health
from kiosk.store.rulebook import Rulebook
from kiosk.store.soundness import unsound
from kiosk.sync import machine as system
from kiosk.sync import measuring
from kiosk.sync.budget import SpentError
from kiosk.sync.connection import CentreError
from kiosk.sync.releases import UPDATE

SERVICES = ("kiosk-ui", "kiosk-devices", "kiosk-desk", "kiosk-sync")
RESTARTS = 5  # of one service since the start, beyond which somebody should look
OLD = dt.timedelta(hours=4)
ENDING = dt.timedelta(days=14)
FAR, LOSSY, THIN = 2.0, 0.05, 64.0  # seconds, share, kbit/s: worse is poor
_PATIENCE = 10.0  # seconds for another program

_LOGS = Words(
    "Xem: journalctl -u {0}; khởi động lại máy.", "See journalctl -u {0}; restart the kiosk."
)


def services(subject: Subject) -> Finding:
    """systemd's word where it runs; else whether the sockets of devices and desk answer."""
    if (subject.root / "run/systemd/system").is_dir():
        return _units()
    desk = subject.settings.desk
    away = [
        name
        for name, answers in (
            ("kiosk-devices", answers(subject.workspace.devices_socket)),
            ("kiosk-desk", answers((desk.host, desk.port))),
        )
        if not answers
    ]
    if len(away) == 2:
        return absent("Không có dịch vụ nào chạy ở đây.", "No service runs here.")
    return _stopped(away) if away else ok("Các dịch vụ trả lời.", "The services answer.")


def _units() -> Finding:
    asked = ["systemctl", "show", *(f"{name}.service" for name in SERVICES)]
    try:
        told = subprocess.run(
            [*asked, "--property=Id,ActiveState,NRestarts"],
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return absent("systemd không trả lời.", "systemd does not answer.")
    units = [
        dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
        for unit in told.split("\n\n")
    ]
    if len(units) < len(SERVICES):
        return absent("systemd không trả lời.", "systemd does not answer.")
    away = [unit.get("Id", "?") for unit in units if unit.get("ActiveState") != "active"]
    restarts = {unit.get("Id", "?"): int(unit.get("NRestarts") or 0) for unit in units}
    figures = {name.removesuffix(".service"): f"{n} restarts" for name, n in restarts.items()}
    if away:
        return _stopped(away, figures)
    worst = max(restarts, key=restarts.__getitem__, default="")
    if restarts.get(worst, 0) > RESTARTS:
        what = Words(
            f"{worst} đã tự khởi động lại {restarts[worst]} lần.",
            f"{worst} was restarted {restarts[worst]} times.",
        )
        return poor(what, Words(_LOGS.vi.format(worst), _LOGS.en.format(worst)), **figures)
    return ok("Cả bốn dịch vụ đang chạy.", "All four services run.", **figures)


def _stopped(away: list[str], figures: dict[str, str] | None = None) -> Finding:
    names = ", ".join(away)
    what = Words(f"Không chạy: {names}.", f"Not running: {names}.")
    return bad(what, Words(_LOGS.vi.format(away[0]), _LOGS.en.format(away[0])), **(figures or {}))


def database(subject: Subject) -> Finding:
    """Opens with its keys, holds together, and the journal is the chain that it should be."""
    if subject.db is None:
        return of_fault(Fault.STORE_FAILED, {"why": subject.trouble})
    found = unsound(subject.db)
    if found:
        return of_fault(Fault.STORE_FAILED, {"why": found})
    seq, _ = Condition(subject.db).head()
    return ok("Mở được và nguyên vẹn.", "Opens, and is whole.", journal=seq)


def outbox(subject: Subject) -> Finding:
    if subject.db is None:
        return absent("Không mở được cơ sở dữ liệu.", "The database cannot be opened.")
    unsent, now = Condition(subject.db).unsent(), subject.now()
    figures = {
        "waiting": str(unsent.waiting),
        "refused": str(unsent.refused),
        "held": str(unsent.held),
    }
    if unsent.refused:
        return of_fault(Fault.CENTRE_REFUSED, figures)
    age = (
        now - dt.datetime.fromtimestamp(unsent.put_at, dt.UTC) if unsent.put_at else dt.timedelta()
    )
    waiting = unsent.waiting + unsent.held
    what = Words(f"{waiting} hồ sơ chờ gửi.", f"{waiting} cases wait to be sent.")
    if age > OLD:
        return poor(what, Words("Xem mục đường truyền.", "See the line to the centre."), **figures)
    return ok(what.vi, what.en, **figures)


def line(subject: Subject) -> Finding:
    """A few signed questions to the centre, in the hours in which papers may go."""
    if not subject.settings.centre.url:
        return absent("Chưa cài đặt trung tâm.", "No centre is set.")
    if not subject.workspace.device_key.exists():  # else one would be made by asking
        return absent("Lệnh này không có khóa của máy.", "The kiosk's key is not at hand here.")
    try:
        seen = measuring.measured(subject.settings, subject.workspace, subject.now)
    except SpentError:
        return absent("Giờ này không được gửi gì.", "Nothing may be sent at this hour.")
    except CentreError as error:
        return of_fault(error.fault)
    figures = {
        "round-trip": f"{1000 * seen.round_trip:.0f} ms",
        "up": f"{seen.up:.0f} kbit/s",
        "down": f"{seen.down:.0f} kbit/s",
        "loss": f"{100 * seen.loss:.1f} %",
        "apart": f"{seen.apart:.1f} s",
    }
    if seen.certificate:
        figures["centre-certificate"] = f"{seen.certificate:%Y-%m-%d}"
    told = f"{figures['round-trip']}, ↑ {figures['up']}, ↓ {figures['down']}"
    what = Words(f"{told}, mất {figures['loss']}.", f"{told}, {figures['loss']} lost.")
    if seen.round_trip > FAR or seen.loss > LOSSY or min(seen.up, seen.down) < THIN:
        weak = Words(
            "Xem modem và dây mạng; báo nhà mạng.", "See modem and cable; tell the provider."
        )
        return poor(what, weak, **figures)
    return ok(what.vi, what.en, **figures)


def certificates(subject: Subject) -> Finding:
    """This kiosk's at the centre and that of the desk's pages; the soonest end counts."""
    settings, workspace = subject.settings, subject.workspace
    kept = {
        "device": settings.centre.certificate or str(workspace.certificate),
        "desk": settings.desk.certificate or str(workspace.desk_certificate),
    }
    ends = {name: end for name, path in kept.items() if (end := system.certificate_end(path))}
    if not ends:
        return absent("Chưa có chứng thư nào.", "There is no certificate yet.")
    figures = {name: f"{end:%Y-%m-%d}" for name, end in ends.items()}
    soonest = min(ends, key=ends.__getitem__)
    left = ends[soonest] - subject.now()
    of = {
        "device": Words("với trung tâm", "towards the centre"),
        "desk": Words("của trang cán bộ", "of the clerks' pages"),
    }
    day = f"{ends[soonest]:%d/%m/%Y}"
    if left <= dt.timedelta():
        what = Words(
            f"Chứng thư {of[soonest].vi} hết hạn ngày {day}.",
            f"The certificate {of[soonest].en} ended on {day}.",
        )
        return bad(what, _RENEW[soonest], **figures)
    what = Words(
        f"Chứng thư {of[soonest].vi} còn hạn đến {day}.",
        f"The certificate {of[soonest].en} is good until {day}.",
    )
    if left < ENDING:
        return poor(what, _RENEW[soonest], **figures)
    return ok(what.vi, what.en, **figures)


_RENEW = {
    "device": Words(
        "Kiểm tra mạng; nếu cần, ghi danh lại máy.", "Check the line; enrol anew if need be."
    ),
    "desk": Words(
        "Cấp lại: kiosk-provisioning as desk certificate issue.",
        "Issue it anew: kiosk-provisioning as desk certificate issue.",
    ),
}


def rules(subject: Subject) -> Finding:
    brought = Rulebook(subject.workspace).now().version
    version = brought or "shipped"
    if subject.db is None:
        return absent(
            "Không mở được cơ sở dữ liệu.", "The database cannot be opened.", version=version
        )
    asked = AskedRules(subject.db).standing()
    if asked.fault:
        return of_fault(asked.fault, {"version": version})
    if asked.expires and asked.expires < subject.now():
        return of_fault(Fault.RULES_EXPIRED, {"version": version})
    if asked.expires:
        day = f"{asked.expires:%d/%m/%Y}"
        return ok(
            f"Bản {version}, hạn đến {day}.",
            f"Version {version}, good until {day}.",
            version=version,
        )
    if not brought:
        return ok("Bản đi kèm phần mềm.", "As shipped with the software.", version=version)
    return ok(f"Bản {version}.", f"Version {version}.", version=version)


def update(subject: Subject) -> Finding:
    """How the last update ended, as kiosk-sync heard of it."""
    known = Health(subject.db).devices() if subject.db else ()
    last = next((one for one in known if one.device == UPDATE), None)
    if last is None:
        return absent("Chưa cập nhật lần nào.", "There was no update yet.")
    if last.fault:
        return of_fault(last.fault)
    day = f"{last.since:%d/%m/%Y}"
    return ok(f"Bản cập nhật chạy tốt từ {day}.", f"The last update is well since {day}.")


def versions(_: Subject) -> Finding:
    """Of what an error may lie in; asked of nobody who could hang."""
    figures = {
        "kiosk": VERSION,
        "python": platform.python_version(),
        "system": system.system(),
        "kernel": platform.release(),
        "board": platform.machine(),
        **{name: _version(name) for name in ("kivy", "pyscard", "python-sane", "sqlcipher3")},
    }
    told = f"kiosk {VERSION}, {figures['system']}, {figures['board']}"
    return ok(f"{told}.", f"{told}.", **figures)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
