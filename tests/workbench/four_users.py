"""An installed kiosk's four users and shared folders, in a throw-away copy of this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.workbench.tree import PROJECT, Tree

SERVICES = ("kiosk-ui", "kiosk-devices", "kiosk-desk", "kiosk-sync")
GROUP = 64999
STATE = "/var/lib/kiosk-shared/state"
RUN = "/run/kiosk-shared"
_GIVEN = {"PYTHONPATH": str(PROJECT), "RUNTIME_DIRECTORY": RUN}


class Four:
    """`ran` and `running`: the project's python in the tree as one of the four, or as "nobody"."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        etc = tree.root / "etc"
        with (etc / "group").open("a") as groups:
            groups.write(f"kiosk:x:{GROUP}:\n")
        with (etc / "passwd").open("a") as users:
            for number, name in enumerate(SERVICES, GROUP + 1):
                users.write(f"{name}:x:{number}:{GROUP}::/nonexistent:/usr/sbin/nologin\n")
        for folder in (STATE, RUN):
            tree.must("install", "-d", "-o", "root", "-g", "kiosk", "-m", "2770", folder)

    def ran(self, user: str, *words: str) -> subprocess.CompletedProcess[str]:
        return self.tree.run(*_command(user, *words), given=_GIVEN)

    @contextmanager
    def running(self, user: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """Until the block ends. A service that is killed before it is done leaves its files to the others."""
        service = self.tree.start(*_command(user, *words), given=_GIVEN)
        try:
            yield service
        finally:
            service.terminate()
            service.wait(30)


def _command(user: str, *words: str) -> list[str]:
    """With a umask of 022: the worst that could be left by whoever starts something by hand."""
    group = "kiosk" if user in SERVICES else "nogroup"
    rights = ["setpriv", "--reuid", user, "--regid", group, "--clear-groups"]
    return ["sh", "-c", 'umask 022; exec "$@"', "sh", *rights, sys.executable, *words]
