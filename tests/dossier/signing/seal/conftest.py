"""An invented office that signs copies, and three judges of what it signed who know nothing of each other."""

import datetime as dt
import io
import math
import re
import subprocess
from dataclasses import dataclass, field

import page as pdf_a
import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from drivers.token import HeldCertificate, TokenError, TokenFault
from kiosk.dossier.pdf import make_pdf
from kiosk.dossier.signing.attestation import Attestation
from kiosk.dossier.signing.seal import SignImages, Signing, sign_pdf
from kiosk.signing import SignRole
from tests.workbench.authority import OFFICIAL, ORGANISATION, Authority

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
TITLE = "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"


@dataclass
class KeySession:
    """A login whose keys lie in memory; `fault` is what stops it."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)
    fault: TokenFault | None = None
    certificates: tuple[HeldCertificate, ...] = ()

    def sign(self, certificate, data, digest):
        if self.fault is not None:
            raise TokenError(self.fault)
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def session():
    return KeySession


@pytest.fixture(scope="session")
def images():
    """A blue signature and a red seal on nothing, as an office would give them."""
    paper = Image.new("RGBA", (900, 420))
    wave = [(60 + 2 * i, 210 + 150 * math.sin(i / 23) * math.cos(i / 61)) for i in range(400)]
    ImageDraw.Draw(paper).line(wave, fill=(20, 50, 170, 255), width=14, joint="curve")
    stamp = Image.new("RGBA", (850, 850))
    pen = ImageDraw.Draw(stamp)
    for edge, width in ((10, 24), (130, 10)):
        pen.ellipse((edge, edge, 850 - edge, 850 - edge), outline=(200, 20, 40, 255), width=width)
    pen.polygon(
        [_on_circle(425, 150 - 90 * (n % 2), n * 36) for n in range(10)], (200, 20, 40, 255)
    )
    return SignImages(*(_png(image) for image in (paper, stamp)))


@pytest.fixture
def blank():
    """An unsigned copy of A4 pages with nothing on them."""

    def made(pages=1):
        page = io.BytesIO()
        Image.new("L", (620, 877), 255).save(page, "JPEG", dpi=(75, 75))
        return make_pdf("chung-thuc", [page.getvalue()] * pages, 75)

    return made


@pytest.fixture
def copy(jpeg):
    """An unsigned copy of so many pages."""

    def made(pages=1, **options):
        return make_pdf("chung-thuc", [jpeg(n, **options) for n in range(pages)], 75)

    return made


@pytest.fixture(scope="session")
def signing(images):
    """Who signs: the official, or with role=ORGANISATION the office."""

    def made(role=SignRole.OFFICIAL, **options):
        usual = {
            "name": OFFICIAL if role is SignRole.OFFICIAL else ORGANISATION,
            "title": TITLE if role is SignRole.OFFICIAL else "",
            "organisation": ORGANISATION,
            "at": NOW,
            "images": images,
        }
        return Signing(role=role, **(usual | options))

    return made


@pytest.fixture(scope="session")
def ageless():
    """A key, and a certificate for signatures on a day that a test has fixed; nobody vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, OFFICIAL)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7)
    builder = builder.not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    builder = builder.not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
    return key, builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture(scope="session")
def sign(authority, ageless, signing):
    """Sign as the official, or as `who` of the authority's names, now; with `at`, whenever that is."""

    def signed(pdf, role=SignRole.OFFICIAL, who=None, **options):
        if "at" in options:
            key, der = ageless
            held = HeldCertificate(der, b"\1", "ageless")
            return sign_pdf(pdf, KeySession(key), held, (), signing(role, **options))
        who = who or role.value
        held = HeldCertificate(authority.certificate(who), b"\1", who)
        login = KeySession(authority.key(who))
        return sign_pdf(pdf, login, held, authority.chain(who), signing(role, **options))

    return signed


