"""What the code on a card says, kept with its case until the chip has been asked."""

from __future__ import annotations

from kiosk.model import CaseState
from kiosk.store.cases import Cases
from kiosk.store.vault import Vault

NAME = "declared.json"


class Declarations:
    """At most one a case, a vault file like what proves the card: forgotten with its case."""

    def __init__(self, cases: Cases, vault: Vault) -> None:
        self._cases, self._vault = cases, vault

    def keep(self, case: str, text: str) -> None:
        """In place of the one before; raises CaseGone, StoreError."""
        self._vault.write(self._cases.key(case), case, NAME, text.encode())

    def of(self, case: str) -> str:
        """What an open case has, "" for none; raises StoreError."""
        path = f"{case}/{NAME}"
        if self._cases.state(case) is not CaseState.OPEN or not self._vault.holds(path):
            return ""
        return self._vault.read(self._cases.key(case), path).decode()

    def forget(self, case: str) -> None:
        """None is fine; raises StoreError."""
        self._vault.remove(f"{case}/{NAME}")
