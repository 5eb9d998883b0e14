"""Both sides of a stack by a feeder that sees one: fronts first, then the stack turned over."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from drivers.scanner import ScannedPage, ScannerError, ScannerState


def numbered(pages: Iterator[ScannedPage], fronts: int) -> Iterator[ScannedPage]:
    """The pages of one of the two batches under the numbers they have when read; see Scanner.scan_batch.

    Raises ScannerError(UNEVEN) after the backs when they are not as many as `fronts`: two sheets were pulled
    as one, now or before.
    """
    came = 0
    with contextlib.closing(pages):  # type: ignore[type-var]
        for page in pages:
            came += 1
            if not fronts:
                yield replace(page, number=2 * came - 1)
            elif came <= fronts:
                # Turned over, the last sheet lies on top.
                yield replace(page, number=2 * (fronts - came + 1))
            else:
                raise ScannerError(ScannerState.UNEVEN, f"more than {fronts} backs")
    if fronts and came < fronts:
        raise ScannerError(ScannerState.UNEVEN, f"{came} backs of {fronts}")
