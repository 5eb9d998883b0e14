"""python -m provisioning.resume [--boot]: walks an update to its end.

It runs from a copy of itself and under the system's Python, for what it installs may lie there half unpacked: no module
that it imports needs more than the standard library.
"""

from __future__ import annotations

import signal
import sys

from kiosk.model import Language, Words
from provisioning import attempt, disk
from provisioning.box import Box, BoxError
from provisioning.layout import LOCK
from provisioning.walking import Walk

_NOT_WRITTEN = Words(
    "Chưa cập nhật xong. Hãy kiểm tra ổ đĩa rồi khởi động lại máy.",
    "The update did not come to its end. Check the disk, then restart the box.",
)


def main() -> int:
    """0: the new release runs, or nothing was to do; 1: the one before runs again; 2: neither, try again."""
    for hung_up in (signal.SIGINT, signal.SIGHUP):  # whoever began it may go home
        signal.signal(hung_up, signal.SIG_IGN)
    box = Box()
    standing = attempt.standing(box)
    language = standing.language if standing else Language.VI

    def tell(said: Words) -> None:
        print(said.of(language), flush=True)

    try:
        with box.alone(LOCK):
            outcome = Walk(box, tell, booting="--boot" in sys.argv).go_on()
    except BoxError as error:
        print(error.said.of(language), file=sys.stderr)
        return 2
    except OSError as error:
        print((disk.said(error) or _NOT_WRITTEN).of(language), error, file=sys.stderr)
        return 2
    if outcome is None:
        return 0
    tell(attempt.words(outcome))
    return 0 if outcome.why is None else 1


if __name__ == "__main__":
    sys.exit(main())
