"""central/openapi.json says exactly what the centre does: every route, every status, none besides."""

from __future__ import annotations

import json
import re
from contextlib import closing
from datetime import UTC, datetime

import pytest
from openapi_spec_validator import validate

from central.app import OPENAPI, create_app
from central.devices import Devices
from central.intake import Intake
from kiosk import contract
from tests.workbench.centre import EMBEDDED
from tests.workbench.keys import signed_by
from tests.workbench.province import Province

QUESTION = "/v1/questions/missing"
METHODS = {"get", "post", "head", "patch", "options", "put", "delete"}


@pytest.fixture
def home():  # it loses its tables
    return EMBEDDED


def described():
    document = json.loads(OPENAPI.read_text(encoding="utf-8"))
    return {
        (method.upper(), path, int(status))
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
        for status in operation["responses"]
    }


def test_the_description_is_valid_openapi():
    validate(json.loads(OPENAPI.read_text(encoding="utf-8")))


def test_every_route_is_described_and_every_description_has_its_route(tmp_path):
    with closing(Intake(tmp_path, lambda: datetime.now(UTC))) as intake:
        app = create_app(intake, Devices({}, {}))
    routes = {
        (method, route.path.replace(":path", ""))
        for route in app.routes
        for method in route.methods - ({"HEAD"} if "GET" in route.methods else set())
    }
    assert routes == {(method, path) for method, path, _ in described()}


def test_every_described_status_happens_and_no_other(
    centre, impatient, calls, kiosk, case, new_case
):
    seen = set()

    def note(method, path, answer):
        path = path.split("?")[0]
        path = re.sub(r"^/v1/uploads/.+", "/v1/uploads/{upload}", path)
        path = re.sub(r"^/v1/bundles/(metadata|targets)/.+", r"/v1/bundles/\1/{name}", path)
        path = re.sub(r"^/v1/envelopes/.+", "/v1/envelopes/{device}/{envelope}", path)
        path = re.sub(r"^/v1/questions/.+", "/v1/questions/{question}", path)
        path = re.sub(r"^/v1/results/.+", "/v1/results/{result}", path)
        seen.add((method, path, answer.status))
        if answer.status >= 400 and method != "HEAD":
            assert set(answer.json) - {"signature"} == {"refusal", "why"}
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert answer.headers["Cache-Control"] == "no-store"

    def ask(method, path, body=None, **headers):
        answer = kiosk.ask(method, path, body, **headers)
        note(method, path, answer)
        return answer

    be_slow(impatient, case, note)
    announce_oddly(ask, case, new_case)
    ask_oddly(ask)
    upload = create_oddly(ask, case, new_case)
    send_oddly(ask, calls, upload, case, new_case, note, centre)
    fetch_oddly(ask, centre)
    lose_the_store(ask, centre, upload, case)
    note("POST", QUESTION, kiosk.question(QUESTION, {"envelopes": []}))
    assert seen == described()


def be_slow(impatient, case, note):
    upload = impatient.upload(case)
    impatient.begin_patch(upload, 0, 100, b"")
    note("PATCH", upload, impatient.end())
    impatient.hang_up()
    impatient.begin("POST", "/v1/announcements", 100, b"{")
    note("POST", "/v1/announcements", impatient.end())
    impatient.hang_up()
    impatient.begin("POST", QUESTION, 100, b"{")
    note("POST", QUESTION, impatient.end())


def announce_oddly(ask, case, new_case):
    path = "/v1/announcements"
    ask("GET", "/openapi.json")
    ask("GET", case.path)
    for body in (case.announcement, case.announcement, case.announcement | {"ticket": "B1"}):
        ask("POST", path, body)
    ask("POST", path, b"{")
    ask("POST", path, b" " * 70_000)
    ask("POST", path, b"{}", Content_Encoding="br")
    ask("POST", path, Authorization=None)
    ask("POST", path, new_case(device="kiosk-2").announcement)
    ask("GET", case.path)
    ask("GET", case.path, Authorization=None)
    ask("GET", new_case(device="kiosk-2").path)


