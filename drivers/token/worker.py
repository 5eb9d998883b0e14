"""The token child: it alone loads the maker's PKCS #11 library, so that its crash or hang ends this process only.

    python -m drivers.token.worker MODULE

A line of JSON on standard input asks, one on standard output answers:

    look             {"tokens": [..]}         every token in a slot
    find LABEL       {"token": .. or null}    the first of that label or serial number; what follows is about it
    certificates     {"certificates": [..]}   what it shows without a PIN
    login PIN        {"certificates": [..]}   once in this process's life
    sign KEY ..      {"signature": ..}        raw, as the mechanism gives it
                     {"fault": .., "detail": ..}

One login per process: a second one succeeds with a wrong PIN too, since the library already let this process in, and
a process that lost its token never finds it again. It ends with its standard input, or with the thread that started it.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import resource
import signal
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, TokenFlag
from pkcs11 import exceptions as ckr

from drivers.token import TokenFault, TokenState

LABEL_BYTES = 32  # CK_TOKEN_INFO.label
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4  # prctl(2)

# Which flag of CK_TOKEN_INFO stands in the way, the worst first.
_STATES = (
    (TokenFlag.USER_PIN_LOCKED, TokenState.PIN_LOCKED),
    (TokenFlag.USER_PIN_TO_BE_CHANGED, TokenState.PIN_TO_CHANGE),
    (TokenFlag.USER_PIN_FINAL_TRY, TokenState.PIN_LAST),
    (TokenFlag.USER_PIN_COUNT_LOW, TokenState.PIN_LOW),
)
# What CKR_* means to whoever wants to sign; any other is REJECTED when signing, before that MODULE_FAILED.
_FAULTS: dict[type[ckr.PKCS11Error], TokenFault] = {
    ckr.PinIncorrect: TokenFault.PIN_WRONG,
    ckr.PinInvalid: TokenFault.PIN_WRONG,
    ckr.PinLenRange: TokenFault.PIN_WRONG,
    ckr.PinLocked: TokenFault.PIN_LOCKED,
    ckr.PinExpired: TokenFault.PIN_TO_CHANGE,
    ckr.PinTooWeak: TokenFault.PIN_TO_CHANGE,
    ckr.UserPinNotInitialized: TokenFault.PIN_TO_CHANGE,
    ckr.TokenNotPresent: TokenFault.REMOVED,
    ckr.TokenNotRecognised: TokenFault.REMOVED,
    ckr.DeviceRemoved: TokenFault.REMOVED,
    ckr.SessionHandleInvalid: TokenFault.REMOVED,
    ckr.SessionClosed: TokenFault.REMOVED,
    ckr.ObjectHandleInvalid: TokenFault.REMOVED,
    ckr.KeyHandleInvalid: TokenFault.REMOVED,
    ckr.UserNotLoggedIn: TokenFault.REMOVED,
}
_HASHING = {
    "sha256": (Mechanism.SHA256_RSA_PKCS, Mechanism.ECDSA_SHA256),
    "sha384": (Mechanism.SHA384_RSA_PKCS, Mechanism.ECDSA_SHA384),
    "sha512": (Mechanism.SHA512_RSA_PKCS, Mechanism.ECDSA_SHA512),
}
# RFC 8017, 9.2, note 1: the DER of DigestInfo in front of the digest.
_DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
Answer = dict[str, Any]


class Worker:
    """One library, one token, one login."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._library: Any = None
        self._token: Any = None
        self._session: Any = None
        self._keys: dict[bytes, Any] = {}

    def answer(self, order: Answer) -> Answer:
        """Never raises for what a library does by its words; what it does otherwise ends the process."""
        try:
            if self._library is None and (fault := self._load()):
                return fault
            match order["order"]:
                case "look":
                    return {"tokens": [described(token) for token in self._tokens()]}
                case "find":
                    return {"token": self._find(order["label"])}
                case "certificates":
                    with self._token.open() as session:
                        return {"certificates": _certificates(session, None)}
                case "login":
                    return self._login(order["pin"])
                case "sign":
                    return self._sign(order["key"], bytes.fromhex(order["data"]), order["digest"])
        except ckr.PKCS11Error as error:
            signing = order["order"] == "sign"
            usual = TokenFault.REJECTED if signing else TokenFault.MODULE_FAILED
            return _fault(_FAULTS.get(type(error), usual), _name(error))
        raise ValueError(order["order"])

    def close(self) -> None:
        if self._session is not None:
            self._session.close()

    def _load(self) -> Answer | None:
        """A library that is there and cannot be loaded failed; so did one whose own libraries are missing."""
        try:
            self._library = pkcs11.lib(self._module)
        except ckr.PKCS11Error as error:
            if self._is_missing(str(error)):
                return _fault(TokenFault.MODULE_MISSING, self._module)
            return _fault(TokenFault.MODULE_FAILED, _name(error))
        return None

    def _is_missing(self, words: str) -> bool:
        """A path to nothing, or a bare name that the loader knows nowhere."""
        if "/" in self._module:
            return not Path(self._module).exists()
        return not self._module or f"{self._module}: cannot open" in words

    def _tokens(self) -> list[Any]:
        tokens = []
        for slot in self._library.get_slots(token_present=True):
            try:
                token = slot.get_token()
            except (ckr.TokenNotPresent, ckr.TokenNotRecognised, ckr.DeviceRemoved):
                continue  # it left just now, or it is a card of another kind
            if token.flags & (TokenFlag.TOKEN_INITIALIZED | TokenFlag.USER_PIN_INITIALIZED):
                tokens.append(token)
        return sorted(tokens, key=lambda token: int(token.slot.slot_id))

    def _find(self, label: str) -> Answer | None:
        wanted = cut(label)
        for token in self._tokens():
            found = described(token)
            if wanted in ("", cut(token.label), found["serial"]):
                self._token = token
                return found
        return None

    def _login(self, pin: str) -> Answer:
        if self._session is not None:
            raise ValueError("a second login")
        self._session = self._token.open(user_pin=pin)
        for key in self._session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}):
            if hasattr(key, "sign"):  # CKA_SIGN
                self._keys.setdefault(_of(key, Attribute.ID), key)
        return {"certificates": _certificates(self._session, set(self._keys))}

    def _sign(self, key_id: str, data: bytes, digest: str) -> Answer:
        key = self._keys.get(bytes.fromhex(key_id))
        if key is None:
            return _fault(TokenFault.KEY_MISSING, "")
        rsa, ecdsa = _HASHING[digest]
        hashed = hashlib.new(digest, data).digest()
        ways = (
            ((Mechanism.ECDSA, hashed), (ecdsa, data))
            if key.key_type is KeyType.EC
            else ((rsa, data), (Mechanism.RSA_PKCS, _DIGEST_INFO[digest] + hashed))
        )
        # A token hashes itself, or only takes a digest; it says so before anything is signed.
        for last, (mechanism, content) in enumerate(ways):
            try:
                return {"signature": key.sign(content, mechanism=mechanism).hex()}
            except (ckr.MechanismInvalid, ckr.MechanismParamInvalid):
                if last:
                    raise
        raise AssertionError("one of two ways returns or raises")


