"""The one database and the vault: what must survive a power cut."""

import sys

if "numpy" not in sys.modules:
    # sqlite-utils loads it for column types that are never used here: 12 MiB and 80 ms of every service.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    import sqlite_utils  # noqa: F401

    del sys.modules["numpy"]
