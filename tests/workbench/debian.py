"""Where this machine has its Debian from, for those who make smaller ones of it."""

from __future__ import annotations

import subprocess


class NoMirrorError(Exception):
    """apt knows of no Debian here."""


def mirror() -> str:
    """The address of Debian's packages, as this machine's apt has it. Raises NoMirrorError."""
    asked = [
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Origin: Debian",
        "Created-By: Packages",
    ]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    places = sorted({place for place in said if not place.rstrip("/").endswith("-security")})
    if not places:
        raise NoMirrorError("no source of Debian's packages is known here")
    return places[0]