def described(token: Any) -> Answer:  # noqa: ANN401 - pkcs11.Token
    """A TokenInfo as JSON."""
    states = (state for flag, state in _STATES if token.flags & flag)
    return {
        "label": token.label,
        "serial": token.serial.decode("ascii", "backslashreplace").strip("\0 "),
        "maker": token.manufacturer_id,
        "slot": int(token.slot.slot_id),
        "state": next(states, TokenState.READY),
    }


def cut(label: str) -> str:
    """A label as a token can hold it: 32 bytes of NFC, a letter cut in two left out (CK_TOKEN_INFO)."""
    whole = unicodedata.normalize("NFC", label.rstrip("\ufffd")).encode()
    return whole[:LABEL_BYTES].decode(errors="ignore").strip()


def _certificates(session: Any, keys: set[bytes] | None) -> list[Answer]:  # noqa: ANN401 - pkcs11.Session
    """All of them; without `keys`, those of the login, a certificate is believed to have the key it names."""
    found = []
    for certificate in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        key = _of(certificate, Attribute.ID)
        held = {
            "der": _of(certificate, Attribute.VALUE).hex(),
            "key": key.hex() if keys is None or key in keys else "",
            "label": str(_of(certificate, Attribute.LABEL, "")),
        }
        if held["der"]:  # else it only says where it could be fetched
            found.append(held)
    return found


def _of(thing: Any, attribute: Attribute, otherwise: Any = b"") -> Any:  # noqa: ANN401 - pkcs11.Object
    """An attribute that a token may leave out."""
    try:
        return thing[attribute]
    except (ckr.AttributeTypeInvalid, ckr.AttributeSensitive, ckr.FunctionFailed):
        return otherwise


def _fault(fault: TokenFault, detail: str) -> Answer:
    return {"fault": fault, "detail": detail}


def _name(error: ckr.PKCS11Error) -> str:
    """The library's words; python-pkcs11 puts no PIN into them."""
    return f"{type(error).__name__} {error}".strip()


def die_with_parent() -> None:
    """Have the kernel end this process when the thread that started it ends."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was told
        os._exit(1)


def keep_the_pin() -> None:
    """The PIN stands in this memory for a moment: no core file, and no look from outside."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def main(module: str) -> None:
    die_with_parent()
    keep_the_pin()
    # The pipe is for answers alone: whatever a library prints goes where standard error goes.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    worker = Worker(module)
    for line in sys.stdin:
        answers.write(json.dumps(worker.answer(json.loads(line))) + "\n")
        answers.flush()
    worker.close()


if __name__ == "__main__":
    main(sys.argv[1])
    # Without the interpreter's tidying: a maker's library may crash or hang in it.
    os._exit(0)
