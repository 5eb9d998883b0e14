"""One try to get from a release to the next, as it stands on the disk: at any moment it is known how far it came."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from kiosk.model import Language, Words
from kiosk.store.disk import fsync_folder
from provisioning.box import Box
from provisioning.layout import OWN, RELEASES

UPDATE = OWN / "update"  # of the try that runs: gone when it is over
STAGED = UPDATE / "packages"  # the new release's, checked
RESCUE = UPDATE / "rescue"  # the code that walks the stages, beyond the reach of what it installs
STATE = UPDATE / "state"  # as it was before
_ATTEMPT = UPDATE / "update.json"
LAST = OWN / "last-update.json"
TOLD = RELEASES / "last-update.json"  # for kiosk-sync: it notes it as the health of "update"


class Stage(StrEnum):
    """What is about to be done, or was being done when the power went; each may be done again."""

    STOP = "stop"  # the services: no case can be sealed from here on
    SNAPSHOT = "snapshot"
    INSTALL = "install"
    MIGRATE = "migrate"  # the new code opens the database
    PROVE = "prove"  # a whole visit on simulated devices
    START = "start"
    COMMIT = "commit"  # the new release holds
    BACK = "back"  # the release before holds again


class Why(StrEnum):
    """Why a release does not hold."""

    NOT_STOPPED = "services-not-stopped"
    NO_SNAPSHOT = "state-not-copied"
    NOT_INSTALLED = "packages-not-installed"
    NOT_MIGRATED = "database-not-opened"
    NOT_PROVEN = "visit-failed"
    NOT_STARTED = "service-not-started"
    INTERRUPTED = "interrupted-too-often"


@dataclass(frozen=True)
class Attempt:
    """`before`: version of each of our packages; `added`: packages that this box has none of yet."""

    version: str
    before: dict[str, str]
    added: tuple[str, ...]
    language: Language
    stage: Stage = Stage.STOP
    interrupted: int = 0
    failed: Stage | None = None  # where it turned back, and why
    why: Why | None = None
    detail: str = ""  # one line of the program that failed, for the technician

    def back(self, why: Why, detail: str = "") -> Attempt:
        line = detail.strip().splitlines()[-1] if detail.strip() else ""
        return replace(self, stage=Stage.BACK, failed=self.stage, why=why, detail=line[:200])


@dataclass(frozen=True)
class Outcome:
    """How the last try ended: `version` holds, or `why` it does not and the one before does."""

    version: str
    why: Why | None = None
    detail: str = ""


def standing(box: Box) -> Attempt | None:
    """The try that runs, or was interrupted; None: none is."""
    text = box.read(_ATTEMPT)
    if text is None:
        return None
    row = json.loads(text)
    return Attempt(
        version=row["version"],
        before=row["before"],
        added=tuple(row["added"]),
        language=Language(row["language"]),
        stage=Stage(row["stage"]),
        interrupted=row["interrupted"],
        failed=Stage(row["failed"]) if row["failed"] else None,
        why=Why(row["why"]) if row["why"] else None,
        detail=row["detail"],
    )


def staged(box: Box) -> tuple[str, ...]:
    """Names of the packages that are to be installed."""
    return tuple(sorted(path.name.split("_")[0] for path in box.path(STAGED).glob("*.deb")))


def note(box: Box, attempt: Attempt) -> None:
    """From now on it stands so, also after a power cut."""
    box.write(_ATTEMPT, json.dumps(asdict(attempt)), mode=0o600)


def last(box: Box) -> Outcome | None:
    """How the last try ended; None: there was none."""
    text = box.read(LAST)
    if text is None:
        return None
    row = json.loads(text)
    return Outcome(row["version"], Why(row["why"]) if row["why"] else None, row["detail"])


def end(box: Box, outcome: Outcome) -> None:
    """It is over, and how is known to the technician and to kiosk-sync."""
    text = json.dumps(asdict(outcome))
    box.write(LAST, text, mode=0o600)
    with suppress(
        OSError
    ):  # kiosk-sync's folder: nothing it lays there keeps the kiosk from starting
        box.write(TOLD, text)
    box.remove(_ATTEMPT)
    fsync_folder(
        box.path(UPDATE)
    )  # before anything of it is deleted: half a snapshot must never be put back


def words(outcome: Outcome) -> Words:
    """One sentence for the technician."""
    if outcome.why is None:
        return Words(
            f"Máy chạy bản {outcome.version}.", f"This box runs release {outcome.version}."
        )
    vi, en = _WHY[outcome.why]
    detail = f" ({outcome.detail})" if outcome.detail else ""
    return Words(
        f"Bản {outcome.version} không dùng được: {vi}{detail}. Máy đã trở lại bản cũ, hồ sơ còn đủ.",
        f"Release {outcome.version} cannot be used: {en}{detail}. The one before runs again, with every case.",
    )


_WHY = {
    Why.NOT_STOPPED: ("không dừng được dịch vụ", "the services could not be stopped"),
    Why.NO_SNAPSHOT: ("không sao lưu được dữ liệu", "the state could not be copied"),
    Why.NOT_INSTALLED: ("không cài được gói phần mềm", "its packages could not be installed"),
    Why.NOT_MIGRATED: ("không mở được cơ sở dữ liệu", "it could not open the database"),
    Why.NOT_PROVEN: ("lượt nộp thử không đạt", "a trial visit did not succeed"),
    Why.NOT_STARTED: ("dịch vụ không khởi động được", "a service did not start"),
    Why.INTERRUPTED: ("bị ngắt quá nhiều lần", "it was interrupted too often"),
}
