"""What proves a card is verified again at the centre, by hand, from the file that its case carried there."""

import base64
import json
import subprocess
import sys

import pytest

from drivers.card import certificates
from drivers.card.chip import Faults, Make
from drivers.card.country import Signing, invented_country, invented_signer
from drivers.card.shown import Exit
from kiosk.devices import translate
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Verdict
from kiosk.settings import CentreSettings, Secret
from kiosk.store.documents import Documents
from kiosk.store.links import Links
from kiosk.store.noted import NotedOutbox
from kiosk.sync.courier import Courier
from kiosk.sync.identity import Identity
from kiosk.sync.service import SealedPapers
from kiosk.sync.transport import Centre
from tests.devices.office import CASE, now
from tests.workbench.centre import CentreHouse
from tests.workbench.keys import seed_of
from tests.workbench.people import MAI

LINKS = ("hashes", "signature", "anchored", "genuine")


@pytest.fixture(autouse=True)
def trust(kiosk):
    """The folder of whom the office trusts: the invented country, and whom it revoked."""
    folder = kiosk.workspace.trust
    folder.mkdir()
    (folder / "country.cer").write_bytes(invented_country().authority.certificate)
    serial = certificates.certificate(invented_signer(Signing.REVOKED).certificate).serial
    (folder / "revoked.crl").write_bytes(invented_country().revocations(serial))
    return folder


@pytest.fixture
def centre(kiosk, tmp_path):
    with CentreHouse(tmp_path, devices=(kiosk.settings.device,)) as house:
        yield house


@pytest.fixture
def carried(kiosk, screen, books, centre, tmp_path):
    """Read a card so made into a case, hand it in and send it: the reading, and the file at the centre."""

    def carry(make=None, **faults):
        reading = _read(kiosk, screen, make, faults)
        kiosk.load("form")
        screen.scan()
        screen.seal()
        _send(books, centre)
        centre.export(tmp_path / "out")
        (proof,) = (tmp_path / "out").rglob("*_evidence.json")
        return reading, proof

    return carry


def _read(kiosk, screen, make, faults):
    """What the service's reader gave for the card."""
    kiosk.reader.insert(MAI, Faults(**faults), make)
    readings, read = [], kiosk.reader.read

    def kept(*order):
        readings.append(read(*order))
        return readings[-1]

    kiosk.reader.read = kept
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)
    (reading,) = readings
    return reading


def _send(books, centre):
    clock = lambda: now().timestamp()  # noqa: E731
    to = Centre(CentreSettings(centre.url, Secret(centre.token), key=centre.key))
    papers = SealedPapers(Documents(books.db), books.cases, books.vault)
    outbox = NotedOutbox(books.db, clock)
    chain = Links(books.db, centre.device, Identity(seed_of(centre.device)).sign)
    try:
        courier = Courier(
            outbox, papers, chain, to, clock=clock, jitter=lambda: 1.0, pause=lambda seconds: False
        )
        assert courier.carry() == 0
    finally:
        to.close()


def verify(proof, trust):
    """`python -m drivers.card verify`: its exit code, and the verdict."""
    command = [sys.executable, "-m", "drivers.card", "verify", str(proof), "--json"]
    ended = subprocess.run(
        [*command, "--trust", str(trust)], capture_output=True, text=True, timeout=120, check=False
    )
    return ended.returncode, json.loads(ended.stdout)


@pytest.mark.parametrize(
    ("make", "faults", "verdict", "code"),
    [
        (Make(), {}, Verdict.PROVEN, Exit.DONE),
        (Make(active="none", agreement="none"), {}, Verdict.MAY_BE_A_COPY, Exit.DONE),
        (Make(signing="unknown"), {}, Verdict.UNANCHORED, Exit.LINK_FAILED),
        (Make(signing="expired"), {}, Verdict.EXPIRED_SIGNER, Exit.LINK_FAILED),
        (Make(signing="revoked"), {}, Verdict.REVOKED, Exit.LINK_FAILED),
        (Make(signing="weak"), {}, Verdict.WEAK, Exit.LINK_FAILED),
        (Make(), {"clone": True}, Verdict.CLONED, Exit.LINK_FAILED),
    ],
    ids=lambda value: value.value if isinstance(value, Verdict) else "",
)
def test_every_link_is_judged_at_the_centre_as_at_the_kiosk(
    carried, books, centre, trust, make, faults, verdict, code
):
    reading, proof = carried(make, **faults)
    assert books.cases.holder(CASE).verdict is verdict
    assert translate.verdict(reading.verdict) is verdict
    ended, again = verify(proof, trust)
    for name in LINKS:
        link = getattr(reading.verdict, name)
        assert again[name]["state"] == link.state, name
        assert again[name]["reason"] == link.reason, name
    assert (again["summary"], ended) == (reading.verdict.summary, code)
    (listed,) = centre.received()
    assert listed["verdict"] == verdict
    assert listed["doubt"] == (verdict if verdict.doubtful else None)


def test_the_list_of_the_centre_names_nobody(carried, centre):
    carried()
    listed = centre.run("list")
    assert MAI.name not in listed
    assert MAI.number not in listed


def _another_hash(row):
    row["hashes"]["1"] = "00" * (len(row["hashes"]["1"]) // 2)


def _another_key(row):
    key = bytearray(base64.b64decode(row["dg15"]))
    key[-1] ^= 1
    row["dg15"] = base64.b64encode(key).decode()


def _another_signature(row):
    sod = bytearray(base64.b64decode(row["sod"]))
    sod[-1] ^= 1
    row["sod"] = base64.b64encode(sod).decode()


def _no_answer(row):
    row["genuine"] = None


def _no_keys(row):
    del row["dg14"], row["dg15"]


@pytest.mark.parametrize(
    ("forge", "summary"),
    [
        (_another_hash, "tampered"),
        (_another_key, "tampered"),
        (_another_signature, "forged"),
        (_no_answer, "may-be-a-copy"),
        (_no_keys, "cloned"),
    ],
)
def test_evidence_that_was_worked_over_is_never_proven(carried, trust, tmp_path, forge, summary):
    _, proof = carried()
    row = json.loads(proof.read_text())
    forge(row)
    worked_over = tmp_path / "worked-over.json"
    worked_over.write_text(json.dumps(row))
    ended, again = verify(worked_over, trust)
    assert again["summary"] == summary
    assert ended == (Exit.DONE if summary == "may-be-a-copy" else Exit.LINK_FAILED)


def test_what_is_no_evidence_is_said_in_one_line(trust, tmp_path):
    nothing = tmp_path / "nothing.json"
    nothing.write_text("{}")
    command = [sys.executable, "-m", "drivers.card", "verify", str(nothing), "--trust", str(trust)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout) == (Exit.NOT_READ, "")
    assert ended.stderr == f"{nothing}: not the evidence of a reading\n"
