"""An office that can sign: tokens with invented people's keys, the registry that knows them, papers to certify."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from contextlib import closing
from pathlib import Path

from PIL import Image, ImageDraw
from sqlite_utils import Database

from kiosk.dossier.pdf import make_pdf
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
from tests.workbench.tokens import SoftTokens

PROCEDURE, DOCUMENT = "2.000815", "ban-chinh"
PINS = {SignRole.OFFICIAL: "271828", SignRole.ORGANISATION: "314159"}
LABELS = {SignRole.OFFICIAL: "official", SignRole.ORGANISATION: "organisation"}
NAMES = {SignRole.OFFICIAL: OFFICIAL, SignRole.ORGANISATION: ORGANISATION}
TITLES = {SignRole.OFFICIAL: "CHỦ TỊCH", SignRole.ORGANISATION: "ỦY BAN NHÂN DÂN XÃ"}


class SigningOffice:
    """Two tokens in `folder`, made over a workspace; processes that shall see the tokens are run with `env`."""

    def __init__(self, folder: Path, workspace: Workspace, authority: Authority) -> None:
        self.workspace, self.authority = workspace, authority
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
        )

    def equip(self, *roles: SignRole) -> None:
        """A token, and a line of the registry bound to it, for each of the roles; for both where none is named."""
        for role in roles or SignRole:
            self.token(role, role.value)
            self.lines[role] = self.register(role, role.value, NAMES[role])

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
            digest = hashlib.sha256(self.authority.certificate(certificate)).hexdigest()
            return Signers(db).bind(line.id, digest, now)

    def hand_in(self, pages: int = 1) -> Copy:
        """A case with one paper, sealed, and its copy in the register."""
        now = dt.datetime.now(dt.UTC)
        with closing(open_database(self.workspace)) as db:
            case = uuid.uuid4().hex
            Cases(db).open(case, now)
            paper = self._paper(db, case, pages)
            seal(
                db,
                case=case,
                procedure=PROCEDURE,
                language=Language.VI,
                series="A",
                kiosk=0,
                agency="H38.101",
                device="kiosk-1",
                office="Bộ phận Một cửa",
                documents=(paper,),
                now=now,
            )
            return Certifications(db).prepare(
                case, DOCUMENT, now, book="01", certifies=frozenset({PROCEDURE})
            )

    def _paper(self, db: Database, case: str, pages: int) -> Document:
        pdf = make_pdf(DOCUMENT, [page(number) for number in range(1, pages + 1)], 150)
        key = Cases(db).key(case)
        (path,) = Vault(self.workspace.vault).write_all(key, case, "dossier", (pdf,))
        return Document(DOCUMENT, "", path, hashlib.sha256(pdf).hexdigest(), len(pdf), pages)


def page(number: int) -> bytes:
    """A page of an invented paper as a scanner gives it: A4 at 150 dpi, JPEG."""
    sheet = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(sheet)
    for line in range(40):
        draw.line((120, 150 + 36 * line, 1120 - 37 * (line * number % 7), 150 + 36 * line), 40, 6)
    kept = io.BytesIO()
    sheet.save(kept, "JPEG", quality=60, dpi=(150, 150))
    return kept.getvalue()
