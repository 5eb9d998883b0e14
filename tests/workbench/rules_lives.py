"""A kiosk that takes one version of the province's rules after another; each is said once it is in use.

`python -m tests.workbench.rules_lives STATE REPOSITORY...`. Begun anew it goes on.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kiosk.store.database import open_database
from kiosk.sync.puller import Puller
from kiosk.sync.stick import FolderSource
from kiosk.workspace import Workspace
from tests.workbench.province import MONDAY
from tests.workbench.traced import SAYS

DEVICE = "kiosk-1"


def main() -> None:
    workspace = Workspace(Path(sys.argv[1]))
    db = open_database(workspace)
    for repository in sys.argv[2:]:
        puller = Puller(db, workspace, DEVICE, FolderSource(Path(repository)), lambda: MONDAY)
        os.write(1, f"{SAYS}{puller.pull()}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    main()
