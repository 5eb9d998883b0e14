"""The signing service of an office over its real socket, with real tokens of software and the real store."""

from __future__ import annotations

import datetime as dt
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from kiosk.devices import signing_wire as wire
from kiosk.devices.signing import Signing
from kiosk.devices.signing_client import ask
from kiosk.settings import Secret, Settings, TokenSettings
from kiosk.signing import SigningFault, SignRole
from kiosk.store.certifications import Certifications
from kiosk.store.copies import Copy
from kiosk.store.database import open_database
from kiosk.store.journal import Journal, JournalRow
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.workbench.authority import Authority
from tests.workbench.pkcs11_mishap import Mishaps
from tests.workbench.signatures import LABELS, PINS, SigningOffice

OFFICIAL, ORGANISATION = SignRole.OFFICIAL, SignRole.ORGANISATION


class Room:
    """A service that can be stopped and started anew, and somebody at a keyboard who asks it."""

    def __init__(self, folder: Path, authority: Authority, library: str) -> None:
        self.workspace = Workspace(folder / "s")
        self.office = SigningOffice(folder / "t", self.workspace, authority)
        self.mishaps = Mishaps(folder / "m", library, self.office.tokens)
        self.ahead = dt.timedelta(0)  # of the service's clock
        self.clock: Callable[[], dt.datetime] = self._now
        self._service: Signing | None = None

    @property
    def env(self) -> dict[str, str]:
        """What the service must have in its environment to find the tokens."""
        names = ("SOFTHSM2_CONF", "PKCS11_BEHIND", "PKCS11_MISHAPS")
        return {name: self.mishaps.env[name] for name in names}

    def start(self) -> None:
        token = TokenSettings(self.mishaps.module, LABELS[OFFICIAL], LABELS[ORGANISATION])
        self._service = Signing(self.workspace, Settings(token=token), self.clock)
        self._service.listen(self.workspace.signing_socket)
        threading.Thread(target=self._service.serve, daemon=True).start()

    def stop(self) -> None:
        if self._service is not None:
            self._service.close(seconds=60)
            self._service = None

    def check(self, role: SignRole) -> list[wire.Answer]:
        return list(ask(self.workspace.signing_socket, wire.Check(role)))

    def sign(
        self, role: SignRole, *copies: Copy, pin: str | None = None, last_try: bool = False
    ) -> list[wire.Answer]:
        """Every answer to a batch; with the role's own PIN if no other is given, of all that wait if none are."""
        return list(self.signing(role, *copies, pin=pin, last_try=last_try))

    def signing(
        self, role: SignRole, *copies: Copy, pin: str | None = None, last_try: bool = False
    ) -> Iterator[wire.Answer]:
        """The same, answer by answer."""
        ids = tuple(copy.id for copy in copies or self.waiting(role))
        request = wire.Sign(role, ids, Secret(PINS[role] if pin is None else pin), last_try)
        return ask(self.workspace.signing_socket, request)

    def waiting(self, role: SignRole) -> tuple[Copy, ...]:
        with closing(open_database(self.workspace)) as db:
            return Certifications(db).waiting(role)

    def copies(self) -> tuple[Copy, ...]:
        with closing(open_database(self.workspace)) as db:
            return Certifications(db).all()

    def pdf(self, copy: Copy) -> bytes:
        with closing(open_database(self.workspace)) as db:
            return Certifications(db).read(copy)

    def journal(self) -> tuple[JournalRow, ...]:
        with closing(open_database(self.workspace)) as db:
            return Journal(db).since()

    def files(self, copy: Copy) -> list[str]:
        """What lies in the vault for a copy, its document's own file apart."""
        names = Vault(self.workspace.vault).names(copy.case)
        return [name for name in names if name.startswith("copy-")]

    def words(self, copy: Copy) -> str:
        """What can be read in it, stamps included."""
        return self._poppler(copy, "pdftotext {} -")

    def pictures(self, copy: Copy) -> int:
        """How many pictures its pages show."""
        return len(self._poppler(copy, "pdfimages -list {}").splitlines())

    def signatures(self, copy: Copy) -> int:
        """How many signatures the copy has; all of them hold, as poppler judges."""
        judged = self._poppler(copy, "pdfsig {}")
        count = judged.count("Signature #")
        assert judged.count("Signature is Valid") == count, judged
        return count

    def _poppler(self, copy: Copy, command: str) -> str:
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(self.pdf(copy))
            file.flush()
            words = command.format(file.name).split()
            return subprocess.run(words, capture_output=True, text=True, check=False).stdout

    def _now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead


def told(answers: list[wire.Answer]) -> list[SigningFault | None]:
    """What became of each copy."""
    return [answer.fault for answer in answers if isinstance(answer, wire.Told)]


def found(answers: list[wire.Answer]) -> list[SigningFault]:
    """What the pre-flight found."""
    return [answer.fault for answer in answers if isinstance(answer, wire.Found)]
