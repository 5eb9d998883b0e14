"""Everybody asks for everything: who is let in where is as the one table has it, and a no changes nothing."""

from __future__ import annotations

import contextlib
import json
from contextlib import closing

import pytest

from central.app import OPENAPI
from kiosk.contract import LINK, SIGNATURE, Link, question
from tests.central.conftest import NONCE, OFFSET_STREAM, Case
from tests.fleet.conftest import WELL
from tests.workbench import access
from tests.workbench.access import TABLE, Who
from tests.workbench.access_house import (
    OFFICE,
    OTHER_TARGET,
    TARGET,
    THE_DEVICE,
    AccessHouse,
    name,
    signer,
    told,
)
from tests.workbench.every_room import everything
from tests.workbench.keys import signed_by

ASKED = {
    "time": {},
    "greeting": {"run": "ab" * 16, "before": "", "at": "2026-11-02T08:00:00+07:00"}
    | {"seq": 1, "receipts": 0},
    "missing": {"envelopes": []},
    "news": {"version": 1, "after": 0, "mark": "", "most": 50},
    "handed": {"results": []},
    "acts": {"acts": []},
    "report": WELL.to_json(),
}
READING = (Who.WATCHER, *access.STRANGERS)


class Everybody:
    """Asks as each of them, each with a case of his own that was announced."""

    def __init__(self, house, result):
        self.house, self.result = house, result
        self.cases = {who: Case(device=name(who)) for who in Who}
        self.uploads = {}
        self.events = []
        self.answers, self.changed = {}, {}

    def announce_all(self):
        """Before anybody is taken out."""
        for who, case in self.cases.items():
            if case.device not in self.house.tokens:
                continue
            token = {"Authorization": f"Bearer {self.house.tokens[case.device]}"}
            body = json.dumps(case.announcement).encode()
            link = {LINK: _link(case.device, body)}
            self._sent(who, "POST", "/v1/announcements", {**token, **link}, body)
            created = {**token, **_creating(case)}
            answer = self._sent(who, "POST", "/v1/uploads", created, b"")
            self.uploads[who] = answer.headers["Location"]

    def ask_all(self, whom):
        for number, route in enumerate(TABLE):
            for who in whom:
                before = self.house.state()
                self.answers[number, who] = self.ask(route, who)
                self.changed[number, who] = self.house.state() != before

    def ask(self, route, who):
        path, headers, body = self._request(route, who)
        usual = {"Tus-Resumable": "1.0.0", **self.house.credentials(who)}
        with closing(self.house.line(who)) as line:
            line.request(route.method, path, body, {**usual, **headers})
            answer, row = told(line.getresponse())
        if route.path.endswith("/claims") and answer == "200":
            self.events = row["events"]
        return answer

    def _sent(self, who, method, path, headers, body):
        with closing(self.house.line(who)) as line:
            line.request(method, path, body, {"Tus-Resumable": "1.0.0", **headers})
            answer = line.getresponse()
            answer.read()
        assert answer.status == 201, answer.status
        return answer

    def _request(self, route, who):
        case, path = self.cases[who], route.path
        if path == "/v1/announcements":
            body = json.dumps(Case(device=name(who)).announcement).encode()
            return path, {LINK: _link(signer(who), body, name(who))}, body
        if path.startswith("/v1/envelopes"):
            return case.path, {}, None
        if path == "/v1/uploads":
            return path, _creating(case) if route.method == "POST" else {}, None
        if path.startswith("/v1/uploads/"):
            sending = {"Upload-Offset": "0", "Content-Type": OFFSET_STREAM}
            patch = route.method == "PATCH"
            place = self.uploads.get(who, "/v1/uploads/" + "0" * 32)
            return place, sending if patch else {}, case.bytes if patch else None
        if "{question}" in path:
            return self._question(route, who)
        if path.startswith("/v1/results"):
            return path.format(result=self.result), {"Range": "bytes=0-"}, None
        if path.startswith("/v1/bundles"):
            return path.format(name=self._file(route, who)), {}, None
        if path.startswith("/v1/releases"):
            return path.format(name=self._release(route)), {"Range": "bytes=0-"}, None
        if path.startswith("/.well-known"):
            body = self.house.request_of(who) if route.method == "POST" else None
            return path, {"Content-Type": "application/pkcs10"}, body
        if path.startswith("/v1/targets"):
            return self._of_target(route)
        return path.format(device=THE_DEVICE), {}, None

    def _question(self, route, who):
        path = route.path.format(question=route.what)
        row = {**ASKED[route.what], "device": name(who), "nonce": NONCE}
        body = json.dumps(row).encode()
        return path, {SIGNATURE: signed_by(signer(who), question(path, body))}, body

    def _file(self, route, who):
        served = self.house.data / "bundles"
        if "metadata" in route.path:
            return "timestamp.json"
        places = {"for all": "all", "for its office": f"office/{OFFICE}"}
        place = next((it for end, it in places.items() if route.what.endswith(end)), None)
        place = place or f"device/{THE_DEVICE}"
        file = next((served / "targets" / place).iterdir())
        return f"{place}/{file.name}"

    def _release(self, route):
        metadata = "metadata" in route.path
        kind, name = ("metadata", "timestamp.json") if metadata else ("targets", "ab.release.json")
        place = self.house.data / "releases" / kind / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("{}")
        return name

    def _of_target(self, route):
        case = self.cases[Who.TOKEN]
        rows = {
            "/claims": {},
            "/outcomes": {"outcomes": []},
            "/statuses": {"device": case.device, "envelope": case.envelope, "status": "accepted"},
        }
        row = next((row for end, row in rows.items() if route.path.endswith(end)), None)
        file = case.announcement["files"][0]["name"]
        path = route.path.format(name=TARGET, device=case.device, envelope=case.envelope, file=file)
        return path, {}, None if row is None else json.dumps(row).encode()


