"""Whether kiosks could use what is about to be signed: a slip found here does not reach every office at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from central.bundles.repository import BundleError
from kiosk.contract.rules import bundle, catalogue, certificates, texts
from kiosk.contract.rules.bundle import (
    CATALOGUE,
    MOST_BYTES,
    MOST_FILES,
    MOST_TOGETHER,
    SIGNING_TRUST,
    TRUST,
    UnusableError,
)
from kiosk.contract.rules.entries import RulesError
from kiosk.contract.rules.law import Language
from kiosk.contract.rules.sets import PATH

NAMES = (
    "catalogue.toml, fees.toml, forms.toml, holidays.toml, processes.toml, roster.toml, settings.toml, "
    "words/LANGUAGE.toml, trust/NAME, signing-trust/NAME"
)
# What begins so is a certificate's or a list's (X.690), not one of the lists that countries sign (RFC 5652, 4).
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_ODD = (
    *(ValueError, TypeError, UnsupportedAlgorithm),
    *(x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType),
)


def read(folder: Path) -> dict[str, bytes]:
    """Every file in the folder by its path there; raises BundleError for one that no kiosk would fetch."""
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if not PATH.fullmatch(name):
            raise BundleError(
                f"{name}: must be all/NAME, office/AGENCY-CODE/NAME or device/DEVICE/NAME"
            )
        if path.stat().st_size > MOST_BYTES:
            raise BundleError(f"{name}: is larger than {MOST_BYTES} bytes")
        files[name] = path.read_bytes()
    if not files:
        raise BundleError(f"{folder} holds nothing to publish")
    return files


def check(files: Mapping[str, bytes], today: dt.date) -> None:
    """Raises BundleError, which names the file and the place in it."""
    shipped = dict.fromkeys(map(str, Language), texts.places())
    for path, data in files.items():
        name = name_of(path)
        if not bundle.known(name):
            raise BundleError(f"{path}: no kiosk knows a file of this name; there are {NAMES}")
        try:
            bundle.check({name: data}, shipped)
            if name == CATALOGUE:
                _in_force(catalogue.listing(bundle.text_of(data)), today)
            elif name.startswith((f"{TRUST}/", f"{SIGNING_TRUST}/")):
                certified(name, data)
        except UnusableError as error:
            raise BundleError(f"{path}: {error.why}") from None
        except RulesError as error:
            raise BundleError(f"{path}: {error}") from None
    _together(files)


def name_of(path: str) -> str:
    """What a kiosk calls the file."""
    parts = path.split("/")
    return "/".join(parts[1 if parts[0] == "all" else 2 :])


def certified(name: str, data: bytes) -> list[x509.Certificate]:
    """The certificates in the file as far as they are not in a list that a country signed; raises RulesError."""
    found = []
    signing = name.startswith(f"{SIGNING_TRUST}/")
    for one in certificates.signing(data) if signing else certificates.pieces(data):
        if not signing and _SIGNED_DATA in one[:32]:
            continue
        try:
            found.append(x509.load_der_x509_certificate(one))
        except _ODD:
            if signing or not _is_revocations(one):
                raise RulesError("is no certificate") from None
    return found


def _is_revocations(der: bytes) -> bool:
    try:
        x509.load_der_x509_crl(der)
    except _ODD:
        return False
    return True


def _in_force(said: catalogue.Listing, today: dt.date) -> None:
    if said.checked_on > today:
        raise RulesError(f"catalogue, checked_on: {said.checked_on} is not yet")
    if not said.in_force(today):
        raise RulesError("procedure: none is in force today, screens would be empty")


def _together(files: Mapping[str, bytes]) -> None:
    """What comes to one kiosk at most: all's, and the most of any office and any device."""
    sizes: dict[str, dict[str, int]] = defaultdict(dict)
    for path, data in files.items():
        name = name_of(path)
        sizes[path.removesuffix(f"/{name}")][name] = len(data)
    for what, most, measure in (
        ("files", MOST_FILES, len),
        ("bytes", MOST_TOGETHER, lambda held: sum(held.values())),
    ):
        worst = sum(
            max(
                (measure(held) for place, held in sizes.items() if place.startswith(kind)),
                default=0,
            )
            for kind in ("all", "office/", "device/")
        )
        if worst > most:
            raise BundleError(f"together: a kiosk could get {worst} {what}, and takes {most}")
