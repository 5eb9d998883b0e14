"""An office that can sign: tokens with invented people's keys, the registry that knows them, papers to certify."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from contextlib import closing
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw
from sqlite_utils import Database

from kiosk.dossier.pdf import make_pdf
from kiosk.dossier.signing.revocation import Revocations
from kiosk.model import Document, Language
from kiosk.signing import Signer, SignRole
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.copies import Copy
from kiosk.store.database import open_database
from kiosk.store.sealing import seal
from kiosk.store.signers import Signers
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.workbench.authority import OFFICIAL, ORGANISATION, Authority
from tests.workbench.papers.sheet import PAPER, Sheet
from tests.workbench.tokens import SoftTokens

PROCEDURE, DOCUMENT = "2.000815", "ban-chinh"
PINS = {SignRole.OFFICIAL: "271828", SignRole.ORGANISATION: "314159"}
LABELS = {SignRole.OFFICIAL: "official", SignRole.ORGANISATION: "organisation"}
NAMES = {SignRole.OFFICIAL: OFFICIAL, SignRole.ORGANISATION: ORGANISATION}
TITLES = {SignRole.OFFICIAL: "CHỦ TỊCH", SignRole.ORGANISATION: "ỦY BAN NHÂN DÂN XÃ"}


class Papers:
    """Cases that were handed in, in a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def hand_in(self, pages: int = 1) -> Copy:
        """A case with one paper, sealed, and its copy in the register."""
        return self.hand_in_bytes(a_paper(pages), pages)

    def hand_in_bytes(self, pdf: bytes, pages: int = 1) -> Copy:
        """The same with a PDF of yours, good or not."""
        now = dt.datetime.now(dt.UTC)
        case = self.seal_case(pdf, pages)
        with closing(open_database(self.workspace)) as db:
            return Certifications(db).prepare(
                case, DOCUMENT, now, book="01", certifies=frozenset({PROCEDURE})
            )

    def seal_case(self, pdf: bytes = b"", pages: int = 1, procedure: str = PROCEDURE) -> str:
        """A case with one paper; its id."""
        now = dt.datetime.now(dt.UTC)
        with closing(open_database(self.workspace)) as db:
            case = uuid.uuid4().hex
            Cases(db).open(case, now)
            paper = self._kept(db, case, pdf or a_paper(pages), pages)
            seal(
                db,
                case=case,
                procedure=procedure,
                language=Language.VI,
                series="A",
                kiosk=0,
                agency="H38.101",
                device="kiosk-1",
                office="Bộ phận Một cửa",
                documents=(paper,),
                now=now,
            )
        return case

    def _kept(self, db: Database, case: str, pdf: bytes, pages: int) -> Document:
        key = Cases(db).key(case)
        (path,) = Vault(self.workspace.vault).write_all(key, case, "dossier", (pdf,))
        return Document(DOCUMENT, "", path, hashlib.sha256(pdf).hexdigest(), len(pdf), pages)


class SigningOffice(Papers):
    """Two tokens in `folder`, made over a workspace; processes that shall see the tokens are run with `env`."""

    def __init__(self, folder: Path, workspace: Workspace, authority: Authority) -> None:
        super().__init__(workspace)
        self.authority = authority
        self.tokens = SoftTokens(folder)
        self.lines: dict[SignRole, Signer] = {}
        workspace.prepare()
        workspace.signing_trust.mkdir(parents=True, exist_ok=True)
        (workspace.signing_trust / "root.der").write_bytes(authority.root)

    @property
    def env(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": self.tokens.conf}

    @property
    def settings(self) -> str:
        """For kiosk.toml."""
        return (
            f'[token]\nmodule = "{self.tokens.module}"\n'
            f'official = "{LABELS[SignRole.OFFICIAL]}"\n'
            f'organisation = "{LABELS[SignRole.ORGANISATION]}"\n'
            f'[signing]\ntsa = "{self.authority.tsa_url}"\n'
        )

    def equip(self, *roles: SignRole) -> None:
        """A token, and a line of the registry bound to it, for each of the roles; for both where none is named."""
        for role in roles or SignRole:
            self.token(role, role.value)
            self.lines[role] = self.register(role, role.value, NAMES[role])

    def give_pictures(self) -> None:
        """What the office scans once: the official's signature, and the seal."""
        pictures = self.workspace.signature_pictures
        pictures.mkdir(exist_ok=True)
        official = self.lines[SignRole.OFFICIAL]
        hand, seal = (Sheet(name) for name in ("signature", "seal"))
        hand.signature(60, 60, official.name, 1.4)
        seal.seal(60, 60, ORGANISATION, "LÀO CAI")
        for sheet, name in ((hand, official.id[:8]), (seal, "seal")):
            inked = ImageChops.difference(
                sheet.picture, Image.new("RGB", (1, 1), PAPER).resize(sheet.picture.size)
            )
            white = ImageChops.invert(
                inked.convert("L").point(lambda level: 255 if level > 8 else 0)
            )
            clear = Image.composite(Image.new("RGB", white.size, "white"), sheet.picture, white)
            clear.crop(inked.getbbox()).save(pictures / f"{name}.png")

    def token(self, role: SignRole, name: str) -> None:
        """Plug in the role's token with the key and certificate the authority gave under that name."""
        self.tokens.add(
            LABELS[role],
            PINS[role],
            self.authority.key(name),
            self.authority.certificate(name),
            self.authority.chain(name),
        )

    def register(
        self,
        role: SignRole,
        certificate: str,
        name: str,
        title: str = "",
        valid_to: dt.date | None = None,
        delegate_of: str = "",
    ) -> Signer:
        """A line of the registry, from the year's first day on; "" binds it to no certificate."""
        now = dt.datetime.now(dt.UTC)
        with closing(open_database(self.workspace)) as db:
            line = Signers(db).add(
                name=name,
                title=title or TITLES[role],
                role=role,
                valid_from=dt.date(2026, 1, 1),
                valid_to=valid_to,
                now=now,
                delegate_of=delegate_of,
            )
            if not certificate:
                return line
            der = self.authority.certificate(certificate)
            path = (*self.authority.chain(certificate), self.authority.root)
            Revocations(self.workspace.revocations).know(der, path)
            return Signers(db).bind(line.id, hashlib.sha256(der).hexdigest(), now)


@cache
def a_paper(pages: int) -> bytes:
    """A PDF as sealing makes it."""
    return make_pdf(DOCUMENT, [page(number) for number in range(1, pages + 1)], 150)


def page(number: int) -> bytes:
    """A page of an invented paper as a scanner gives it: A4 at 150 dpi, JPEG."""
    sheet = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(sheet)
    for line in range(40):
        draw.line((120, 150 + 36 * line, 1120 - 37 * (line * number % 7), 150 + 36 * line), 40, 6)
    kept = io.BytesIO()
    sheet.save(kept, "JPEG", quality=60, dpi=(150, 150))
    return kept.getvalue()
