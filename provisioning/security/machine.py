"""Network and machine: who can reach the box, and what can be done to it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from kiosk.model import Words
from kiosk.settings.secret import loopback
from provisioning.layout import ETC, UNITS, USERS
from provisioning.security.control import NOT_SET, Area, Control, Evidence, Met, Shown

UNIT_FOLDERS = (
    PurePosixPath("/usr/lib/systemd/system"),
    PurePosixPath("/lib/systemd/system"),
)
NETWORK_OF_OWN = ("kiosk-ui.service", "kiosk-devices.service")
_SCORE = re.compile(r"exposure level for (\S+): ([0-9.]+)")


def controls() -> tuple[Control, ...]:
    return (*_network(), *_machine())


def _network() -> tuple[Control, ...]:
    area = Area.NETWORK
    return (
        Control(
            "network-listeners",
            area,
            Words("Chỉ mở cổng đã khai báo", "Only ports that the settings name are open"),
            listeners,
        ),
        Control(
            "network-reach",
            area,
            Words("Màn hình và thiết bị không ra mạng", "Screen and devices reach no network"),
            reach,
        ),
        Control(
            "network-line",
            area,
            Words(
                "Đường truyền về trung tâm được mã hóa và xác thực hai chiều",
                "The line to the centre is encrypted, and both ends prove who they are",
            ),
            line,
        ),
    )


def _machine() -> tuple[Control, ...]:
    return (*_upkeep(), *_confined())


def _upkeep() -> tuple[Control, ...]:
    """What keeps the system in order while nobody looks."""
    area = Area.SERVER
    return (
        Control(
            "server-clock", area, Words("Đồng bộ thời gian", "The clock is set by others"), clock
        ),
        Control(
            "server-updates",
            area,
            Words(
                "Tự cài bản vá an toàn của Debian", "Debian's security updates install themselves"
            ),
            updates,
        ),
        Control(
            "server-log",
            area,
            Words(
                "Nhật ký hệ thống được lưu, có giới hạn", "The system's log is kept, and bounded"
            ),
            log,
        ),
    )


def _confined() -> tuple[Control, ...]:
    """What services, keys and plugs cannot do."""
    area = Area.SERVER
    return (
        Control(
            "server-accounts",
            area,
            Words(
                "Tài khoản dịch vụ không đăng nhập được",
                "Nobody can sign in as one of the services",
            ),
            accounts,
        ),
        Control(
            "server-exposure",
            area,
            Words("Dịch vụ bị giới hạn quyền", "The services are shut in"),
            exposure,
        ),
        Control(
            "server-profiles",
            area,
            Words("Cấu hình AppArmor được nạp", "AppArmor's profiles are loaded"),
            profiles,
        ),
        Control(
            "server-keyboard",
            area,
            Words("Không thoát được khỏi màn hình", "No key leaves the screen"),
            keyboard,
        ),
        Control(
            "server-usb",
            area,
            Words("Chỉ nhận thiết bị USB cho phép", "Only the USB devices allowed may speak"),
            usb,
        ),
        Control(
            "server-memory",
            area,
            Words(
                "Bộ nhớ không ghi ra đĩa (swap, core dump)",
                "Memory never reaches a disk (swap, cores)",
            ),
            memory,
        ),
    )


def listeners(shown: Shown) -> Evidence:
    """What listens off loopback, against [desk] and [hall]."""
    if shown.settings is None:
        return NOT_SET
    ran = shown.box.run(("ss", "-H", "-lntu"))
    if ran.code:
        return Evidence(Met.NOT_HERE, "ss: không hỏi được")
    places = [line.split()[4] for line in ran.out.splitlines() if len(line.split()) > 4]
    open_to_all = sorted({place for place in places if not _inside(place)})
    own = {f"{at.host}:{at.port}" for at in (shown.settings.desk, shown.settings.hall)}
    strange = [place for place in open_to_all if place not in own]
    return Evidence.of(
        not strange, ", ".join(strange or open_to_all) or "không có cổng nào mở ra ngoài"
    )


def _inside(place: str) -> bool:
    host = place.rsplit(":", 1)[0].strip("[]").partition("%")[0]
    return loopback(host)


def reach(shown: Shown) -> Evidence:
    open_units = [name for name in NETWORK_OF_OWN if "IPAddressDeny=any" not in _unit(shown, name)]
    return Evidence.of(not open_units, ", ".join(open_units) or "IPAddressDeny=any: ui, devices")


def line(shown: Shown) -> Evidence:
    if shown.settings is None:
        return NOT_SET
    centre = shown.settings.centre
    if not centre.url:
        return Evidence(Met.NOT_HERE, "chưa nối trung tâm")
    certificate = bool(centre.certificate) or exists(
        shown, PurePosixPath("/var/lib/kiosk/certificate.pem")
    )
    holds = centre.url.startswith("https://") and bool(centre.key) and certificate
    return Evidence.of(
        holds,
        f"https, chữ ký trung tâm: {'có' if centre.key else 'không'}, chứng thư: {'có' if certificate else 'không'}",
    )


def clock(shown: Shown) -> Evidence:
    ran = shown.box.run(("timedatectl", "show", "-p", "NTP", "-p", "NTPSynchronized"))
    if ran.code or not shown.box.is_running:
        on = exists(
            shown,
            PurePosixPath("/etc/systemd/system/sysinit.target.wants/systemd-timesyncd.service"),
        )
        return Evidence(
            Met.YES if on else Met.NO, "systemd-timesyncd: bật" if on else "systemd-timesyncd: tắt"
        )
    return Evidence.of("NTP=yes" in ran.out, " ".join(ran.out.split()))


def updates(shown: Shown) -> Evidence:
    ran = shown.box.run(("apt-config", "dump", "APT::Periodic::Unattended-Upgrade"))
    return Evidence.of('"1"' in ran.out, ran.out.strip() or "không bật")


def accounts(shown: Shown) -> Evidence:
    rows = [
        line.split(":")
        for line in (shown.box.read(PurePosixPath("/etc/passwd")) or "").splitlines()
    ]
    own = {row[0]: row[-1] for row in rows if row[0] in USERS.values()}
    if not own:
        return Evidence(Met.NO, "chưa có tài khoản dịch vụ")
    shells = {
        name: shell for name, shell in own.items() if not shell.endswith(("nologin", "false"))
    }
    return Evidence.of(not shells, ", ".join(shells) or f"{len(own)} tài khoản: nologin")


def exposure(shown: Shown) -> Evidence:
    """systemd's own count, from 0 (nothing) to 10, of what each service could still do."""
    said: list[str] = []
    for name in UNITS:
        path = next((at / name for at in UNIT_FOLDERS if exists(shown, at / name)), None)
        if path is None:
            return Evidence(Met.NO, f"{name}: chưa cài")
        ran = shown.box.run(
            ("systemd-analyze", "security", "--offline=true", str(shown.box.path(path)))
        )
        found = _SCORE.search(ran.out)
        said.append(f"{name.removesuffix('.service')} {found[2] if found else '?'}")
    return Evidence.of(
        all(float(one.split()[1]) <= 1.5 for one in said if "?" not in one), ", ".join(said)
    )


