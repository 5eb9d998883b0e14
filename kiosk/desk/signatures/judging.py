"""/verify: a signed PDF judged in words; it is read in a cage, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.desk.signatures.words import TEXT
from kiosk.dossier.signing.caged import verified
from kiosk.dossier.signing.certificates import anchors
from kiosk.dossier.signing.report import Report, Verdict
from kiosk.dossier.signing.told import lines
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import OFFICE_ZONE

MOST = 20 * 1024 * 1024 + 4096  # bytes: a file of 20 MB, and the form around it
LONGEST_NAME = 80  # letters of a file's name, as shown
_SHAPES = {
    Verdict.VALID: "good",
    Verdict.UNKNOWN_SIGNER: "wait",
    Verdict.UNSIGNED: "wait",
}


def ask_page(page: Page) -> Response:
    return _shown(page)


def judge(page: Page) -> Response:
    """The report on the file that was sent."""
    brought = page.form.file("file")
    if brought is None:
        return _shown(page, said=page.words(TEXT["no_file"]), status=409)
    place = page.console.workspace
    trust = anchors(place.signing_trust, place.rules_signing_trust)
    report = verified(brought.data, trust, page.now, tuple(_answers(place.revocations)))
    Journal(page.db).write(
        JournalEvent.FILE_JUDGED,
        page.now,
        by=page.signed.person,
        verdict=report.verdict.value,
    )
    said = "" if trust else page.words(TEXT["nobody_trusted"])
    return _shown(page, report, brought.name[:LONGEST_NAME], said)


def _shown(
    page: Page, report: Report | None = None, name: str = "", said: str = "", status: int = 200
) -> Response:
    told = list(lines(report, OFFICE_ZONE, page.language)) if report else []
    return page.show(
        "signatures/verify.html",
        TEXT,
        status,
        said=said,
        name=name,
        shape=_SHAPES.get(report.verdict, "stop") if report else "",
        verdict=told[0] if told else "",
        lines=[line.strip().removeprefix("- ") for line in told[1:]],
    )


def _answers(folder: Path) -> Iterator[bytes]:
    """What authorities said when they were asked; what is no answer is left out by whoever reads it."""
    try:
        names = sorted(folder.iterdir())
    except OSError:
        return
    for path in names:
        if path.is_file():
            yield path.read_bytes()
