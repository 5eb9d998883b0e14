"""Connected systems at the centre's door: claims, outcomes, files, statuses; each system sees its own alone."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOC = Path(__file__).parents[2] / "docs" / "targets.md"


@pytest.fixture
def connect(centre, calls):
    """Adds a system and gives who speaks for it."""

    def add(name, *more):
        return calls(centre.ask("target", "add", name, *more, check=True).stdout.strip())

    return add


@pytest.fixture
def hand_in(kiosk, new_case):
    def hand(case=None):
        case = case or new_case()
        kiosk.patch(kiosk.upload(case), 0, case.bytes)
        return case

    return hand


def claim(system, name="dvc", **row):
    answer = system.ask("POST", f"/v1/targets/{name}/claims", row)
    assert answer.status == 200
    return answer.json["events"]


def settle(system, event, name="dvc", outcome="done", **more):
    row = {"event": event["event"], "try": event["try"], "outcome": outcome, **more}
    answer = system.ask("POST", f"/v1/targets/{name}/outcomes", {"outcomes": [row]})
    return answer.json["events"] if answer.status == 200 else answer.json


def test_a_case_goes_from_the_kiosk_to_the_system_and_its_status_back(
    centre, connect, hand_in, kiosk
):
    system = connect("dvc")
    case = hand_in()
    (event,) = claim(system)
    assert (event["kind"], event["code"]) == ("case-received", case.code)
    assert event["announcement"]["holder"]["name"] == "Nguyễn Văn Thử"
    files = f"/v1/targets/dvc/cases/{case.device}/{case.envelope}/files/"
    for file, data in zip(event["announcement"]["files"], case.contents, strict=True):
        got = system.ask("GET", files + file["name"])
        assert (got.status, got.body) == (200, data)
        part = system.ask("GET", files + file["name"], Range="bytes=10-19")
        assert (part.status, part.body) == (206, data[10:20])
        assert part.headers["Content-Range"] == f"bytes 10-19/{len(data)}"
    assert settle(system, event, reference="DVC-1") == [{"event": event["event"], "state": "done"}]
    told = {"device": case.device, "envelope": case.envelope, "status": "in-hand"}
    for _ in range(2):  # told twice it is the same news
        answer = system.ask("POST", "/v1/targets/dvc/statuses", {**told, "official": "H38-77"})
        assert answer.json == {"told": not _}
    news = kiosk.question("/v1/questions/news", {"version": 1, "after": 0, "mark": "", "most": 9})
    (item,) = news.json["items"]
    assert (item["status"], item["official"]) == ("in-hand", "H38-77")
    assert claim(system) == []  # what it told itself it is not told
    standing = system.ask("GET", "/v1/targets/dvc").json
    assert (standing["done"], standing["waiting"], standing["alarms"]) == (1, 0, [])


def test_a_result_is_told_from_its_naming_to_the_citizens_hand(
    centre, connect, hand_in, kiosk, tmp_path
):
    system = connect("dvc")
    case = hand_in()
    paper = tmp_path / "ket-qua.pdf"
    paper.write_bytes(b"a result")
    centre.ask("status", case.code, "decided", "--result", str(paper), check=True)
    kinds, bodies = [], {}
    while events := claim(system):
        for event in events:
            kinds.append(event["kind"])
            bodies[event["kind"]] = event["body"]
            settle(system, event)
    assert kinds == ["case-received", "status-told", "result-named"]
    named = bodies["result-named"]
    assert named["sha256"] == hashlib.sha256(b"a result").hexdigest()
    handed = {"id": named["result"], "here": "2026-11-24T08:00:00+07:00"}
    told = {"results": [{**handed, "handed": "2026-11-24T09:00:00+07:00"}]}
    for _ in range(2):
        assert kiosk.question("/v1/questions/handed", told).status == 200
    (event,) = claim(system)
    assert (event["kind"], event["body"]["result"]) == ("result-handed", named["result"])


def test_no_case_has_its_receipt_before_its_event_is_written(centre, connect, kiosk, case):
    system = connect("dvc")
    upload = kiosk.upload(case)
    centre.change("alter table events rename to elsewhere")
    assert kiosk.patch(upload, 0, case.bytes).status == 507
    assert kiosk.ask("GET", case.path).json["receipt"] is None
    centre.change("alter table elsewhere rename to events")
    assert claim(system) == []
    arrived = kiosk.offset(upload)
    assert kiosk.patch(upload, arrived, case.bytes[arrived:]).status == 204
    assert [event["envelope"] for event in claim(system)] == [case.envelope]


def test_a_system_sees_its_own_alone(connect, hand_in, kiosk, calls):
    connect("dvc")
    other = connect("ho-tich", "--procedures", "2.*")
    case = hand_in()
    paths = [
        ("GET", "/v1/targets/dvc"),
        ("POST", "/v1/targets/dvc/claims"),
        ("POST", "/v1/targets/dvc/outcomes"),
        ("POST", "/v1/targets/dvc/statuses"),
        ("GET", f"/v1/targets/dvc/cases/{case.device}/{case.envelope}/files/{case.code}_0.pdf"),
    ]
    for method, path in paths:
        body = {} if method == "POST" else None
        assert other.ask(method, path, body).status == 403
        assert kiosk.ask(method, path, body).status == 401
        assert other.ask(method, path, body, Authorization=None).status == 401
    assert claim(other, "ho-tich") == []
    own = paths[-1][1].replace("/dvc/", "/ho-tich/")
    assert other.ask("GET", own).status == 404  # of a case that it was never told of
    told = {"device": case.device, "envelope": case.envelope, "status": "in-hand"}
    assert other.ask("POST", "/v1/targets/ho-tich/statuses", told).status == 404
    assert other.ask("GET", case.path).status == 401  # no system is a device


def test_a_file_is_given_once_its_case_was_told_and_not_before(connect, hand_in):
    system = connect("dvc")
    case = hand_in()
    path = f"/v1/targets/dvc/cases/{case.device}/{case.envelope}/files/{case.code}_0.pdf"
    assert system.ask("GET", path).status == 404
    claim(system)
    assert system.ask("GET", path).status == 200
    assert system.ask("GET", path + "x").status == 404
    assert system.ask("GET", path, Range="bytes=99999-").status == 416
    assert system.ask("GET", path, Range="bytes=1-2,4-5").status == 400


ZEROS = "0" * 32
NONSENSE = (
    ("claims", {"most": 0}),
    ("claims", {"most": True}),
    ("claims", {"seconds": 10**9}),
    ("claims", "[]"),
    ("outcomes", {}),
    ("outcomes", {"outcomes": [7]}),
    ("outcomes", {"outcomes": [{"event": ZEROS, "try": 1, "outcome": "perhaps"}]}),
    ("outcomes", {"outcomes": [{"event": ZEROS, "outcome": "done"}]}),
    ("outcomes", {"outcomes": [{"event": ZEROS, "try": 1, "outcome": "done", "reason": "\0"}]}),
    ("statuses", {"device": "kiosk-1", "envelope": "x", "status": "in-hand"}),
)


def test_nonsense_is_the_systems_own_fault(connect):
    system = connect("dvc")
    for what, row in NONSENSE:
        assert system.ask("POST", f"/v1/targets/dvc/{what}", row).status == 400, (what, row)
    for path in (f"%00/{ZEROS}/files/a", "kiosk-1/%00/files/a", f"kiosk-1/{ZEROS}/files/%00"):
        status = system.ask("GET", f"/v1/targets/dvc/cases/{path}").status
        assert status in (400, 404)  # a province's door says so itself
    unknown = {"outcomes": [{"event": ZEROS, "try": 1, "outcome": "done"}]}
    answer = system.ask("POST", "/v1/targets/dvc/outcomes", unknown)
    assert answer.json == {"events": [{"event": ZEROS, "state": "unknown"}]}


def test_a_system_that_was_ended_is_let_in_no_more(centre, connect):
    system = connect("dvc")
    centre.ask("target", "end", "dvc", check=True)
    assert system.ask("POST", "/v1/targets/dvc/claims", {}).status == 401


def test_the_connector_of_the_page_works(centre, connect, hand_in, tmp_path):
    system = connect("dvc")
    token = system.usual["Authorization"].removeprefix("Bearer ")
    cases = [hand_in() for _ in range(3)]
    (program,) = re.findall(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    told = {"CENTRE": centre.url, "TARGET": "dvc", "TOKEN": token, "CASES": str(tmp_path / "own")}
    for _ in range(2):  # the second time there is nothing to do
        subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, **told})
    for case in cases:
        for n, data in enumerate(case.contents):
            assert (tmp_path / "own" / case.envelope / f"{case.code}_{n}.pdf").read_bytes() == data
    assert system.ask("GET", "/v1/targets/dvc").json["done"] == 3
