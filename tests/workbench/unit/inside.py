"""`python -m tests.workbench.unit.inside PLAN`: take on a unit's rights, and become its service."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from tests.workbench.unit import calls, files, kernel
from tests.workbench.unit.plan import Plan, from_json
from tests.workbench.unit.text import Section, UnitError


def main(plan: Plan) -> None:
    """Never returns."""
    service = plan.service
    _namespaces(service)
    kernel.enter(files.build(plan))
    _limits(service)
    _become(plan)
    kernel.prctl(kernel.NO_NEW_PRIVILEGES, int(service.yes("NoNewPrivileges")))
    calls.apply(service, {name: list(names) for name, names in plan.calls.items()})
    environment = {**plan.environment, "WATCHDOG_PID": str(os.getpid())}
    os.execve(plan.command[0], list(plan.command), environment)


def _namespaces(service: Section) -> None:
    flags = kernel.NEWNS
    if service.yes("PrivateIPC"):
        flags |= kernel.NEWIPC
    if service.yes("PrivateNetwork"):
        flags |= kernel.NEWNET
    kernel.unshare(flags)
    if service.yes("PrivateNetwork"):
        kernel.loopback_up()


def _limits(service: Section) -> None:
    os.umask(int(service.one("UMask", "0022"), 8))
    for name in ("CORE", "NOFILE"):
        if told := service.one(f"Limit{name}"):
            most = int(told)
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def _become(plan: Plan) -> None:
    service = plan.service
    if service.words("CapabilityBoundingSet") or service.words("AmbientCapabilities"):
        raise UnitError("a service that keeps capabilities is not started here")
    os.setgroups(plan.more_groups)
    if plan.own_users:
        kernel.own_users(plan.user, plan.group)
    kernel.drop_capabilities()
    os.setresgid(plan.group, plan.group, plan.group)
    os.setresuid(plan.user, plan.user, plan.user)


if __name__ == "__main__":
    main(from_json(Path(sys.argv[1]).read_text(encoding="utf-8")))
