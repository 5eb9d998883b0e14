"""kiosk-provisioning takeover DISK [--keys FILE]: this box goes on where a broken one stopped, under its name.

DISK is where the broken box's disk is mounted, read-only, or a copy of its state folder; nothing on it is changed. FILE
is what the province gave back for its recovery.sealed, where the keys are in the broken box's TPM; its code is asked
for. Stopped at any moment, it is to be run again.
"""

from __future__ import annotations

import argparse
import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kiosk.model import Language, Words
from kiosk.settings import Secret, load
from provisioning import layout
from provisioning.box import Box, BoxError
from provisioning.keys.sealed import DATA, DEVICE, Sealed
from provisioning.keys.serving import must_rest
from provisioning.recovering import given_back
from provisioning.steps import keys as steps
from provisioning.taking.copying import copy
from provisioning.taking.looking import looked
from provisioning.taking.source import Source

STAGED = layout.STATE / ".takeover"  # beside what it will be: a name is all that changes at the end
COPIED, CREDENTIALS = STAGED / "state", STAGED / "credentials"
SOURCE = STAGED / "source"  # whose it is
READY = (
    STAGED / "ready.json"
)  # there from the moment on from which only names are left to be changed

_OWN_CASES = Words(
    "Máy này đã có {count} hồ sơ của mình; hai máy không gộp được. Hãy dùng một máy mới cài, hoặc chờ máy này gửi hết "
    "rồi cài lại.",
    "This box holds {count} cases of its own, and two cannot become one. Use a box set up anew, or set this one up "
    "anew when all of its own are sent.",
)
_OTHER_NAME = Words(
    "Ổ đĩa này là của {old}, còn kiosk.toml ghi {new}. Hãy sửa `device` trong kiosk.toml thành {old} rồi chạy lại.",
    "This disk is {old}'s, and kiosk.toml says {new}. Make {old} of `device` in kiosk.toml, then run this again.",
)


@dataclass(frozen=True)
class Taken:
    """As kiosk.store.taking_over tells it; `lost`: files that the broken disk did not give."""

    device: str
    cases: int
    waiting: int
    damaged: dict[str, int] = field(default_factory=dict)
    lost: int = 0


def command(rest: list[str], language: Language) -> int:
    """1 where some documents could not be taken: those are named."""
    parser = argparse.ArgumentParser(prog="kiosk-provisioning takeover", description=__doc__)
    parser.add_argument("disk", type=Path, metavar="DISK")
    parser.add_argument("--keys", type=Path, metavar="FILE")
    given = parser.parse_args(rest)
    keys = given_back(given.keys, language) if given.keys else None
    taken = take_over(Box(), given.disk, keys)
    for line in told(taken):
        print(line.of(language))
    return 1 if taken.damaged else 0


def take_over(box: Box, folder: Path, keys: dict[str, Secret] | None = None) -> Taken:
    """What the box in `folder` held is this box's. `keys`: as the province gave them. Raises BoxError; run it again."""
    source = Source.of(folder)
    box.folder(layout.OWN, mode=0o700)
    with box.alone(layout.OWN / "takeover.lock"):
        must_rest(box)
        if not _is_here(box, source):
            _must_be_empty(box)
            if box.read(SOURCE) != source.name():
                box.remove(STAGED)  # of another disk
            if box.read(READY) is None:
                _stage(box, source, keys)
        text = box.read(READY)
        taken = Taken(**(_own(box) if text is None else json.loads(text)))
        _settle(box)
    return taken


def told(taken: Taken) -> list[Words]:
    """What the technician reads, and does next."""
    lines = [
        Words(
            f"Đã nhận {taken.cases} hồ sơ, trong đó {taken.waiting} gói chưa gửi về trung tâm.",
            f"{taken.cases} cases are here; {taken.waiting} envelopes are to be sent to the centre.",
        )
    ]
    lines += [
        Words(
            f"Hồ sơ {code}: {count} giấy tờ trên ổ đĩa bị hỏng. Hãy mời người nộp mang lại giấy tờ.",
            f"Case {code}: {count} documents were damaged on the disk. Ask the citizen to bring them again.",
        )
        for code, count in taken.damaged.items()
    ]
    if taken.lost:
        lines.append(
            Words(
                f"{taken.lost} tệp không đọc được từ ổ đĩa hỏng.",
                f"{taken.lost} files could not be read from the broken disk.",
            )
        )
    return [
        *lines,
        Words(
            "Tiếp theo, ở tỉnh: python -m central device code TÊN --new-key; ở đây: kiosk-provisioning enrol "
            "--code MÃ.",
            "Now, at the province: python -m central device code NAME --new-key; here: kiosk-provisioning enrol "
            "--code CODE.",
        ),
    ]


def _stage(box: Box, source: Source, keys: dict[str, Secret] | None) -> None:
    """Everything lies aside, opened and looked at, under keys sealed to this box; nothing of this box's has changed."""
    keys = keys or source.keys()
    box.write(SOURCE, source.name(), mode=0o600)
    lost = copy(box, source, COPIED)
    taken = Taken(**looked(box, keys, COPIED, "--note"), lost=lost)
    device = load(box.path(layout.SETTINGS)).device
    if taken.device not in ("", device):
        raise BoxError(_filled(_OTHER_NAME, old=taken.device, new=device))
    sealed = Sealed.of(box, CREDENTIALS)
    for name in DATA:
        sealed.seal(name, keys[name])
    sealed.seal(DEVICE, Secret(secrets.token_hex(32)))  # two machines never go by one key
    box.write(READY, json.dumps(asdict(taken)), mode=0o600)


def _settle(box: Box) -> None:
    """What lies aside gets its names, however often this was begun."""
    if box.path(
        COPIED / "kiosk.db"
    ).exists():  # else those that lie there are of what was taken over
        for name in ("certificate.pem", "kiosk.db-wal", "kiosk.db-shm"):
            box.remove(layout.STATE / name)
    box.folder(layout.CREDENTIALS, mode=0o700)
    for folder, to in ((COPIED, layout.STATE), (CREDENTIALS, layout.CREDENTIALS)):
        for entry in sorted(box.path(folder).iterdir()) if box.path(folder).exists() else ():
            box.rename(folder / entry.name, to / entry.name)
    # The keys that hold now have a copy for the province of their own.
    for step in steps.steps():
        step.do(box)
    box.remove(STAGED)


def _is_here(box: Box, source: Source) -> bool:
    """Whether the database has its name already: a try before this one ended in the midst of its last changes."""
    return steps.holds_cases(box) and Source.of(box.root).name() == source.name()


def _own(box: Box) -> dict[str, Any]:
    sealed = Sealed.of(box)
    return looked(box, {name: sealed.open(name) for name in DATA}, layout.STATE)


def _must_be_empty(box: Box) -> None:
    if steps.holds_cases(box):
        own = _own(box)
        if count := own["cases"] or own["waiting"]:
            raise BoxError(_filled(_OWN_CASES, count=str(count)))


def _filled(words: Words, **what: str) -> Words:
    return Words(words.vi.format(**what), words.en.format(**what))
