"""What a bundle says, believed as far as its signatures, numbers and dates go; what is used is copied off it first."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tuf.api.metadata import TargetFile

from kiosk.contract.release import MOST_PACKAGE, MOST_RELEASE, RELEASE, Package, Release
from kiosk.contract.shapes import ContractError
from kiosk.model import Words
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.sync.carrying import Carrying
from kiosk.sync.connection import CentreError
from kiosk.sync.framework import LIMITS, Belief, BundleError, BundleFault, Framework
from kiosk.sync.stick import FolderSource
from provisioning.box import Box, BoxError
from provisioning.layout import OFFICE, OWN, RELEASES

TRUST = OWN / "releases"  # root.json, and what the framework has believed
ROOT = "root.json"
SPARE = 64 * 1024 * 1024  # bytes that a disk keeps free beside what is copied to it
SUMS = "start.sums"  # what the fingerprint is of that a technician compares
_ROOT_LINE = re.compile(r"^([0-9a-f]{64})  metadata/(\d{1,9})\.root\.json$", re.MULTILINE)
_MOST_SUMS = 4 * 1024 * 1024  # bytes
_MOST_OFFICE = 16 * 1024 * 1024  # bytes of a file under office/

_SAID = {
    BundleFault.OLD: Words(
        "Gói cài đặt này cũ hơn gói máy đã biết. Hãy dùng gói mới nhất.",
        "This bundle is older than one that this box has seen. Use the newest.",
    ),
    BundleFault.EXPIRED: Words(
        "Chữ ký của gói đã quá hạn, hoặc đồng hồ máy sai. Hãy xem đồng hồ, rồi chép lại gói.",
        "The signatures on this bundle are past their day, or the clock is wrong. Check the clock, then copy it anew.",
    ),
    BundleFault.UNSIGNED: Words(
        "Gói cài đặt không có đủ chữ ký của nơi phát hành. Hãy báo nơi phát hành, đừng dùng gói này.",
        "This bundle is not signed by those who may. Tell the publisher, and do not use it.",
    ),
    BundleFault.ALTERED: Words(
        "Tệp {file} không như lúc ký. Hãy chép lại cả gói.",
        "{file} is not as it was signed. Copy the whole bundle anew.",
    ),
    BundleFault.MALFORMED: Words(
        "Tệp {file} của gói bị hỏng. Hãy chép lại cả gói.",
        "{file} of this bundle is damaged. Copy the whole bundle anew.",
    ),
    BundleFault.MISSING: Words(
        "Gói cài đặt thiếu {file}. Hãy chép lại cả gói.",
        "{file} is missing from this bundle. Copy the whole bundle anew.",
    ),
}
_UNREADABLE = Words(
    "Không đọc được gói cài đặt. Cắm lại USB, hoặc chép lại cả gói.",
    "This bundle cannot be read. Plug the stick in again, or copy it anew.",
)
_STRANGER = Words(
    "Máy chưa biết nơi phát hành nào. Hãy chạy tệp start trên USB trước.",
    "This box knows no publisher yet. Run `start` from the stick first.",
)
_NO_ROOM = Words(
    "Ổ đĩa không đủ chỗ: cần thêm {size} MB. Hãy dọn ổ đĩa rồi chạy lại.",
    "The disk has too little room: {size} MB more are needed. Make room and run it again.",
)
_NO_DISK = Words(
    "Không ghi được vào ổ đĩa của máy. Hãy kiểm tra ổ đĩa.",
    "This box's disk cannot be written. Check the disk.",
)


@dataclass(frozen=True)
class Bundle:
    """A bundle that was believed; its files are checked as they are copied."""

    release: Release
    _source: FolderSource
    _targets: Mapping[str, TargetFile]

    def stage(self, kind: str, wanted: Iterable[Package], to: Path) -> tuple[Path, ...]:
        """These packages as plain files in `to`; raises BoxError. Nothing is used where it lies: a stick may change."""
        return self._copied({package.path(kind): to / package.file for package in wanted})

    def lay_office(self, to: Path) -> tuple[Path, ...]:
        """What the release brings for the office, under `to` as it lies under office/; raises BoxError."""
        inside = {path: path.removeprefix(f"{OFFICE}/") for path in self._targets}
        return self._copied({path: to / name for path, name in inside.items() if name != path})

    def _copied(self, wanted: Mapping[str, Path]) -> tuple[Path, ...]:
        most = {path: _MOST_OFFICE if path.startswith(OFFICE) else MOST_PACKAGE for path in wanted}
        for path in wanted:
            if path not in self._targets:
                raise _refused(BundleError(BundleFault.MISSING, path))
            if self._targets[path].length > most[path]:
                raise _refused(BundleError(BundleFault.MALFORMED, path))
        carried = [Carrying(self._targets[path], to) for path, to in wanted.items()]
        for to in sorted({to.parent for to in wanted.values()}):
            to.mkdir(parents=True, exist_ok=True, mode=0o700)
            _check_room(to, sum(one.left for one in carried))
        for one in carried:
            _carry(one, self._source)
        return tuple(wanted.values())


def open_bundle(box: Box, folder: Path) -> Bundle:
    """The release in `folder`, believed and remembered: an older one is refused from now on. Raises BoxError."""
    trust = box.path(TRUST)
    if not (trust / ROOT).is_file():
        raise BoxError(_STRANGER)
    source = FolderSource(folder)
    try:
        now = dt.datetime.now(dt.UTC)
        word = Framework(Belief(trust / ROOT, trust / "metadata"), source, now).word()
        target = word.targets.get(RELEASE)
        if target is None:
            raise BundleError(BundleFault.MISSING, RELEASE)
        if target.length > MOST_RELEASE:
            raise BundleError(BundleFault.MALFORMED, RELEASE)
        held = trust / "held" / target.hashes["sha256"]
        _carry(Carrying(target, held), source)
        release = Release.from_bytes(held.read_bytes())
        held.unlink()
    except BundleError as error:
        raise _refused(error) from None
    except CentreError:
        raise BoxError(_UNREADABLE) from None
    except ContractError:
        raise _refused(BundleError(BundleFault.MALFORMED, RELEASE)) from None
    except (OSError, StoreError, DiskFailed):
        raise BoxError(_NO_DISK) from None
    return Bundle(release, source, word.targets)


def lay_root(box: Box, folder: Path) -> None:
    """Whom this box believes from now on: the newest root of a bundle whose fingerprint a technician compared.

    One that is there stays. A copy goes where kiosk-sync asks for releases with it. Raises BoxError.
    """
    if box.read(TRUST / ROOT) is None:
        try:
            text = _compared_root(folder)
        except BundleError as error:
            raise _refused(error) from None
        except CentreError:
            raise BoxError(_UNREADABLE) from None
        box.write(TRUST / ROOT, text, mode=0o600)
    if box.read(RELEASES / ROOT) is None:
        box.write(RELEASES / ROOT, box.read(TRUST / ROOT) or "")


def _compared_root(folder: Path) -> bytes:
    """The newest root that start.sums names, for of that the fingerprint is: what else lies there is nobody's word."""
    source = FolderSource(folder)
    sums = (source.bundle(SUMS, _MOST_SUMS) or b"").decode("ascii", errors="replace")
    named = {int(number): known for known, number in _ROOT_LINE.findall(sums)}
    at = f"metadata/{max(named, default=1)}.{ROOT}"
    data = source.bundle(at, LIMITS.root_max_length)
    if not named or data is None:
        raise BundleError(BundleFault.MISSING, at if named else SUMS)
    if hashlib.sha256(data).hexdigest() != named[max(named)]:
        raise BundleError(BundleFault.ALTERED, at)
    return data


def _carry(one: Carrying, source: FolderSource) -> None:
    try:
        while one.left:
            one.step(source)
        one.step(source)  # an empty file, or one whose last byte came before the power went
    except BundleError as error:
        raise _refused(error) from None
    except CentreError:
        raise BoxError(_UNREADABLE) from None
    except (OSError, DiskFailed):
        raise BoxError(_NO_DISK) from None


def _check_room(folder: Path, size: int) -> None:
    short = size + SPARE - shutil.disk_usage(folder).free
    if short > 0:
        size = short // 1_000_000 + 1
        raise BoxError(Words(_NO_ROOM.vi.format(size=size), _NO_ROOM.en.format(size=size)))


def _refused(error: BundleError) -> BoxError:
    said = _SAID.get(error.fault, _UNREADABLE)
    file = error.file or "metadata"
    return BoxError(Words(said.vi.format(file=file), said.en.format(file=file)))
