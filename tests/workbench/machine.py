"""A machine in the machine: a Debian tree booted by its own kernel and systemd, with a screen and a finger."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

MEMORY = 2048  # MiB: the smallest board that a kiosk is promised to run on
PATIENCE = 600.0  # seconds for a boot: every instruction is emulated
PORT = "proof"
# A shell behind a line of its own. It comes up with the machine whatever becomes of the kiosk, and is no part of it.
AGENT = """#!/bin/sh
exec 3<>/dev/virtio-ports/proof
echo ready >&3
while IFS= read -r line <&3; do
  said=$(sh -c "$line" 2>&1); code=$?
  printf '%s %s\\n' "$code" "$(printf '%s' "$said" | base64 -w0)" >&3
done
"""
UNIT = """[Unit]
DefaultDependencies=no
After=dev-virtio\\x2dports-proof.device systemd-remount-fs.service
BindsTo=dev-virtio\\x2dports-proof.device
[Service]
ExecStart=/bin/sh /proof/agent
Restart=always
[Install]
WantedBy=sysinit.target
"""
RULE = 'SUBSYSTEM=="virtio-ports", ATTR{name}=="proof", TAG+="systemd", SYMLINK+="virtio-ports/proof"\n'


class MachineError(Exception):
    """The machine does not boot, or does not answer any more."""


def image(tree: Path, to: Path, size: str = "6G") -> Path:
    """A disk with a copy of `tree`, and the shell that listens; needs root, for owners are kept."""
    proof = tree / "proof"
    proof.mkdir(exist_ok=True)
    (proof / "agent").write_text(AGENT)
    units = tree / "etc/systemd/system"
    (units / "proof.service").write_text(UNIT)
    wants = units / "sysinit.target.wants"
    wants.mkdir(exist_ok=True)
    with suppress(FileExistsError):
        (wants / "proof.service").symlink_to("../proof.service")
    (tree / "etc/udev/rules.d/99-proof.rules").write_text(RULE)
    (tree / "etc/fstab").write_text("/dev/vda / ext4 defaults,noatime 0 1\n")
    to.unlink(missing_ok=True)
    subprocess.run(["truncate", "-s", size, to], check=True)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-d", tree, to], check=True)
    return to


class Machine:
    """Running while inside `with`; then its power is cut, without a word before.

    `tree` lends kernel and initial disk. `tpm`: the socket of a software TPM. Nothing reaches it but what is said here.
    """

    def __init__(self, tree: Path, disk: Path, folder: Path, *, tpm: Path | None = None) -> None:
        self._disk, self._folder, self._tpm = disk, folder, tpm
        (kernel,) = (tree / "boot").glob("vmlinuz-*")
        (start,) = (tree / "boot").glob("initrd.img-*")
        self._kernel, self._start = kernel, start
        self.console = folder / "console.log"

    def __enter__(self) -> Machine:
        for name in (PORT, "qmp"):
            (self._folder / name).unlink(missing_ok=True)
        with self.console.open("ab") as said:
            self._running = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
        self._line = self._connected(self._folder / PORT)
        self._lines = self._line.makefile("rb")
        self._monitor = self._connected(self._folder / "qmp")
        self._answers = self._monitor.makefile("rb")
        self._answers.readline()  # its greeting
        self._ask("qmp_capabilities")
        self._line.settimeout(PATIENCE)
        if self._lines.readline().strip() != b"ready":
            raise MachineError(f"it does not boot: {self.console}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        what: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._running.kill()
        self._running.wait()
        for one in (self._line, self._monitor):
            one.close()

    def run(self, command: str, patience: float = 300.0) -> tuple[int, str]:
        """A line of shell in the machine, as root: its exit code and all that it said."""
        self._line.settimeout(patience)
        self._line.sendall(command.encode() + b"\n")
        answer = self._lines.readline().split()
        if not answer:
            raise MachineError(f"no answer to {command!r}")
        said = base64.b64decode(answer[1]).decode(errors="replace") if answer[1:] else ""
        return int(answer[0]), said

    def wait(self, command: str, patience: float = PATIENCE) -> bool:
        """Until the line of shell ends with 0."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if self.run(command)[0] == 0:
                return True
            time.sleep(2)
        return False

    def look(self, to: Path) -> Path:
        """The screen as it is now, as PNG."""
        self._ask("screendump", filename=str(to), format="png")
        return to

    def touch(self, x: float, y: float) -> None:
        """A finger at that part of the screen, both from 0 to 1, and gone again."""
        place = [_axis("x", x), _axis("y", y)]
        self._ask("input-send-event", events=[*place, _button(down=True)])
        time.sleep(0.3)
        self._ask("input-send-event", events=[*place, _button(down=False)])

    def keys(self, *names: str) -> None:
        """A chord on its keyboard, such as "ctrl", "alt", "f2"."""
        self._ask("send-key", keys=[{"type": "qcode", "data": name} for name in names])

    def _command(self) -> list[str]:
        def port(name: str) -> str:
            return f"socket,id={name},path={self._folder / name},server=on,wait=off"

        command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2"]
        command += [
            "-m",
            str(MEMORY),
            "-display",
            "none",
            "-serial",
            "stdio",
            "-no-reboot",
            "-nodefaults",
        ]
        command += ["-kernel", str(self._kernel), "-initrd", str(self._start)]
        command += ["-append", "root=/dev/vda rw console=ttyS0 console=tty0 quiet net.ifnames=0"]
        command += ["-drive", f"file={self._disk},format=raw,if=virtio,cache=writethrough"]
        command += ["-device", "virtio-vga,xres=1280,yres=800", "-device", "virtio-tablet-pci"]
        command += ["-device", "virtio-keyboard-pci", "-device", "virtio-rng-pci"]
        command += ["-device", "virtio-serial-pci", "-chardev", port(PORT)]
        command += ["-device", f"virtserialport,chardev={PORT},name={PORT}"]
        command += ["-chardev", port("qmp"), "-mon", "chardev=qmp,mode=control"]
        if self._tpm:
            command += [
                "-chardev",
                f"socket,id=tpm,path={self._tpm}",
                "-tpmdev",
                "emulator,id=tpm0,chardev=tpm",
            ]
            command += ["-device", "tpm-crb,tpmdev=tpm0"]
        return command

    def _connected(self, path: Path) -> socket.socket:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            line = socket.socket(socket.AF_UNIX)
            try:
                line.connect(str(path))
            except OSError:
                line.close()
                if self._running.poll() is not None:
                    raise MachineError(f"it does not start: {self.console}") from None
                time.sleep(0.2)
            else:
                return line
        raise MachineError("the emulator does not answer")

    def _ask(self, word: str, **said: object) -> None:
        self._monitor.sendall(json.dumps({"execute": word, "arguments": said}).encode() + b"\n")
        while answer := self._answers.readline():
            told = json.loads(answer)
            if "error" in told:
                raise MachineError(f"{word}: {told['error'].get('desc')}")
            if "return" in told:
                return


