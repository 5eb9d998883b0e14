"""central/openapi.json says exactly what the centre does: every route, every status, none besides."""

from __future__ import annotations

import json
import re

import pytest
from openapi_spec_validator import validate

from central.app import OPENAPI
from central.fleet.alarms import Alarm
from kiosk import contract
from tests.workbench.centre import EMBEDDED
from tests.workbench.every_room import everything
from tests.workbench.keys import signed_by
from tests.workbench.province import Province

QUESTIONS = "/v1/questions/"
QUESTION, QUESTION_ROUTE = f"{QUESTIONS}missing", f"{QUESTIONS}{{question}}"
METHODS = {"get", "post", "head", "patch", "options", "put", "delete"}


@pytest.fixture
def home():  # it loses its tables
    return EMBEDDED


def test_the_description_is_valid_openapi():
    validate(json.loads(OPENAPI.read_text(encoding="utf-8")))


def test_every_route_is_described_and_every_description_has_its_route(tmp_path):
    asked = everything(tmp_path)
    described = {(method, path) for method, path, _ in _described()}
    questions = {path for _, path in described if path.startswith(QUESTIONS)}
    assert {(m, QUESTION_ROUTE if path in questions else path) for m, path in described} == set(
        asked.routes
    )
    assert {path.rpartition("/")[2] for path in questions} >= asked.questions


def test_every_question_that_is_described_is_answered(kiosk):
    for path in {path for _, path, _ in _described() if path.startswith(QUESTIONS)}:
        assert kiosk.question(path, {}).status in (200, 400)
    assert kiosk.question("/v1/questions/weather", {}).status == 404


def test_what_is_to_be_asked_again_is_so_wherever_the_store_is_asked():
    described = _described()
    failing = {(method, path) for method, path, status in described if status == 507}
    later = {(method, path) for method, path, status in described if status == 503}
    assert later - failing == {("GET", "/v1/ready")}
    assert failing <= later


def test_every_alarm_is_described():
    document = json.loads(OPENAPI.read_text(encoding="utf-8"))
    schemas, parameters = document["components"]["schemas"], document["components"]["parameters"]
    assert set(schemas["Alarm"]["properties"]["alarm"]["enum"]) == set(Alarm)
    assert set(parameters["Alarm"]["schema"]["enum"]) == set(Alarm)


def test_every_described_status_happens_and_no_other(
    centre, impatient, calls, kiosk, case, new_case
):
    """Of the intake. What a store that fails or is away makes of each (5xx) is another test's."""
    seen = set()

    def note(method, path, answer):
        template = _template(path.split("?")[0])
        if template.startswith(QUESTIONS):
            template = QUESTION
        seen.add((method, template, answer.status))
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
    be_taken_out(calls, centre, upload, note)
    send_oddly(ask, calls, upload, case, new_case, note, centre)
    fetch_oddly(ask, centre)
    lose_the_store(ask, centre, upload, case)
    note("POST", QUESTION, kiosk.question(QUESTION, {"envelopes": []}))
    described = {row for row in _described() if _is_of_the_intake(row[1])}
    assert seen <= described
    assert {row for row in described if row[2] < 500} <= seen


def _described():
    document = json.loads(OPENAPI.read_text(encoding="utf-8"))
    return {
        (method.upper(), path, int(status))
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
        for status in operation["responses"]
    }


def _is_of_the_intake(path):
    """Of the questions one stands for all: they differ in nothing but their shapes."""
    if path.startswith(QUESTIONS):
        return path == QUESTION
    elsewhere = ("/.well-known/", "/fleet", "/v1/fleet", "/v1/alarms", "/v1/targets", "/v1/ready")
    elsewhere += ("/v1/releases",)  # tests/central/test_releases_are_fetched.py
    return not path.startswith(elsewhere)


def _template(path):
    """The described path that this one is of: of several the one with the fewest open parts."""
    known = {known for _, known, _ in _described()}
    found = [one for one in known if re.fullmatch(re.sub(r"{\w+}", "[^/]+", one), path)]
    if path.startswith("/v1/bundles/targets/"):
        return "/v1/bundles/targets/{name}"
    return min(found, key=lambda one: one.count("{"))


def be_taken_out(calls, centre, upload, note):
    centre.ask("device", "revoke", "kiosk-2", "--reason", "lost", check=True)
    gone = calls(centre.tokens["kiosk-2"])
    paths = [("POST", "/v1/announcements"), ("POST", "/v1/uploads"), ("HEAD", upload)]
    paths += [("PATCH", upload), ("GET", "/v1/bundles/metadata/timestamp.json")]
    paths += [("GET", "/v1/results/" + "0" * 32)]
    for method, path in paths:
        note(method, path, gone.ask(method, path, b"{}" if method == "POST" else None))


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
    question({"envelopes": []}, Content_Encoding="br")
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
