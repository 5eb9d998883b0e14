"""The office's own authority: trusted once on each PC, good for private addresses alone, and renewed by itself."""

import datetime as dt
import http.client
import ssl
import stat
import subprocess
import sys

import pytest
from cryptography import x509

from kiosk.desk.authority import Authority, AuthorityError, Unissued, fingerprint, known
from kiosk.settings import DeskSettings, Settings, SettingsError, load
from kiosk.workspace import Workspace
from tests.hall.pad_client import serving
from tests.workbench.centre import free_port

NOW = dt.datetime.now(dt.UTC)
DAYS = dt.timedelta(days=1)


@pytest.fixture
def workspace(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.prepare()
    return workspace


@pytest.fixture
def authority(workspace):
    authority = Authority(workspace)
    authority.make("Xã Mẫu", NOW)
    return authority


def certificate(file):
    return x509.load_pem_x509_certificates(file.read_bytes())[0]


def refused(deed, *told):
    with pytest.raises(AuthorityError) as error:
        deed(*told)
    return error.value.why


def test_it_is_made_once_and_its_key_is_for_its_owner_alone(workspace, authority):
    assert stat.S_IMODE(workspace.office_authority_key.stat().st_mode) == 0o600
    before = fingerprint(workspace)
    assert refused(authority.make, "Xã Mẫu", NOW) is Unissued.THERE_ALREADY
    assert fingerprint(workspace) == before
    assert before == authority.known().fingerprint


def test_whoever_trusts_it_trusts_no_public_name_by_it(workspace, authority):
    limits = certificate(workspace.office_authority).extensions.get_extension_for_class(
        x509.NameConstraints
    )
    assert limits.critical
    names = {
        each.value for each in limits.value.permitted_subtrees if isinstance(each, x509.DNSName)
    }
    assert names == {"local", "lan", "localhost"}
    nets = [
        each.value for each in limits.value.permitted_subtrees if isinstance(each, x509.IPAddress)
    ]
    assert all(net.is_private or net.is_link_local for net in nets)


@pytest.mark.parametrize(
    "name",
    [
        "kiosk.example.vn",
        "8.8.8.8",
        "2001:4860::1",
        "local",
        "*.local",
        "kiosk local",
        "x.local\n",
        "evil.lan.vn",
        "",
    ],
)
def test_it_vouches_for_nothing_public(workspace, authority, name):
    assert refused(authority.issue, [name], workspace.desk_certificate, NOW) is Unissued.NAME
    assert not workspace.desk_certificate.exists()


def test_a_certificate_lasts_as_long_as_browsers_take(workspace, authority):
    authority.issue(["kiosk-1.local", "10.0.0.11"], workspace.desk_certificate, NOW)
    found = certificate(workspace.desk_certificate)
    assert found.not_valid_after_utc - found.not_valid_before_utc <= 825 * DAYS
    assert known(workspace.desk_certificate).names == ("kiosk-1.local", "10.0.0.11")
    assert stat.S_IMODE(workspace.desk_certificate.stat().st_mode) == 0o600


def test_it_is_renewed_in_its_last_month_for_the_same_names(workspace, authority):
    file = workspace.desk_certificate
    issued = authority.issue(["kiosk-1.local", "10.0.0.11"], file, NOW)
    assert not authority.renew(file, issued.until - 31 * DAYS)
    assert authority.renew(file, issued.until - 29 * DAYS)
    assert known(file).names == issued.names
    assert known(file).until > issued.until + 700 * DAYS


def test_a_certificate_of_somebody_else_is_not_replaced(workspace, authority, tmp_path):
    other = Workspace(tmp_path / "other")
    other.prepare()
    Authority(other).make("Xã Khác", NOW)
    issued = Authority(other).issue(["kiosk-2.local"], workspace.desk_certificate, NOW)
    assert not authority.renew(workspace.desk_certificate, issued.until - DAYS)


def test_a_desk_without_the_key_neither_issues_nor_renews(workspace, authority):
    issued = authority.issue(["kiosk-1.local"], workspace.desk_certificate, NOW)
    workspace.office_authority_key.unlink()
    told = (["kiosk-1.local"], workspace.desk_certificate, NOW)
    assert refused(authority.issue, *told) is Unissued.KEY_ELSEWHERE
    assert not authority.renew(workspace.desk_certificate, issued.until - DAYS)


def test_openssl_finds_the_chain_in_order(workspace, authority):
    authority.issue(["kiosk-1.local", "10.0.0.11"], workspace.desk_certificate, NOW)
    for asked, fine in ((("-verify_hostname", "kiosk-1.local"), True), (("-verify_ip", "10.0.0.11"), True),
                        (("-verify_hostname", "kiosk-2.local"), False)):  # fmt: skip
        command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", *asked,
                   "-CAfile", workspace.office_authority, workspace.desk_certificate]  # fmt: skip
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode == 0) is fine, done.stderr


