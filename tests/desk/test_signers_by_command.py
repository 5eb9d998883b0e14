"""How an archivist keeps the registry of signers by command, on the box itself."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.desk.signers import DONE, NOT_DONE, main
from kiosk.store.database import open_database
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import office_day
from kiosk.store.signers import Signers
from kiosk.workspace import Workspace
from tests.signing.conftest import ORGANISATION, Issuer, person

DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    """The commands go by the real clock."""
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def today(now):
    return office_day(now)


@pytest.fixture
def signers(tmp_path, monkeypatch):
    """Run one command on a box: its exit code and what it said."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    settings = tmp_path / "kiosk.toml"
    settings.write_text("")
    where = ["--settings", str(settings), "--state", str(tmp_path / "state")]

    def run(*command, language="en"):
        lines = []
        return main([*command, *where, "--language", language], lines.append), lines

    return run


@pytest.fixture
def added(signers, registry, today):
    """A line of the registry, added by command."""

    def added(name="Giàng A Páo", role="official", *further, title="CHỦ TỊCH"):
        since = (today - 30 * DAY).isoformat()
        given = ["--name", name, "--title", title, "--role", role, "--from", since, *further]
        assert signers("add", *given)[0] == DONE
        return registry()[-1]

    return added


@pytest.fixture
def registry(tmp_path):
    """The lines as they are kept."""

    def registry():
        db = open_database(Workspace(tmp_path / "state"))
        try:
            return Signers(db).all()
        finally:
            db.close()

    return registry


@pytest.fixture
def certificate(tmp_path, now):
    """A certificate file of somebody, valid today if nothing else is asked."""

    def certificate(name="GIÀNG A PÁO", pem=False, **further):
        dates = {"since": now - 30 * DAY, "until": now + 300 * DAY, **further}
        der = Issuer().certificate(subject=person(name), **dates)
        loaded = x509.load_der_x509_certificate(der)
        path = tmp_path / "signer.cer"
        path.write_bytes(loaded.public_bytes(Encoding.PEM) if pem else der)
        return str(path)

    return certificate


def test_an_empty_registry_says_that_nobody_may_sign(signers):
    assert signers("list") == (
        DONE,
        [
            "The registry of signers is empty.",
            "Today – The official's signature: nobody is named.",
            "Today – The office's seal: nobody is named.",
        ],
    )


