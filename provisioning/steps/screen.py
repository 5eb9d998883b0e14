"""The screen that nobody leaves: no terminal, no key of the kernel's, no desktop, no word of the system on it."""

from __future__ import annotations

from pathlib import PurePosixPath

from kiosk.model import Words
from provisioning.box import Box
from provisioning.laid import UNITS, give_back, keep, laid, masked
from provisioning.layout import OWN
from provisioning.step import Standing, Step

_ETC = PurePosixPath("/etc")
_GRUB = _ETC / "default" / "grub"
_PI = PurePosixPath("/boot/firmware")
_OURS = "# Laid by kiosk-provisioning; `kiosk-provisioning remove` takes it away.\n"

# No key of a plugged keyboard speaks to the kernel, and only what is worse than an error is written on a console.
_KEYS = "kernel.sysrq = 0\nkernel.printk = 3 3 1 3\n"
# No terminal is made for whoever switches to it; the power button works when it is held, and not by a touch of it.
_LOGIND = """[Login]
NAutoVTs=0
ReserveVT=0
KillUserProcesses=yes
HandlePowerKey=ignore
HandlePowerKeyLongPress=poweroff
HandleRebootKey=ignore
HandleRebootKeyLongPress=ignore
HandleSuspendKey=ignore
HandleHibernateKey=ignore
HandleLidSwitch=ignore
"""
_MANAGER = "[Manager]\nCtrlAltDelBurstAction=none\nShowStatus=no\n"
_QUIET = ("quiet", "loglevel=3", "vt.global_cursor_default=0", "systemd.show_status=false")
_NO_LOGO = "logo.nologo"
_GRUB_QUIET = f"""GRUB_TIMEOUT=1
GRUB_TIMEOUT_STYLE=hidden
GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT {" ".join(_QUIET)}"
"""
_PI_LINES = ("disable_splash=1", "avoid_warnings=1")


def steps() -> tuple[Step, ...]:
    return (
        masked(
            "no-terminal",
            Words("Không có cửa đăng nhập trên màn hình", "Nobody logs in at the screen"),
            ("getty@.service", "autovt@.service", "ctrl-alt-del.target"),
        ),
        laid(
            "no-keys",
            Words("Phím tắt của hệ thống không có tác dụng", "No key speaks to the system"),
            {
                _ETC / "sysctl.d" / "60-kiosk-screen.conf": _OURS + _KEYS,
                _ETC / "systemd" / "logind.conf.d" / "kiosk.conf": _OURS + _LOGIND,
                _ETC / "systemd" / "system.conf.d" / "kiosk-screen.conf": _OURS + _MANAGER,
            },
            then=[
                ("/usr/lib/systemd/systemd-sysctl",),
                ("systemctl", "daemon-reexec"),
                ("systemctl", "kill", "--signal=HUP", "systemd-logind.service"),
            ],
        ),
        laid(
            "quiet-start",
            Words("Khởi động không hiện chữ", "Nothing is written on the screen at start"),
            {_ETC / "default" / "grub.d" / "kiosk.cfg": _OURS + _GRUB_QUIET},
            then=[("update-grub",)],
            here=lambda box: box.path(_GRUB).exists(),
        ),
        _quiet_pi(),
        _no_desktop(),
    )


def quiet_line(line: str) -> str:
    """A Raspberry Pi's cmdline.txt, of one line: nothing is written where people look; said once, however often."""
    words = [("console=tty3" if word == "console=tty1" else word) for word in line.split()]
    words += [word for word in (*_QUIET, _NO_LOGO) if word not in words]
    return " ".join(words) + "\n"


def quiet_config(text: str) -> str:
    """Its config.txt: no rainbow and no flash of a warning; the lines stand once, for every model of the board."""
    missing = [line for line in _PI_LINES if line not in text.splitlines()]
    if not missing:
        return text
    # Behind a filter such as [pi4] they would hold for that model alone.
    return text.rstrip("\n") + "\n[all]\n" + "\n".join(missing) + "\n"


def _quiet_pi() -> Step:
    made = {_PI / "cmdline.txt": quiet_line, _PI / "config.txt": quiet_config}

    def look(box: Box) -> Standing:
        texts = {at: box.read(at) for at in made}
        if not all(texts.values()):
            return Standing.ABSENT
        whole = all(made[at](text) == text for at, text in texts.items() if text)
        return Standing.DONE if whole else Standing.OPEN

    def do(box: Box) -> None:
        for at, quiet in made.items():
            keep(box, at)
            box.write(at, quiet(box.read(at) or ""), mode=0o755)  # FAT knows no other

    def undo(box: Box) -> None:
        for at in made:
            give_back(box, at)

    what = Words("Raspberry Pi khởi động không hiện chữ", "A Raspberry Pi starts without a word")
    return Step("quiet-pi", what, look, do, undo)


def _no_desktop() -> Step:
    """A desktop that somebody installed is not started; `remove` gives it back."""
    links = {
        UNITS / "display-manager.service": PurePosixPath("/dev/null"),
        UNITS / "default.target": PurePosixPath("/usr/lib/systemd/system/multi-user.target"),
    }
    manager = UNITS / "display-manager.service"

    def remembered(link: PurePosixPath) -> PurePosixPath:
        return OWN / "before" / f"link%{link.name}"

    def look(box: Box) -> Standing:
        if box.leads_to(manager) is None:
            return Standing.ABSENT
        whole = all(box.leads_to(link) == str(to) for link, to in links.items())
        return Standing.DONE if whole else Standing.OPEN

    def do(box: Box) -> None:
        for link, to in links.items():
            if box.read(remembered(link)) is None:
                box.write(remembered(link), box.leads_to(link) or "", mode=0o600)
            box.link(link, to)

    def undo(box: Box) -> None:
        for link in links:
            before = box.read(remembered(link))
            if before is None:
                continue
            if before:
                box.link(link, PurePosixPath(before))
            else:
                box.remove(link)
            box.remove(remembered(link))

    what = Words("Không mở màn hình nền (desktop)", "The desktop of this box is not started")
    return Step("no-desktop", what, look, do, undo)
