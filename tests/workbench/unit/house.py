"""The kiosk's services started from its units: a stand-in for `Appliance` in any test."""

from __future__ import annotations

import grp
import math
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.workspace import Workspace
from tests.workbench.unit import calls, files, known
from tests.workbench.unit.kept import Kept, killed
from tests.workbench.unit.plan import Plan
from tests.workbench.unit.text import Section, UnitError, read

ROOT = Path(__file__).parents[3]
UNITS = ROOT / "systemd"
# Names of a box, and numbers for them where this machine has no such name.
USERS = {"kiosk-ui": 61001, "kiosk-devices": 61002, "kiosk-desk": 61003, "kiosk-sync": 61004}
GROUPS = {"kiosk": 61000, **USERS}
SPARE = 61100  # for Debian's own groups that a small tree lacks
CLOSED = ("kiosk-provisioning", "kiosk-releases")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"


class UnitHouse:
    """`with UnitHouse(settings, state, logs, env) as house`: `house.start("devices")` runs kiosk-devices.service.

    `drop_ins`: text behind a unit's own, by the service's short name. `lent`: folders of this machine that all may
    see at their own places, `lent_writable` may write; `places`: what else lies where, by its path on a box. Root
    only: nobody else may give up so many rights.
    """

    def __init__(
        self,
        settings: Path,
        state: Path,
        logs: Path,
        env: Mapping[str, str] | None = None,
        drop_ins: Mapping[str, str] | None = None,
        lent: Sequence[Path] = (),
        lent_writable: Sequence[Path] = (),
        places: Mapping[str, Path] | None = None,
    ) -> None:
        self._settings, self._state, self._logs = settings, state, logs
        self._env = {k: v for k, v in (env or {}).items() if os.environ.get(k) != v}
        self._drop_ins = drop_ins or {}
        self._lent, self._lent_writable, self._places = lent, lent_writable, places or {}
        self._kept: dict[str, Kept] = {}

    def __enter__(self) -> Self:
        self._logs.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="units-"))  # short: a socket's path is
        self._folder.chmod(0o755)
        self.run = self._folder / "run"
        self.run.mkdir()
        hand_over(self.run)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in reversed(list(self._kept)):
            self.stop(name)
        shutil.rmtree(self._folder)

    @property
    def restarts(self) -> dict[str, int]:
        return {name: len(kept.ends) for name, kept in self._kept.items() if kept.ends}

    def start(self, name: str) -> Kept:
        """Run kiosk-NAME.service, from now on until `stop`."""
        folder = self._folder / name
        (folder / "room").mkdir(parents=True)
        drop_in = folder / "drop-in.conf"
        drop_in.write_text(self._drop_ins.get(name, ""), encoding="utf-8")
        unit = f"kiosk-{name}.service"
        sections = read([UNITS / unit, drop_in])
        known.check(sections)
        plan = self._plan(unit, sections["Service"], folder)
        kept = self._kept[name] = Kept(plan, folder, self._logs / f"{name}.log")
        kept.start()
        return kept

    def pid(self, name: str) -> int | None:
        return self._kept[name].pid

    def kill(self, name: str) -> None:
        killed(self._kept[name])

    def stop(self, name: str) -> None:
        self._kept.pop(name).stop()

    def log(self, name: str) -> str:
        """What a service has said so far."""
        path = self._logs / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def _plan(self, unit: str, service: Section, folder: Path) -> Plan:
        kind = service.one("Type")
        if kind != "oneshot" and (
            kind not in ("notify", "exec") or service.one("KillMode") != "mixed"
        ):
            raise UnitError(f"{unit}: Type=oneshot; or notify or exec, with KillMode=mixed")
        keys = Workspace(self._state)
        # What a box has beside them, open to all but for the unit's own rules.
        closed = [name for name in CLOSED if name not in service.words("StateDirectory")]
        (folder / "closed").mkdir()
        held = {word.partition(":")[0] for word in service.all("LoadCredentialEncrypted")}
        given = {key.name: str(key) for key in (keys.database_key, keys.vault_key, keys.device_key)}
        groups = {**GROUPS, **{name: _group(name) for name in service.words("SupplementaryGroups")}}
        lent = [*self._lent, *self._lent_writable]
        return Plan(
            name=unit,
            rows=service.rows,
            command=tuple(shlex.split(service.one("ExecStart"))),
            room=str(folder / "room"),
            user=USERS[service.one("User")],
            group=groups[service.one("Group")],
            more_groups=tuple(groups[name] for name in service.words("SupplementaryGroups")),
            users=USERS,
            groups=groups,
            places={
                "/opt/kiosk/app": str(ROOT),
                "/opt/kiosk/runtime": sys.prefix,
                "/etc/kiosk/kiosk.toml": str(self._settings),
                "/var/lib/kiosk": str(self._state),
                "/run/kiosk": str(self.run),
                "/run/systemd/notify": str(folder / "notify"),
                "/etc/kiosk/credentials": str(folder / "closed"),
                **{f"/var/lib/{name}": str(folder / "closed") for name in closed},
                **{str(path): str(path) for path in lent},
                **{inside: str(path) for inside, path in self._places.items()},
            },
            lent_writable=tuple(map(str, self._lent_writable)),
            credentials={name: given[name] for name in held},
            environment=self._environment(unit, service),
            calls=calls.plan(service),
            own_users=service.yes("PrivateUsers") and may_have_users(),
        )

    def _environment(self, unit: str, service: Section) -> dict[str, str]:
        """As systemd.exec(5) says, the test's own behind."""
        user = service.one("User")
        told = {"PATH": PATH, "LANG": "C.UTF-8", "USER": user, "LOGNAME": user, "HOME": "/"}
        told["CREDENTIALS_DIRECTORY"] = f"/run/credentials/{unit}"
        told["NOTIFY_SOCKET"] = "/run/systemd/notify"
        if (each := service.seconds("WatchdogSec", math.inf)) < math.inf:
            told["WATCHDOG_USEC"] = str(int(each * 1e6))
        for kind, where in files.FOLDERS.items():
            if names := service.words(f"{kind}Directory"):
                told[f"{kind.upper()}_DIRECTORY"] = ":".join(f"/{where}/{name}" for name in names)
        for line in service.all("Environment"):
            told |= dict(pair.split("=", 1) for pair in shlex.split(line))
        return {**told, **self._env}


def hand_over(folder: Path, user: str = "root") -> None:
    """The folder and all in it belong to the services' group, as tmpfiles makes them on a box."""
    owner = USERS.get(user, 0)
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            os.chown(path, owner, GROUPS["kiosk"])
            path.chmod(0o2770 if path.is_dir() else 0o660)


def may_have_users() -> bool:
    """Whether a user namespace can be had: in a chroot there is none."""
    tried = subprocess.run(["unshare", "--user", "true"], capture_output=True, check=False)
    return tried.returncode == 0


def _group(name: str) -> int:
    if name in GROUPS:
        return GROUPS[name]
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        return SPARE + sum(map(ord, name)) % 100
