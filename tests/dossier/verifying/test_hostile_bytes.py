"""Whatever the bytes are, judging them ends with a report: no exception, no file, no machine on its knees."""

from __future__ import annotations

import datetime as dt
import functools
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.dossier.signing.caged import MOST_BYTES, verified
from kiosk.dossier.signing.report import Reason, Report, Verdict, from_json, to_json
from kiosk.dossier.signing.verify import verify
from tests.workbench.forgery import by_hand, obj
from tests.workbench.signed_papers import official, organisation, paper

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def signed(authority) -> bytes:
    return organisation(authority).sign(official(authority).sign(paper(1)))


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_mutilated_paper_is_never_valid(data, signed, judge):
    """Bytes changed, cut out or put in anywhere; capitals in hexadecimal are the one difference that is none."""
    spoilt = bytearray(signed)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(spoilt) - 1))
        how = data.draw(st.sampled_from(["put", "cut", "change"]))
        some = data.draw(st.binary(min_size=1, max_size=12))
        length = 0 if how == "put" else len(some)
        spoilt[place : place + length] = b"" if how == "cut" else some

    report = judge(bytes(spoilt))

    assert isinstance(report, Report)
    assert report.verdict is not Verdict.VALID or bytes(spoilt).upper() == signed.upper()
    assert from_json(to_json(report)) == report


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(end=st.floats(0, 1))
def test_a_paper_that_is_broken_off_is_never_better_than_it_was(end, signed, judge):
    broken_off = signed[: int(end * len(signed))]

    assert judge(broken_off).verdict in (
        *(Verdict.UNREADABLE, Verdict.SUSPICIOUS, Verdict.ALTERED, Verdict.UNSIGNED),
        *([Verdict.VALID] if broken_off.rstrip().endswith(b"%%EOF") else []),
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(junk=st.binary(max_size=400))
def test_junk_that_calls_itself_a_pdf_ends_with_a_report(junk):
    assert verify(b"%PDF-1.7\n" + junk, (), NOW).verdict in (Verdict.UNREADABLE, Verdict.UNSIGNED)


def _bomb() -> bytes:
    zeros = zlib.compress(b"\0" * 200_000_000, 9)
    return zlib.compress(zeros, 9)


def _stream(number: int, data: bytes, keys: bytes) -> bytes:
    return obj(number, b"<<%s/Length %d>>\nstream\n%s\nendstream" % (keys, len(data), data))


def _once_more(pdf: bytes, number: int) -> bytes:
    return by_hand(pdf, [(40, obj(40, b"%d" % number))])


HOSTILE = {
    "nothing": lambda signed: b"",
    "no-pdf": lambda signed: b"PK\x03\x04" + b"\0" * 100,
    "deep": lambda signed: by_hand(signed, [(40, obj(40, b"[" * 100_000 + b"]" * 100_000))]),
    "bomb": lambda signed: by_hand(
        signed,
        [(40, _stream(40, _bomb(), b"/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]"))],
    ),
    "loop": lambda signed: by_hand(signed, prev=len(signed) + (not signed.endswith(b"\n"))),
    "many": lambda signed: functools.reduce(_once_more, range(205), signed),
    "tree-eats-its-tail": lambda signed: by_hand(
        signed, [(2, obj(2, b"<</Type/Pages/Count 1/Kids[2 0 R]>>"))]
    ),
    "locked": lambda signed: by_hand(
        signed, [(40, obj(40, b"<</Filter/X>>"))], trailer=b"/Encrypt 40 0 R"
    ),
}


@pytest.mark.device
@pytest.mark.parametrize("how", HOSTILE)
def test_hostile_files_end_with_a_report_from_the_limited_child(how, signed):
    report = verified(HOSTILE[how](signed), (), dt.datetime.now(dt.UTC))

    assert report.verdict in (Verdict.UNREADABLE, Verdict.ALTERED, Verdict.SUSPICIOUS)
    assert report.reasons


@pytest.mark.device
def test_a_huge_file_is_not_even_read():
    report = verified(b"%PDF-1.7" + bytes(MOST_BYTES), (), dt.datetime.now(dt.UTC))

    assert (report.verdict, report.reasons) == (Verdict.UNREADABLE, (Reason.TOO_LARGE,))


@pytest.mark.device
def test_the_limited_child_says_what_is_said_without_it(signed, authority, judge):
    caged = verified(signed, authority.trust, dt.datetime.now(dt.UTC))

    assert caged == judge(signed)
    assert caged.verdict is Verdict.VALID


def test_what_a_child_may_not_say_is_no_report():
    good = to_json(Report(Verdict.UNSIGNED))

    for spoilt in ({}, None, [], {**good, "verdict": "fine"}, {**good, "signatures": [{}]}):
        with pytest.raises(ValueError, match=r".*"):
            from_json(spoilt)
