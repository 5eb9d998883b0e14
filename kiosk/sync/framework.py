"""The Update Framework's rules: a publisher's word, believed as far as its signatures, versions and dates go."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol

from tuf.api import exceptions as wrong
from tuf.api.metadata import Metadata, Root, TargetFile, Targets, Timestamp
from tuf.ngclient import Updater, UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from kiosk.contract.rules.bundle import MOST_BYTES
from kiosk.contract.rules.sets import MOST_TARGETS
from kiosk.rights import make_folders
from kiosk.store.disk import fsync_file, fsync_folder, write_safely
from kiosk.store.errors import storing

LIMITS = UpdaterConfig(
    max_root_rotations=64,
    max_delegations=1,
    root_max_length=64 * 1024,
    timestamp_max_length=16 * 1024,
    snapshot_max_length=64 * 1024,
    targets_max_length=MOST_TARGETS,
)
ISSUED = "issued"  # the publisher's word in what it signs: when that was
STAMP = "metadata/timestamp.json"


class BundleFault(StrEnum):
    """Why what came is not believed or not used."""

    OLD = "old"  # an older version of what is known already
    EXPIRED = "expired"  # good until a day that is past
    UNSIGNED = "unsigned"  # too few signatures of those who may
    ALTERED = "altered"  # other bytes than were signed, or more
    MALFORMED = "malformed"
    MISSING = "missing"  # named, and not there
    UNUSABLE = "unusable"  # truly the publisher's, and no kiosk could use it
    FOREIGN = "foreign"  # for an office that the centre does not know this kiosk to be of


class BundleError(Exception):
    """What came is refused: what is in use stays. `file` where one is to blame, `why` for the technician."""

    def __init__(self, fault: BundleFault, file: str = "", why: str = "") -> None:
        super().__init__(": ".join(part for part in (fault.value, file, why) if part))
        self.fault, self.file, self.why = fault, file, why


class Source(Protocol):
    """Where a repository lies: at the centre, or in a folder."""

    def bundle(self, path: str, most: int) -> bytes | None:
        """The file, None where there is none. Raises CentreError, or OSError; more than `most` is an error."""


@dataclass(frozen=True)
class Belief:
    """Where it is kept whom this machine believes, and what it has believed so far."""

    root: Path  # whose signatures count first of all
    metadata: Path  # a folder of the framework's own


@dataclass(frozen=True)
class Word:
    """What the publisher says: its number, when it was signed and until when it is good; the files by their path there,
    and whatever else is signed beside them."""

    number: int
    issued: str  # ISO 8601 with offset
    expires: dt.datetime
    targets: Mapping[str, TargetFile]
    beside: Mapping[str, object]


class Framework:
    """One asking: `word`, then `fetch` for each file. Made anew each time."""

    def __init__(self, belief: Belief, source: Source, now: dt.datetime, lapsed: str = "") -> None:
        """`lapsed`: sha256 of a timestamp once seen to be too old. Raises BundleError, StoreError."""
        self._first, self._now, self._lapsed = belief.root, now, lapsed
        self._folder = belief.metadata
        self._fetched = _Fetched(source)
        self._updater = self._begun()

    def word(self) -> Word:
        """What holds now; raises BundleError, StoreError, CentreError, and what was believed before still is."""
        with storing():
            root = self._root()
        try:
            return self._heard()
        except LapsedError:
            with storing():
                if self._root() == root:
                    raise
        # A root that came along may have taken its power from whoever signed a day far in the future.
        self._updater = self._begun()
        return self._heard()

    def fetch(self, target: TargetFile, to: Path) -> None:
        """The file, checked, under `to`; nothing is fetched that lies there already. Raises as `word`."""
        with _believing(target.path), storing():
            if target.length > MOST_BYTES:
                raise wrong.LengthOrHashMismatchError("larger than a file may be")
            if not self._updater.find_cached_target(target, str(to)):
                self._updater.download_target(target, str(to))

    def _begun(self) -> Updater:
        with _believing(self._first.name), storing():
            make_folders(self._folder)
            for half_done in self._folder.glob("tmp*"):  # of one who was killed
                half_done.unlink()
            updater = _SafeUpdater(
                str(self._folder),
                "metadata",
                target_base_url="targets",
                fetcher=self._fetched,
                config=LIMITS,
                bootstrap=self._first.read_bytes(),
            )
        # Nobody else can tell the updater the time. A clock set back must not make old words good again.
        signed = self._issued()
        updater._trusted_set.reference_time = max(self._now, signed) if signed else self._now
        return updater

    def _heard(self) -> Word:
        try:
            with _believing(), storing():
                self._updater.refresh()
                self._make_safe()
                return self._said()
        except BundleError as error:
            if error.fault is BundleFault.EXPIRED:
                raise LapsedError(self._fetched.stamp) from None
            raise

    def _root(self) -> bytes:
        """The newest root believed so far; root.json itself begins with the technician's each time."""
        known = (self._folder / "root_history").glob("*.root.json")
        newest = max(known, key=lambda path: int(path.name.split(".")[0]), default=None)
        return newest.read_bytes() if newest else b""

    def _said(self) -> Word:
        raw = (self._folder / "targets.json").read_bytes()
        stamped = (self._folder / "timestamp.json").read_bytes()
        if hashlib.sha256(stamped).hexdigest() == self._lapsed:
            raise wrong.ExpiredMetadataError("was seen to be too old before")
        timestamp: Metadata[Timestamp] = Metadata.from_bytes(stamped)
        metadata: Metadata[Targets] = Metadata.from_bytes(raw)
        targets = metadata.signed
        said = targets.unrecognized_fields
        issued = _moment(said.get(ISSUED)) or targets.expires
        return Word(
            number=targets.version,
            issued=issued.isoformat(),
            expires=min(timestamp.signed.expires, targets.expires),
            targets=targets.targets,
            beside=said,
        )

    def _issued(self) -> dt.datetime | None:
        """When the last timestamp believed was signed, by a key that still counts."""
        with suppress(OSError, wrong.RepositoryError):
            root: Metadata[Root] = Metadata.from_bytes(self._root())
            stamped: Metadata[Timestamp] = Metadata.from_bytes(
                (self._folder / "timestamp.json").read_bytes()
            )
            root.signed.verify_delegate(Timestamp.type, stamped.signed_bytes, stamped.signatures)
            return _moment(stamped.signed.unrecognized_fields.get(ISSUED))
        return None

    def _make_safe(self) -> None:
        """What was believed survives a power cut: forgotten, an old version would be believed again."""
        for path in (*self._folder.glob("*.json"), *(self._folder / "root_history").iterdir()):
            fsync_file(path)
        for folder in (self._folder / "root_history", self._folder):
            fsync_folder(folder)


