"""What PC/SC calls readers, and which of them a citizen's card is likeliest to lie on."""

from __future__ import annotations

import re

from smartcard import scard

from drivers.card import CardError, CardState

# A dual-interface reader shows itself as two or three: "... 5422CL ...", "... PICC Interface", "... SAM ...".
CONTACTLESS = re.compile(r"contactless|picc|nfc|rfid|(?<![a-z])cl(?![a-z])", re.IGNORECASE)
FOR_ITSELF = re.compile(r"(?<![a-z])sam(?![a-z])", re.IGNORECASE)  # the reader's own key lies there


def likeliest(readers: list[str], name: str) -> list[str]:
    """Those whose name contains `name`, the contactless first, else in the order PC/SC gives them."""
    return sorted((reader for reader in readers if name in reader), key=_rank)


def names() -> list[str]:
    """Every reader by its PC/SC name; raises CardError(READER_GONE) without pcscd or any reader."""
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if code != scard.SCARD_S_SUCCESS:
        raise CardError(CardState.READER_GONE, "pcscd does not run")
    try:
        code, readers = scard.SCardListReaders(context, [])
    finally:
        scard.SCardReleaseContext(context)
    if code != scard.SCARD_S_SUCCESS or not readers:
        raise CardError(CardState.READER_GONE, "no reader")
    return [str(reader) for reader in readers]


def _rank(reader: str) -> int:
    if CONTACTLESS.search(reader):
        return 0
    return 2 if FOR_ITSELF.search(reader) else 1