@pytest.fixture
def attestation():
    def made(**options):
        usual = {
            "number": "001234",
            "book": "01/2026",
            "place": "trụ sở Ủy ban nhân dân xã Suối Lành",
            "office": ORGANISATION,
            "official": OFFICIAL,
            "title": TITLE,
            "pages": 2,
            "on": dt.date(2026, 11, 23),
        }
        return Attestation(**(usual | options))

    return made


@pytest.fixture(scope="session")
def findings():
    """What the judge of PDF/A-2b says, rule by rule."""

    def judged(pdf):
        report = pdf_a.validate_pdf_bytes(pdf, profile=pdf_a.ValidationProfile.PDF_A_2B)
        return [failure.rule_id for failure in report.failures]

    return judged


@pytest.fixture
def openssl(authority, tmp_path):
    """Whether OpenSSL finds the signature of that number good and chained to the authority's root."""
    root = tmp_path / "root.pem"
    certificate = x509.load_der_x509_certificate(authority.root)
    root.write_bytes(certificate.public_bytes(Encoding.PEM))

    def verified(pdf, number=0, spans=None):
        first, second, cms = (spans or covered(pdf))[number]
        (tmp_path / "covered").write_bytes(pdf[slice(*first)] + pdf[slice(*second)])
        (tmp_path / "cms.der").write_bytes(cms)
        command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms.der"]
        command += ["-content", "covered", "-CAfile", "root.pem", "-purpose", "any"]
        done = subprocess.run(
            [*command, "-out", "/dev/null"], cwd=tmp_path, capture_output=True, check=False
        )
        return done.returncode == 0

    return verified


@pytest.fixture
def pdfsig(tmp_path):
    """How many signatures poppler calls valid."""

    def valid(pdf):
        (tmp_path / "judged.pdf").write_bytes(pdf)
        done = subprocess.run(
            ["pdfsig", "-nocert", "judged.pdf"], cwd=tmp_path, capture_output=True, check=False
        )
        return done.stdout.count(b"Signature is Valid")

    return valid


@pytest.fixture
def pyhanko(authority):
    """How many signatures pyHanko calls sound, trusted and all that there is in the file."""

    def sound(pdf):
        reader = PdfFileReader(io.BytesIO(pdf))
        context = ValidationContext(
            trust_roots=[Certificate.load(authority.root)], allow_fetching=False
        )
        found = [validate_pdf_signature(each, context) for each in reader.embedded_signatures]
        return sum(status.bottom_line for status in found)

    return sound


@pytest.fixture(scope="session")
def spans():
    return covered


@pytest.fixture
def drawn(tmp_path):
    """A page as poppler draws it."""

    def picture(pdf, page=1, dpi=100):
        (tmp_path / "drawn.pdf").write_bytes(pdf)
        which = ["-f", str(page), "-l", str(page), "-r", str(dpi), "-singlefile", "-png"]
        subprocess.run(["pdftoppm", *which, "drawn.pdf", "drawn"], cwd=tmp_path, check=True)
        return Image.open(tmp_path / "drawn.png").convert("RGB")

    return picture


@pytest.fixture
def words(tmp_path):
    """The words poppler finds on a page, each with left, top, right, bottom in mm."""

    def found(pdf, page=1):
        (tmp_path / "read.pdf").write_bytes(pdf)
        command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), "read.pdf", "-"]
        text = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
        row = r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
        return [
            (word, tuple(float(side) * 25.4 / 72 for side in sides))
            for *sides, word in re.findall(row, text.decode())
        ]

    return found


def covered(pdf):
    """What each signature covers, in the file's order: two spans, and the CMS between them."""
    found = []
    for match in re.finditer(rb"/ByteRange\s*\[(\d+) (\d+) (\d+) (\d+)\]", pdf):
        start, length, second, rest = (int(number) for number in match.groups())
        cms = bytes.fromhex(pdf[length + 1 : second - 1].decode())
        found.append(((start, start + length), (second, second + rest), cms))
    return found


def _on_circle(middle, radius, degrees):
    turn = math.radians(degrees)
    return middle + radius * math.sin(turn), middle - radius * math.cos(turn)


def _png(image):
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
