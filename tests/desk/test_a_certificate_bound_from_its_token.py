"""Plug the token in, and its certificate is bound to the signer's line: no file, no PIN."""

import datetime as dt
import json

import pytest

from kiosk.desk.signers import DONE, NOT_DONE, main
from kiosk.dossier.signing.certificates import read
from kiosk.dossier.signing.revocation import Revocations
from kiosk.signing import SignRole
from kiosk.store.database import open_database
from kiosk.store.signers import Signers
from kiosk.workspace import Workspace
from tests.workbench.authority import OFFICIAL, ORGANISATION, Authority
from tests.workbench.tokens import SoftTokens

pytestmark = pytest.mark.device


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def house(tmp_path_factory, authority):
    """The leader's token and the office's, plugged in together."""
    tokens = SoftTokens(tmp_path_factory.mktemp("tokens"))
    for label, name in (("leader", "official"), ("office", "organisation")):
        tokens.add(
            *(label, "123456", authority.key(name), authority.certificate(name)),
            authority.chain(name),
        )
    return tokens


@pytest.fixture
def signers(tmp_path, monkeypatch, house):
    """Run one command on a box that knows these tokens: its exit code and what it said."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setenv("SOFTHSM2_CONF", house.conf)
    settings = tmp_path / "kiosk.toml"

    def run(*command, module=str(house.module)):
        settings.write_text(
            f"[token]\nmodule = {json.dumps(module)}\nofficial = 'leader'\norganisation = 'office'\n"
        )
        where = ["--settings", str(settings), "--state", str(tmp_path / "state")]
        lines = []
        return main([*command, *where, "--language", "en"], lines.append), lines

    return run


@pytest.fixture
def lines(tmp_path, signers):
    """Two lines of the registry: the leader's and the office's."""
    db = open_database(Workspace(tmp_path / "state"))
    registry = Signers(db)
    now = dt.datetime.now(dt.UTC)
    for name, role in ((OFFICIAL, SignRole.OFFICIAL), (ORGANISATION, SignRole.ORGANISATION)):
        registry.add(
            name=name.title(),
            title="CHỦ TỊCH",
            role=role,
            valid_from=dt.date(2026, 7, 1),
            valid_to=None,
            now=now,
        )
    yield registry.all
    db.close()


def test_each_line_gets_the_certificate_of_the_token_of_its_role(signers, lines, authority):
    for line in lines():
        assert signers("bind", line.id, "--token")[0] == DONE
    assert [line.certificate for line in lines()] == [
        read(authority.certificate(name)).sha256 for name in ("official", "organisation")
    ]


def test_whether_it_was_revoked_can_be_asked_before_it_first_signs(
    signers, lines, authority, tmp_path
):
    workspace = Workspace(tmp_path / "state")
    workspace.signing_trust.mkdir()
    (workspace.signing_trust / "root.der").write_bytes(authority.root)
    signers("bind", lines()[0].id, "--token")
    path = (authority.certificate("official"), *authority.chain("official"), authority.root)
    assert Revocations(workspace.revocations).known() == (path,)


def test_the_wrong_token_is_told_by_both_names(signers, lines, capsys):
    leader, _ = lines()
    assert signers("bind", leader.id, "--token", "office")[0] == NOT_DONE
    assert f"({ORGANISATION} ≠ {leader.name})" in capsys.readouterr().err
    assert lines()[0].certificate == ""


def test_a_token_that_is_not_plugged_in_is_told_with_what_to_do(signers, lines, capsys):
    assert signers("bind", lines()[0].id, "--token", "nowhere") == (NOT_DONE, [])
    told = capsys.readouterr().err
    assert "The signing token is not plugged in. Plug the signer's token in" in told


@pytest.mark.parametrize("module", ["", "/nowhere/maker.so"])
def test_a_makers_library_that_is_missing_is_told_with_where_it_is_named(
    signers, lines, capsys, module
):
    assert signers("bind", lines()[0].id, "--token", module=module) == (NOT_DONE, [])
    assert "name its path under [token] in kiosk.toml" in capsys.readouterr().err
