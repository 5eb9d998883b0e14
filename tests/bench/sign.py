"""Signing copies with one login: what a document costs, its bytes, and a batch signed twice, beside plain pyHanko.

`./dev bench sign --alone` asks no peer.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from drivers.token import Digest, HeldCertificate, Pin, Session
from drivers.token.pkcs11_token import Pkcs11Token
from kiosk.dossier.pdf import make_pdf
from kiosk.dossier.signing import stamps
from kiosk.dossier.signing.attestation import Attestation, attest
from kiosk.dossier.signing.seal import SignImages, Signing, sign_pdf
from kiosk.dossier.signing.shown import shown
from kiosk.dossier.signing.update import Update
from kiosk.signing import SignRole
from kiosk.workspace import PACKAGE
from tests.bench import sign_service
from tests.bench.figures import BenchError, Figure
from tests.workbench.authority import OFFICIAL, ORGANISATION, Authority
from tests.workbench.tokens import SoftTokens

DOCUMENTS = 50
BATCH = 100
WARM = 3  # what a process does once is not a document's cost
PIN = "739182"
TITLE = "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"
PEER = "pyHanko 0.38.0"
EXTRAS = "pyHanko[opentype,pkcs11]==0.38.0"
VENV = PACKAGE.parent / "build" / "peers-sign"
WHOLE_FONT = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")  # of fonts-croscore


@dataclass
class Watched:
    """A session that counts its seconds."""

    inner: Session
    seconds: list[float] = field(default_factory=list)

    @property
    def certificates(self) -> tuple[HeldCertificate, ...]:
        return self.inner.certificates

    def sign(self, certificate: HeldCertificate, data: bytes, digest: Digest) -> bytes:
        began = time.perf_counter()
        signature = self.inner.sign(certificate, data, digest)
        self.seconds.append(time.perf_counter() - began)
        return signature


@dataclass(frozen=True)
class Office:
    """Two people with a token each, and what they sign with."""

    authority: Authority
    tokens: SoftTokens
    images: SignImages

    def token(self, role: SignRole) -> Pkcs11Token:
        return Pkcs11Token(self.tokens.module, role.value, env=self.tokens.env)

    def signed(self, pdf: bytes, session: Session, role: SignRole) -> bytes:
        der = self.authority.certificate(role.value)
        held = next(each for each in session.certificates if each.der == der)
        return sign_pdf(pdf, session, held, self.authority.chain(role.value), self.what(role))

    def what(self, role: SignRole) -> Signing:
        person = role is SignRole.OFFICIAL
        return Signing(
            role=role,
            name=OFFICIAL if person else ORGANISATION,
            title=TITLE if person else "",
            organisation=ORGANISATION,
            at=dt.datetime.now(dt.UTC),
            images=self.images,
        )


def run(options: Sequence[str] = ()) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        office = _office(Path(name))
        one, added, parts = _documents(office, pages=1)
        yield Figure(
            "sign",
            "a document of 1 page",
            *one[:1],
            "ms",
            spread=one[1],
            runs=DOCUMENTS,
            note=parts,
        )
        if "--alone" not in options:
            yield from _beside(office, Path(name), one, added)
        five, _, parts = _documents(office, pages=5)
        yield Figure(
            "sign",
            "a document of 5 pages",
            *five[:1],
            "ms",
            spread=five[1],
            runs=DOCUMENTS,
            note=parts,
        )
        yield from _batch(office)
    yield from sign_service.run()


def _office(folder: Path) -> Office:
    authority, tokens = Authority(folder / "authority"), SoftTokens(folder / "tokens")
    for role in SignRole:
        who = role.value
        tokens.add(who, PIN, authority.key(who), authority.certificate(who), authority.chain(who))
    return Office(authority, tokens, _images())


def _documents(office: Office, pages: int) -> tuple[tuple[float, tuple[float, float]], float, str]:
    """ms a document, its median and spread; median bytes added; where the time goes."""
    given = [_copy(pages, number) for number in range(DOCUMENTS + WARM)]
    times, added = [], []
    with office.token(SignRole.OFFICIAL).open(Pin(PIN)) as session:
        watched = Watched(session)
        for pdf in given:
            began = time.perf_counter()
            signed = office.signed(pdf, watched, SignRole.OFFICIAL)
            times.append((time.perf_counter() - began) * 1000)
            added.append(len(signed) - len(pdf))
    times, token = times[WARM:], statistics.median(watched.seconds[WARM:]) * 1000
    read, seen = _parts(office, given[-1])
    median = statistics.median(times)
    rest = median - token - read - seen
    parts = (
        f"token {token:.1f}, reading {read:.1f}, stamp {seen:.1f}, CMS and writing {rest:.1f} ms"
    )
    return (median, (min(times), max(times))), statistics.median(added), parts


def _parts(office: Office, pdf: bytes) -> tuple[float, float]:
    """ms for reading the file and for drawing the stamp, each by itself."""
    what = office.what(SignRole.OFFICIAL)
    row = stamps.stamp(what.kind, what.role, what.at.date())
    read, seen = [], []
    for _ in range(10):
        began = time.perf_counter()
        update = Update(pdf)
        on = shown(update, -1)
        middle = time.perf_counter()
        stamps.appearance(update, stamps.drawn(row, what, on.width), on)
        read.append(middle - began)
        seen.append(time.perf_counter() - middle)
    return statistics.median(read) * 1000, statistics.median(seen) * 1000


def _beside(
    office: Office, folder: Path, ours: tuple[float, tuple[float, float]], added: float
) -> Iterator[Figure]:
    """Plain pyHanko on the same documents, token and machine, in the same run."""
    python = _peer()
    (folder / "given.pdf").write_bytes(_copy(1, 0))
    who = SignRole.OFFICIAL.value
    command = [str(python), str(Path(__file__).with_name("sign_peer.py")), office.tokens.module]
    command += [who, PIN, str(WHOLE_FONT), str(folder / "given.pdf"), str(DOCUMENTS + WARM)]
    done = subprocess.run(
        command, env=office.tokens.env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchError(f"plain pyHanko did not sign: {done.stderr[-300:]}")
    rows = json.loads(done.stdout)[WARM:]
    peer = statistics.median(seconds for seconds, _ in rows) * 1000
    name = f"{PEER}, text stamp in the whole Tinos, no picture"
    yield Figure(
        *("sign", "against plain pyHanko", ours[0], "ms", peer, name, ours[0] / peer),
        spread=ours[1],
        runs=DOCUMENTS,
    )
    theirs = statistics.median(size for _, size in rows) / 1000
    yield Figure("sign", "bytes a signature", added / 1000, "kB", theirs, name, runs=DOCUMENTS)


def _batch(office: Office) -> Iterator[Figure]:
    """Attested and signed twice, one PIN a token; both logins are in it."""
    given = [_copy(5, number) for number in range(BATCH)]
    began = time.perf_counter()
    papers = [attest(pdf, _attestation(number)) for number, pdf in enumerate(given, 1)]
    for role in SignRole:
        with office.token(role).open(Pin(PIN)) as session:
            papers = [office.signed(pdf, session, role) for pdf in papers]
    seconds = time.perf_counter() - began
    yield Figure("sign", "100 documents of 5 pages, signed twice", seconds, "s")


def _attestation(number: int) -> Attestation:
    return Attestation(
        number=f"{number:06d}",
        book="01/2026",
        place="trụ sở Ủy ban nhân dân xã Suối Lành",
        office=ORGANISATION,
        official=OFFICIAL,
        title=TITLE,
        pages=5,
        on=dt.datetime.now(stamps.ZONE).date(),
    )


def _copy(pages: int, seed: int) -> bytes:
    """A scanned copy, some 40 kB a page."""
    noise = np.random.default_rng(seed).integers(200, 256, (877, 620, 3), "uint8")
    page = io.BytesIO()
    Image.fromarray(noise).save(page, "JPEG", quality=20, dpi=(75, 75))
    return make_pdf("chung-thuc", [page.getvalue()] * pages, 75)


def _images() -> SignImages:
    """A signature and a seal as an office would scan them."""
    drawn = []
    for size, colour in (((900, 420), (20, 50, 170, 255)), ((850, 850), (200, 20, 40, 255))):
        image = Image.new("RGBA", size)
        pen = ImageDraw.Draw(image)
        pen.ellipse((20, 20, size[0] - 20, size[1] - 20), outline=colour, width=18)
        pen.line([(x, 200 + x * 37 % 160) for x in range(60, 800, 30)], fill=colour, width=12)
        png = io.BytesIO()
        image.save(png, "PNG")
        drawn.append(png.getvalue())
    return SignImages(*drawn)


def _peer() -> Path:
    """The peer's Python, installed where it is not yet; raises BenchError where it cannot be."""
    python, stamp = VENV / "bin" / "python", VENV / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == EXTRAS:
        return python
    print(f"Installing {EXTRAS} into build/peers-sign", file=sys.stderr)
    shutil.rmtree(VENV, ignore_errors=True)
    quiet = ["--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    for command in (
        [sys.executable, "-m", "venv", str(VENV)],
        [str(VENV / "bin" / "pip"), "install", *quiet, EXTRAS],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"pyHanko could not be installed: {done.stderr[-300:]}")
    stamp.write_text(EXTRAS, encoding="utf-8")
    return python
