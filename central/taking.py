"""Sealed envelopes taken in from a stick: the same announcement, link, files and receipt as over the line."""

from __future__ import annotations

from typing import Protocol

from central.devices import Devices
from central.intake import ConflictError, CorruptError, Intake
from central.keys import signed
from central.sealed import Sealed, SealedError, SealedFault
from kiosk.contract import Announcement, ContractError, Link, Receipt, parsed
from kiosk.contract.sealed import preamble, read_preamble
from kiosk.contract.stick import StickFile


class Takes(Protocol):
    """Who takes sealed envelopes in."""

    def take(self, file: StickFile) -> Receipt:
        """The receipt, asked again the same. Raises SealedError, and what stick or disk raise."""
        ...


class Taker:
    """In this process. Its `take` may be called from any thread."""

    def __init__(self, intake: Intake, devices: Devices) -> None:
        self._intake, self._devices = intake, devices

    def take(self, file: StickFile) -> Receipt:
        sealed = Sealed(file)
        header, key = sealed.header, self._intake.sealing
        known = self._devices.key(header.device)
        if not known:
            raise SealedError(SealedFault.UNKNOWN_DEVICE)
        if header.key != key.name:
            raise SealedError(SealedFault.OTHER_KEY)
        if not sealed.signed_by(known):
            raise SealedError(SealedFault.NOT_WHOLE)
        with sealed.content(key) as content:
            try:
                header_of_link, body = read_preamble(content)
            except ContractError:
                raise SealedError(SealedFault.MALFORMED) from None
        announcement = _announcement(body, sealed)
        link = _link(header_of_link, header.device, body, known)
        skip = len(preamble(header_of_link, body))
        try:
            _, standing = self._intake.announce(announcement, body, link)
            return standing.receipt or self._intake.bring(
                header.device, header.envelope, lambda: sealed.content(key, skip)
            )
        except ConflictError:
            raise SealedError(SealedFault.CONFLICT) from None
        except CorruptError:
            raise SealedError(SealedFault.CORRUPT) from None


def _announcement(body: bytes, sealed: Sealed) -> Announcement:
    try:
        announcement = Announcement.from_json(parsed(body, "announcement"))
    except ContractError:
        raise SealedError(SealedFault.MALFORMED) from None
    header = sealed.header
    if (announcement.device, announcement.envelope) != (header.device, header.envelope):
        raise SealedError(SealedFault.OTHER_NAME)
    return announcement


def _link(text: str, device: str, body: bytes, key: str) -> Link:
    try:
        link = Link.from_header(text)
    except ContractError:
        raise SealedError(SealedFault.MALFORMED) from None
    if not signed(key, Link.said(device, link.seq, link.previous, body), link.signature):
        raise SealedError(SealedFault.UNSIGNED)
    return link
