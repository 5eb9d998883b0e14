"""A folder of packages becomes what kiosks believe: checked, kept by hash, signed; the repository is the bundle."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

from central.bundles.repository import BundleError, Repository, Signing
from kiosk.contract.release import RELEASE, Release
from kiosk.contract.rules.sets import PART
from kiosk.contract.shapes import ContractError

DAYS = 365  # a stick lies in a drawer for longer than rules hold
ONLINE = dt.timedelta(days=60)  # and travels to communes that no line reaches
BESIDE = "start"  # of a bundle: what a bare box runs, which cannot check signatures yet
SUMS = "start.sums"  # what that checks, and whose own sum a technician compares
_MOST_PARTS = 6


def publish(
    folder: Path, bundle: Path, repository: Repository, keys: Signing, days: int
) -> Release:
    """What lies in `folder`, and nothing else, is the release from now on. Raises BundleError, nothing is signed then.

    No file is held in memory as a whole.
    """
    files = dict(_files(folder))
    release = _release(folder, files)
    targets = repository.own_targets(keys.offline)
    targets.targets = {path: repository.keep_file(path, file) for path, file in files.items()}
    repository.say(targets, keys, days)
    if (folder / BESIDE).is_file():
        (bundle / BESIDE).write_bytes((folder / BESIDE).read_bytes())
        (bundle / BESIDE).chmod(0o755)
    write_sums(bundle, repository)
    return release


def published(repository: Repository) -> Release | None:
    """What was published last, None: nothing yet. Raises BundleError."""
    target = repository.targets().targets.get(RELEASE)
    if target is None:
        return None
    try:
        return Release.from_bytes(repository.data(target))
    except ContractError as error:
        raise BundleError(f"{RELEASE}: {error}") from None


def write_sums(bundle: Path, repository: Repository) -> str:
    """start.sums says what a bare box may use: every root and file of the release; its own sha256, for the paper."""
    roots = sorted((bundle / "metadata").glob("*.root.json"))
    lines = [f"{_sha256(path)}  metadata/{path.name}" for path in roots]
    for target in repository.targets().targets.values():
        (kept,) = target.get_prefixed_paths()
        lines.append(f"{target.hashes['sha256']}  targets/{kept}")
    if (bundle / BESIDE).is_file():
        lines.append(f"{_sha256(bundle / BESIDE)}  {BESIDE}")
    text = "".join(f"{line}\n" for line in sorted(lines, key=lambda line: line[66:]))
    (bundle / SUMS).write_text(text, encoding="ascii")
    return hashlib.sha256(text.encode()).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Path in the release -> file; raises BundleError for what a kiosk could not be told of."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise BundleError(f"{name} is a link")
        if not path.is_file() or name in (BESIDE, SUMS):
            continue
        parts = name.split("/")
        if len(parts) > _MOST_PARTS or not all(_is_part(part) for part in parts):
            raise BundleError(f"{name}: no name for a file of a release")
        yield name, path


def _is_part(part: str) -> bool:
    return bool(PART.fullmatch(part.replace("~", "-").replace("+", "-").replace("%", "-")))


def _release(folder: Path, files: dict[str, Path]) -> Release:
    try:
        release = Release.from_bytes((folder / RELEASE).read_bytes())
    except FileNotFoundError:
        raise BundleError(f"{folder} holds no {RELEASE}: bundle build makes it") from None
    except ContractError as error:
        raise BundleError(f"{RELEASE}: {error}") from None
    for kind, packages in release.kinds.items():
        for package in packages:
            if package.path(kind) not in files:
                raise BundleError(f"{package.path(kind)} belongs to the release and is not here")
    return release


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
