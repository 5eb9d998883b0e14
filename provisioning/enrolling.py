"""kiosk-provisioning enrol: the province lets this kiosk in, by a one-time code over the line or by a stick."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.model import Language, Words
from kiosk.settings import Secret, load
from kiosk.store.disk import write_safely
from provisioning import layout
from provisioning.box import Box, BoxError
from provisioning.keys import inside
from provisioning.keys.sealed import DEVICE, Sealed
from provisioning.keys.serving import sync

CERTIFICATE = "certificate.pem"
_MOST = 64 * 1024  # characters of a file of certificates
_NO_CENTRE = Words(
    f"{layout.SETTINGS} chưa có trung tâm: hãy ghi url, key và sealing_key dưới [centre], rồi chạy lại; không có đường "
    "truyền thì dùng --request-to.",
    f"{layout.SETTINGS} names no centre: write url, key and sealing_key under [centre], then run this again; without "
    "a line use --request-to.",
)


def command(rest: list[str], language: Language) -> int:
    given = _parser().parse_args(rest)
    box = Box()
    if given.code:
        print(enrol(box, given.code, language))
    elif given.request_to:
        print(request(box, given.request_to, language))
    else:
        print(take(box, given.certificate, language))
    return 0


def enrol(box: Box, code: str, language: Language) -> str:
    """What kiosk-sync says of the certificate it fetched; raises BoxError with what it says of why it did not."""
    if not load(box.path(layout.SETTINGS)).centre.url:
        raise BoxError(_NO_CENTRE)
    return _said(box, language, "enrol", "--code", code)


def request(box: Box, folder: Path, language: Language) -> str:
    """Lays the request on the stick mounted at `folder`; what to do with it there. Raises BoxError."""
    pem = _said(box, language, "csr", "--to", "-")
    path = folder / f"{load(box.path(layout.SETTINGS)).device}.csr.pem"
    try:
        write_safely(path, pem.encode())
    except OSError as error:
        raise _file(folder, error) from None
    told = Words(
        f"Đã ghi {path}. Ở tỉnh: python -m central device sign; rồi: kiosk-provisioning enrol --certificate TỆP",
        f"{path} is there. At the province: python -m central device sign; then: kiosk-provisioning enrol "
        "--certificate FILE",
    )
    return told.of(language)


def take(box: Box, file: Path, language: Language) -> str:
    """As `enrol`, of a certificate that was carried here."""
    try:
        with file.open(encoding="ascii", errors="replace") as carried:
            text = carried.read(_MOST)
    except OSError as error:
        raise _file(file, error) from None
    # A stick is mounted for root alone: kiosk-sync finds the file beside its key.
    handed = {CERTIFICATE: Secret(text)}
    return _said(box, language, "certificate", str(inside.FOLDER / CERTIFICATE), handed=handed)


def _said(
    box: Box, language: Language, *arguments: str, handed: dict[str, Secret] | None = None
) -> str:
    keys = {DEVICE: Sealed.of(box).open(DEVICE), **(handed or {})}
    ran = sync(box, keys, *arguments, "--language", language.value)
    if ran.code:
        told = ran.err.strip()
        raise BoxError(Words(told, told))  # in the technician's language already
    return ran.out.strip()


def _file(path: Path, error: OSError) -> BoxError:
    return BoxError(
        Words(
            f"Không đọc hoặc ghi được {path} ({error.strerror}). Cắm lại USB rồi thử lại.",
            f"{path} cannot be read or written ({error.strerror}). Plug the stick in again, then try again.",
        )
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk-provisioning enrol", description=__doc__)
    ways = parser.add_mutually_exclusive_group(required=True)
    ways.add_argument("--code", help="as the province gave it; spaces do not count")
    ways.add_argument("--request-to", type=Path, metavar="STICK", help="where it is mounted")
    ways.add_argument("--certificate", type=Path, metavar="FILE", help="what came back")
    return parser
