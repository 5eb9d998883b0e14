"""The process in which PDFs are signed, from the side that started it: it knows no PIN and reaches no token."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from drivers.token import Digest, HeldCertificate, Session, TokenError, TokenFault
from kiosk.faults import Fault
from kiosk.signing import SigningFault, SignRole
from kiosk.store.copies import Kept
from kiosk.store.errors import StoreError, storing
from kiosk.workspace import PACKAGE

CHILD = (sys.executable, "-m", "kiosk.dossier.signing.child")
BUDGET = 60.0  # seconds for the child's next word; the lease of a copy is longer

# Whatever a token says of one signature, after these it says the same of every other.
_OVER = frozenset(
    {
        TokenFault.ABSENT,
        TokenFault.REMOVED,
        TokenFault.MODULE_MISSING,
        TokenFault.MODULE_FAILED,
        TokenFault.KEY_MISSING,
        TokenFault.PIN_LOCKED,
    }
)
_MEANT = {
    fault: SigningFault(fault.value)
    for fault in TokenFault
    if fault.value.startswith(("module", "pin", "key"))
} | {
    TokenFault.ABSENT: SigningFault.TOKEN_ABSENT,
    TokenFault.REMOVED: SigningFault.TOKEN_REMOVED,
    TokenFault.REJECTED: SigningFault.SIGNING_REJECTED,
}


def meant(error: TokenError) -> SigningFault:
    """What a token's trouble is called where it is told to people."""
    return _MEANT[error.fault]


@dataclass(frozen=True)
class Hand:
    """Who signs, and with what."""

    role: SignRole
    certificate: HeldCertificate
    chain: tuple[bytes, ...]  # DER, those above it
    name: str = field(repr=False)
    title: str
    organisation: str  # name of the office as the seal has it
    pictures: Path  # folder: seal.png, and {first 8 digits of the id of the signer}.png
    signer: str  # id of the registry's line


@dataclass(frozen=True)
class Paper:
    """One copy to be signed: where its PDF lies, what it must be, and what the register says of it."""

    key: str = field(repr=False)  # of the case, in hex
    case: str
    path: str  # vault path
    sha256: str
    name: str  # under which the signed PDF is kept
    number: str  # in the register
    book: str
    pages: int
    at: str  # ISO 8601 with the office's zone: the time of signing


class NotSigned(Exception):
    """This copy is as it was; `over`: this session can sign no other either."""

    def __init__(self, fault: SigningFault, detail: str = "", over: bool = False) -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault.value)
        self.fault, self.detail, self.over = fault, detail, over


class SigningProcess:
    """Started with its making, ended by `close` or the `with` it stands in; it dies with the thread that made it.

    One that crashed over a PDF, or took too long, is started anew for the next: only that copy is not signed.
    Raises StoreError where no process can be started.
    """

    def __init__(self, vault: Path) -> None:
        self._vault = vault
        self._hand: Hand | None = None
        self._child = self._started()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self._child.pid

    def sign(self, hand: Hand, paper: Paper, session: Session) -> Kept:
        """The signed PDF, safe in the vault. Raises NotSigned; StoreError where it cannot be kept."""
        try:
            told = self._ask(self._lines(hand, paper))
            while told is not None and "sign" in told:
                told = self._ask(_answered(session, hand.certificate, told))
        except TokenError as error:
            self._anew()  # it still waits for a signature
            fault = error.fault
            raise NotSigned(_MEANT[fault], str(error), over=fault in _OVER) from None
        if told is None:
            self._anew()
            raise NotSigned(SigningFault.DOCUMENT_UNSIGNABLE, "the signing process ended")
        if "store" in told:
            raise StoreError(Fault(told["store"]), "the signing process")
        if "fault" in told:
            raise NotSigned(SigningFault(told["fault"]), told["detail"])
        return Kept(told["path"], told["sha256"], told["size"])

    def close(self) -> None:
        """End the process; again without harm."""
        self._child.kill()
        with contextlib.suppress(OSError):  # what it did not take in is lost with it
            self._child.communicate()

    def _started(self) -> subprocess.Popen[str]:
        with storing():
            return subprocess.Popen(
                CHILD,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
            )

    def _anew(self) -> None:
        self.close()
        self._hand = None
        self._child = self._started()

    def _lines(self, hand: Hand, paper: Paper) -> str:
        """The paper, and before the first one for this process who signs."""
        told = json.dumps(asdict(paper))
        if self._hand == hand:
            return told
        self._hand = hand
        head = {
            "parent": os.getpid(),
            "vault": str(self._vault),
            "role": hand.role.value,
            "certificate": hand.certificate.der.hex(),
            "key": hand.certificate.key.hex(),
            "chain": [der.hex() for der in hand.chain],
            "name": hand.name,
            "title": hand.title,
            "organisation": hand.organisation,
            "pictures": str(hand.pictures),
            "signer": hand.signer,
        }
        return f"{json.dumps(head)}\n{told}"

    def _ask(self, lines: str) -> dict[str, Any] | None:
        """None: it crashed, or said nothing in time and is gone now."""
        child = self._child
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(lines + "\n")
            child.stdin.flush()
            # An answer is one line that a pipe takes in whole: once there is some of it, there is all.
            if select.select([child.stdout], [], [], BUDGET)[0]:
                return dict(json.loads(child.stdout.readline()))
        except (OSError, ValueError):
            pass
        return None


def _answered(session: Session, certificate: HeldCertificate, told: dict[str, Any]) -> str:
    data, digest = bytes.fromhex(told["sign"]), Digest(told["digest"])
    return json.dumps({"signature": session.sign(certificate, data, digest).hex()})
