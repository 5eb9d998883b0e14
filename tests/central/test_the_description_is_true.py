"""central/openapi.json says exactly what the centre does: every route, every status, none besides."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from openapi_spec_validator import validate

from central.app import OPENAPI, create_app
from central.devices import Devices
from central.intake import Intake

METHODS = {"get", "post", "head", "patch", "options", "put", "delete"}


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
        (method, route.path)
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
        path = re.sub(r"^/v1/envelopes/.+", "/v1/envelopes/{device}/{envelope}", path)
        seen.add((method, path, answer.status))
        if answer.status >= 400 and method != "HEAD":
            assert set(answer.json) == {"refusal", "why"}
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert answer.headers["Cache-Control"] == "no-store"

    def ask(method, path, body=None, **headers):
        answer = kiosk.ask(method, path, body, **headers)
        note(method, path, answer)
        return answer

    be_slow(impatient, case, note)
    announce_oddly(ask, case, new_case)
    upload = create_oddly(ask, case, new_case)
    send_oddly(ask, calls, upload, case, new_case, note, centre)
    lose_the_store(ask, centre, upload, case)
    assert seen == described()


def be_slow(impatient, case, note):
    upload = impatient.upload(case)
    impatient.begin_patch(upload, 0, 100, b"")
    note("PATCH", upload, impatient.end())
    impatient.hang_up()
    impatient.begin("POST", "/v1/announcements", 100, b"{")
    note("POST", "/v1/announcements", impatient.end())


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
    while not any(file.stat().st_size for file in (centre.data / "uploads").iterdir()):
        pass
    ask("HEAD", upload)
    note("PATCH", upload, overtaken.end())
    ask("PATCH", upload, case.bytes[10:], **{**usual, "Upload_Offset": 10})
    at_end = {**usual, "Upload_Offset": len(case.bytes)}
    ask("PATCH", upload, b"", **at_end, Prefer="return=representation")
    bad = new_case()
    path = calls().upload(bad)
    ask("PATCH", path, bytes(len(bad.bytes)), **usual)


def lose_the_store(ask, centre, upload, case):
    with closing(sqlite3.connect(centre.data / "intake.db")) as db:
        db.execute("drop table envelopes")
        db.commit()
    usual = {"Upload_Length": len(case.bytes), "Upload_Metadata": case.metadata}
    ask("POST", "/v1/announcements", case.announcement)
    ask("GET", case.path)
    ask("POST", "/v1/uploads", **usual)
    ask("HEAD", upload)
    ask("PATCH", upload, Upload_Offset=0, Content_Type="application/offset+octet-stream")
