"""Which set of files holds for the kiosks, which one is on trial and for whom, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tuf.api.metadata import TargetFile, Targets

from central.bundles.repository import ISSUED, TARGETS_DAYS, BundleError, Repository, Signing
from kiosk.contract import ContractError
from kiosk.contract.rules import bundle, sets
from kiosk.contract.rules.sets import SETS, TRIAL, Sets, Settled, Trial

_WRONG = {
    "share": "--share must be from 1 to 100",
    "to": f"--to names office/H38.101 or device/kiosk-1, at most {sets.MOST_NAMED} of them",
}


class Rollout:
    """Signs what it is given; whether a kiosk could use it is for central.bundles.checking to say before.

    Everything raises BundleError, and KeysError where keys are asked for: then nothing is signed.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def said(self) -> Sets:
        """What is signed now."""
        return _said(self._repository.targets())

    def files(self, chosen: Settled | Trial) -> dict[str, bytes]:
        """A set as it was published: every file by its path."""
        there = self._repository.targets().targets
        found = sets.paths(chosen, there)
        return {path: self._repository.data(there[place]) for path, place in found.items()}

    def version(self, device: str, office: str) -> str:
        """What a device calls its rules once it has heard of what is signed now."""
        return Expected(self._repository.targets()).version(device, office)

    def publish(
        self, files: Mapping[str, bytes], keys: Signing, days: int | None = TARGETS_DAYS
    ) -> int:
        """These files, and no others, hold from now on for everybody; the number of the set."""
        targets = self._undisputed(keys)
        if not files:
            raise BundleError("there is nothing to publish")
        targets.targets = {path: self._repository.keep(path, data) for path, data in files.items()}
        return self._say(targets, Sets(self._next(targets)), keys, days)

    def attempt(
        self,
        files: Mapping[str, bytes],
        keys: Signing,
        share: int = 0,
        to: Sequence[str] = (),
        days: int | None = TARGETS_DAYS,
    ) -> int:
        """These files, and no others, are on trial: for `share` of every hundred devices and for those in `to`.

        For all others holds what held before. The number of the set.
        """
        targets = self._undisputed(keys)
        settled, coming = _said(targets).settled, self._next(targets)
        trial = _trial(Trial(coming.number, coming.issued), share or None, to)
        held = dict(targets.targets)
        other = {path: data for path, data in files.items() if not _is(held.get(path), data)}
        gone = tuple(sorted(set(held) - set(files)))
        if not other and not gone:
            raise BundleError("this is what holds already: there is nothing to try")
        for path, data in other.items():
            targets.targets[TRIAL + path] = self._repository.keep(TRIAL + path, data)
        return self._say(targets, Sets(settled, replace(trial, without=gone)), keys, days)

    def widen(
        self, keys: Signing, share: int | None, to: Sequence[str] = (), days: int | None = None
    ) -> Trial:
        """The trial is for so many, None: as many as before, and for those in `to` besides."""
        targets = self._repository.own_targets(keys.offline)
        said = _said(targets)
        trial = _trial(_on(said), share, to)
        self._say(targets, replace(said, trial=trial), keys, days)
        return trial

    def settle(self, keys: Signing, days: int | None = TARGETS_DAYS) -> int:
        """What was on trial holds for everybody; its number, which those who tried it know it by."""
        targets = self._repository.own_targets(keys.offline)
        trial = _on(_said(targets))
        held = targets.targets
        targets.targets = {}
        for path, place in sets.paths(trial, held).items():
            moved = path != place
            targets.targets[path] = (
                self._repository.keep(path, self._repository.data(held[place]))
                if moved
                else held[path]
            )
        return self._say(targets, Sets(Settled(trial.number, trial.issued)), keys, days)

    def withdraw(self, keys: Signing, days: int | None = None) -> int:
        """Nothing is on trial any more: whoever tried it goes back to what held, whose number this is."""
        targets = self._repository.own_targets(keys.offline)
        said = _said(targets)
        _on(said)
        targets.targets = {
            path: target for path, target in targets.targets.items() if not path.startswith(TRIAL)
        }
        self._say(targets, Sets(said.settled), keys, days)
        return said.settled.number

    def _undisputed(self, keys: Signing) -> Targets:
        targets = self._repository.own_targets(keys.offline)
        if trial := _said(targets).trial:
            raise BundleError(f"{trial.number} is on trial: settle or withdraw it first")
        return targets

    def _next(self, targets: Targets) -> Settled:
        """The set that is about to be signed; its number is one that no kiosk ever heard."""
        return Settled(targets.version + 1, self._repository.now().isoformat())

    def _say(self, targets: Targets, said: Sets, keys: Signing, days: int | None) -> int:
        targets.unrecognized_fields[SETS] = said.to_json()
        self._repository.say(targets, keys, days)
        return said.trial.number if said.trial else said.settled.number


class Expected:
    """What each device calls its rules once it has heard of these targets."""

    def __init__(self, targets: Targets) -> None:
        """Raises BundleError."""
        self._there, self._sets = targets.targets, _said(targets)
        self._placed: dict[int, dict[str, dict[str, str]]] = {}

    def version(self, device: str, office: str) -> str:
        chosen = self._sets.of(device, office)
        if chosen.number not in self._placed:
            self._placed[chosen.number] = sets.by_place(sets.paths(chosen, self._there))
        mine = sets.mine(device, office, self._placed[chosen.number], bundle.known)
        digests = {name: self._there[path].hashes["sha256"] for name, path in mine.items()}
        return sets.version(chosen.number, digests)


def _said(targets: Targets) -> Sets:
    issued = str(targets.unrecognized_fields.get(ISSUED) or targets.expires.isoformat())
    if SETS not in targets.unrecognized_fields:  # signed before there were trials
        return Sets(Settled(targets.version, issued))
    try:
        return Sets.from_json(targets.unrecognized_fields[SETS])
    except ContractError as error:
        raise BundleError(f"what is signed here speaks of sets in a strange way: {error}") from None


def _on(said: Sets) -> Trial:
    if said.trial is None:
        raise BundleError("nothing is on trial")
    return said.trial


def _trial(trial: Trial, share: int | None, to: Sequence[str]) -> Trial:
    """The trial for so many and those besides; raises BundleError."""
    if share is not None and share < 1:
        raise BundleError(_WRONG["share"])
    everybody = tuple(sorted({*trial.to, *to}))
    try:
        return replace(trial, share=trial.share if share is None else share, to=everybody)
    except ContractError as error:
        raise BundleError(_WRONG[str(error)]) from None


def _is(target: TargetFile | None, data: bytes) -> bool:
    return target is not None and target.hashes == TargetFile.from_data("", data, ["sha256"]).hashes
