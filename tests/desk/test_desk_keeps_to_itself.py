"""The desk tells nobody anything it should not: no names, no other machines, no other sites."""

import dataclasses
import datetime as dt
import enum
import typing

import pytest

from kiosk.desk import view
from kiosk.desk.view import DeskView
from kiosk.faults import Fault
from kiosk.model import Holder, Verdict
from kiosk.store.errors import StoreError

CANARY = Holder(
    number="001056123456",
    name="NGUYỄN THỊ CHIM HOÀNG YẾN",
    birth_date=dt.date(1956, 3, 2),
    sex="Nữ",
    nationality="Việt Nam",
    expiry=None,
    verdict=Verdict.HASHES_MATCH,
)
TEXTS = {"procedure", "ticket", "code", "case", "device", "scanner", "version", "file", "why"} | {
    "official",
    "status",
    "note",
}
KINDS = (
    view.VisitRow,
    view.CallRow,
    view.DeviceRow,
    view.OutboxRow,
    view.BatchWait,
    view.ScannerRow,
    view.SignatureRow,
    view.RulesRow,
    view.ProgressRow,
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
        "progress",
    }


@pytest.mark.parametrize("path", ["/", "/en"])
def test_a_store_that_fails_over_a_holder_shows_nothing_of_the_holder(desk, path):
    text = f"{CANARY.name} {CANARY.number} {CANARY.birth_date}"
    desk.trouble = StoreError(Fault.STORE_FAILED, text)
    answer = desk.ask(path)
    assert answer.status == 503
    for canary in (CANARY.name, CANARY.name.title(), CANARY.number, CANARY.number[-4:], "1956"):
        assert canary not in answer.text
        assert canary not in str(answer.headers)


@pytest.mark.parametrize("path", ["/", "/en", "/kiosk/now", "/kiosk/day", "/nothing"])
def test_every_answer_forbids_foreign_scripts_frames_and_keeping(desk, path):
    headers = desk.ask(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_the_page_needs_nothing_from_anywhere_else(desk):
    said = desk.ask().text
    assert "<script>" not in said
    assert "style=" not in said
    assert "http://" not in said.replace("http-equiv", "")
    assert "https://" not in said


@pytest.mark.parametrize("path", ["/", "/kiosk/now", "/kiosk/day", "/queue", "/queue.csv"])
def test_a_stranger_sees_nothing_of_the_kiosk(desk, path):
    desk.view = DeskView(desk.house.clock(), visits=())
    answer = desk.ask(path, who=None)
    assert answer.status == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert not answer.text


def test_nothing_can_be_changed_by_looking(desk):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert desk.ask(method=method).status == 405