def stamp_of(belief: Belief) -> str:
    """sha256 of the last timestamp believed; empty where none ever was."""
    with suppress(OSError):
        stamped = (belief.metadata / "timestamp.json").read_bytes()
        return hashlib.sha256(stamped).hexdigest()
    return ""


class LapsedError(BundleError):
    """EXPIRED; `digest` is the sha256 of the timestamp it came with."""

    def __init__(self, digest: str) -> None:
        super().__init__(BundleFault.EXPIRED)
        self.digest = digest


class _SafeUpdater(Updater):
    """What takes the place of something believed is on the disk before: torn, nothing would be believed of either."""

    def _persist_file(self, filename: str, data: bytes) -> None:
        write_safely(Path(filename), data)


class _Fetched(FetcherInterface):
    """The framework's way to a Source. Not one byte more than it allows is read, and nothing lies in /tmp."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.stamp = ""  # sha256 of the timestamp that came

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        data = self._source.bundle(url, max_length)
        if data is None:
            raise wrong.DownloadHTTPError(url, 404)
        if len(data) > max_length:
            raise wrong.DownloadLengthMismatchError(url)
        if url == STAMP:
            self.stamp = hashlib.sha256(data).hexdigest()
        yield BytesIO(data)

    def _fetch(self, url: str) -> Iterator[bytes]:
        with self.download_file(url, MOST_BYTES) as file:
            return iter((file.read(),))


@contextmanager
def _believing(file: str = "") -> Iterator[None]:
    """The framework's many exceptions as one."""
    try:
        yield
    except wrong.ExpiredMetadataError:
        raise BundleError(BundleFault.EXPIRED, file) from None
    except wrong.BadVersionNumberError as error:
        raise BundleError(BundleFault.OLD, file, str(error)) from None
    except wrong.UnsignedMetadataError as error:
        raise BundleError(BundleFault.UNSIGNED, file, str(error)) from None
    except (wrong.LengthOrHashMismatchError, wrong.DownloadLengthMismatchError):
        raise BundleError(BundleFault.ALTERED, file) from None
    except wrong.DownloadHTTPError:
        raise BundleError(BundleFault.MISSING, file) from None
    except (wrong.RepositoryError, wrong.DownloadError) as error:
        raise BundleError(BundleFault.MALFORMED, file, type(error).__name__) from None


def _moment(text: object) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