def test_the_desk_is_reached_by_https_under_its_name_alone(house):
    authority = Authority(house.workspace)
    authority.make("Xã Mẫu", NOW)
    authority.issue(["localhost", "127.0.0.1"], house.workspace.desk_certificate, NOW)
    context = ssl.create_default_context(cafile=house.workspace.office_authority)
    with serving(house.app, certificate=str(house.workspace.desk_certificate)) as port:
        line = http.client.HTTPSConnection("localhost", port, context=context, timeout=10)
        line.request("GET", "/office-authority.crt")
        answer = line.getresponse()
        assert answer.read() == house.workspace.office_authority.read_bytes()
        line.close()
        stranger = http.client.HTTPSConnection("localhost", port, timeout=10)
        with pytest.raises(ssl.SSLCertVerificationError):
            stranger.request("GET", "/sign-in")


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.11", "::", "kiosk.example", ""])
def test_off_this_machine_only_with_a_certificate(host):
    with pytest.raises(SettingsError, match="certificate"):
        DeskSettings(host=host)
    assert DeskSettings(host=host, certificate="/x.pem").host == host


def test_a_certificate_that_cannot_be_read_is_told_before_anything_is_served(tmp_path):
    from kiosk.desk.serving import serve

    bad = tmp_path / "bad.pem"
    bad.write_text("nothing")
    for file in (bad, tmp_path / "missing.pem"):
        settings = Settings(desk=DeskSettings(port=free_port(), certificate=str(file)))
        with pytest.raises(SettingsError, match=r"desk\.certificate"):
            serve(Workspace(tmp_path / "state"), settings, lambda: NOW)


def run(tmp_path, *words):
    where = ("--settings", tmp_path / "kiosk.toml", "--state", tmp_path / "state")
    command = [sys.executable, "-m", "kiosk.desk", *words, *map(str, where)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_made_issued_and_shown_by_command(tmp_path):
    (tmp_path / "kiosk.toml").write_text('[desk]\nhost = "10.0.0.11"\ncertificate = "/later.pem"\n')
    load(tmp_path / "kiosk.toml")
    assert run(tmp_path, "certificate", "issue", "--for", "kiosk-1.local").returncode == 2
    made = run(tmp_path, "certificate", "make")
    assert made.returncode == 0
    print_ = fingerprint(Workspace(tmp_path / "state"))
    assert print_ in made.stdout
    issued = run(tmp_path, "certificate", "issue", "--for", "kiosk-1.local", "10.0.0.11")
    assert issued.returncode == 0
    shown = run(tmp_path, "certificate", "show")
    assert print_ in shown.stdout
    assert "kiosk-1.local, 10.0.0.11" in shown.stdout
    wrong = run(tmp_path, "certificate", "issue", "--for", "kiosk.example.vn")
    assert (wrong.returncode, "kiosk.example.vn" in wrong.stderr) == (2, True)
