"""What this machine is and how long it has been up, as far as it says."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import time
from pathlib import Path

from cryptography import x509

_NOT_WORD = re.compile(r"[^a-z0-9-]+")
_ODD = (ValueError, TypeError, x509.InvalidVersion)


def system() -> str:
    """Such as debian-12; "unknown" where it does not say."""
    try:
        told = platform.freedesktop_os_release()
    except OSError:
        return "unknown"
    words = f"{told.get('ID', '')}-{told.get('VERSION_ID', '')}".lower()
    return _NOT_WORD.sub("-", words).strip("-")[:40] or "unknown"


def up() -> int:
    """Seconds since it started, the time asleep among them."""
    return int(time.clock_gettime(time.CLOCK_BOOTTIME))


def free(folder: Path) -> int:
    """How much of the folder's disk is free, in per cent, rounded down; 0 for one that cannot be asked."""
    try:
        at = os.statvfs(folder)
    except OSError:
        return 0
    return 100 * at.f_bavail // at.f_blocks if at.f_blocks else 0


def certificate_end(path: str) -> dt.datetime | None:
    """Until when the first certificate of a PEM file is good; None for no file, and for what is none."""
    if not path:
        return None
    try:
        return x509.load_pem_x509_certificate(Path(path).read_bytes()).not_valid_after_utc
    except (OSError, *_ODD):
        return None
