"""A question is answered by the centre alone: what is not signed, or answers another question, is not believed."""

from __future__ import annotations

import json

import pytest

from kiosk.contract import GREETING, MISSING, SIGNATURE, answer, question
from kiosk.faults import Fault
from kiosk.sync.connection import CentreError
from tests.sync.test_the_centre_talks_nonsense import Stranger, http
from tests.workbench.keys import signed_by

ROW = {"envelopes": ["ab" * 16]}


class Impostor(Stranger):
    """Answers questions as it is told to: `spoil` changes the row, `who` signs it, as an answer under `path`."""

    def __init__(self, spoil=None, who="centre", path=MISSING):
        super().__init__()
        self.spoil, self.who, self.path = spoil or {}, who, path
        self.heard = []

    def _answer(self, line):
        said = b""
        while not (body := said.partition(b"\r\n\r\n")[2]).endswith(b"}"):
            said += line.recv(1 << 20)
        head = said.partition(b"\r\n\r\n")[0]
        self.heard.append((head.decode(), body))
        row = {key: json.loads(body)[key] for key in ("device", "nonce")} | self.spoil
        signature = signed_by(self.who, answer(self.path, row))
        line.sendall(http(200, json.dumps({**row, "signature": signature}).encode()))


def ask(office, url):
    return office.questions(url, "token").ask(MISSING, ROW)


def test_a_signed_answer_is_handed_over(office, centre):
    told = office.questions(centre.url, centre.token).ask(MISSING, ROW)
    assert told["missing"] == ROW["envelopes"]


def test_what_is_asked_bears_this_devices_signature_and_a_nonce_of_its_own(office):
    with Impostor() as impostor:
        for _ in range(2):
            ask(office, impostor.url)
    rows = [json.loads(body) for _, body in impostor.heard]
    assert {row["device"] for row in rows} == {"kiosk-1"}
    assert len({row["nonce"] for row in rows}) == 2
    for head, body in impostor.heard:
        assert f"{SIGNATURE}: {signed_by('kiosk-1', question(MISSING, body))}" in head


@pytest.mark.parametrize(
    "how",
    [
        {"who": "kiosk-1"},
        {"path": GREETING},
        {"spoil": {"nonce": "0" * 32}},
        {"spoil": {"nonce": 7}},
        {"spoil": {"device": "kiosk-2"}},
    ],
)
def test_an_answer_from_elsewhere_or_to_another_question_is_nonsense(office, how):
    with Impostor(**how) as impostor, pytest.raises(CentreError) as raised:
        ask(office, impostor.url)
    assert raised.value.fault is Fault.CENTRE_NONSENSE


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"null", b"[" * 60_000, b'{"a": "' + b"x" * 70_000 + b'"}']
)
def test_what_is_no_answer_is_nonsense(office, body):
    with Stranger() as stranger:
        stranger.says = http(200, body)
        with pytest.raises(CentreError) as raised:
            ask(office, stranger.url)
    assert raised.value.fault is Fault.CENTRE_NONSENSE


def test_a_refusal_and_a_question_nobody_knows_are_told_as_the_centres_fault(office, centre):
    questions = office.questions(centre.url, centre.token)
    for path, row in ((MISSING, {"envelopes": 7}), ("/v1/questions/weather", {})):
        with pytest.raises(CentreError) as raised:
            questions.ask(path, row)
        assert raised.value.fault is Fault.CENTRE_NONSENSE


def test_a_question_of_any_length_is_not_sent(office, centre):
    with pytest.raises(ValueError, match="more than"):
        office.questions(centre.url, centre.token).ask(MISSING, {"more": "x" * 70_000})
