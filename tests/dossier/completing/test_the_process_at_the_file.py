"""The process that completes a file may die, talk nonsense or ask for anything: its parent stands."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from kiosk.dossier.signing import apart
from kiosk.dossier.signing.apart import Apart, Outcome, Signed
from kiosk.dossier.signing.levels import FetchError, FetchFault, Level, Request
from kiosk.faults import Fault
from kiosk.signing import SigningFault
from kiosk.store.errors import StoreError
from tests.dossier.completing.signed import now

SIGNED = Signed("case", bytes(32), "case/copy-1", "0" * 64, "copy-2")
QUESTION = {
    "url": "http://tsa.example",
    "body": "MAA=",
    "content_type": "application/timestamp-query",
    "accept": "application/timestamp-reply",
    "most": 1000,
    "named_by": [],
}


class Nobody:
    """A line on which nobody answers; `asked` is what was to be asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def __call__(self, request: Request) -> bytes:
        self.asked.append(request)
        raise FetchError(FetchFault.UNREACHABLE, "nobody")


@pytest.fixture
def line() -> Nobody:
    return Nobody()


@pytest.fixture
def impostor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: Nobody):
    """Completes with a child that says these lines, each after it has read one; `heard` is what it read."""
    heard = tmp_path / "heard"

    def run(*lines: str, ending: int = 0) -> Outcome:
        script = (
            "import sys\n"
            f"heard = open({str(heard)!r}, 'w', buffering=1)\n"
            f"for line in {list(lines)!r}:\n"
            "    heard.write(sys.stdin.readline())\n"
            "    print(line, flush=True)\n"
            f"heard.write(sys.stdin.readline() if {ending} else '')\n"
            f"sys.exit({ending})\n"
        )
        monkeypatch.setattr(apart, "CHILD", (sys.executable, "-c", script))
        return Apart(tmp_path, line, "http://tsa.example", ()).complete(SIGNED, now())

    run.heard = lambda: [json.loads(each) for each in heard.read_text().splitlines()]  # type: ignore[attr-defined]
    return run


def test_a_process_that_dies_is_the_files_own_fault(impostor) -> None:
    assert impostor(ending=1).fault is SigningFault.VALIDATION_FAILED


@pytest.mark.parametrize(
    "said",
    [
        "",
        "nonsense",
        "[]",
        "3",
        "{}",
        '{"fault": "no such fault"}',
        '{"kept": {"level": "b-z", "path": "", "sha256": "", "size": 1}}',
        '{"kept": 3}',
        "[" * 100_000,
    ],
)
def test_whatever_it_says_at_the_end_nothing_is_gained_by_nonsense(impostor, said: str) -> None:
    outcome = impostor(said)
    assert (outcome.level, outcome.fault) == (None, SigningFault.VALIDATION_FAILED)


def test_what_it_fetched_and_kept_is_told(impostor, line: Nobody) -> None:
    kept = {"path": "case/copy-2", "sha256": "1" * 64, "size": 7, "level": "b-t"}
    end = {"kept": kept, "fault": "ocsp-unreachable", "why": "nobody"}
    outcome = impostor(json.dumps({"fetch": QUESTION}), json.dumps(end))
    assert (outcome.level, outcome.path, outcome.size) == (Level.B_T, "case/copy-2", 7)
    assert outcome.fault is SigningFault.OCSP_UNREACHABLE
    (asked,) = line.asked
    assert (asked.url, asked.body, asked.most) == ("http://tsa.example", b"0\0", 1000)


@pytest.mark.parametrize(
    "question",
    [
        3,
        [],
        {},
        QUESTION | {"url": 3},
        QUESTION | {"url": "http://tsa.example\r\nHost: elsewhere"},
        QUESTION | {"accept": "a\r\nb: c"},
        QUESTION | {"body": "not base64!"},
        QUESTION | {"most": "many"},
        QUESTION | {"named_by": 3},
        QUESTION | {"named_by": [3]},
    ],
)
def test_what_is_no_question_is_asked_of_nobody(impostor, line: Nobody, question: object) -> None:
    impostor(json.dumps({"fetch": question}), "{}")
    assert line.asked == []
    assert impostor.heard()[1]["fault"] == FetchFault.FORBIDDEN


def test_a_disk_that_fails_is_the_stores_fault(impostor) -> None:
    with pytest.raises(StoreError) as caught:
        impostor(json.dumps({"store": "disk-full", "why": "no room"}))
    assert caught.value.fault is Fault.DISK_FULL


def test_it_is_ended_while_it_waits_for_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = (
        f"print({json.dumps({'fetch': QUESTION})!r}, flush=True); input(); input(); print('{{}}')"
    )
    monkeypatch.setattr(apart, "CHILD", (sys.executable, "-c", asks))

    def ends(_request: Request) -> bytes:
        own.end()
        raise FetchError(FetchFault.UNREACHABLE, "ended")

    own = Apart(tmp_path, ends, "http://tsa.example", ())
    assert own.complete(SIGNED, now()).level is None
    assert own.complete(SIGNED, now()).level is None  # later ones come to nothing as well


def test_one_that_outruns_its_budget_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: Nobody
) -> None:
    monkeypatch.setattr(apart, "CHILD", (sys.executable, "-c", "import time; time.sleep(600)"))
    outcome = Apart(tmp_path, line, "http://tsa.example", ()).complete(SIGNED, now(), budget=0.5)
    assert outcome.fault is SigningFault.VALIDATION_FAILED


def test_answers_that_use_up_its_time_are_not_the_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = f"print({json.dumps({'fetch': QUESTION})!r}, flush=True); input(); input(); input()"
    monkeypatch.setattr(apart, "CHILD", (sys.executable, "-c", asks))

    def crawls(_request: Request) -> bytes:
        time.sleep(1.0)
        return b"at last"

    own = Apart(tmp_path, crawls, "http://tsa.example", ())
    assert own.complete(SIGNED, now(), budget=0.5).fault is SigningFault.OCSP_UNREACHABLE