def ask_oddly(ask):
    def question(row, path=QUESTION, **headers):
        body = json.dumps({"device": "kiosk-1", "nonce": "0" * 32, **row})
        signature = signed_by("kiosk-1", contract.question(path, body.encode()))
        ask("POST", path, body, **{"Kiosk_Signature": signature, **headers})

    question({"envelopes": []})
    question({"envelopes": 7})
    question({"envelopes": []}, Authorization="Bearer nobody's")
    question({"envelopes": []}, Kiosk_Signature="0" * 128)
    question({}, path="/v1/questions/weather")
    question({"envelopes": [], "more": "x" * 70_000})


def create_oddly(ask, case, new_case):
    path = "/v1/uploads"
    usual = {"Upload_Length": len(case.bytes), "Upload_Metadata": case.metadata}
    ask("OPTIONS", path)
    ask("POST", path)
    ask("POST", path, **usual, Authorization=None)
    ask("POST", path, **usual, Tus_Resumable=None)
    for length in (1, 1 << 40):
        ask("POST", path, **{**usual, "Upload_Length": length})
    for other in (new_case(), new_case(device="kiosk-2")):
        ask("POST", path, **{**usual, "Upload_Metadata": other.metadata})
    return ask("POST", path, **usual).headers["Location"]


def send_oddly(ask, calls, upload, case, new_case, note, centre):
    usual = {"Upload_Offset": 0, "Content_Type": "application/offset+octet-stream"}
    for method in ("HEAD", "PATCH"):
        ask(method, upload, **usual, Authorization=None)
        ask(method, upload, **usual, Tus_Resumable=None)
        ask(method, upload + "0", **usual)
    ask("PATCH", upload, Content_Type=usual["Content_Type"])
    ask("PATCH", upload, Upload_Offset=0, Content_Type="text/html")
    ask("PATCH", upload, b"x", **{**usual, "Upload_Offset": 1})
    ask("PATCH", upload, case.bytes + b"x", **usual)
    overtaken = calls()
    overtaken.begin_patch(upload, 0, 100, case.bytes[:10])
    while not centre.arrived():
        pass
    ask("HEAD", upload)
    note("PATCH", upload, overtaken.end())
    ask("PATCH", upload, case.bytes[10:], **{**usual, "Upload_Offset": 10})
    at_end = {**usual, "Upload_Offset": len(case.bytes)}
    ask("PATCH", upload, b"", **at_end, Prefer="return=representation")
    bad = new_case()
    path = calls().upload(bad)
    ask("PATCH", path, bytes(len(bad.bytes)), **usual)


def fetch_oddly(ask, centre):
    province = Province(centre.data)
    (target,) = (province.served / "targets" / "all").iterdir()
    for kind, name in (("metadata", "timestamp.json"), ("targets", f"all/{target.name}")):
        path = f"/v1/bundles/{kind}/{name}"
        ask("GET", path)
        ask("GET", path, Authorization=None)
        ask("GET", path + "0")
        (province.served / kind / name).unlink()
        (province.served / kind / name).mkdir()  # so that nobody can read it
        ask("GET", path)
    ask("GET", "/v1/bundles/targets/device/kiosk-2/settings.toml")

    def named(until):
        file = centre.data / f"ket-qua{until}.pdf"
        file.write_bytes(b"a result" + until.encode())
        with centre.news() as news:
            return f"/v1/results/{news.keep('kiosk-1', 'H00', file, 'application/pdf', until).id}"

    path = named("")
    ask("GET", path, Range="bytes=0-")
    ask("GET", path)
    ask("GET", path, Authorization=None)
    ask("GET", path, Range="bytes=8-9")
    ask("GET", path[:-1], Range="bytes=0-")
    ask("GET", named("2020-01-31"), Range="bytes=0-")
    centre.change("drop table results")
    ask("GET", path, Range="bytes=0-")


def lose_the_store(ask, centre, upload, case):
    centre.change("drop table envelopes")
    usual = {"Upload_Length": len(case.bytes), "Upload_Metadata": case.metadata}
    ask("POST", "/v1/announcements", case.announcement)
    ask("GET", case.path)
    ask("POST", "/v1/uploads", **usual)
    ask("HEAD", upload)
    ask("PATCH", upload, Upload_Offset=0, Content_Type="application/offset+octet-stream")
