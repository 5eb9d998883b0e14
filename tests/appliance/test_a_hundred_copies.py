"""A hundred documents of five pages in one batch: one PIN for each token, no network, each signed twice."""

from __future__ import annotations

import datetime as dt
import threading
from contextlib import closing

import pytest

from kiosk.devices import signing_wire as wire
from kiosk.devices.signing import Signing
from kiosk.devices.signing_client import ask
from kiosk.settings import Secret, Settings, TokenSettings
from kiosk.signing import SignRole
from kiosk.store.certifications import Certifications
from kiosk.store.copies import CopyState
from kiosk.store.database import open_database
from kiosk.workspace import Workspace
from tests.workbench.authority import Authority
from tests.workbench.pkcs11_mishap import Mishaps, compiled
from tests.workbench.signatures import LABELS, PINS, SigningOffice

pytestmark = [pytest.mark.device, pytest.mark.timeout(900)]
COPIES, PAGES = 100, 5


def test_a_hundred_copies_are_certified_with_one_pin_a_token(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    authority = Authority(tmp_path / "authority")  # nobody serves for it: there is no line
    office = SigningOffice(tmp_path / "t", Workspace(tmp_path / "s"), authority)
    mishaps = Mishaps(tmp_path / "m", compiled(tmp_path), office.tokens)
    for name in ("SOFTHSM2_CONF", "PKCS11_BEHIND", "PKCS11_MISHAPS"):
        monkeypatch.setenv(name, mishaps.env[name])
    office.equip()
    for _ in range(COPIES):
        office.hand_in(pages=PAGES)
    service = serving(office, mishaps.module)
    try:
        for role in SignRole:
            assert batch(office, role)[-1] == wire.Ended(COPIES, 0, None)
    finally:
        service.close()
    assert mishaps.logins() == len(SignRole)
    with closing(open_database(office.workspace)) as db:
        register = Certifications(db)
        copies = register.all()
        assert [copy.number for copy in copies] == list(range(1, COPIES + 1))
        assert {(copy.state, copy.level) for copy in copies} == {(CopyState.CERTIFIED, "b-b")}
        assert {register.read(copy).count(b"/ETSI.CAdES.detached") for copy in copies} == {2}


def serving(office, module):
    token = TokenSettings(module, LABELS[SignRole.OFFICIAL], LABELS[SignRole.ORGANISATION])
    service = Signing(office.workspace, Settings(token=token), now)
    service.listen(office.workspace.signing_socket)
    threading.Thread(target=service.serve, daemon=True).start()
    return service


def now():
    return dt.datetime.now(dt.UTC)


def batch(office, role):
    with closing(open_database(office.workspace)) as db:
        ids = tuple(copy.id for copy in Certifications(db).waiting(role))
    request = wire.Sign(role, ids, Secret(PINS[role]))
    return list(ask(office.workspace.signing_socket, request))
