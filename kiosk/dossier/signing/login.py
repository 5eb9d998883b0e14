"""One login at a signature token: a process that signs copy after copy, and may crash or hang without harm."""

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

from kiosk.faults import Fault
from kiosk.signing import Finding, Signer, SigningFault, SignRole
from kiosk.store.copies import Kept
from kiosk.store.errors import StoreError, storing
from kiosk.workspace import PACKAGE

CHILD = (sys.executable, "-m", "kiosk.dossier.signing.child")
BUDGET = 90.0  # seconds for one answer: a token may be slow, and the lease of a copy is longer
_OVER = frozenset(
    {
        SigningFault.TOKEN_ABSENT,
        SigningFault.TOKEN_REMOVED,
        SigningFault.MODULE_MISSING,
        SigningFault.MODULE_FAILED,
        SigningFault.PIN_LOCKED,
        SigningFault.KEY_MISSING,
    }
)


@dataclass(frozen=True)
class Desk:
    """What a login has to know of the office; nothing in it is secret."""

    role: SignRole
    module: str  # the token maker's PKCS #11 library
    label: str  # of the token; "" takes whichever is there
    vault: Path
    trust: Path  # folder of the certificates in whom a signer's chain must end
    revocations: Path  # folder of what is known of revoked certificates
    stamps: Path  # folder of the office's pictures of signatures and seal
    signers: tuple[Signer, ...]
    office: str  # name of the organisation, for the text of attestation
    now: str  # ISO 8601 with its zone
    known: str  # ISO 8601: a moment that is certainly over, "" for none


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


@dataclass(frozen=True)
class Marks:
    """How refused PINs are known again: `key` makes a PIN's mark, and those in `refused` are not sent."""

    key: bytes = field(default=b"", repr=False)
    refused: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Entered:
    """What became of a login. It can sign when `fault` is None."""

    findings: tuple[Finding, ...]  # of the pre-flight, blocking ones first
    signer: str  # id of who signs; "" where nobody may
    fault: SigningFault | None  # what blocked it
    wrong: str = field(default="", repr=False)  # mark of a PIN that the token refused just now

    @property
    def detail(self) -> str:
        """What the blocking finding says of itself."""
        return next((found.detail for found in self.findings if found.blocks), "")


class NotSigned(Exception):
    """This copy is as it was; `over`: this login can sign no other either."""

    def __init__(self, fault: SigningFault, detail: str = "", over: bool | None = None) -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault.value)
        self.fault, self.detail = fault, detail
        self.over = fault in _OVER if over is None else over


class Login:
    """Begun with its making, ended by `close` or the `with` it stands in; bound to the thread that made it.

    Raises StoreError where no process can be started.
    """

    def __init__(self, desk: Desk, marks: Marks = Marks()) -> None:
        with storing():
            self._child = subprocess.Popen(
                CHILD,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
            )
        self._head = {
            "parent": os.getpid(),
            "desk": asdict(desk),
            "marks": {"key": marks.key.hex(), "refused": marks.refused},
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self._child.pid

    def check(self) -> Entered:
        """The pre-flight alone: no PIN is sent."""
        return self._enter("", check=True, last_try=False)

    def enter(self, pin: str, last_try: bool = False) -> Entered:
        """The pre-flight and, where nothing blocks, the login; `last_try` risks a token's last try."""
        return self._enter(pin, check=False, last_try=last_try)

    def sign(self, paper: Paper, budget: float = BUDGET) -> Kept:
        """The signed PDF, safe in the vault; raises NotSigned, or StoreError where it cannot be kept."""
        told = self._ask(json.dumps(asdict(paper)), budget)
        if told is None:
            raise NotSigned(SigningFault.MODULE_FAILED, over=True)
        if "store" in told:
            raise StoreError(Fault(told["store"]), "the signing child")
        if "fault" in told:
            raise NotSigned(SigningFault(told["fault"]), told.get("detail", ""))
        return Kept(told["path"], told["sha256"], told["size"])

    def close(self) -> None:
        """End the process and what it had open at the token; again without harm."""
        self._child.kill()
        with contextlib.suppress(OSError):  # what it did not take in is lost with it
            self._child.communicate()

    def _enter(self, pin: str, *, check: bool, last_try: bool) -> Entered:
        head = json.dumps({**self._head, "check": check, "last_try": last_try}, default=str)
        told = self._ask(f"{json.dumps(pin)}\n{head}", BUDGET)
        if told is None:
            fault = SigningFault.MODULE_FAILED
            return Entered((Finding(fault),), "", fault)
        found = tuple(Finding(SigningFault(f["fault"]), f["detail"]) for f in told["findings"])
        fault = SigningFault(told["fault"]) if told["fault"] else None
        return Entered(found, told["signer"], fault, told["wrong"])

    def _ask(self, lines: str, budget: float) -> dict[str, Any] | None:
        """None: it crashed, or said nothing in time and is gone now."""
        child = self._child
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(lines + "\n")
            child.stdin.flush()
            # An answer is one line that a pipe takes in whole: once there is some of it, there is all.
            if select.select([child.stdout], [], [], budget)[0]:
                return dict(json.loads(child.stdout.readline()))
        except (OSError, ValueError):
            pass
        child.kill()
        return None
