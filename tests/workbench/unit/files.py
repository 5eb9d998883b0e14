"""What a unit's service sees of the disk: a copy of this machine's tree that nothing is kept of, and rules over it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.workbench.unit import kernel
from tests.workbench.unit.plan import Plan
from tests.workbench.unit.text import Section, UnitError

PSEUDO = ("null", "zero", "full", "random", "urandom", "tty")  # what every service may open
TUNABLES = ("proc/sys", "proc/sysrq-trigger", "proc/irq", "proc/bus", "proc/acpi", "proc/fs", "sys")
HOMES = ("home", "root", "run/user")
FOLDERS = {"Runtime": "run", "State": "var/lib", "Cache": "var/cache"}
HIDDEN_BY = {
    "ProtectKernelLogs": ("proc/kmsg", "dev/kmsg"),
    "ProtectKernelModules": ("lib/modules", "usr/lib/modules"),
}


def build(plan: Plan) -> Path:
    """The tree, made in namespaces that are this process's own; to be entered."""
    service = plan.service
    base = Path(plan.room)
    kernel.mount("none", Path("/"), flags=kernel.REC | kernel.PRIVATE)
    kernel.mount("tmpfs", base, "tmpfs", how="mode=0755")
    root, upper, work = (base / name for name in ("root", "upper", "work"))
    for folder in (root, upper, work):
        folder.mkdir()
    kernel.mount("overlay", root, "overlay", how=f"lowerdir=/,upperdir={upper},workdir={work}")
    _own_folders(root, service, plan)
    _proc(root, service)
    kernel.bind(Path("/sys"), root / "sys")
    _dev(root, service)
    _places(root, plan)
    _people(root, plan)
    _rules(root, service, plan)
    return root


def _own_folders(root: Path, service: Section, plan: Plan) -> None:
    """What is made for it: empty at every start here, where systemd keeps a StateDirectory."""
    _fresh(root / "run", "mode=0755")
    if service.yes("PrivateTmp"):
        for name in ("tmp", "var/tmp"):
            _fresh(root / name, "mode=1777")
    for kind, where in FOLDERS.items():
        for name in service.words(f"{kind}Directory"):
            mode = service.one(f"{kind}DirectoryMode", "0755")
            how = f"mode={mode},uid={plan.user},gid={plan.group}"
            _fresh(root / where / name, how)


def _proc(root: Path, service: Section) -> None:
    how = [f"hidepid={service.one('ProtectProc')}"] if service.one("ProtectProc") else []
    if service.one("ProcSubset") == "pid":
        how.append("subset=pid")
    flags = kernel.NOSUID | kernel.NODEV | kernel.NOEXEC
    kernel.mount("proc", root / "proc", "proc", flags, ",".join(how))


def _dev(root: Path, service: Section) -> None:
    """Only what may be opened is there: the cgroup that would forbid the rest is systemd's."""
    if not service.yes("PrivateDevices") and service.one("DevicePolicy") != "closed":
        raise UnitError("PrivateDevices=yes or DevicePolicy=closed")
    dev = root / "dev"
    _fresh(dev, "mode=0755")
    for name in PSEUDO:
        _lay(Path("/dev", name), dev / name)
    for folder in ("pts", "shm"):
        (dev / folder).mkdir()
    kernel.bind(Path("/dev/pts"), dev / "pts")
    kernel.mount("tmpfs", dev / "shm", "tmpfs", how="mode=1777")
    (dev / "ptmx").symlink_to("pts/ptmx")
    (dev / "fd").symlink_to("/proc/self/fd")
    for node in _allowed(service.all("DeviceAllow")):
        _lay(node, root / node.relative_to("/"))


def _allowed(lines: Iterable[str]) -> Iterator[Path]:
    """Nodes of this machine that DeviceAllow= lets in."""
    kinds = _kinds()
    for line in lines:
        what, _, rights = line.partition(" ")
        if not set(rights) <= set("rwm"):
            raise UnitError(f"DeviceAllow={line}")
        if what.startswith("/"):
            yield from (path for path in [Path(what)] if path.exists())
        elif what.startswith("char-"):
            majors = kinds.get(what.removeprefix("char-"), set())
            for folder in [
                Path("/dev"),
                *(path for path in Path("/dev").iterdir() if path.is_dir()),
            ]:
                if folder.name not in ("pts", "shm", "fd"):
                    yield from (node for node in folder.iterdir() if _major(node) in majors)
        else:
            raise UnitError(f"DeviceAllow={line}")