@pytest.fixture(scope="module")
def everybody(tmp_path_factory):
    with AccessHouse(tmp_path_factory.mktemp("access")) as house:
        paper = house.folder / "ket-qua.pdf"
        paper.write_bytes(b"a result")
        with house.news() as news:
            result = news.keep(THE_DEVICE, "H00", paper, "application/pdf", "").id
        everybody = Everybody(house, result)
        everybody.announce_all()
        everybody.ask_all((Who.CLAIMED,))
        house.close_to_all_but_the_door()
        everybody.ask_all([who for who in Who if who is not Who.CLAIMED])
        yield everybody


@pytest.mark.parametrize("number", range(len(TABLE)), ids=lambda at: TABLE[at].what)
def test_everybody_is_answered_as_the_table_has_it(everybody, number):
    answers = {who: everybody.answers[number, who] for who in Who}
    assert answers == dict(TABLE[number].answers)


@pytest.mark.parametrize("number", range(len(TABLE)), ids=lambda at: TABLE[at].what)
def test_a_no_and_a_look_change_nothing(everybody, number):
    route = TABLE[number]
    let_in = {who for who, answer in route.answers.items() if answer.startswith("2")}
    may = (let_in if route.writes else set()) | (set(access.CODES) if route.counts else set())
    if route.what == "time":  # of somebody nobody knows nothing is noted
        may -= {Who.NOBODY, Who.CLAIMED}
    assert {who for who in Who if everybody.changed[number, who]} <= may


def test_who_only_reads_never_changes_anything(everybody):
    changed = {(TABLE[number].what, who) for (number, who), it in everybody.changed.items() if it}
    assert not {(what, who) for what, who in changed if who in READING}


def test_what_is_done_is_seen_in_what_is_kept(everybody):
    """Or nothing of the above could fail."""
    done = {TABLE[number].what for (number, _), changed in everybody.changed.items() if changed}
    assert {"announce a case", "send it", "report", "the first certificate", "take events"} <= done


def test_there_is_nothing_that_is_not_in_the_table(tmp_path):
    asked = everything(tmp_path)
    assert {(row.method, row.path) for row in TABLE} == asked.routes
    assert asked.questions <= {row.what for row in TABLE if "{question}" in row.path}


@pytest.mark.parametrize("number", range(len(TABLE)), ids=lambda at: TABLE[at].what)
def test_every_answer_is_one_that_is_described(everybody, number):
    route = TABLE[number]
    document = json.loads(OPENAPI.read_text(encoding="utf-8"))
    path = route.path.replace("{question}", route.what)
    described = document["paths"][path][route.method.lower()]["responses"]
    assert {everybody.answers[number, who].split()[0] for who in Who} <= set(described)


@pytest.mark.parametrize("what", ASKED)
def test_each_question_of_the_table_is_one_that_is_answered(everybody, what):
    (number,) = [at for at, row in enumerate(TABLE) if row.what == what and "{q" in row.path]
    assert everybody.answers[number, Who.TOKEN] == "200"


def test_the_targets_are_two(everybody):
    with contextlib.closing(everybody.house.line(Who.OTHER_TARGET)) as line:
        headers = everybody.house.credentials(Who.OTHER_TARGET)
        line.request("GET", f"/v1/targets/{OTHER_TARGET}", headers=headers)
        assert line.getresponse().status == 200


def _link(signing, body, device=None):
    """The first of a chain, signed by whoever has that key."""
    said = Link.said(device or signing, 1, "", body)
    return Link(1, "", signed_by(signing, said)).to_header()


def _creating(case):
    return {"Upload-Length": str(len(case.bytes)), "Upload-Metadata": case.metadata}