def test_adding_says_what_is_still_to_be_done(signers, registry):
    code, lines = signers(
        *("add", "--name", "Giàng A Páo", "--title", "CHỦ TỊCH", "--role", "official"),
        *("--from", "01/07/2026", "--to", "2026-12-31"),
    )
    (line,) = registry()
    short = line.id[:8]
    assert (code, lines) == (
        DONE,
        [
            f"Line {short} added. Its certificate is still to be bound: plug the token in, "
            f"then signers bind {short} --token"
        ],
    )
    assert (line.valid_from, line.valid_to) == (dt.date(2026, 7, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize("pem", [True, False])
def test_a_certificate_is_bound_from_a_file(signers, added, certificate, registry, pem):
    line = added()
    code, lines = signers("bind", line.id[:6], "--certificate", certificate(pem=pem))
    assert code == DONE
    assert lines[0].startswith("Certificate of GIÀNG A PÁO, valid to ")
    (bound,) = registry()
    assert lines[1] == f"Certificate {bound.certificate[:8]} is bound to line {line.id[:8]}."


def test_the_list_tells_lines_delegates_certificates_and_who_may_sign_today(
    signers, added, certificate, today
):
    leader = added()
    signers("bind", leader.id, "--certificate", certificate())
    deputy = added("Vàng Thị Mỷ", "official", "--delegate-of", leader.id[:8], title="PHÓ CHỦ TỊCH")
    code, lines = signers("list", language="vi")
    since = f"từ {today - 30 * DAY:%d/%m/%Y}"
    assert code == DONE
    assert lines[0].startswith(
        f"{leader.id[:8]}  Giàng A Páo · CHỦ TỊCH · Người có thẩm quyền ký · {since} · chứng thư "
    )
    assert lines[1] == (
        f"{deputy.id[:8]}  Vàng Thị Mỷ · PHÓ CHỦ TỊCH · Người có thẩm quyền ký · {since} · "
        f"ký thay Giàng A Páo ({leader.id[:8]}) · CHƯA ghi nhận chứng thư"
    )
    assert lines[2:] == [
        "Hôm nay – Người có thẩm quyền ký: Giàng A Páo, Vàng Thị Mỷ (CHƯA ghi nhận chứng thư).",
        "Hôm nay – Con dấu của cơ quan: chưa có ai được phân công.",
    ]


def test_a_post_that_fell_vacant_says_since_when(signers, added, today):
    line = added()
    yesterday = today - DAY
    code, lines = signers("end", line.id[:8], "--last", yesterday.isoformat())
    assert (code, lines) == (DONE, [f"Line {line.id[:8]} is over after {yesterday:%d/%m/%Y}."])
    _, lines = signers("list")
    assert lines[-2] == f"Today – The official's signature: vacant since {today:%d/%m/%Y}."


@pytest.mark.parametrize("day", ["31/06/2026", "1.7.2026", "tomorrow", "2026-13-01", ""])
def test_what_is_no_day_is_told_in_the_asked_language(signers, registry, capsys, day):
    line = ("--name", "Giàng A Páo", "--title", "CHỦ TỊCH", "--role", "official")
    assert signers("add", *line, "--from", day, language="vi") == (NOT_DONE, [])
    assert capsys.readouterr().err == (
        f"kiosk-desk: {day} không phải một ngày; xin ghi như 23/11/2026 hoặc 2026-11-23.\n"
    )
    assert registry() == ()


def test_a_line_taken_back_stays_to_be_seen(signers, added):
    line = added()
    code, lines = signers("end", line.id, "--last", "2020-01-01")
    assert (code, lines) == (
        DONE,
        [f"Line {line.id[:8]} is taken back: on no day may anybody sign by it."],
    )
    assert "taken back" in signers("list")[1][0]


@pytest.mark.parametrize(
    ("further", "told"),
    [
        ({"name": "GIANG A PAO"}, "(GIANG A PAO ≠ Giàng A Páo)"),
        ({"name": "VÀNG THỊ MỶ"}, "(VÀNG THỊ MỶ ≠ Giàng A Páo)"),
        ({"usage": "key_encipherment"}, "not meant for signing (GIÀNG A PÁO)"),
    ],
)
def test_a_certificate_that_does_not_fit_is_not_bound(
    signers, added, certificate, registry, capsys, further, told
):
    line = added()
    assert signers("bind", line.id, "--certificate", certificate(**further))[0] == NOT_DONE
    assert told in capsys.readouterr().err
    assert registry()[0].certificate == ""


@pytest.mark.parametrize(("begins", "ends", "told"), [(-9, -1, "expired"), (1, 9, "not valid yet")])
def test_a_certificate_out_of_its_dates_is_not_bound(
    signers, added, certificate, registry, capsys, now, begins, ends, told
):
    line = added()
    path = certificate(since=now + begins * DAY, until=now + ends * DAY)
    assert signers("bind", line.id, "--certificate", path)[0] == NOT_DONE
    assert told in capsys.readouterr().err
    assert registry()[0].certificate == ""


def test_the_seal_is_bound_to_the_office_and_a_leaders_certificate_is_not(
    signers, added, certificate, capsys
):
    office = added("Ủy ban nhân dân xã Suối Lành", "organisation")
    assert signers("bind", office.id, "--certificate", certificate())[0] == NOT_DONE
    assert f"(GIÀNG A PÁO ≠ {office.name})" in capsys.readouterr().err
    assert signers("bind", office.id, "--certificate", certificate(ORGANISATION))[0] == DONE


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["end", "ffff"], "There is no such line."),
        (["end", ""], "More than one line begins with"),
        (["bind", "ffff", "--certificate", "x"], "There is no such line."),
    ],
)
def test_which_line_is_meant_must_be_clear(signers, added, capsys, command, told):
    added()
    added("Vàng Thị Mỷ")
    assert signers(*command) == (NOT_DONE, [])
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"), [(b"not a certificate", "no certificate"), (None, "cannot be opened")]
)
def test_a_file_that_is_no_certificate_is_told(signers, added, tmp_path, capsys, content, told):
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    assert signers("bind", added().id, "--certificate", str(path)) == (NOT_DONE, [])
    assert told in capsys.readouterr().err


def test_a_delegate_of_another_role_is_refused_with_the_reason(signers, added, capsys, registry):
    leader = added()
    code, _ = signers(
        *("add", "--name", ORGANISATION, "--title", "CON DẤU", "--role", "organisation"),
        *("--from", "2026-07-01", "--delegate-of", leader.id[:8]),
    )
    assert code == NOT_DONE
    assert "A delegate signs for the role" in capsys.readouterr().err
    assert len(registry()) == 1


def test_the_command_is_found_where_the_desk_is_started(tmp_path):
    settings = tmp_path / "kiosk.toml"
    settings.write_text("")
    environment = {k: v for k, v in os.environ.items() if k != "CREDENTIALS_DIRECTORY"}
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "kiosk.desk", "signers", "list", "--language", "en"),
            *("--settings", str(settings), "--state", str(tmp_path / "state")),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("The registry of signers is empty.\n")
    assert ran.stderr == ""


def test_every_command_is_in_the_journal_without_a_name(signers, added, certificate, tmp_path):
    line = added()
    signers("bind", line.id, "--certificate", certificate())
    signers("end", line.id)
    db = open_database(Workspace(tmp_path / "state"))
    try:
        rows = Journal(db).since()
    finally:
        db.close()
    assert [row.event for row in rows] == [
        JournalEvent.SIGNER_ADDED,
        JournalEvent.SIGNER_BOUND,
        JournalEvent.SIGNER_ENDED,
    ]
    assert all("Giàng" not in str(row.fields) for row in rows)
