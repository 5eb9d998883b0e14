"""The one database and the vault: what must survive a power cut."""

import sys
from contextlib import suppress

if "numpy" not in sys.modules:
    # sqlite-utils loads it for column types that are never used here: 12 MiB and 80 ms of every service.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    # An update walks to its end by files of this room under the system's own Python, which has no such library.
    with suppress(ModuleNotFoundError):
        import sqlite_utils  # noqa: F401

    del sys.modules["numpy"]
