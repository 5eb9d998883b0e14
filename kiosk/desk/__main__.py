"""The clerks' page, and what can be asked of the scanners by hand.

    python -m kiosk.desk --settings kiosk.toml --state DIR                  serve the page
    python -m kiosk.desk scan --counter 2 [--scanner NAME] [--profile P]    ask for a batch
    python -m kiosk.desk discard --batch 7                                  destroy its pages
    python -m kiosk.desk serviced --scanner NAME                            note a service
    python -m kiosk.desk signers list|add|bind|end                          who may sign: `signers --help`

All but the first also take --settings, --state and --language vi|en. Exit codes of `scan`: 0 every page is there,
1 stopped on the way (whole pages are kept), 2 could not be asked, 3 withdrawn.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk import workspace as paths
from kiosk.desk import asking, signers
from kiosk.desk.app import create_app, serve
from kiosk.desk.looking import looking
from kiosk.rules import catalogue as catalogues
from kiosk.store.moments import office_day
from kiosk.workspace import Workspace

COMMANDS = ("scan", "discard", "serviced")


def main() -> int:
    if sys.argv[1:2] == ["signers"]:
        return signers.main(sys.argv[2:], lambda line: print(line, flush=True))
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        return asking.main(sys.argv[1:], lambda line: print(line, flush=True))
    parser = argparse.ArgumentParser(
        prog="kiosk-desk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    try:
        settings = kiosk_settings.load(arguments.settings)
        now = dt.datetime.now(dt.UTC)
        catalogue = catalogues.parse(paths.CATALOGUE.read_text(encoding="utf-8"), office_day(now))
        look = looking(
            Workspace(arguments.state),
            catalogue,
            lambda: dt.datetime.now(dt.UTC),
            settings.scanner_names,
        )
        serve(create_app(look, settings.office), settings.desk)
    except kiosk_settings.SettingsError as error:
        print(f"kiosk-desk: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
