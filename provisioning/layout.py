"""Where everything lies on a kiosk's disk; package, units and steps say the same."""

from __future__ import annotations

from pathlib import PurePosixPath

# Of the packages.
APP = PurePosixPath("/opt/kiosk/app")  # kiosk, drivers, provisioning: package kiosk
RUNTIME = PurePosixPath("/opt/kiosk/runtime")  # a venv with all they need: package kiosk-runtime
PYTHON = RUNTIME / "bin" / "python"

# Of this box.
ETC = PurePosixPath("/etc/kiosk")
SETTINGS = ETC / "kiosk.toml"  # root:kiosk 0640
CREDENTIALS = ETC / "credentials"  # root 0700: *.cred, made by systemd-creds
STATE = PurePosixPath("/var/lib/kiosk")  # root:kiosk 2770: the kiosk's --state
RUN = PurePosixPath("/run/kiosk")  # sockets, root:kiosk 2770
OWN = PurePosixPath(
    "/var/lib/kiosk-provisioning"
)  # root 0700: what was done, snapshots, packages before
BROUGHT = (
    OWN / "brought.json"
)  # which bundle was believed, and the versions of our packages in it or of an update since
RELEASES = PurePosixPath(
    "/var/lib/kiosk-releases"
)  # kiosk-sync: what came over the line, not believed yet
LOCK = PurePosixPath(
    "/run/kiosk-provisioning.lock"
)  # whoever changes the box; start asks for it too

# Who is who. Each service is a user of its own; GROUP may read and write the state folder.
GROUP = "kiosk"
USERS = {
    "ui": "kiosk-ui",
    "devices": "kiosk-devices",
    "desk": "kiosk-desk",
    "sync": "kiosk-sync",
}
# Whose devices they may open beside that, as their units' SupplementaryGroups say.
DEVICE_GROUPS = {
    "kiosk-ui": ("video", "render"),
    "kiosk-devices": ("kiosk-devices", "dialout", "lp", "audio", "video", "input"),
}
TARGET = "kiosk.target"
UNITS = tuple(f"{user}.service" for user in USERS.values())

# In a bundle, as The Update Framework names its targets.
RELEASE = "release.json"  # what belongs together: provisioning.release.Release
PACKAGES = "packages"  # packages/bookworm-amd64/*.deb, and Packages, apt's index of them
OFFICE = (
    "office"  # office/kiosk.toml, office/rules-root.json, office/trust/...: laid into ETC and STATE
)