def _major(node: Path) -> int | None:
    at = node.lstat()
    return os.major(at.st_rdev) if stat.S_ISCHR(at.st_mode) else None


def _kinds() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for line in Path("/proc/devices").read_text().partition("Block")[0].splitlines()[1:]:
        if line.strip():
            number, name = line.split()
            found.setdefault(name, set()).add(int(number))
    return found


def _places(root: Path, plan: Plan) -> None:
    """Folders and files of the test where a box has them; credentials as systemd lays them."""
    for inside, outside in plan.places.items():
        _lay(Path(outside), root / inside.lstrip("/"))
    folder = root / "run/credentials" / plan.name
    _fresh(folder, "mode=0755")
    for name, key in plan.credentials.items():
        path = folder / name
        path.write_bytes(Path(key).read_bytes())
        path.chmod(0o400)
        os.chown(path, plan.user, plan.group)


def _people(root: Path, plan: Plan) -> None:
    for file, numbers, rest in (
        ("passwd", plan.users, ":/:/usr/sbin/nologin"),
        ("group", plan.groups, ""),
    ):
        path = root / "etc" / file
        text = path.read_text(encoding="utf-8")
        known = {line.partition(":")[0] for line in text.splitlines()}
        for name, number in numbers.items():
            if name not in known:
                gid = f":{plan.groups[name]}:" if rest else ":"
                text += f"{name}:x:{number}{gid}{rest}\n"
        path.write_text(text, encoding="utf-8")


def _rules(root: Path, service: Section, plan: Plan) -> None:
    if service.one("ProtectSystem") != "strict":
        raise UnitError("ProtectSystem=strict")
    writable = [root / name for name in ("dev", "dev/shm", "proc", "tmp", "var/tmp")]
    for word in service.words("ReadWritePaths"):
        path = root / word.lstrip("-/")
        if path.exists():
            kernel.bind(path, path)
            writable.append(path)
        elif not word.startswith("-"):
            raise UnitError(f"ReadWritePaths={word} is not there")
    for word in service.words("ReadOnlyPaths"):
        if (path := root / word.lstrip("-/")).exists():
            kernel.bind(path, path)
        elif not word.startswith("-"):
            raise UnitError(f"ReadOnlyPaths={word} is not there")
    for kind, where in FOLDERS.items():
        writable += [root / where / name for name in service.words(f"{kind}Directory")]
    if service.yes("ProtectKernelTunables"):
        for name in filter(lambda name: (root / name).exists(), TUNABLES):
            kernel.bind(root / name, root / name)
    nothing = Path(plan.room, "nothing")
    nothing.touch(mode=0o000)
    for path in _hidden(root, service):
        if path.is_dir():
            kernel.mount("tmpfs", path, "tmpfs", how="mode=0000")
        else:
            kernel.bind(nothing, path)
    kernel.read_only(root)
    for path in writable:
        kernel.read_only(path, wanted=False)
    for word in plan.lent_writable:
        kernel.read_only(root / word.lstrip("/"), wanted=False)


def _hidden(root: Path, service: Section) -> Iterator[Path]:
    names = [name for rule, names in HIDDEN_BY.items() if service.yes(rule) for name in names]
    if service.yes("ProtectHome"):
        names += HOMES
    for word in service.words("InaccessiblePaths"):
        if not word.startswith("-") and not (root / word.lstrip("/")).exists():
            raise UnitError(f"InaccessiblePaths={word} is not there")
        names.append(word.lstrip("-/"))
    yield from (path for name in names if (path := root / name).exists())


def _fresh(at: Path, how: str) -> None:
    at.mkdir(parents=True, exist_ok=True)
    kernel.mount("tmpfs", at, "tmpfs", how=how)


def _lay(what: Path, at: Path) -> None:
    """`what` of this machine is seen at `at`."""
    at.parent.mkdir(parents=True, exist_ok=True)
    if what.is_dir():
        at.mkdir(exist_ok=True)
    elif not at.exists():
        at.touch()
    kernel.bind(what, at)
