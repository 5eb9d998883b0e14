"""The desk tells nobody anything it should not: no names, no other machines, no other sites."""

import dataclasses
import datetime as dt
import enum
import typing

import pytest

from kiosk.desk import view
from kiosk.desk.app import create_app, server
from kiosk.desk.view import DeskView
from kiosk.model import Holder, Verdict
from kiosk.settings import DeskSettings, Office, SettingsError

CANARY = Holder(
    number="001056123456",
    name="NGUYỄN THỊ CHIM HOÀNG YẾN",
    birth_date=dt.date(1956, 3, 2),
    sex="Nữ",
    nationality="Việt Nam",
    expiry=None,
    verdict=Verdict.HASHES_MATCH,
)
TEXTS = {"procedure", "ticket", "code", "device", "scanner", "version", "file", "why"}
KINDS = (
    view.VisitRow,
    view.CallRow,
    view.DeviceRow,
    view.OutboxRow,
    view.BatchWait,
    view.ScannerRow,
    view.SignatureRow,
    view.RulesRow,
)


def test_there_is_no_place_for_a_name_in_what_the_desk_is_given():
    """Every value is a number, a time, a state, or one of the known texts."""
    for kind in KINDS:
        for name, hint in typing.get_type_hints(kind).items():
            for plain in typing.get_args(hint) or (hint,):
                if plain is str:
                    assert name in TEXTS, f"{kind.__name__}.{name}"
                else:
                    known = plain in (
                        int,
                        float,
                        dt.date,
                        dt.datetime,
                        type(None),
                        Ellipsis,
                        *KINDS,
                    )
                    assert known or issubclass(plain, enum.Enum)
    assert {field.name for field in dataclasses.fields(DeskView)} == {
        "at",
        "visits",
        "calls",
        "devices",
        "outbox",
        "scanners",
        "rules",
        "anywhere",
        "signatures",
    }


@pytest.mark.parametrize("path", ["/", "/en"])
def test_a_store_that_fails_over_a_holder_shows_nothing_of_the_holder(desk, path):
    desk.trouble = OSError(f"{CANARY.name} {CANARY.number} {CANARY.birth_date}")
    answer = desk.ask(path)
    assert answer.status == 500
    for canary in (CANARY.name, CANARY.name.title(), CANARY.number, CANARY.number[-4:], "1956"):
        assert canary not in answer.text
        assert canary not in str(answer.headers)


@pytest.mark.parametrize("path", ["/", "/en", "/desk.css", "/nothing"])
def test_every_answer_forbids_scripts_frames_and_keeping(desk, path):
    headers = desk.ask(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_the_page_needs_nothing_from_anywhere_else(desk):
    said = desk.ask().text
    assert "<script" not in said
    assert "style=" not in said
    assert "http://" not in said.replace("http-equiv", "")
    assert "https://" not in said


@pytest.mark.parametrize("host", ["kiosk.example", "evil.example:8460", "192.168.1.20"])
def test_another_name_for_this_machine_is_refused(desk, host):
    """Else a foreign site could read the page through the clerk's browser (DNS rebinding)."""
    answer = desk.ask(host=host)
    assert answer.status == 400
    assert "Kiosk" not in answer.text


def test_localhost_is_a_name_of_this_machine(desk):
    assert desk.ask(host=f"localhost:{desk.port}").status == 200


def test_nothing_can_be_changed_from_the_desk(desk):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert desk.ask(method=method).status == 405


def test_only_this_machine_can_reach_the_desk(desk):
    assert desk.addresses == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "desk.example", ""])
def test_a_desk_open_to_the_network_does_not_start(host):
    app = create_app(lambda: DeskView(dt.datetime.now(dt.UTC)), Office())
    with pytest.raises(SettingsError, match="loopback"):
        server(app, DeskSettings(host=host, port=0))
