"""`python -m kiosk.ui --settings kiosk.toml --state DIR`: open the citizen's screen."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from kiosk import settings as kiosk_settings
from kiosk.store.rulebook import Rulebook
from kiosk.ui.config import configure
from kiosk.workspace import Workspace


def make_app(settings_path: Path, state: Path) -> Any:  # noqa: ANN401 - Kivy is imported late
    """The app, ready to run; Kivy is configured before it is imported."""
    workspace = Workspace(state)
    settings = kiosk_settings.load(settings_path, Rulebook(workspace).now().settings())
    workspace.prepare()
    configure(settings.screen)
    from kiosk.ui.app import KioskApp

    return KioskApp(settings, workspace)


def main() -> int:
    parser = argparse.ArgumentParser(prog="kiosk-ui", description=__doc__)
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    try:
        app = make_app(arguments.settings, arguments.state)
    except kiosk_settings.SettingsError as error:
        sys.stderr.write(f"kiosk-ui: {error}\n")
        return 2
    app.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