def _axis(name: str, part: float) -> dict[str, object]:
    return {"type": "abs", "data": {"axis": name, "value": round(part * 32767)}}


def _button(*, down: bool) -> dict[str, object]:
    return {"type": "btn", "data": {"down": down, "button": "left"}}


@contextmanager
def inside(tree: Path) -> Iterator[Callable[[str], None]]:
    """Run lines of shell in the tree, as root, with the kernel's folders there; raises CalledProcessError."""
    mounts = (("proc", "proc"), ("sysfs", "sys"), ("tmpfs", "run"), ("tmpfs", "tmp"))
    try:
        for kind, place in mounts:
            subprocess.run(["mount", "-t", kind, kind, tree / place], check=True)
        subprocess.run(["mount", "--rbind", "/dev", tree / "dev"], check=True)
        subprocess.run(["mount", "--make-rslave", tree / "dev"], check=True)

        def run(command: str) -> None:
            clean = [
                "env",
                "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG=C.UTF-8",
                "HOME=/root",
            ]
            subprocess.run(
                ["chroot", tree, *clean, "DEBIAN_FRONTEND=noninteractive", "sh", "-ec", command],
                check=True,
            )

        yield run
    finally:
        for place in ("dev", "tmp", "run", "sys", "proc"):
            subprocess.run(
                ["umount", "-R", "-l", tree / place], check=False, stderr=subprocess.DEVNULL
            )


def copied(tree: Path, to: Path) -> Path:
    """A copy that shares what it can with the original."""
    shutil.rmtree(to, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", tree, to], check=True)
    return to
