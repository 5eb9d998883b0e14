"""From one release to the next, stage by stage, or back: whatever interrupts, one of the two runs with every case."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from kiosk.model import Words
from provisioning import apt, attempt, kept, snapshot
from provisioning.attempt import Attempt, Outcome, Stage, Why
from provisioning.box import Box, BoxError
from provisioning.layout import BROUGHT, SETTINGS, STATE, TARGET, UNITS, USERS

MOST_INTERRUPTIONS = 3  # of one try; the power of an office is not cut more often by chance
VISIT = 600.0  # seconds that a trial visit may take on a slow board
# Each could do nothing by itself that must not be lost; the desk is last, the release holds as soon as it serves.
ORDER = (*(f"{USERS[service]}.service" for service in ("ui", "devices", "desk")),)
# The doctor of the night writes down what it finds: half of that in a copy of the database would damage it.
RESTING = (TARGET, *UNITS, "kiosk-doctor.service")
WAIT, WAITS = 10.0, 180  # seconds between two looks whether dpkg is free, and how many
PROVISIONING, DOCTOR = "/usr/sbin/kiosk-provisioning", "/usr/bin/kiosk-doctor"

_STUCK = Words(
    "Chưa trở lại được bản cũ: {detail}. Hãy kiểm tra ổ đĩa rồi khởi động lại máy.",
    "The release before could not be put back: {detail}. Check the disk, then restart the box.",
)

_END = {Stage.COMMIT, Stage.BACK}


class Walk:
    """`tell` hears of each stage; `booting`: whether services start by themselves once this has ended."""

    def __init__(self, box: Box, tell: Callable[[Words], None], *, booting: bool = False) -> None:
        self._box, self._tell, self._booting = box, tell, booting
        self._do: dict[Stage, Callable[[Attempt], Attempt]] = {
            Stage.STOP: self._stop,
            Stage.SNAPSHOT: self._snapshot,
            Stage.INSTALL: self._install,
            Stage.MIGRATE: self._migrate,
            Stage.PROVE: self._prove,
            Stage.START: self._start,
        }

    def go_on(self) -> Outcome | None:
        """To the end, from wherever the try stands; None: there is none. Raises BoxError where there is no way back,
        and the next call tries again.
        """
        standing = attempt.standing(self._box)
        if standing is None:
            self._clear()
            return None
        standing = self._interrupted(standing)
        self._close()  # a restart opened what a stop had closed
        while standing.stage not in _END:
            self._tell(_STAGES[standing.stage])
            standing = self._do[standing.stage](standing)
            attempt.note(self._box, standing)
        self._tell(_STAGES[standing.stage])
        outcome = self._commit(standing) if standing.stage is Stage.COMMIT else self._back(standing)
        attempt.end(self._box, outcome)
        self._clear()
        self._open()
        return outcome

    def _interrupted(self, standing: Attempt) -> Attempt:
        if standing.stage in (
            Stage.STOP,
            Stage.START,
            *_END,
        ):  # a desk that served once: no way back
            return standing
        standing = replace(standing, interrupted=standing.interrupted + 1)
        if standing.interrupted > MOST_INTERRUPTIONS:
            standing = standing.back(Why.INTERRUPTED)
        attempt.note(self._box, standing)
        return standing

    def _stop(self, standing: Attempt) -> Attempt:
        if self._box.is_running:
            for unit in UNITS:
                if self._box.run(["systemctl", "is-active", "-q", unit]).code == 0:
                    return standing.back(Why.NOT_STOPPED, unit)
        return replace(standing, stage=Stage.SNAPSHOT)

    def _snapshot(self, standing: Attempt) -> Attempt:
        try:
            snapshot.take(self._box.path(STATE), self._box.path(attempt.STATE))
        except OSError as error:
            return standing.back(Why.NO_SNAPSHOT, error.strerror or "")
        return replace(standing, stage=Stage.INSTALL)

    def _install(self, standing: Attempt) -> Attempt:
        with suppress(BoxError):
            apt.finish(self._box)  # of one who was killed; what it cannot finish is installed anew
        try:
            apt.install(self._box, attempt.STAGED, attempt.staged(self._box))
        except BoxError as error:
            return standing.back(Why.NOT_INSTALLED, error.said.of(standing.language))
        here = apt.versions(self._box)
        for package in self._box.path(attempt.STAGED).glob("*.deb"):
            name, version = kept.named(self._box, package)
            if here.get(name) != version:  # apt had another one that it liked better
                return standing.back(Why.NOT_INSTALLED, f"{name} {here.get(name)}")
        return replace(standing, stage=Stage.MIGRATE)

    def _migrate(self, standing: Attempt) -> Attempt:
        ran = self._box.run([PROVISIONING, "migrate"])
        if ran.code:
            return standing.back(Why.NOT_MIGRATED, ran.err)
        return replace(standing, stage=Stage.PROVE)

    def _prove(self, standing: Attempt) -> Attempt:
        settings = ("--settings", str(SETTINGS)) if self._box.read(SETTINGS) is not None else ()
        ran = self._box.run([DOCTOR, "self-visit", "--json", *settings], patience=VISIT)
        try:
            row = json.loads(ran.out)
        except ValueError:
            row = {}
        if ran.code or row.get("ok") is not True:
            said = " ".join(str(row[name]) for name in ("step", "why") if row.get(name))
            return standing.back(Why.NOT_PROVEN, said or ran.err)
        return replace(standing, stage=Stage.START)

    def _start(self, standing: Attempt) -> Attempt:
        if self._box.is_running and not self._booting:
            self._open_units()
            for unit in ORDER:
                if self._box.run(["systemctl", "start", unit]).code:
                    self._close()
                    return standing.back(Why.NOT_STARTED, unit)
        return replace(standing, stage=Stage.COMMIT)

    def _commit(self, standing: Attempt) -> Outcome:
        staged = self._box.path(attempt.STAGED)
        kept.keep(
            self._box, [path for name in standing.before for path in staged.glob(f"{name}_*.deb")]
        )
        self._bring(standing)
        return Outcome(standing.version)

    def _bring(self, standing: Attempt) -> None:
        """`check` and `apply` ask from now on whether the box is this release."""
        brought = json.loads(self._box.read(BROUGHT) or "{}")
        if brought:
            here = apt.versions(self._box)
            new = {name: here[name] for name in standing.before if name in here}
            brought["packages"] = {**brought["packages"], **new}
            self._box.write(BROUGHT, json.dumps(brought), mode=0o600)

    def _back(self, standing: Attempt) -> Outcome:
        if standing.failed not in (Stage.STOP, Stage.SNAPSHOT):
            with suppress(BoxError):
                apt.finish(self._box)
            here = apt.versions(self._box)
            # What never went needs no unpacking: a card that had no room for the new has none for the old.
            gone = {name: one for name, one in standing.before.items() if here.get(name) != one}
            if gone:
                packages = kept.held(self._box, gone)
                self._must(["dpkg", "--force-confold", "-i", *map(str, packages)])
                here = apt.versions(self._box)
            if added := [name for name in standing.added if name in here]:
                self._must(["dpkg", "--purge", *added])
            try:
                snapshot.restore(self._box.path(attempt.STATE), self._box.path(STATE))
            except OSError as error:
                raise _stuck(error.strerror or "") from None
        return Outcome(standing.version, standing.why, standing.detail)

    def _must(self, command: list[str]) -> None:
        ran = self._box.run(command)
        for _ in range(WAITS):  # Debian's own updates may be at work
            if not (ran.code and "lock was locked" in ran.err):
                break
            time.sleep(WAIT)
            ran = self._box.run(command)
        if ran.code:
            raise _stuck(ran.err.strip().splitlines()[-1] if ran.err.strip() else command[0])

    def _close(self) -> None:
        """Nothing starts the services while their code and state change, dpkg's scripts neither."""
        if self._box.is_running:
            self._box.run(["systemctl", "mask", "--runtime", "--now", *RESTING])

    def _open_units(self) -> None:
        self._box.run(["systemctl", "unmask", "--runtime", *RESTING])
        self._box.run(["systemctl", "daemon-reload"])

    def _open(self) -> None:
        if self._box.is_running:
            self._open_units()
            # At boot they are started in their order once this unit has ended.
            self._box.run(["systemctl", "start", "--no-block", TARGET])

    def _clear(self) -> None:
        shutil.rmtree(self._box.path(attempt.UPDATE), ignore_errors=True)


def _stuck(detail: str) -> BoxError:
    return BoxError(Words(_STUCK.vi.format(detail=detail), _STUCK.en.format(detail=detail)))


_STAGES = {
    Stage.STOP: Words("Dừng dịch vụ", "Stopping the services"),
    Stage.SNAPSHOT: Words("Sao lưu dữ liệu", "Copying the state"),
    Stage.INSTALL: Words("Cài gói phần mềm", "Installing packages"),
    Stage.MIGRATE: Words(
        "Mở cơ sở dữ liệu bằng bản mới", "Opening the database with the new release"
    ),
    Stage.PROVE: Words(
        "Nộp thử một lượt trên thiết bị mô phỏng", "A trial visit on simulated devices"
    ),
    Stage.START: Words("Khởi động dịch vụ", "Starting the services"),
    Stage.COMMIT: Words("Nhận bản mới", "Taking the new release"),
    Stage.BACK: Words("Trở lại bản cũ", "Going back to the release before"),
}
