"""Every directive that our units use: what is applied here, and what is not, with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from tests.workbench.unit.text import Section, UnitError

APPLIED = """
    Type NotifyAccess ExecStart Environment LoadCredentialEncrypted
    WatchdogSec WatchdogSignal TimeoutStartSec TimeoutStopSec Restart RestartSec KillMode
    LimitCORE LimitNOFILE
    User Group SupplementaryGroups UMask NoNewPrivileges CapabilityBoundingSet AmbientCapabilities PrivateUsers
    ProtectSystem ReadWritePaths ReadOnlyPaths StateDirectory StateDirectoryMode
    RuntimeDirectory RuntimeDirectoryMode CacheDirectory CacheDirectoryMode
    InaccessiblePaths ProtectHome PrivateTmp ProtectProc ProcSubset PrivateIPC PrivateMounts
    PrivateDevices DevicePolicy DeviceAllow
    ProtectClock ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables
    PrivateNetwork RestrictAddressFamilies
    SystemCallArchitectures SystemCallErrorNumber SystemCallFilter
    LockPersonality MemoryDenyWriteExecute RestrictNamespaces RestrictRealtime RestrictSUIDSGID
"""
_CGROUP = "is the cgroup's that systemd makes; test machines lend none, or one of the old kind"
NOT_HERE: Mapping[str, str] = {
    **dict.fromkeys(
        ("MemoryHigh", "MemoryMax", "MemorySwapMax", "TasksMax", "CPUWeight", "IOWeight"), _CGROUP
    ),
    "IPAddressDeny": f"a BPF program in the cgroup: {_CGROUP}",
    "IPAddressAllow": f"a BPF program in the cgroup: {_CGROUP}",
    "OOMScoreAdjust": "no process of a container may lower its own; PID 1 may",
    "ProtectControlGroups": "/sys is read-only here whatever it says, by ProtectKernelTunables",
    **dict.fromkeys(
        ("EnvironmentFile", "ExecStopPost", "RuntimeDirectoryPreserve"),
        "how a crashed compositor draws from then on: no panel here; tried by ./dev bench machine",
    ),
    "RemoveIPC": "what is left at the end is removed by logind and PID 1",
    "AppArmorProfile": "test machines' kernels have no AppArmor; its profiles are parsed by ./dev lint",
}
# Order and dependence are systemd's own work, and verified by it (./dev lint); here a test starts what it wants.
ELSEWHERE = """
    Description Documentation PartOf After Before Wants Requires Conflicts StartLimitIntervalSec WantedBy
"""


def check(sections: Mapping[str, Section]) -> None:
    """Raises UnitError for whatever is in none of the tables: nothing is passed over unseen."""
    service, elsewhere = {*APPLIED.split(), *NOT_HERE}, {*ELSEWHERE.split()}
    known = {"Service": service, "Unit": elsewhere, "Install": elsewhere}
    for name, section in sections.items():
        if strange := sorted(section.rows.keys() - known.get(name, set())):
            raise UnitError(f"[{name}] {', '.join(strange)}: neither applied nor excused")
