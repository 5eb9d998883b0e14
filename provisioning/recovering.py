"""kiosk-provisioning recovery --to STICK | --from FILE: the copy of the keys goes to the province, and comes back.

--to: recovery.sealed is copied there; the province alone can open it. --from: FILE is what `python -m central recover`
made of it; its code is asked for, and the keys are sealed to this box, whose TPM or board is another one now.
"""

from __future__ import annotations

import argparse
import secrets
from getpass import getpass
from pathlib import Path

from kiosk.model import Language, Words
from kiosk.settings import Secret
from kiosk.store.disk import write_safely
from provisioning import layout
from provisioning.box import Box, BoxError
from provisioning.keys import recovery
from provisioning.keys.sealed import DATA, DEVICE, Sealed
from provisioning.keys.serving import must_rest
from provisioning.steps.keys import holds_cases
from provisioning.taking.looking import looked

_NONE = Words(
    "Máy này chưa có recovery.sealed. Hãy ghi centre.sealing_key vào kiosk.toml rồi chạy: kiosk-provisioning apply.",
    "This box has no recovery.sealed yet. Write centre.sealing_key into kiosk.toml, then: kiosk-provisioning apply.",
)
_NO_FILE = Words(
    "Không đọc hoặc ghi được {path} ({why}). Cắm lại USB rồi thử lại.",
    "{path} cannot be read or written ({why}). Plug the stick in again, then try again.",
)
_ASKED = Words("Mã của tệp khóa: ", "The code of that file: ")
_COPIED = Words("Đã ghi {path}.", "{path} is there.")
_BACK = Words("Khóa hồ sơ đã được niêm phong vào máy này.", "The keys are sealed to this box.")
_ENROL = Words(
    "Máy cần ghi danh lại. Ở tỉnh: python -m central device code TÊN --new-key; ở đây: kiosk-provisioning enrol "
    "--code MÃ.",
    "It is to be enrolled again. At the province: python -m central device code NAME --new-key; here: "
    "kiosk-provisioning enrol --code CODE.",
)


def command(rest: list[str], language: Language) -> int:
    parser = argparse.ArgumentParser(
        prog="kiosk-provisioning recovery",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    ways = parser.add_mutually_exclusive_group(required=True)
    ways.add_argument("--to", type=Path, metavar="STICK")
    ways.add_argument("--from", type=Path, metavar="FILE", dest="back")
    given = parser.parse_args(rest)
    box = Box()
    if given.to:
        print(_filled(_COPIED, path=str(hand_out(box, given.to))).of(language))
        return 0
    anew = restore(box, given_back(given.back, language))
    print(_BACK.of(language))
    if anew:
        print(_ENROL.of(language))
    return 0


def hand_out(box: Box, folder: Path) -> Path:
    """The copy lies in `folder` under this kiosk's name. Raises BoxError."""
    of, line = recovery.lies(box), box.read(recovery.AT)
    if of is None or line is None:
        raise BoxError(_NONE)
    path = folder / f"{of.device}.recovery.sealed"
    try:
        write_safely(path, line.encode())
    except OSError as error:
        raise BoxError(_filled(_NO_FILE, path=str(path), why=error.strerror or "")) from None
    return path


def given_back(file: Path, language: Language) -> dict[str, Secret]:
    """The keys in what the province made; its code is asked for at the terminal. Raises BoxError."""
    try:
        line = file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise BoxError(_filled(_NO_FILE, path=str(file), why=error.strerror or "")) from None
    return recovery.given(line, getpass(_ASKED.of(language)))


def restore(box: Box, keys: dict[str, Secret]) -> bool:
    """The keys of the cases that lie here are sealed to this box; whether its device key had to be made anew.

    Raises BoxError where they open other cases than those, and nothing is changed.
    """
    must_rest(box)
    if holds_cases(box):
        looked(box, keys, layout.STATE)
    sealed = Sealed.of(box)
    for name in DATA:
        sealed.seal(name, keys[name])
    try:
        sealed.open(DEVICE)
    except BoxError:
        sealed.seal(DEVICE, Secret(secrets.token_hex(32)))
        return True
    return False


def _filled(words: Words, **what: str) -> Words:
    return Words(words.vi.format(**what), words.en.format(**what))
