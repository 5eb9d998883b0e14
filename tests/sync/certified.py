"""An office with certified copies that wait to be completed, and a completer that never really waits."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.dossier.signing.apart import Apart
from kiosk.dossier.signing.revocation import Revocations
from kiosk.signing import SignRole
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.copies import Copy, Kept
from kiosk.store.database import open_database
from kiosk.store.vault import Vault
from kiosk.sync.completer import Completer
from kiosk.sync.fetching import Fetcher
from kiosk.workspace import Workspace
from tests.dossier.completing.signed import signed
from tests.workbench.authority import Authority
from tests.workbench.signatures import SigningOffice


class CertifiedOffice:
    """Its clock is the real one, and `later` on top."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.workspace = Workspace(folder / "kiosk")
        self.authority = authority
        self._papers = SigningOffice(folder / "tokens", self.workspace, authority)
        self.db = open_database(self.workspace)
        self.vault = Vault(self.workspace.vault)
        self.register = Certifications(self.db, self.vault)
        self.revocations = Revocations(self.workspace.revocations)
        self.later = dt.timedelta(0)

    @contextmanager
    def beside(self) -> Iterator[CertifiedOffice]:
        """The same office over a store of its own, for another thread."""
        other = copy.copy(self)
        other.db = open_database(self.workspace)
        other.register = Certifications(other.db, self.vault)
        yield other
        other.db.close()

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.later

    def certify(self, official: str = "official") -> Copy:
        """A copy in the register, signed by that certificate and sealed: B-B."""
        prepared = self._papers.hand_in()
        key = Cases(self.db).key(prepared.case)
        for role, name in ((SignRole.OFFICIAL, official), (SignRole.ORGANISATION, "organisation")):
            claim = self.register.claim(prepared.id, role, int(self.now.timestamp()))
            assert claim is not None
            pdf = signed(self.authority, (name,), self.vault.read(key, claim.path))
            path = self.vault.write(key, prepared.case, claim.name, pdf)
            kept = Kept(path, hashlib.sha256(pdf).hexdigest(), len(pdf))
            assert self.register.signed(claim, kept, name.ljust(32, "0"), self.now)
        return self.found(prepared)

    def found(self, line: Copy) -> Copy:
        found = self.register.find(line.year, line.number)
        assert found is not None
        return found

    @contextmanager
    def completer(self) -> Iterator[Completer]:
        tsa, trust = self.authority.tsa_url, self.authority.trust
        fetcher = Fetcher(tsa, trust)
        yield Completer(
            self.register,
            Apart(self.workspace.vault, fetcher, tsa, trust),
            self.revocations,
            fetcher,
            clock=lambda: self.now,
            jitter=lambda: 1.0,
        )
        fetcher.close()
