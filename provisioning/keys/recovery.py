"""recovery.sealed: the keys of the cases, sealed to the centre, for the day on which this box cannot open them."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kiosk.contract import ContractError
from kiosk.contract.recovery import FILE, KEY, NONCE, Given, Recovery, code_key, keys_name
from kiosk.model import Words
from kiosk.settings import Secret
from kiosk.sync.sealing import SealingKey
from provisioning import layout
from provisioning.box import Box, BoxError
from provisioning.keys.sealed import DATA

AT = layout.STATE / FILE

_NOT_GIVEN = Words(
    "Tệp này không phải tệp khóa của tỉnh. Hãy xin tệp do lệnh `python -m central recover` tạo ra.",
    "This is no file of keys of the province: ask for the one that `python -m central recover` made.",
)
_WRONG_CODE = Words(
    "Mã không đúng với tệp khóa này. Hãy xem lại mã, hoặc xin tỉnh làm lại tệp và mã.",
    "The code is not the one of this file: look at it again, or have the province make both anew.",
)


def made(device: str, key: SealingKey, keys: dict[str, Secret]) -> str:
    """The file for these keys of this device, which the centre with this sealing key can open."""
    of = named(device, key, keys)
    return of.line(key.wrap(_plain(keys), of.info()))


def named(device: str, key: SealingKey, keys: dict[str, Secret]) -> Recovery:
    """What such a file says of itself."""
    return Recovery(device, keys_name(_plain(keys)), key.name)


def lies(box: Box) -> Recovery | None:
    """What the file that lies here says of itself; None for none, and for a damaged one."""
    try:
        return Recovery.of(box.read(AT) or "")[0]
    except (ContractError, UnicodeDecodeError):
        return None


def given(line: str, code: str) -> dict[str, Secret]:
    """The keys that the province gave back. Raises BoxError for another file, or another code."""
    try:
        of, boxed = Given.of(line)
        plain = ChaCha20Poly1305(code_key(code)).decrypt(NONCE, boxed, of.bound())
    except ContractError:
        raise BoxError(_NOT_GIVEN) from None
    except InvalidTag:
        raise BoxError(_WRONG_CODE) from None
    halves = plain[:KEY], plain[KEY:]
    return {name: Secret(half.hex()) for name, half in zip(DATA, halves, strict=True)}


def _plain(keys: dict[str, Secret]) -> bytes:
    return b"".join(bytes.fromhex(keys[name].reveal()) for name in DATA)
