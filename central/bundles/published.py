"""What kiosks can hear of in a repository: read from a folder or a bucket, copied from one to the other, told apart."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError
from tuf.api.metadata import Metadata, Signed, Snapshot, TargetFile, Targets, Timestamp

from central.bundles.repository import BundleError
from central.bundles.rollout import Expected
from central.objects import NoObjectError, Objects
from kiosk.contract.rules.sets import TRIAL

PLACE = "bundles/"  # among the centre's objects
STAMP = "metadata/timestamp.json"
REMEMBERED = 60.0  # seconds
_ROOT = re.compile(r"metadata/(\d{1,9})\.root\.json")

S = TypeVar("S", Snapshot, Targets, Timestamp)


class Published:
    """A repository among objects. Nothing is verified but that all of it is there: kiosks verify for themselves.

    Raises BundleError for what is not whole, and what the objects raise.
    """

    def __init__(self, objects: Objects, place: str = PLACE) -> None:
        self._objects, self._place = objects, place

    def read(self, name: str) -> bytes:
        """`metadata/...` or `targets/...`; raises NoObjectError."""
        return self._objects.read(self._place + name)

    def targets(self) -> Targets:
        """What kiosks are told now; raises NoObjectError where nothing ever was published here."""
        return self._chain()[-1][1]

    def names(self, places: Collection[str] | None = None) -> Iterator[str]:
        """Everything that a kiosk asks for, in the order in which it must arrive where kiosks read: what it is named by
        comes after it. `places` as kiosk.contract.rules.sets has them: of the files only those, None: all.
        """
        stamp, snapshot, (told, targets) = self._chain()
        for path, target in targets.targets.items():
            if places is None or path.removeprefix(TRIAL).startswith(tuple(places)):
                yield _file(target)
        yield from (told, snapshot[0])
        roots = (
            name.removeprefix(self._place) for name in self._objects.names(f"{self._place}metadata")
        )
        yield from sorted(filter(_ROOT.fullmatch, roots), key=_number)
        yield stamp[0]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """`names` of all with what is in them; raises BundleError for a file that is not as it was signed."""
        signed = {_file(target): target for target in self.targets().targets.values()}
        for name in self.names():
            try:
                data = self.read(name)
                if name in signed:
                    signed[name].verify_length_and_hashes(data)
            except (NoObjectError, LengthOrHashMismatchError):
                raise BundleError(f"{name}: is not here as it was signed") from None
            yield name, data

    def stamp(self) -> int:
        """The number of the daily word; 0 where there is none."""
        try:
            return self._metadata(STAMP, Timestamp).version
        except NoObjectError:
            return 0

    def numbers(self) -> tuple[int, ...]:
        """Of the daily word, the snapshot, the targets and the newest root; 0 for what is not here, or not whole."""
        roots = (name.removeprefix(self._place) for name in self._objects.names(self._place))
        root = max(map(_number, roots), default=0)
        try:
            (_, stamp), (_, snapshot), (_, targets) = self._chain()
        except (NoObjectError, BundleError):  # what was damaged can be brought again
            known = 0
            with suppress(BundleError):
                known = self.stamp()
            return known, 0, 0, root
        return stamp.version, snapshot.version, targets.version, root

    def _chain(
        self,
    ) -> tuple[tuple[str, Timestamp], tuple[str, Snapshot], tuple[str, Targets]]:
        stamp = self._metadata(STAMP, Timestamp)
        name = f"metadata/{stamp.snapshot_meta.version}.snapshot.json"
        snapshot = self._metadata(name, Snapshot)
        told = f"metadata/{snapshot.meta['targets.json'].version}.targets.json"
        return (STAMP, stamp), (name, snapshot), (told, self._metadata(told, Targets))

    def _metadata(self, name: str, kind: type[S]) -> S:
        try:
            metadata: Metadata[Any] = Metadata.from_bytes(self.read(name))
        except RepositoryError:
            raise BundleError(f"{name} cannot be read") from None
        signed: Signed = metadata.signed
        if not isinstance(signed, kind):
            raise BundleError(f"{name} is no {kind.type}")
        return signed


class Awaited:
    """Which version of the rules a device should have by now; looked up anew each minute. Any thread."""

    def __init__(
        self,
        published: Published,
        office: Callable[[str], str],
        elapsed: Callable[[], float],
    ) -> None:
        """`office`: the agency code of a device, "" for none. `elapsed` gives seconds and never goes back."""
        self._published, self._office, self._elapsed = published, office, elapsed
        self._known: tuple[float, Expected | None] | None = None
        self._looking = threading.Lock()

    def __call__(self, device: str) -> str:
        """As kiosk.contract.rules.sets.version has it; "" where none are known."""
        return self.of(device, self._office(device))

    def of(self, device: str, office: str) -> str:
        """The same, for a device whose agency code is at hand."""
        known = self._known
        if known is None or self._elapsed() - known[0] > REMEMBERED:
            known = self._looked_up()
        expected = known[1]
        return expected.version(device, office) if expected else ""

    def _looked_up(self) -> tuple[float, Expected | None]:
        """By one thread for all. What cannot be read is as it was, and is not asked again at once: while the store
        hangs it would be, for each of all kiosks."""
        known = self._known
        if not self._looking.acquire(blocking=known is None):
            assert known is not None
            return known  # a moment longer
        try:
            known = self._known
            if known is None or self._elapsed() - known[0] > REMEMBERED:
                try:
                    expected = self._expected()
                except (BundleError, OSError):
                    expected = known[1] if known else None
                known = self._known = self._elapsed(), expected
            return known
        finally:
            self._looking.release()

    def _expected(self) -> Expected | None:
        try:
            return Expected(self._published.targets())
        except NoObjectError:
            return None


def copy(source: Published, to: Objects) -> int:
    """Everything to where all of the centre's processes read it; how many files that were not there.

    At any moment a kiosk finds what was there or what is. Raises BundleError where what is there is newer: a
    repository from an old copy that was extended since has a younger daily word, and older law.
    """
    there = Published(to)
    pairs = zip(there.numbers(), source.numbers(), strict=True)
    if any(held > brought for held, brought in pairs):
        raise BundleError(
            "what is in the bucket is newer than this repository: bring that one here"
        )
    copied = 0
    for name, data in source.files():
        if _held(there, name) != data:
            to.put(PLACE + name, data)
            copied += 1
    return copied


def _held(there: Published, name: str) -> bytes | None:
    try:
        return there.read(name)
    except NoObjectError:
        return None


def _file(target: TargetFile) -> str:
    (kept,) = target.get_prefixed_paths()
    return f"targets/{kept}"


def _number(name: str) -> int:
    found = _ROOT.fullmatch(name)
    return int(found[1]) if found else 0
