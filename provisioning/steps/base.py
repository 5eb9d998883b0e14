"""The system underneath: clock, journal, memory, what must be off, what is mended by night."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from kiosk.model import Words
from provisioning.box import Box
from provisioning.laid import failed, laid, masked
from provisioning.step import Standing, Step

_ETC = PurePosixPath("/etc")
_SYSTEMD = _ETC / "systemd"
_UNITS = PurePosixPath("/usr/lib/systemd/system")
_REREAD = ("systemctl", "daemon-reexec")
_OURS = "# Laid by kiosk-provisioning; `kiosk-provisioning remove` takes it away.\n"

# A box without a line never asks these; timesyncd keeps the last time on the disk, so that a board
# without a battery does not begin again in 1970. A network's own servers (DHCP) come first.
_TIME = """[Time]
FallbackNTP=0.vn.pool.ntp.org 1.vn.pool.ntp.org 0.asia.pool.ntp.org 1.asia.pool.ntp.org
"""
# Bounded: a talkative device must not fill the card that cases lie on.
_JOURNAL = """[Journal]
Storage=persistent
Compress=yes
SystemMaxUse=200M
SystemKeepFree=500M
MaxRetentionSec=90day
RateLimitIntervalSec=30s
RateLimitBurst=2000
ForwardToSyslog=no
ForwardToWall=no
"""
# A core holds the memory of a service, and with it keys and citizens.
_NO_CORES = {
    _SYSTEMD / "coredump.conf.d" / "kiosk.conf": "[Coredump]\nStorage=none\nProcessSizeMax=0\n",
    _SYSTEMD / "system.conf.d" / "kiosk-cores.conf": "[Manager]\nDefaultLimitCORE=0\n",
    _ETC
    / "sysctl.d"
    / "60-kiosk-cores.conf": "kernel.core_pattern = |/bin/false\nfs.suid_dumpable = 0\n",
}
_KERNEL = """kernel.kptr_restrict = 2
kernel.dmesg_restrict = 1
kernel.yama.ptrace_scope = 2
kernel.unprivileged_bpf_disabled = 1
kernel.perf_event_paranoid = 3
kernel.kexec_load_disabled = 1
fs.protected_fifos = 2
fs.protected_regular = 2
fs.protected_hardlinks = 1
fs.protected_symlinks = 1
net.core.bpf_jit_harden = 2
net.ipv4.ip_forward = 0
net.ipv4.tcp_syncookies = 1
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.default.accept_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.all.accept_source_route = 0
net.ipv6.conf.all.accept_redirects = 0
net.ipv6.conf.default.accept_redirects = 0
net.ipv6.conf.all.accept_source_route = 0
"""
# The kernel's own dog bites when systemd itself stands still; 15 s is the most that a Raspberry Pi's can wait.
_DOG = "[Manager]\nRuntimeWatchdogSec=15s\nRebootWatchdogSec=5min\n"
# Debian's security updates only, by night, and a restart only where one is wanted; our own packages
# come from no archive that this looks at: they change by a signed release alone.
_MEND = """APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
#clear Unattended-Upgrade::Origins-Pattern;
Unattended-Upgrade::Origins-Pattern { "origin=Debian,codename=${distro_codename}-security,label=Debian-Security"; };
Unattended-Upgrade::Package-Blacklist { "^kiosk$"; "^kiosk-runtime$"; };
Unattended-Upgrade::Remove-Unused-Dependencies "false";
Unattended-Upgrade::Automatic-Reboot "true";
Unattended-Upgrade::Automatic-Reboot-WithUsers "true";
Unattended-Upgrade::Automatic-Reboot-Time "03:30";
"""
_BY_NIGHT = "[Timer]\nOnCalendar=\nOnCalendar=*-*-* 02:00\nRandomizedDelaySec=45min\n"


def steps() -> tuple[Step, ...]:
    return (
        laid(
            "clock",
            Words("Giữ giờ đúng theo mạng", "The clock follows the network's time"),
            {_SYSTEMD / "timesyncd.conf.d" / "kiosk.conf": _OURS + _TIME},
            then=[("systemctl", "try-restart", "systemd-timesyncd.service")],
            here=_has("systemd-timesyncd.service"),
        ),
        laid(
            "journal",
            Words("Nhật ký hệ thống có giới hạn", "The system's journal is kept, and bounded"),
            {_SYSTEMD / "journald.conf.d" / "kiosk.conf": _OURS + _JOURNAL},
            then=[("systemctl", "restart", "systemd-journald.service")],
        ),
        *_never_on_the_disk(),
        laid(
            "kernel",
            Words("Siết các tham số của nhân", "The kernel gives nothing away"),
            {_ETC / "sysctl.d" / "60-kiosk.conf": _OURS + _KERNEL},
            then=[("/usr/lib/systemd/systemd-sysctl",)],
        ),
        laid(
            "security-updates",
            Words("Tự vá bảo mật Debian vào ban đêm", "Debian's security updates come by night"),
            {
                _ETC / "apt" / "apt.conf.d" / "60kiosk": _OURS.replace("#", "//") + _MEND,
                _SYSTEMD / "system" / "apt-daily-upgrade.timer.d" / "kiosk.conf": _OURS + _BY_NIGHT,
            },
            then=[("systemctl", "daemon-reload")],
            here=lambda box: box.path(PurePosixPath("/usr/bin/unattended-upgrade")).exists(),
        ),
        _trimmed(),
        laid(
            "watchdog",
            Words("Máy treo thì tự khởi động lại", "A machine that hangs starts itself again"),
            {_SYSTEMD / "system.conf.d" / "kiosk-watchdog.conf": _OURS + _DOG},
            then=[_REREAD],
        ),
    )


def _never_on_the_disk() -> tuple[Step, ...]:
    """Memory holds keys and citizens."""
    return (
        laid(
            "no-cores",
            Words(
                "Không ghi bộ nhớ ra đĩa khi lỗi",
                "Nothing that fails leaves its memory on the disk",
            ),
            {at: _OURS + text for at, text in _NO_CORES.items()},
            then=[_REREAD, ("/usr/lib/systemd/systemd-sysctl",)],
        ),
        masked(
            "no-swap",
            Words(
                "Không dùng bộ nhớ tráo đổi trên đĩa",
                "No swap: keys in memory never reach the disk",
            ),
            ("swap.target", "dphys-swapfile.service"),
            then=[("swapoff", "--all")],
        ),
    )


def _trimmed() -> Step:
    timer = "fstrim.timer"
    what = Words("Dọn ô trống của thẻ nhớ mỗi tuần", "The card is told weekly what is free")

    def look(box: Box) -> Standing:
        if not _has(timer)(box):
            return Standing.ABSENT
        enabled = box.run(["systemctl", "is-enabled", timer]).out.strip() == "enabled"
        return Standing.DONE if enabled else Standing.OPEN

    def do(box: Box) -> None:
        command = ("systemctl", "enable", *(["--now"] if box.is_running else []), timer)
        ran = box.run(command)
        if ran.code:
            raise failed(command, ran.err)

    return Step("trim", what, look, do)  # Debian's own unit, and harmless: it stays


def _has(unit: str) -> Callable[[Box], bool]:
    return lambda box: any(
        box.path(folder / unit).exists()
        for folder in (_UNITS, PurePosixPath("/lib/systemd/system"))
    )
