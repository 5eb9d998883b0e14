"""The folder that kiosks fetch from: metadata with consistent snapshots, and targets named by their hash."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError, UnsignedMetadataError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Signed,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from central.bundles.keys import ONLINE, Keys
from central.objects import PIECE
from kiosk.contract.rules.sets import MOST_TARGETS

ISSUED = "issued"  # our word in what is signed: when that was
TARGETS_DAYS, ONLINE_DAYS = 180, 14
ROOT = dt.timedelta(days=730)
LAW = dt.timedelta(days=TARGETS_DAYS)
ONLINE_TIME = dt.timedelta(days=ONLINE_DAYS)
_VERSION = re.compile(r"([0-9]{1,9})\.[a-z]+\.json")
ONLINE_ROLES = (Snapshot.type, Timestamp.type)

S = TypeVar("S", Root, Snapshot, Targets, Timestamp)


class BundleError(ValueError):
    """What was to be published, or the repository, cannot be used; the text says why in one sentence."""


@dataclass(frozen=True)
class Signing:
    """The keys at hand: those that are kept away, and the one that may stay at the centre, if it is there."""

    offline: Keys
    online: Keys | None = None


class Repository:
    """One folder, written by one person at a time, oldest things first: whoever reads it meanwhile finds either
    what was there or what is.

    `clock` gives an aware datetime; `online`: how long the word of the key that signs by itself is good.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], dt.datetime], online: dt.timedelta = ONLINE_TIME
    ) -> None:
        self._metadata, self._targets = folder / "metadata", folder / "targets"
        self._clock, self._online = clock, online

    @property
    def root(self) -> Path:
        """The newest root: what a technician lays into a kiosk."""
        return self._path(Root)

    def init(self, offline: Keys, online: Keys, keys: int = 3, threshold: int = 2) -> None:
        """A repository with new keys and nothing to fetch yet.

        `keys` of root, of which `threshold` must sign. Raises BundleError where there is one already.
        """
        if any(self._metadata.glob("*.root.json")):
            raise BundleError(f"{self._metadata} holds a root already")
        if not 1 <= threshold <= keys:
            raise BundleError("the threshold must be from 1 to the number of keys")
        root = Root(consistent_snapshot=True)
        for signer in offline.make(Root.type, keys):
            root.add_key(signer.public_key, Root.type)
        root.roles[Root.type].threshold = threshold
        for signer in offline.make(Targets.type, 1):
            root.add_key(signer.public_key, Targets.type)
        for signer in online.make(ONLINE, 1):
            for role in ONLINE_ROLES:
                root.add_key(signer.public_key, role)
        self._sign(root, offline.of(Root.type), ROOT, bump=False)
        self._sign(Targets(), offline.of(Targets.type), LAW, bump=False)
        targets = {f"{Targets.type}.json": self._told(Targets)}
        self._sign(Snapshot(meta=targets), online.of(ONLINE), 2 * self._online, bump=False)
        timestamp = Timestamp(snapshot_meta=self._told(Snapshot))
        self._sign(timestamp, online.of(ONLINE), self._online, bump=False)

    def targets(self) -> Targets:
        """What was signed last; raises BundleError."""
        metadata = self._newest(Targets)
        self._verify(metadata)
        return metadata.signed

    def own_targets(self, offline: Keys) -> Targets:
        """The same for whoever is to sign what follows from it: only what one of these keys signed.

        The folder lies where others could write, roots too: a key must never be lent to what they wrote.
        """
        metadata = self._newest(Targets)
        for signer in offline.of(Targets.type):
            signature = metadata.signatures.get(signer.public_key.keyid)
            if signature is not None:
                with suppress(UnverifiedSignatureError):
                    signer.public_key.verify_signature(signature, metadata.signed_bytes)
                    return metadata.signed
        raise BundleError("what was published last was not signed with the key at hand")

    def keep(self, path: str, data: bytes) -> TargetFile:
        """The file is here, named by its hash; nobody hears of it before it is signed."""
        target = TargetFile.from_data(path, data, ["sha256"])
        (kept,) = target.get_prefixed_paths()
        _write(self._targets / kept, (data,))
        return target

    def keep_file(self, path: str, file: Path) -> TargetFile:
        """As `keep`, for one that no memory need hold; lying here already, it is not written again."""
        target = TargetFile.from_file(path, str(file), ["sha256"])
        (kept,) = target.get_prefixed_paths()
        try:
            self.check(target)
        except BundleError:
            with file.open("rb") as pieces:
                _write(self._targets / kept, iter(lambda: pieces.read(PIECE), b""))
            self.check(target)  # it may have changed while it was copied
        return target

    def data(self, target: TargetFile) -> bytes:
        """The file as it was signed; raises BundleError."""
        (kept,) = target.get_prefixed_paths()
        try:
            data = (self._targets / kept).read_bytes()
            target.verify_length_and_hashes(data)
        except (OSError, LengthOrHashMismatchError):
            raise BundleError(f"{target.path}: is not here as it was signed") from None
        return data

    def check(self, target: TargetFile) -> None:
        """Raises BundleError unless the file is here as it was signed."""
        (kept,) = target.get_prefixed_paths()
        try:
            with (self._targets / kept).open("rb") as file:
                target.verify_length_and_hashes(file)
        except (OSError, LengthOrHashMismatchError):
            raise BundleError(f"{target.path}: is not here as it was signed") from None

    def say(self, targets: Targets, keys: Signing, days: int | None) -> None:
        """Sign these targets, good for so many days, None: for as long as before.

        Without the online key, kiosks hear of it when the repository is next extended. Raises BundleError.
        """
        left = targets.expires - self.now() if days is None else dt.timedelta(days=days)
        if left <= dt.timedelta(0):
            raise BundleError("what holds is past its days: say for how many with --days")
        self._sign(targets, keys.offline.of(Targets.type), left)
        if keys.online is not None:
            self._announce(keys.online)

    def days(self) -> tuple[tuple[str, dt.datetime], ...]:
        """Until when root and targets are good; raises BundleError."""
        root, targets = self._newest(Root).signed, self._newest(Targets).signed
        return (root.type, root.expires), (targets.type, targets.expires)

    def now(self) -> dt.datetime:
        return self._clock().replace(microsecond=0)

    def extend(self, online: Keys) -> dt.datetime:
        """Say what holds, or anew that it still holds; until when that is good. The snapshot only where it must be.

        Raises BundleError, and kiosks keep what they have, where what was brought here is not whole.
        """
        snapshot = self._newest(Snapshot).signed
        held = snapshot.meta[f"{Targets.type}.json"].version
        if held != self._newest(Targets).signed.version:
            self._announce(online)
            return self._read(Timestamp, self._metadata / "timestamp.json").signed.expires
        if snapshot.expires - self._clock() < self._online:
            self._sign(snapshot, online.of(ONLINE), 2 * self._online)
        return self._stamp(online)

    def renew(self, offline: Keys, online: Keys, rotate: Sequence[str] = ()) -> int:
        """A new root, good for its whole time again; its version.

        `rotate`: roles (root, targets, online) that get as many new keys as they had; the old ones are dropped once
        the new root is written. A root with new keys is signed by old and new.
        """
        root = self._newest(Root).signed
        signers = offline.of(Root.type)
        for role in rotate:
            signers += self._rotate(root, role, online if role == ONLINE else offline)
        self._sign(root, signers, ROOT)
        if Targets.type in rotate:
            targets = self.own_targets(offline)
            self._sign(targets, offline.of(Targets.type), LAW)
        if rotate:
            self._announce(online)
        for role in rotate:
            count = len(root.roles[Timestamp.type if role == ONLINE else role].keyids)
            (online if role == ONLINE else offline).drop(role, count)
        return root.version

    def _rotate(self, root: Root, role: str, keys: Keys) -> tuple[CryptoSigner, ...]:
        """New keys of the role in `root`; those that must sign it besides the old ones."""
        for name in ONLINE_ROLES if role == ONLINE else (role,):
            held = list(root.roles[name].keyids)
            for keyid in held:
                root.revoke_key(keyid, name)
        made = keys.make(role, len(held))
        for name in ONLINE_ROLES if role == ONLINE else (role,):
            for signer in made:
                root.add_key(signer.public_key, name)
        return made if role == Root.type else ()

    def _announce(self, online: Keys) -> None:
        """A snapshot of the targets as they are now, and a timestamp for it."""
        snapshot = self._newest(Snapshot).signed
        self._check()
        snapshot.meta[f"{Targets.type}.json"] = self._told(Targets)
        self._sign(snapshot, online.of(ONLINE), 2 * self._online)
        self._stamp(online)

    def _told(self, kind: type[Targets] | type[Snapshot]) -> MetaFile:
        """The newest of a kind with length and hash: a kiosk reads not one byte more, whoever answers it."""
        path = self._path(kind)
        return MetaFile.from_data(int(path.name.split(".")[0]), path.read_bytes(), ["sha256"])

    def _check(self) -> None:
        """The newest targets are signed by those who may, every file is here as it was signed; else BundleError."""
        metadata = self._newest(Targets)
        self._verify(metadata)
        for target in metadata.signed.targets.values():
            self.check(target)

    def _stamp(self, online: Keys) -> dt.datetime:
        timestamp = self._read(Timestamp, self._metadata / "timestamp.json").signed
        timestamp.snapshot_meta = self._told(Snapshot)
        self._sign(timestamp, online.of(ONLINE), self._online)
        return timestamp.expires

    def _sign(
        self,
        signed: Signed,
        signers: Sequence[CryptoSigner],
        good: dt.timedelta,
        *,
        bump: bool = True,
    ) -> None:
        """Raises BundleError, and writes nothing, where the keys at hand are not those that must sign."""
        now = self.now()
        signed.version += bump
        signed.expires = now + good
        signed.unrecognized_fields[ISSUED] = now.isoformat()
        metadata: Metadata[Any] = Metadata(signed)
        for signer in signers:
            metadata.sign(signer, append=True)
        self._verify(metadata)
        data = metadata.to_bytes()
        if len(data) > MOST_TARGETS:
            raise BundleError(f"too many files: kiosks read {MOST_TARGETS} bytes of what is signed")
        stem = f"{signed.version}." if signed.type != Timestamp.type else ""
        _write(self._metadata / f"{stem}{signed.type}.json", (data,))

    def _verify(self, metadata: Metadata[Any]) -> None:
        signed = metadata.signed
        roots = [signed] if isinstance(signed, Root) else []
        if (
            signed.version > 1 or not roots
        ):  # kiosks take no root that the one before does not vouch for
            roots.append(self._newest(Root).signed)
        try:
            for root in roots:
                root.verify_delegate(signed.type, metadata.signed_bytes, metadata.signatures)
        except UnsignedMetadataError:
            raise BundleError(f"these keys do not suffice to sign {signed.type}") from None

    def _newest(self, kind: type[S]) -> Metadata[S]:
        return self._read(kind, self._path(kind))

    def _path(self, kind: type[Signed]) -> Path:
        versions = [
            int(found[1])
            for path in self._metadata.glob(f"*.{kind.type}.json")
            if (found := _VERSION.match(path.name))  # a copy that somebody laid beside it is none
        ]
        if not versions:
            raise BundleError(f"{self._metadata} holds no {kind.type}: init comes first")
        return self._metadata / f"{max(versions)}.{kind.type}.json"

    def _read(self, kind: type[S], path: Path) -> Metadata[S]:
        try:
            metadata: Metadata[Any] = Metadata.from_bytes(path.read_bytes())
        except (OSError, RepositoryError):
            raise BundleError(f"{path} cannot be read") from None
        if metadata.signed.type != kind.type:
            raise BundleError(f"{path} is no {kind.type}")
        return metadata


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """Whole and safe from a power cut, or not at all; what a kiosk fetches holds no secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
