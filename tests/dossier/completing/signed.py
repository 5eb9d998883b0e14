"""Signed files, as they lie before they are completed, and the judges that know nothing of who made them."""

from __future__ import annotations

import datetime as dt
import io
import re
import ssl
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import numpy
from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kiosk.dossier.page import write_pdf
from kiosk.dossier.pdf import as_scanned
from kiosk.dossier.signing.levels import FetchError, FetchFault, Request
from kiosk.dossier.signing.update import Update
from tests.workbench.authority import Authority

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
USUAL = ("official", "organisation")


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def copy(seed: int = 0) -> bytes:
    """A page that nobody has signed yet, PDF/A-2b."""
    noise = numpy.random.default_rng(seed).integers(0, 256, (300, 212, 3), "uint8")
    page = io.BytesIO()
    Image.fromarray(noise).save(page, "JPEG", quality=40)
    return write_pdf("copy", [as_scanned(page.getvalue(), 26, 0)])


def signed(authority: Authority, names: tuple[str, ...] = USUAL, pdf: bytes | None = None) -> bytes:
    """Signed by each of them in turn, B-B, as pyHanko signs: it asks nobody whether they may."""
    pdf = pdf or copy()
    for name in names:
        known = SimpleCertificateStore()
        known.register_multiple(x509.Certificate.load(der) for der in authority.chain(name))
        signer = SimpleSigner(
            signing_cert=x509.Certificate.load(authority.certificate(name)),
            signing_key=keys.PrivateKeyInfo.load(
                authority.key(name).private_bytes(
                    serialization.Encoding.DER,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            ),
            cert_registry=known,
        )
        how = PdfSignatureMetadata(
            field_name=f"Of-{name}", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        pdf = PdfSigner(how, signer).sign_pdf(Update(pdf)).getvalue()
    return pdf


class Line:
    """The network as kiosk.dossier sees it; `asked` are the addresses, in their order."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: Request) -> bytes:
        self.asked.append(request.url)
        head = {"Content-Type": request.content_type} if request.body is not None else {}
        try:
            with urllib.request.urlopen(
                urllib.request.Request(request.url, request.body, head), timeout=60
            ) as answer:
                return bytes(answer.read(request.most + 1))
        except urllib.error.HTTPError as error:
            raise FetchError(FetchFault.UNREACHABLE, str(error.code)) from None
        except OSError as error:
            raise FetchError(FetchFault.UNREACHABLE, str(error)) from None


@dataclass(frozen=True)
class Part:
    """One signature or time stamp as any reader of the file finds it: its CMS and the bytes it covers."""

    kind: str
    cms: bytes
    covered: bytes


def parts(pdf: bytes) -> list[Part]:
    found = []
    for each in BYTE_RANGE.finditer(pdf):
        a, b, c, d = (int(number) for number in each.groups())
        held = bytes.fromhex(pdf[a + b + 1 : c - 1].decode("ascii"))
        head = 2 + (held[1] & 0x7F if held[1] & 0x80 else 0)
        size = int.from_bytes(held[2:head], "big") if head > 2 else held[1]
        before = pdf[max(0, each.start() - 400) : each.end() + 400]
        kind = "stamp" if b"ETSI.RFC3161" in before else "signature"
        found.append(Part(kind, held[: head + size], pdf[a : a + b] + pdf[c : c + d]))
    return found


def trusted(authority: Authority, folder: Path) -> None:
    """root.pem and sub.pem, for openssl."""
    for name in ("root", "sub"):
        (folder / f"{name}.pem").write_text(ssl.DER_cert_to_PEM_cert(authority.certificate(name)))


def openssl_believes(part: Part, folder: Path) -> bool:
    (folder / "covered").write_bytes(part.covered)
    (folder / "cms").write_bytes(part.cms)
    chain = ["-CAfile", "root.pem"]
    if part.kind == "stamp":
        told = ["ts", "-verify", "-data", "covered", "-in", "cms", "-token_in"]
        chain += ["-untrusted", "sub.pem"]
    else:
        told = ["cms", "-verify", "-inform", "der", "-in", "cms", "-content", "covered", "-binary"]
        chain += ["-purpose", "any", "-out", "nowhere"]
    done = subprocess.run(["openssl", *told, *chain], cwd=folder, capture_output=True)
    return done.returncode == 0


def pdfsig_says(pdf: bytes, folder: Path) -> str:
    (folder / "judged.pdf").write_bytes(pdf)
    told = subprocess.run(
        ["pdfsig", "-nocert", "judged.pdf"], cwd=folder, capture_output=True, text=True
    )
    return told.stdout


def stamps(pdf: bytes) -> list[str]:
    """Names of the fields of its time stamps."""
    reader = PdfFileReader(io.BytesIO(pdf))
    return [each.field_name for each in reader.embedded_timestamp_signatures]