def profiles(shown: Shown) -> Evidence:
    loaded = shown.box.read(PurePosixPath("/sys/kernel/security/apparmor/profiles"))
    if loaded is None:
        return Evidence(Met.NOT_HERE, "nhân không có AppArmor")
    missing = [user for user in USERS.values() if f"{user} (enforce)" not in loaded]
    return Evidence.of(not missing, ", ".join(missing) or "4 cấu hình: enforce")


def keyboard(shown: Shown) -> Evidence:
    sysrq = (shown.box.read(PurePosixPath("/proc/sys/kernel/sysrq")) or "?").strip()
    masked = _masked(shown, "ctrl-alt-del.target")
    return Evidence.of(
        sysrq == "0" and masked, f"sysrq={sysrq}, Ctrl-Alt-Del: {'khóa' if masked else 'mở'}"
    )


def usb(shown: Shown) -> Evidence:
    rules = shown.box.read(ETC / "usb.allow")
    return Evidence.of(
        rules is not None,
        "/etc/kiosk/usb.allow" if rules is not None else "không có /etc/kiosk/usb.allow",
    )


def memory(shown: Shown) -> Evidence:
    swaps = (shown.box.read(PurePosixPath("/proc/swaps")) or "").splitlines()[1:]
    on_disk = [row.split()[0] for row in swaps if row and "zram" not in row]
    cores = shown.box.run(("sysctl", "-n", "kernel.core_pattern")).out.strip()
    limited = all("LimitCORE=0" in _unit(shown, name) for name in UNITS)
    return Evidence.of(
        not on_disk and limited,
        f"swap: {', '.join(on_disk) or 'không'}; LimitCORE=0; core_pattern={cores}",
    )


def log(shown: Shown) -> Evidence:
    folder = PurePosixPath("/etc/systemd/journald.conf.d")
    texts = [path.read_text() for path in shown.box.path(folder).glob("*.conf")]
    kept = any("Storage=persistent" in text for text in texts)
    capped = any("SystemMaxUse=" in text for text in texts)
    return Evidence.of(
        kept and capped,
        f"Storage=persistent: {'có' if kept else 'không'}, SystemMaxUse: {'có' if capped else 'không'}",
    )


def _unit(shown: Shown, name: str) -> str:
    return next(filter(None, (shown.box.read(at / name) for at in UNIT_FOLDERS)), "")


def exists(shown: Shown, at: PurePosixPath) -> bool:
    return shown.box.path(at).exists()


def _masked(shown: Shown, unit: str) -> bool:
    at = shown.box.path(PurePosixPath("/etc/systemd/system") / unit)
    return at.is_symlink() and str(at.readlink()) == "/dev/null"
